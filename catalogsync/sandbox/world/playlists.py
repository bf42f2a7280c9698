"""Playlists and toplists: which songs stand in which list, in which order, and how lists change over time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Protocol

from catalogsync.sandbox.chance import below, chance, draw, pick
from catalogsync.sandbox.world.access import listed
from catalogsync.sandbox.world.recordings import World
from catalogsync.sandbox.world.sizes import Size
from catalogsync.sandbox.world.songs import Song
from catalogsync.sandbox.world.words import TITLE_WORDS

FIRST_DAY_MS = 1_760_000_000_000
CATEGORIES = ("流行", "民谣", "电子", "摇滚", "轻音乐", "夜晚", "R&B/Soul", "70后")
"""Category names every platform has; playlist n belongs to category n modulo their number."""

PLAIN_AT_MOST = 10
"""A stranger is shown ten songs of a NetEase playlist beside all ids; a list of more is not whole for every client."""

SPECIAL = ("plain", "long", "private", "closed", "empty", "gaps")
"""Playlists that stand in no square: one of different songs that every client can have whole, the longest one, two that
are refused, an empty one, one whose platform counts songs it does not show."""

_PLACES = ("深夜", "清晨", "午后", "雨天", "旅途", "书房", "海边", "窗边")
_WORDS = ("精选", "歌单", "单曲循环", "安静时刻", "今日推荐", "私藏", "漫游指南", "慢慢听")


@dataclass(frozen=True, slots=True)
class Playlist:
    """A list of songs on one platform. `number` counts upwards per platform; toplists count on their own."""

    platform: str
    kind: str
    number: int
    name: str
    creator: str
    creator_number: int
    description: str
    categories: tuple[str, ...]
    length: int
    plays: int
    created_ms: int
    changed_ms: int
    edition: int

    @property
    def key(self) -> str:
        return f"{self.platform}/{self.kind}/{self.number}"

    @property
    def refused(self) -> bool:
        return self.kind in ("private", "closed")


class Shelf(Protocol):
    """What lists are made from: songs of platforms in a world of one size on one day (`Catalog` is one)."""

    world: World
    size: Size
    day: int

    def song(self, platform: str, number: int | None) -> Song | None: ...

    def plain(self, song: Song) -> bool: ...


def make(catalog: Shelf, platform: str, kind: str, number: int, name: str = "") -> Playlist:
    """The list as it stands now; `name` is given for toplists."""
    seed, size = catalog.world.seed, catalog.size
    key = (seed, platform, kind, number)
    edition = _edition(catalog, platform, kind, number)
    if not name:
        words = TITLE_WORDS["zh"][0]
        name = f"{pick(_PLACES, *key, 'place')}｜{words[1 + below(len(words) - 1, *key, 'w')]}{pick(_WORDS, *key, 'what')}"
    low, high = size.tracks
    length = low + below(high - low + 1, *key, "length")
    if kind in ("toplist", "long", "empty"):
        length = {"toplist": size.toplist, "long": size.longest, "empty": 0}[kind]
    elif kind == "plain":
        length = min(length, PLAIN_AT_MOST)
    return Playlist(
        platform,
        kind,
        number,
        name,
        f"听众{draw(*key, 'creator') % 9000 + 1000}",
        draw(*key, "creator") % 900_000_000 + 100_000_000,
        f"合成歌单：{name}。\n为测试而生，不含真实音乐。",
        (CATEGORIES[number % len(CATEGORIES)],),
        length,
        below(90_000_000, *key, "plays"),
        FIRST_DAY_MS - below(10**11, *key, "created"),
        FIRST_DAY_MS + (edition * 86_400_000),
        edition,
    )


def _edition(catalog: Shelf, platform: str, kind: str, number: int) -> int:
    """How often the list has changed: toplists every day, one playlist in three on any day."""
    seed = catalog.world.seed
    days = range(1, catalog.day + 1)
    if kind == "toplist":
        return len(days)
    return sum(chance(33, seed, platform, kind, number, "changes", day) for day in days)


def entries(catalog: Shelf, playlist: Playlist) -> Iterator[int]:
    """Recording numbers of a list in order; only songs the platform lists, grey ones included.

    Each edition drops the first song and adds one at the end. In one list of eight the last song is the first again,
    but the plain list holds every song once: some clients show a song once only.
    """
    if playlist.kind == "plain":
        yield from islice(_different(catalog, playlist), playlist.edition, playlist.edition + playlist.length)
        return
    seed = catalog.world.seed
    key = (seed, playlist.platform, playlist.kind, playlist.number)
    repeats = playlist.length > 3 and chance(12, *key, "repeats")
    for position in range(playlist.length):
        place = 0 if repeats and position == playlist.length - 1 else position
        yield _entry(catalog, playlist.platform, key, place + playlist.edition)


def _different(catalog: Shelf, playlist: Playlist) -> Iterator[int]:
    """Songs for every client, none like one of those just before it as long as the world has others."""
    key = (catalog.world.seed, playlist.platform, playlist.kind, playlist.number)
    before: deque[int] = deque(maxlen=max(1, playlist.length - 1))
    for turn in count():
        tried = (_entry(catalog, playlist.platform, key, turn * 50 + attempt) for attempt in range(50))
        number = next((number for number in tried if number not in before), None)
        if number is None:
            number = _entry(catalog, playlist.platform, key, turn * 50)
        before.append(number)
        yield number


def _entry(catalog: Shelf, platform: str, key: tuple[object, ...], place: int) -> int:
    works = catalog.world.works
    for attempt in range(50):
        luck = draw(*key, "entry", place, attempt)
        unit = (luck >> 20 & 0xFFFFFF) / 0x1000000
        work = int(works * unit**catalog.size.taste)
        slot = 0 if luck % 100 < 86 else 1 + luck % 3
        number = work * 4 + slot
        if not listed(catalog.world.seed, platform, number):
            continue
        if "plain" not in key or ((song := catalog.song(platform, number)) and catalog.plain(song)):
            return number
    raise LookupError("no song of the world is fit for this list")
