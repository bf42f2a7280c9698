"""Playlists and toplists: which songs stand in which list, in which order, and how lists change over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalogsync.sandbox.chance import below, chance, draw, pick
from catalogsync.sandbox.world.access import listed
from catalogsync.sandbox.world.words import TITLE_WORDS

if TYPE_CHECKING:
    from catalogsync.sandbox.catalog import Catalog

FIRST_DAY_MS = 1_760_000_000_000
CATEGORIES = ("流行", "民谣", "电子", "摇滚", "轻音乐", "夜晚", "R&B/Soul", "70后")
"""Category names every platform has; playlist n belongs to category n modulo their number."""

SPECIAL = ("plain", "long", "private", "closed", "empty", "gaps")
"""Playlists that stand in no square: one of songs that every client can have whole, the longest one, two that are
refused, an empty one, one whose platform counts songs it does not show."""

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


def make(catalog: Catalog, platform: str, kind: str, number: int, name: str = "") -> Playlist:
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


def _edition(catalog: Catalog, platform: str, kind: str, number: int) -> int:
    """How often the list has changed: toplists every day, one playlist in three on any day."""
    seed = catalog.world.seed
    days = range(1, catalog.day + 1)
    if kind == "toplist":
        return len(days)
    return sum(chance(33, seed, platform, kind, number, "changes", day) for day in days)


def entries(catalog: Catalog, playlist: Playlist) -> Iterator[int]:
    """Recording numbers of a list in order; only songs the platform lists, grey ones included.

    Each edition drops the first song and adds one at the end. In one list of eight the last song is the first again.
    """
    seed = catalog.world.seed
    key = (seed, playlist.platform, playlist.kind, playlist.number)
    repeats = playlist.length > 3 and chance(12, *key, "repeats")
    for position in range(playlist.length):
        place = 0 if repeats and position == playlist.length - 1 else position
        yield _entry(catalog, playlist.platform, key, place + playlist.edition)


def _entry(catalog: Catalog, platform: str, key: tuple[object, ...], place: int) -> int:
    works = catalog.world.works
    for attempt in range(50):
        luck = draw(*key, "entry", place, attempt)
        unit = (luck >> 20 & 0xFFFFFF) / 0x1000000
        work = int(works * unit**catalog.size.taste)
        slot = 0 if luck % 100 < 86 else 1 + luck % 3
        number = work * 4 + slot
        if not listed(catalog.seed, platform, number):
            continue
        if "plain" not in key or ((song := catalog.song(platform, number)) and catalog.plain(song)):
            return number
    raise LookupError("no song of the world is on the platform")
