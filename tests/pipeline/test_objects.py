"""Keys and seals."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.pipeline import objects
from catalogsync.pipeline.objects import object_key, seal

NAMES = st.text(min_size=1, max_size=12).filter(lambda name: "/" not in name and name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@given(PATHS, PATHS)
def test_different_paths_have_different_keys_that_any_service_can_tell(one: str, other: str) -> None:
    keys = object_key("music", one), object_key("music", other)

    assert (one == other) == (keys[0] == keys[1])
    for key in keys:
        assert key.startswith("music/")
        assert not {".", "..", ""} & set(key.split("/"))
        assert all(c.isprintable() or c == "　" for c in key)
        key.encode()


def test_a_path_that_looks_encoded_does_not_meet_one_that_is() -> None:
    keys = [object_key("", path) for path in ("\x01", "%01", "%2501", "%25\x01")]

    assert 4 == len(set(keys))


def test_an_ordinary_path_is_its_own_key() -> None:
    assert "music/netease/周杰伦/七里香 100% (Live).mp3" == object_key(
        "music", "netease/周杰伦/七里香 100% (Live).mp3"
    )
    assert "a/b.mp3" == object_key("", "a/b.mp3")


@pytest.mark.parametrize("path", ["../x", "a//b", "", "/a", "a/.", "x" * 1100])
def test_what_is_no_path_in_a_library_has_no_key(path: str) -> None:
    with pytest.raises(ValueError, match=r"path|longer"):
        object_key("music", path)


def test_a_seal_tells_the_marks_that_services_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "BIG_BYTES", 100)
    monkeypatch.setattr(objects, "_PART_BYTES", 40)
    content = bytes(range(110))
    (tmp_path / "a").write_bytes(content)
    sealed = seal(tmp_path / "a")
    parts = [hashlib.md5(content[n : n + 40]) for n in (0, 40, 80)]
    of_parts = hashlib.md5(b"".join(part.digest() for part in parts)).hexdigest()

    assert (hashlib.md5(content).hexdigest(), f"{of_parts}-3") == sealed.etags
    assert (110, hashlib.sha256(content).hexdigest()) == (sealed.size_bytes, sealed.sha256)
