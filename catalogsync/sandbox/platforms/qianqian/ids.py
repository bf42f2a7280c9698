"""Qianqian ids: a letter and digits for songs, albums and artists, plain numbers for lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogsync.sandbox.world.ids import Scatter

TOPLISTS: tuple[tuple[int, str], ...] = (
    (257851, "新歌榜"),
    (257852, "热歌榜"),
    (257853, "原创榜"),
)
"""(bdid, title); the first two numbers are known ones (wire page section 2)."""

_SONG = re.compile(r"[Tt](\d{11})\Z")


@dataclass(frozen=True)
class Ids:
    song: Scatter
    album: Scatter
    artist: Scatter
    playlist: Scatter

    @classmethod
    def of(cls, seed: str) -> Ids:
        return cls(
            Scatter.make(f"{seed}/qianqian/song", 10**10, 10**10),
            Scatter.make(f"{seed}/qianqian/album", 10**10, 10**10),
            Scatter.make(f"{seed}/qianqian/artist", 10**7, 10**7),
            Scatter.make(f"{seed}/qianqian/playlist", 10**5, 9 * 10**5),
        )

    def tsid(self, number: int) -> str:
        return f"T{self.song.to_id(number)}"

    def any_song(self, text: str) -> int | None:
        """The song behind a TSID, in either case."""
        match = _SONG.match(text.strip())
        return self.song.parse(match[1]) if match else None
