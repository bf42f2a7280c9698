"""Whatever happens to copies in whatever order, a rebuild gives the rows of having followed."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.domain import backend, file
from catalogsync.domain.event import Event, Fact
from catalogsync.projections.files import Files
from catalogsync.projections.presence import Presence
from tests.domain.test_file_copies import VERIFIED, copy
from tests.projections.equivalence import assert_rebuild_equals_followed

PLACE = backend.Place(kind="s3", bucket="b")
HERE = {"backend": "main", "part": "audio", "key": "k"}

FACTS: st.SearchStrategy[tuple[str, Fact]] = st.one_of(
    st.tuples(
        st.sampled_from(["file:qq:1", "file:qq:2"]),
        st.sampled_from(
            [
                VERIFIED,
                copy(),
                copy("second"),
                copy(part="lyric"),
                copy(sha256="bb"),
                file.UploadFailed(**HERE, failure="network", message="m"),
                file.RemoteLost(**HERE, why="missing"),
                file.RemoteFoundAgain(**HERE),
                file.RemoteChecked(**HERE, etag="2"),
                file.LocalRemoved(root="r", path="a/b.mp3", backend="main", key="k", size_bytes=3),
                file.Restored(root="r2", path="c/d.mp3", backend="main", key="k"),
                file.Moved(root="r2", path="e/f.mp3", was_root="r", was_path="a/b.mp3"),
                file.Lost(root="r", path="a/b.mp3", why="missing"),
                file.FoundAgain(root="r", path="a/b.mp3"),
            ]
        ),
    ),
    st.tuples(
        st.sampled_from(["backend:main", "backend:second"]),
        st.sampled_from(
            [
                backend.Registered(place=PLACE),
                backend.Changed(
                    place=backend.Place(kind="s3", bucket="c", keep_local=False), changed=["bucket"]
                ),
                backend.Retired(),
                backend.Checked(counts={"missing": 1, "as_recorded": 4}),
            ]
        ),
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(FACTS, min_size=1, max_size=25))
def test_a_rebuild_gives_the_rows_of_having_followed(told: list[tuple[str, Fact]]) -> None:
    versions: dict[str, int] = {}
    events: list[Event[Any]] = []
    for stream, fact in told:
        versions[stream] = versions.get(stream, 0) + 1
        events.append(
            Event(
                originator_id=stream,
                originator_version=versions[stream],
                at_ms=len(events),
                actor="t",
                fact=fact,
            )
        )

    assert_rebuild_equals_followed(lambda: (Files(), Presence()), events)
