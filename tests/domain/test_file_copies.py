"""Copies of a file in backends: what counts, what is lost, and when the local one may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.event import Event, Fact
from catalogsync.domain.file import File, Lost, NoProvenCopy, Uploaded, Verified

VERIFIED = Verified(
    root="r",
    path="a/b.mp3",
    size_bytes=3,
    sha256="aa",
    container="mp3",
    quality="high",
    source="qq",
    source_song_id="9",
)


def copy(backend: str = "main", part: str = "audio", sha256: str = "aa", etag: str = "1") -> Uploaded:
    return Uploaded(
        backend=backend,
        part=part,
        bucket="b",
        key=f"{backend}/{part}",
        path="a/b.mp3",
        size_bytes=3,
        sha256=sha256,
        proof="etag",
        etag=etag,
    )


def verified() -> File:
    file = File("file:qq:1")
    file.record(VERIFIED)
    return file


def names(file: File) -> list[str]:
    return [type(fact).__name__ for fact in file.pending[1:]]


def test_a_copy_we_know_already_records_nothing() -> None:
    file = verified()
    file.store(copy())
    file.store(copy())

    assert ["Uploaded"] == names(file)


def test_the_local_copy_stays_without_a_proven_one_of_the_same_bytes() -> None:
    for other in (None, copy(sha256="bb"), copy(part="lyric"), copy(backend="second")):
        file = verified()
        if other is not None:
            file.store(other)
        with pytest.raises(NoProvenCopy):
            file.remove_local("main")
        assert file.present


def test_a_lost_copy_does_not_count() -> None:
    file = verified()
    file.store(copy())
    file.lose_copy("main", "audio", "missing")
    file.lose_copy("main", "audio", "missing")

    assert ["Uploaded", "RemoteLost"] == names(file)
    with pytest.raises(NoProvenCopy):
        file.remove_local("main")


def test_a_file_that_made_room_is_lost_only_with_its_last_copy() -> None:
    file = verified()
    file.store(copy())
    file.store(copy("second"))
    file.remove_local("main")
    file.lose_copy("main", "audio", "missing")
    before = names(file)
    file.lose_copy("second", "audio", "different")

    assert ["Uploaded", "Uploaded", "LocalRemoved", "RemoteLost"] == before
    assert [*before, "RemoteLost", "Lost"] == names(file)


def test_what_made_room_is_not_lost_when_it_is_not_found_here() -> None:
    file = verified()
    file.store(copy())
    file.remove_local("main")
    file.check("missing")

    assert ["Uploaded", "LocalRemoved"] == names(file)


def test_a_restored_file_is_found_again_only_when_it_was_lost() -> None:
    removed, lost = verified(), verified()
    for file in (removed, lost):
        file.store(copy())
    removed.remove_local("main")
    lost.check("missing")
    for file in (removed, lost):
        file.restore("r2", "c/d.mp3", "main", "k")

    assert ["Uploaded", "LocalRemoved", "Restored"] == names(removed)
    assert ["Uploaded", "Lost", "Restored", "FoundAgain"] == names(lost)
    assert lost.verified is not None
    assert ("r2", "c/d.mp3") == (lost.verified.root, lost.verified.path)


STEPS = st.lists(
    st.sampled_from(
        [
            "store",
            "better",
            "lose",
            "find",
            "remove",
            "restore",
            "missing",
            "there",
            "move",
            "lyric",
            "second",
        ]
    ),
    max_size=14,
)


def act(file: File, step: str) -> None:
    match step:
        case "store":
            file.store(copy())
        case "second":
            file.store(copy("second"))
        case "better":
            file.record(VERIFIED)
        case "lyric":
            file.store(copy(part="lyric", sha256="cc"))
        case "lose":
            file.lose_copy("main", "audio", "missing")
        case "find":
            file.find_copy("main", "audio", deep=True, etag="1")
        case "restore":
            file.restore("r", "a/b.mp3", "main", "k")
        case "move":
            file.move("r2", "e/f.mp3")
        case "missing" | "there":
            file.check("missing" if step == "missing" else None)
        case "remove":
            try:
                file.remove_local("main")
            except NoProvenCopy:
                return


@given(STEPS)
def test_replayed_it_stands_as_it_stood_and_no_step_twice_says_more(steps: list[str]) -> None:
    file = verified()
    for step in steps:
        act(file, step)
        if step != "better":
            said = len(file.pending)
            act(file, step)
            twice = [type(fact).__name__ for fact in file.pending[said:]]
            assert set(twice) <= {"RemoteChecked"}
    again = File(file.id)
    again.replay(_event(n, fact) for n, fact in enumerate(file.pending, 1))

    assert (file.present, file.removed, file.copies, file.lost_copies) == (
        again.present,
        again.removed,
        again.copies,
        again.lost_copies,
    )
    # Bytes are never nowhere without the song being wanted again.
    if not file.present and not any(part == "audio" for _, part in file.copies):
        assert any(isinstance(fact, Lost) for fact in file.pending)


def _event(version: int, fact: Fact) -> Event[Fact]:
    return Event(originator_id="file:qq:1", originator_version=version, at_ms=version, actor="t", fact=fact)


def test_a_moved_file_is_recorded_once_and_one_that_made_room_never() -> None:
    file = verified()
    for _ in range(2):
        file.move("r2", "new/a.mp3")

    assert ["Moved"] == names(file)
    assert file.verified is not None
    assert ("r2", "new/a.mp3") == (file.verified.root, file.verified.path)
    file.store(copy())
    file.remove_local("main")
    file.move("r", "elsewhere.mp3")
    assert "r2" == file.verified.root
