"""Parts, their notes, and how a file gets its final name."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.library_trouble import library_trouble
from catalogsync.adapters.part_notes import Note, note_path, read_note, write_note
from catalogsync.adapters.parts import hash_file, place, placed_before, settle
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import LibraryUnavailable

SONG = Key("qq", "7")
NOTE = Note(platform="qq", song="7", quality="high", suffix="mp3")


@pytest.fixture
def part(tmp_path: Path) -> Path:
    found = tmp_path / "a.mp3.part"
    found.write_bytes(b"sound")
    write_note(found, NOTE)
    return found


def put(part: Path, *names: str) -> Path:
    return place(part, (part.with_name(name) for name in names), fetched=hash_file(part).fetched())


def test_a_placed_file_has_its_name_and_no_part(part: Path) -> None:
    assert part.with_name("a.mp3") == put(part, "a.mp3")
    assert sorted(os.listdir(part.parent)) == ["a.mp3", "a.mp3.part.json"]
    settle(part)
    assert os.listdir(part.parent) == ["a.mp3"]


def test_a_taken_name_is_left_alone_and_the_next_one_used(part: Path) -> None:
    part.with_name("a.mp3").write_bytes(b"other song")

    assert part.with_name("a (2).mp3") == put(part, "a.mp3", "a (2).mp3")
    assert part.with_name("a.mp3").read_bytes() == b"other song"


def test_when_all_names_are_taken_nothing_is_overwritten(part: Path) -> None:
    part.with_name("a.mp3").symlink_to("nowhere")

    with pytest.raises(FileExistsError):
        put(part, "a.mp3")
    assert part.exists()


def test_without_hard_links_files_are_renamed(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    part.with_name("a.mp3").write_bytes(b"other song")

    assert part.with_name("b.mp3") == put(part, "a.mp3", "b.mp3")
    assert part.with_name("b.mp3").read_bytes() == b"sound"
    assert not part.exists()


def test_a_file_placed_before_a_crash_is_taken_over(part: Path) -> None:
    final = put(part, "a.mp3")

    found = placed_before(part, SONG)

    assert found is not None
    assert final == found[0]
    assert hash_file(final).fetched() == found[1]


def test_a_crash_between_link_and_unlink_is_finished(part: Path) -> None:
    fetched = hash_file(part).fetched()
    os.link(part, part.with_name("a.mp3"))

    assert part.with_name("a.mp3") == place(part, [part.with_name("a.mp3")], fetched=fetched)
    assert not part.exists()


def test_a_placed_file_of_another_song_or_with_other_bytes_is_not_taken_over(part: Path) -> None:
    final = put(part, "a.mp3")

    assert placed_before(part, Key("qq", "8")) is None
    final.write_bytes(b"edited")
    assert placed_before(part, SONG) is None
    final.unlink()
    assert placed_before(part, SONG) is None


def test_a_note_cannot_lead_elsewhere(part: Path) -> None:
    write_note(
        part,
        Note(**{**{f: getattr(NOTE, f) for f in NOTE.__struct_fields__}, "placed_as": "../x", "sha256": "0"}),
    )

    assert placed_before(part, SONG) is None


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"platform":1}', b"\xff\xfe", b"null"])
def test_a_torn_note_reads_as_none(part: Path, text: bytes) -> None:
    note_path(part).write_bytes(text)

    assert read_note(part) is None


def test_other_errors_of_the_system_are_not_the_librarys() -> None:
    with pytest.raises(OSError, match="too long") as caught, library_trouble(Path("x")):
        raise OSError(errno.ENAMETOOLONG, "too long")
    assert not isinstance(caught.value, LibraryUnavailable)


def test_a_line_that_a_crash_tears_does_not_harm_those_before_it(part: Path) -> None:
    final = put(part, "a.mp3")
    whole = note_path(part).read_bytes()
    for torn in (b"", b"\n", b"\n{", b'\n{"placed_as":"b.mp3"', b"\n\xff"):
        note_path(part).write_bytes(whole + torn)

        found = placed_before(part, SONG)
        assert found is not None
        assert final == found[0]


def test_the_last_name_that_was_tried_is_the_one_that_counts(part: Path) -> None:
    part.with_name("a.mp3").write_bytes(b"other song")
    put(part, "a.mp3", "b.mp3")

    found = placed_before(part, SONG)
    assert found is not None
    assert "b.mp3" == found[0].name


def test_a_note_of_before_is_read_with_the_name_it_holds(part: Path) -> None:
    final = put(part, "a.mp3")
    sha256 = hash_file(final).fetched().sha256
    note_path(part).write_text(
        '{"platform":"qq","song":"7","quality":"high","suffix":"mp3","placed_as":"a.mp3",'
        f'"sha256":"{sha256}","taken":{{"source":"kuwo","source_song_id":"8","chosen":"rules"}}}}'
    )

    note = read_note(part)
    assert note is not None
    assert note.taken is not None
    assert ("kuwo", (final, hash_file(final).fetched())) == (note.taken.source, placed_before(part, SONG))
