"""What exists in a catalog and what is true about it, for people and programs that test against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.platforms.base import Platform
from catalogsync.sandbox.truth import song_truth
from catalogsync.sandbox.world.lyrics import is_translated, lyric_kind
from catalogsync.sandbox.world.sizes import SIZES
from catalogsync.sandbox.world.songs import Song
from catalogsync.sandbox.world.words import SYNTHETIC_WORD

SEARCHED_FOR_TRAPS = 1200
ACCOUNTS = {
    "netease": {"member": "MUSIC_U=vip1", "user": "MUSIC_U=user1", "expired": "MUSIC_U=expired"},
    "qq": {
        "member": "uin=10001; qm_keyst=vip1",
        "user": "uin=10001; qm_keyst=user1",
        "expired": "uin=10001; qm_keyst=expired",
    },
    "kugou": {"member": "KugooID=10001; t=vip1", "user": "KugooID=10001; t=user1"},
    "migu": {"member": "pacmtoken=vip1", "user": "pacmtoken=user1", "expired": "pacmtoken=expired"},
    "qianqian": {"member": "session=vip1", "user": "session=user1", "expired": "session=expired"},
}
"""Cookies that mean something here: what a caller with them is. Kuwo knows no login, Kugou no way to tell that one has
expired; Qianqian's cookie names are not established, so any name does."""


def describe(catalog: Catalog) -> dict[str, Any]:
    """Everything needed to test a client, as JSON values:

        {"synthetic": true, "seed": "1", "size": {...},
         "platforms": {"netease": {
            "hosts": [...], "keyword": "合成", "hits": [song ids, best first],
            "playlist": {...}, "toplist": {...},   each {"id", "name", "kind", "tracks": [song ids in order]}
            "playlists": [...], "toplists": [...],  more of them, the special kinds included
            "song": {...},                          the truth about a song every client can have (`truth.song_truth`)
            "traps": {"vip": {...}, "live": {...}}, the truth about one song per trap, digests left out
            "accounts": {"member": "MUSIC_U=vip1", ...}}}}

    Song ids are of the form the platform's own answers use first: NetEase id, QQ song mid, Kuwo rid and so on;
    `song["ids"]` has every form.
    """
    gateway = Gateway(catalog)
    size = next((name for name, known in SIZES.items() if known == catalog.size), "custom")
    return {
        "synthetic": True,
        "seed": catalog.seed,
        "size": {"name": size, **asdict(catalog.size)},
        "platforms": {name: _platform(gateway, platform) for name, platform in gateway.platforms.items()},
    }


def _platform(gateway: Gateway, platform: Platform) -> dict[str, Any]:
    world, catalog = gateway.world, gateway.world.catalog
    lists = platform.lists()
    plain = next(row for row in lists["playlists"] if row["kind"] == "plain")
    hits = [_id(platform, song) for song in islice(catalog.search(platform.name, SYNTHETIC_WORD), 20)]
    truth = {
        trap: song_truth(world, gateway.platforms, song, digests=False)
        for trap, song in _one_per_trap(catalog, platform.name).items()
    }
    return {
        "hosts": list(platform.hosts),
        "keyword": SYNTHETIC_WORD,
        "hits": hits,
        "playlist": plain,
        "toplist": lists["toplists"][0] if lists["toplists"] else None,
        "playlists": lists["playlists"],
        "toplists": lists["toplists"],
        "song": song_truth(world, gateway.platforms, catalog.sample_song(platform.name)),
        "traps": truth,
        "accounts": ACCOUNTS.get(platform.name, {}),
    }


def _id(platform: Platform, song: Song) -> str:
    return next(iter(platform.song_ids(song.number).values()))


def _one_per_trap(catalog: Catalog, platform: str) -> dict[str, Song]:
    found: dict[str, Song] = {}
    for number in range(min(SEARCHED_FOR_TRAPS, catalog.world.recordings)):
        song = catalog.song(platform, number)
        for trap in _traps(catalog, song) if song else ():
            if song:
                found.setdefault(trap, song)
    return dict(sorted(found.items()))


def _traps(catalog: Catalog, song: Song) -> Iterator[str]:
    yield from song.traps
    kind = lyric_kind(catalog.world.seed, song.recording)
    if kind != "words":
        yield f"lyric-{kind}"
    elif is_translated(catalog.world.seed, song.recording):
        yield "lyric-translated"
