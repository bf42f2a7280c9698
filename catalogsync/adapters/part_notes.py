"""The note beside an unfinished download, `X.mp3.part.json`: whose bytes `X.mp3.part` holds.

It holds no address (addresses are signed and change with each grant); it knows the bytes by song, source, quality and
size, and by the validators the server gave. It outlives the rename of the part until the caller has recorded the file,
so that a crash in between leaves a file that the next run can take over instead of fetching it again.

A line of JSON, and one more for each name that the whole file was about to get: adding a line asks far less of a file
system than putting another note in its place, and one that a crash tears does not harm those before it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from catalogsync.domain.ids import Key
from catalogsync.pipeline.decoding import decoder_of
from catalogsync.pipeline.ports import Grant, Taken

_NOTE_SUFFIX = ".part.json"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a part's bytes are. `size_bytes` and `md5` are the platform's words, `total_bytes` the server's.

    `platform` and `song` are the song they are for, `source` and `source_song_id` the one they are of: another
    platform's, for a fallback. Notes of before 0.2 lack these; their bytes are begun anew.
    """

    platform: str
    song: str
    quality: str
    suffix: str
    source: str = ""
    source_song_id: str = ""
    size_bytes: int | None = None
    md5: str | None = None
    total_bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    placed_as: str | None = None
    sha256: str | None = None
    taken: Taken | None = None

    def is_of(self, other: Note) -> bool:
        """Whether both speak of the same bytes of the same song."""
        return self.identity == other.identity

    @property
    def identity(self) -> tuple[object, ...]:
        """What must be equal for bytes of one grant to be continued under another."""
        return (
            self.platform,
            self.song,
            self.source,
            self.source_song_id,
            self.quality,
            self.suffix,
            self.size_bytes,
            self.md5,
        )

    @property
    def validator(self) -> str | None:
        """What If-Range may carry: a strong ETag, else the date; None when the server gave neither in characters that
        a header of ours can hold."""
        told = self.etag if self.etag is not None and self.etag.startswith('"') else self.last_modified
        return told if told is not None and told.isascii() else None


class _Placed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Under which name, what bytes and from where: see `Note`."""

    placed_as: str
    sha256: str
    taken: Taken | None = None


_read = decoder_of(Note).decode
_read_placed = decoder_of(_Placed).decode


def note_of(grant: Grant, song: Key, source: Key) -> Note:
    """The note of a transfer that has not begun: bytes of `source`, a song there, for `song`."""
    return Note(
        platform=song.platform,
        song=song.remote_id,
        source=source.platform,
        source_song_id=source.remote_id,
        quality=grant.quality.value,
        suffix=grant.suffix,
        size_bytes=grant.size_bytes,
        md5=grant.md5.lower() if grant.md5 else None,
    )


def note_path(part: Path) -> Path:
    """`X.part` → `X.part.json`."""
    return Path(_name(part))


def _name(part: Path) -> str:
    """The note's path as text: a note is touched several times for each file, and paths as objects cost more than
    what is done with them."""
    return f"{part}.json"


def read_note(part: Path) -> Note | None:
    """The note beside a part; None when there is none that can be read."""
    try:
        handle = os.open(_name(part), os.O_RDONLY | _BINARY)
        try:
            first, *more = os.read(handle, 65536).splitlines()
        finally:
            os.close(handle)
        note = _read(first)
    except (OSError, ValueError):  # what msgspec cannot read is a ValueError too; so are no lines at all
        return None
    for line in more:
        with suppress(ValueError):
            placed = _read_placed(line)
            note = msgspec.structs.replace(
                note, placed_as=placed.placed_as, sha256=placed.sha256, taken=placed.taken
            )
    return note


def write_note(part: Path, note: Note) -> None:
    """Begin the note of a part that has no bytes yet: one that a crash tears costs nothing. Not fsynced: it has to
    survive a killed process; after a power cut it may read as none, which means starting over."""
    _write(_name(part), os.O_CREAT | os.O_TRUNC, msgspec.json.encode(note))


def add_to_note(part: Path, placed_as: str, sha256: str, taken: Taken | None) -> None:
    """Add the name that the whole part is about to get; a part without a note stays without."""
    with suppress(FileNotFoundError):
        _write(_name(part), os.O_APPEND, b"\n" + msgspec.json.encode(_Placed(placed_as, sha256, taken)))


def remove_note(part: Path) -> None:
    """Remove the note."""
    with suppress(FileNotFoundError):
        os.unlink(_name(part))


def _write(name: str, how: int, text: bytes) -> None:
    # Without a file object: it asks the system three times more, and every question hands Python's lock to another.
    handle = os.open(name, os.O_WRONLY | how | _BINARY, 0o666)
    try:
        if os.write(handle, text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
    finally:
        os.close(handle)


def find_notes(folder: Path) -> Iterator[Path]:
    """The part of every note below a folder, whether the part is there or not. A part without a note is not ours:
    other programs leave files of that name, and ours have their note before their first byte."""
    for path in folder.rglob(f"*{_NOTE_SUFFIX}"):
        yield path.with_name(path.name.removesuffix(".json"))
