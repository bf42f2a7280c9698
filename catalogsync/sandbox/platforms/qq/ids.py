"""QQ ids: numeric song ids, song mids, media mids (not the same for every song), playlists and toplists."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.chance import chance
from catalogsync.sandbox.world.ids import Mid, Scatter

TOPLISTS: tuple[tuple[int, str, int, str], ...] = (
    (62, "飙升榜", 1, "巅峰榜"),
    (26, "热歌榜", 1, "巅峰榜"),
    (27, "新歌榜", 1, "巅峰榜"),
    (4, "流行指数榜", 1, "巅峰榜"),
    (5, "内地榜", 0, "地区榜"),
    (59, "香港地区榜", 0, "地区榜"),
)
"""(topId, title, `updateType` 1 daily 0 weekly, group); wire page section 2a."""
MV_TOPLIST = 201


@dataclass(frozen=True)
class Ids:
    songs: int
    song: Scatter
    song_mid: Mid
    media_mid: Mid
    playlist: Scatter
    album: Scatter
    album_mid: Mid
    artist: Scatter
    artist_mid: Mid

    @classmethod
    def of(cls, seed: str, songs: int) -> Ids:
        """Ids of a catalog with `songs` recordings."""
        return cls(
            songs,
            Scatter.make(f"{seed}/qq/song", 10**8, 10**9),
            Mid.make(f"{seed}/qq/song"),
            Mid.make(f"{seed}/qq/media"),
            Scatter.make(f"{seed}/qq/playlist", 7 * 10**9, 10**9),
            Scatter.make(f"{seed}/qq/album", 10**6, 10**8),
            Mid.make(f"{seed}/qq/album"),
            Scatter.make(f"{seed}/qq/artist", 10**4, 10**7),
            Mid.make(f"{seed}/qq/artist"),
        )

    def media(self, number: int) -> str:
        """The media mid of a song: its own for one song in four, the song mid for the others."""
        own = chance(25, "media mid", number)
        return self.media_mid.to_id(number) if own else self.song_mid.to_id(number)

    def any_song(self, text: object) -> int | None:
        """The recording behind a numeric id, a song mid or a media mid."""
        value = str(text)
        if value.isdigit() and len(value) < 14:
            return self.song.parse(value)
        number = self.song_mid.parse(value)
        # A media mid can by chance read as the song mid of a number far outside the catalog.
        return number if number is not None and number < self.songs else self.media_mid.parse(value)
