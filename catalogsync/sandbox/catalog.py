"""The catalog of one seed: songs, lists, lyrics and files of six platforms, computed when asked for.

Nothing is stored but the seed, the size and the day, so a million songs cost no more memory than fifty.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from catalogsync.sandbox.world import playlists as lists
from catalogsync.sandbox.world.access import SAMPLE
from catalogsync.sandbox.world.lyrics import lyric_kind
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.recordings import World
from catalogsync.sandbox.world.sizes import SIZES, Size
from catalogsync.sandbox.world.songs import Song
from catalogsync.sandbox.world.songs import song as listed_song
from catalogsync.sandbox.world.words import simplified

SEARCH_CAP = 300
"""No platform lets a search run deeper than a few hundred hits."""


class Catalog:
    """Answers every question about the synthetic world. `day` counts the changes since the beginning."""

    def __init__(self, seed: int | str = 1, size: Size | str = "demo") -> None:
        if isinstance(size, str) and size not in SIZES:
            raise ValueError(f"size must be one of {', '.join(SIZES)}, not {size!r}")
        self.seed = str(seed)
        self.size = SIZES[size] if isinstance(size, str) else size
        self.world = World(self.seed, self.size.songs)
        self.day = 0
        self._numbers = lru_cache(maxsize=64)(lambda playlist: array("L", lists.entries(self, playlist)))
        self._song = lru_cache(maxsize=8192)(
            lambda platform, number: listed_song(self.world, platform, number)
        )

    def song(self, platform: str, number: int | None) -> Song | None:
        """The recording `number` as the platform lists it; None when unknown there."""
        return None if number is None else self._song(platform, number)

    def evolve(self, days: int = 1) -> None:
        """Let time pass: some lists lose their first song and gain one at the end."""
        self.day += days

    def search(self, platform: str, text: str) -> Iterator[Song]:
        """Songs of the platform that a text may mean, best first, at most `SEARCH_CAP`."""
        wanted = simplified(_half_width(text)).lower()
        found = (self.song(platform, number) for number in islice(self.world.meant(wanted), 4 * SEARCH_CAP))
        return islice((song for song in found if song is not None), SEARCH_CAP)

    def playlist(self, platform: str, number: int | None) -> Playlist | None:
        """An ordinary playlist (0 to size - 1) or one of the special ones that follow."""
        if number is None or not 0 <= number < self.size.playlists + len(lists.SPECIAL):
            return None
        beyond = number - self.size.playlists
        return lists.make(self, platform, "playlist" if beyond < 0 else lists.SPECIAL[beyond], number)

    def special(self, platform: str, kind: str) -> Playlist:
        """The playlist of one of the `SPECIAL` kinds."""
        return lists.make(self, platform, kind, self.size.playlists + lists.SPECIAL.index(kind))

    def samples(self, platform: str) -> list[Playlist]:
        """Lists worth describing: the first few of the square and every special one."""
        numbers = [
            *range(min(5, self.size.playlists)),
            *range(self.size.playlists, self.size.playlists + len(lists.SPECIAL)),
        ]
        return [playlist for n in numbers if (playlist := self.playlist(platform, n)) is not None]

    def plain(self, song: Song) -> bool:
        """Can every ordinary client have the whole song, with words, under its plain name?"""
        return bool(song.free) and not song.traps and lyric_kind(self.world.seed, song.recording) == "words"

    def sample_song(self, platform: str) -> Song:
        """The song that clients are shown first and that stands in for one nobody can read."""
        song = self.song(platform, SAMPLE)
        assert song is not None
        return song

    def toplist(self, platform: str, number: int, name: str) -> Playlist:
        return lists.make(self, platform, "toplist", number, name)

    def square(self, platform: str, category: int | None = None) -> range:
        """Playlist numbers of a category (index into `CATEGORIES`), or of all."""
        if category is None:
            return range(self.size.playlists)
        return range(category, self.size.playlists, len(CATEGORIES))

    def tracks(self, playlist: Playlist, start: int = 0, stop: int | None = None) -> list[Song]:
        """Songs at these positions, in order, duplicates and withdrawn ones included."""
        songs = (
            self.song(playlist.platform, number) for number in self.numbers(playlist)[max(0, start) : stop]
        )
        return [song for song in songs if song is not None]

    def numbers(self, playlist: Playlist) -> array[int]:
        """Recording numbers of the whole list, in order; kept for a while, as lists are read page by page."""
        return self._numbers(playlist)


def _half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
