"""Our own adapters' read of the ids the judges were given, as rows of the same table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from catalogsync.adapters.platforms.http import HttpSettings, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.adapters.platforms.qq import QQ
from catalogsync.pipeline.errors import PlatformError
from catalogsync.pipeline.ports import Quality, SongInfo
from tests.judges.rows import Row
from tests.judges.truth import Truth, about, differing

ADAPTERS = {"netease": Netease, "qq": QQ, "kuwo": Kuwo, "kugou": Kugou, "migu": Migu, "qianqian": Qianqian}


def read_by_ours(address: str, truth: Truth) -> Iterator[Row]:
    """What each adapter makes of the described ids."""
    for name, adapter in ADAPTERS.items():
        http = open_http(name, HttpSettings(gateway=address, pace=None, attempts=1, allow_private=True))
        try:
            yield from _rows(name, adapter(http), truth)
        finally:
            http.close()


def _rows(name: str, adapter: Any, truth: Truth) -> Iterator[Row]:
    said = truth.platforms[name]
    sample = truth.sample(name)
    first = next(iter(said["song"]["ids"].values()))

    def listed(kind: str) -> str:
        listing = getattr(adapter, kind)(str(said[kind]["id"]))
        return differing(
            title=(listing.ref.title, said[kind]["name"]),
            songs=([entry.song_id for entry in listing.entries], said[kind]["tracks"]),
        )

    def searched() -> str:
        found = [song.song_id for song in adapter.search(said["keyword"], len(said["hits"]))]
        return differing(hits=(found, said["hits"]))

    def song() -> SongInfo:
        (found,) = adapter.songs([first])
        return found if isinstance(found, SongInfo) else _no_song(found)

    def described() -> str:
        found = song()
        return differing(
            title=(found.title, sample.title),
            artists=([artist.name for artist in found.artists], [artist.name for artist in sample.artists]),
            album=(found.album, sample.album),
            duration=about(float(found.duration_ms or 0), sample),
        )

    def opened() -> str:
        grant = adapter.stream(song(), Quality.LOSSLESS)
        sizes = truth.sizes(sample)
        return differing(
            size=(grant.size_bytes, grant.size_bytes if grant.size_bytes in sizes else sorted(sizes))
        )

    def words() -> str:
        found, line = str(adapter.lyric(song()).original), truth.line(sample)
        return differing(words=(line if line in found else found[:60], line))

    checks: dict[str, Callable[[], str]] = {
        "search": searched,
        "song": described,
        "url": opened,
        "lyric": words,
    }
    checks |= {kind: lambda kind=kind: listed(kind) for kind in ("playlist", "toplist") if said[kind]}  # type: ignore[misc]
    for operation, check in checks.items():
        try:
            yield Row("catalogsync", name, operation, True, equal=check())
        except PlatformError as error:
            yield Row("catalogsync", name, operation, False, error=f"{type(error).__name__}: {error}")


def _no_song(found: object) -> SongInfo:
    raise TypeError(f"a song was expected, not {type(found).__name__}")
