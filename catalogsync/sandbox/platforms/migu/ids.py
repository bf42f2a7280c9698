"""Migu's three ids of one song, its lists, and the names of its lyric files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogsync.sandbox.world.ids import Scatter, Token

TOPLISTS: tuple[tuple[int, str], ...] = (
    (27553319, "尖叫新歌榜"),
    (27186466, "尖叫热歌榜"),
    (27553408, "尖叫原创榜"),
    (23189399, "内地榜"),
    (19190036, "欧美榜"),
)
"""(rankId = columnId, name); wire page section 2."""

OLD_RANKS = {23603695: 0, 23603721: 1, 23603926: 2}
"""The old mobile site numbers its ranks on its own: `nid` to place in `TOPLISTS`."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RIGHTS = re.compile(r"6005([0-9A-Z]{7})\Z")


@dataclass(frozen=True)
class Ids:
    content: Scatter
    rights: Scatter
    song: Scatter
    album: Scatter
    artist: Scatter
    playlist: Scatter
    words: Token

    @classmethod
    def of(cls, seed: str) -> Ids:
        return cls(
            Scatter.make(f"{seed}/migu/content", 6009 * 10**14, 10**14),
            Scatter.make(f"{seed}/migu/rights", 0, 36**7),
            Scatter.make(f"{seed}/migu/song", 10**9, 10**8),
            Scatter.make(f"{seed}/migu/album", 10**9, 10**8),
            Scatter.make(f"{seed}/migu/artist", 10**3, 10**7),
            Scatter.make(f"{seed}/migu/playlist", 2 * 10**8, 10**8),
            Token.make(f"{seed}/migu/words"),
        )

    def copyright_id(self, number: int) -> str:
        """Eleven digits and capitals."""
        value, text = self.rights.to_id(number), ""
        for _ in range(7):
            value, rest = divmod(value, 36)
            text = _DIGITS[rest] + text
        return f"6005{text}"

    def content_id(self, number: int) -> str:
        """Eighteen digits."""
        return str(self.content.to_id(number))

    def song_id(self, number: int) -> str:
        return str(self.song.to_id(number))

    def by_rights(self, text: str) -> int | None:
        match = _RIGHTS.match(text.strip().upper())
        return self.rights.to_number(int(match[1], 36)) if match else None

    def any_song(self, text: str) -> int | None:
        """The song behind any of the three ids, told apart by length (wire page 9)."""
        found = (self.by_rights(text), self.content.parse(text), self.song.parse(text))
        return next((number for number in found if number is not None), None)
