from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.backend import Backend, BackendRefused, Place, check_place


def s3(**more: object) -> Place:
    return Place(kind="s3", bucket="music-bucket", **more)  # type: ignore[arg-type]


def test_a_new_backend_is_registered_and_the_same_again_records_nothing() -> None:
    backend = Backend("backend:main")

    assert backend.register(s3())
    assert not backend.register(s3())
    assert ["Registered"] == [type(fact).__name__ for fact in backend.pending]


def test_a_changed_backend_names_what_changed() -> None:
    backend = Backend("backend:main")
    backend.register(s3())
    backend.register(s3(base_prefix="music", keep_local=False))

    assert ["base_prefix", "keep_local"] == backend.pending[-1].changed  # type: ignore[attr-defined]


def test_a_backend_never_changes_its_kind() -> None:
    backend = Backend("backend:main")
    backend.register(s3())
    with pytest.raises(BackendRefused, match="another name"):
        backend.register(Place(kind="folder", location="/mnt/disk"))


def test_a_retired_backend_can_be_registered_again() -> None:
    backend = Backend("backend:main")
    backend.register(s3())
    backend.retire()
    backend.retire()
    backend.register(s3())

    assert ["Registered", "Retired", "Registered"] == [type(fact).__name__ for fact in backend.pending]


def test_what_was_never_registered_cannot_be_retired() -> None:
    with pytest.raises(BackendRefused):
        Backend("backend:main").retire()


@given(st.text(max_size=30))
def test_any_name_and_prefix_is_taken_or_refused_and_nothing_else(text: str) -> None:
    for place in (s3(base_prefix=text), s3(endpoint=text), Place(kind="s3", bucket=text), s3(region=text)):
        with suppress(BackendRefused):
            check_place(place)
            assert ".." not in place.base_prefix.split("/")
