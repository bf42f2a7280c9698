"""NetEase ids: songs of ten digits, playlists of ten, albums, artists, and the fixed toplists."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.world.ids import Scatter

TOPLISTS: tuple[tuple[int, str, str], ...] = (
    (19723756, "飙升榜", "S"),
    (3779629, "新歌榜", "N"),
    (2884035, "原创榜", "O"),
    (3778678, "热歌榜", "H"),
    (71385702, "云音乐ACG榜", ""),
    (745956260, "云音乐韩语榜", ""),
)
"""(playlist id, name, `ToplistType` of the four official lists); wire page section 2."""


@dataclass(frozen=True)
class Ids:
    song: Scatter
    playlist: Scatter
    album: Scatter
    artist: Scatter

    @classmethod
    def of(cls, seed: str) -> Ids:
        return cls(
            Scatter.make(f"{seed}/netease/song", 10**9, 10**9),
            Scatter.make(f"{seed}/netease/playlist", 7 * 10**9, 10**9),
            Scatter.make(f"{seed}/netease/album", 10**7, 10**8),
            Scatter.make(f"{seed}/netease/artist", 10**6, 10**7),
        )
