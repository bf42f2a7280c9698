"""A made-up catalog of any size: playlists of songs, some obtained, some missed. The same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.domain import file, playlist, song
from catalogsync.domain.event import Event, Fact

HAN = "爱天空海夜雨风花雪月星光梦心人生你我他红尘情歌远方故乡时间青春少年春夏秋冬山水云长城北京南方东西路河"
LATIN = [
    "love",
    "night",
    "blue",
    "sky",
    "heart",
    "road",
    "moon",
    "rain",
    "light",
    "dream",
    "home",
    "time",
    "river",
    "summer",
    "winter",
]
PER_PLAYLIST = 50
BATCH = 1_000


def title(n: int) -> str:
    """Sixty of a hundred titles are Chinese, of two to nine characters."""
    chance = random.Random(n)
    if n % 10 < 6:
        return "".join(chance.choices(HAN, k=chance.randint(2, 9)))
    return " ".join(chance.choices(LATIN, k=chance.randint(1, 4))).title()


@cache
def artist(n: int) -> song.Artist:
    """Artist `n`; there are 20,000."""
    return song.Artist(name=f"{title(n)[:6]} {n}", artist_id=str(n))


def about(n: int) -> song.About:
    """What a platform says about song `n`."""
    return song.About(
        title=title(n),
        artists=[artist(n % 20_000)],
        album=f"album {n // 12}",
        album_id=str(n // 12),
        duration_ms=180_000 + n % 120_000,
        access="open",
        qualities=["lossless", "high", "standard"],
        handle={"mid": f"{n:014d}"},
    )


def events(count: int) -> Iterator[Event[Any]]:
    """So many events: a playlist of 50 songs, each catalogued, then half of them obtained with their file."""
    made = 0
    for number in range(count):
        first = number * PER_PLAYLIST
        ids = [str(n) for n in range(first, first + PER_PLAYLIST)]
        for event in _playlist(number, ids):
            if made == count:
                return
            made += 1
            yield event


def _playlist(number: int, ids: list[str]) -> Iterator[Event[Any]]:
    stream = f"playlist:netease:{number}"
    head = playlist.Heading(title=f"歌单 {number}", creator="someone")
    yield _event(
        stream,
        1,
        playlist.Discovered(
            platform="netease",
            remote_id=str(number),
            playlist_kind="playlist",
            pool="netease:square",
            heading=head,
        ),
    )
    yield _event(
        stream,
        2,
        playlist.Synced(heading=head, entries=len(ids), digest=f"{number:032x}", patch=[ids], first=True),
    )
    for id_ in ids:
        n = int(id_)
        fact = song.Catalogued(platform="netease", remote_id=id_, about=about(n), seen_in=stream)
        yield _event(f"song:netease:{id_}", 1, fact, cause=f"{stream}@2")
    for id_ in ids[::2]:
        yield _event(
            f"file:netease:{id_}",
            1,
            file.Verified(
                root="main",
                path=f"netease/artist/{id_}.mp3",
                size_bytes=4_000_000,
                sha256=f"{int(id_):064x}",
                container="mp3",
                quality="high",
                source="qq",
                source_song_id=id_,
                duration_ms=200_000,
            ),
        )
        fact = song.Obtained(source="qq", source_song_id=id_, quality="high", chosen="rules", total=0.98)
        yield _event(f"song:netease:{id_}", 2, fact)


def _event(stream: str, version: int, fact: Fact, cause: str | None = None) -> Event[Any]:
    return Event(
        originator_id=stream,
        originator_version=version,
        at_ms=1_700_000_000_000,
        actor="cli",
        job="01J0000000000000000000000",
        cause=cause,
        fact=fact,
    )


def filled(path: Path, count: int) -> EventLog:
    """A store of so many events."""
    log = create_store(path)
    batch: list[Event[Any]] = []
    for event in events(count):
        batch.append(event)
        if len(batch) == BATCH:
            log.append(batch)
            batch = []
    log.append(batch)
    return log
