"""Kuwo ids: rids, playlist ids, toplists by `sourceid`, albums, artists."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.world.ids import Scatter

TOPLISTS: tuple[tuple[int, int, str, str], ...] = (
    (93, 489929, "飙升榜", "官方"),
    (17, 489928, "新歌榜", "官方"),
    (16, 489927, "热歌榜", "官方"),
    (158, 490001, "抖音热歌榜", "特色"),
    (278, 490002, "古风音乐榜", "特色"),
)
"""(sourceid = bangId, the long id beside it, name, group); wire page section 2."""


@dataclass(frozen=True)
class Ids:
    song: Scatter
    playlist: Scatter
    album: Scatter
    artist: Scatter

    @classmethod
    def of(cls, seed: str) -> Ids:
        return cls(
            Scatter.make(f"{seed}/kuwo/song", 10**7, 10**8),
            Scatter.make(f"{seed}/kuwo/playlist", 2 * 10**9, 10**9),
            Scatter.make(f"{seed}/kuwo/album", 10**5, 10**7),
            Scatter.make(f"{seed}/kuwo/artist", 10**3, 10**6),
        )

    def rid(self, text: object) -> int | None:
        """The recording behind `6910877` or `MUSIC_6910877`."""
        return self.song.parse(str(text).upper().removeprefix("MUSIC_"))
