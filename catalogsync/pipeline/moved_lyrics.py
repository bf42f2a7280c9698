"""The lyric of a song whose audio stands where it is: beside it, or left behind when somebody moved the audio,
or nowhere."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import LyricKept, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import LibraryUnavailable
from catalogsync.pipeline.library import Expected, ExpectedLyric, KeepsFiles
from catalogsync.pipeline.objects import beside


def follow_lyric(
    catalog: Catalog, library: KeepsFiles, expected: Expected, root: str, path: str
) -> str | None:
    """What became of the lyric of audio that stands at that path of that root; None when nothing did, or it has none.

    `lyric_moved` is recorded: the .lrc beside the audio has the recorded bytes, or others, and is then kept as
    somebody's own. `lyric_missing` is recorded as well: it stands nowhere, and is fetched again. `lyric_left_behind`
    (it stands where it was) is only told: the words are the library owner's to move.
    """
    lyric = expected.lyric
    if lyric is None:
        return None
    target = beside(path, ".lrc")
    here = library.absolute(target, root)
    if (lyric.root, lyric.path) == (root, target):
        return None if here.is_file() else _lost(catalog, library, expected.song, lyric)
    if here.is_file():
        stream = stream_id("song", expected.song)
        if lyric.sha256 in (None, _sha256(here)):
            catalog.change(Song, stream, partial(Song.move_lyric, root=root, path=target))
        else:
            catalog.change(Song, stream, lambda song: song.record(LyricKept(root=root, path=target)))
        return "lyric_moved"
    try:
        left = library.absolute(lyric.path, lyric.root).is_file()
    except LibraryUnavailable:
        # It may be on the disk that is not here now.
        return None
    return "lyric_left_behind" if left else _lost(catalog, library, expected.song, lyric)


def _lost(catalog: Catalog, library: KeepsFiles, song: Key, lyric: ExpectedLyric) -> str:
    library.absolute(lyric.path, lyric.root)  # asked again: a share that goes away takes no lyric with it
    catalog.change(Song, stream_id("song", song), partial(Song.lose_lyric, root=lyric.root, path=lyric.path))
    return "lyric_missing"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
