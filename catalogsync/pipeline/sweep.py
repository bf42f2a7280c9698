"""What crashes and failed transfers left in the library: finish it, keep it for later, or remove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogsync.domain.file import File, Verified
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import Obtained, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Conflict
from catalogsync.pipeline.library import KeepsFiles, Leftover
from catalogsync.pipeline.ports import Fetched, Taken
from catalogsync.pipeline.selection import AsksCatalog
from catalogsync.pipeline.verify_audio import AudioFacts, quality_of

_KEPT_S = 30 * 24 * 3600.0
"""How long a part is kept for a song that is still wanted; a server hardly has the same bytes after that."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep came to. `resumable` tells under which path the bytes of a song lie that is still wanted."""

    recovered: tuple[tuple[Key, str], ...]
    removed: tuple[str, ...]
    resumable: dict[Key, str]


def sweep(
    catalog: Catalog,
    ask: AsksCatalog,
    library: KeepsFiles,
    inspect: Callable[[Path], AudioFacts] | None,
    *,
    older_than_s: float = 0.0,
) -> Swept:
    """Look at every leftover of the library root.

    A file that was placed and not recorded is recorded now (with `inspect`; without it such files are left alone, as
    somebody may be about to record them). What belongs to songs that are done, gone or excluded is removed; what
    belongs to songs this catalog does not know is another catalog's.
    """
    recovered: list[tuple[Key, str]] = []
    removed: list[str] = []
    resumable: dict[Key, str] = {}
    for left in library.leftovers():
        if left.age_s < older_than_s:
            continue
        if left.song is None:
            library.drop(left)
            removed.append(left.path)
            continue
        song = catalog.load(Song, stream_id("song", left.song))
        if song.about is None and not song.gone:
            continue
        file = catalog.load(File, stream_id("file", left.song))
        if left.placed is not None and _is_recorded(file, library.root, left.placed):
            library.settle(left.path)
            continue
        owned = song.obtained and file.present
        wanted = not (owned or song.gone or song.excluded)
        if wanted and left.placed is not None:
            if inspect is not None and left.taken is not None and _is_free(ask, library.root, left):
                path, fetched = left.placed
                facts = inspect(library.absolute(path))
                record_file(catalog, song, left.song, library.root, path, fetched, facts, left.taken)
                library.settle(left.path)
                recovered.append((left.song, path))
        elif wanted and left.age_s < _KEPT_S:
            resumable[left.song] = left.path
        elif left.placed is None or _is_free(ask, library.root, left):
            library.drop(left)
            removed.append(left.path)
    return Swept(tuple(recovered), tuple(removed), resumable)


def record_file(
    catalog: Catalog,
    song: Song,
    key: Key,
    root: str,
    path: str,
    fetched: Fetched,
    facts: AudioFacts,
    taken: Taken,
) -> tuple[Song, Verified | None]:
    """Record that a verified file is in place: in the file's stream and in the song's, both or neither.

    Returns the song as it is now, and the file that the new one replaces.
    """
    quality = str(quality_of(facts))
    file = catalog.load(File, stream_id("file", key))
    before = file.verified
    file.record(
        Verified(
            root=root,
            path=path,
            size_bytes=fetched.size_bytes,
            sha256=fetched.sha256,
            container=facts.container,
            codec=facts.codec,
            bitrate=facts.bitrate,
            sample_rate=facts.sample_rate,
            duration_ms=facts.duration_ms,
            quality=quality,
            source=taken.source,
            source_song_id=taken.source_song_id,
        )
    )
    obtained = Obtained(
        source=taken.source,
        source_song_id=taken.source_song_id,
        quality=quality,
        chosen=taken.chosen,
        total=taken.total,
    )
    song.record(obtained)
    try:
        catalog.save(song, file)
    except Conflict:
        # Somebody decided something about the song while its bytes came in; the file is real all the same.
        song = catalog.load(Song, song.id)
        song.record(obtained)
        catalog.save(song, file)
    return song, before


def _is_recorded(file: File, root: str, placed: tuple[str, Fetched]) -> bool:
    known = file.verified
    return known is not None and (known.root, known.path, known.sha256) == (root, placed[0], placed[1].sha256)


def _is_free(ask: AsksCatalog, root: str, left: Leftover) -> bool:
    assert left.placed is not None
    return ask.path_owner(root, left.placed[0]) in (None, left.song)
