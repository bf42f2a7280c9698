"""Kugou's many names of one song: a hash per file, ids of song, recording and album; lists under three names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogsync.sandbox.world.ids import Scatter, Token

TOPLISTS: tuple[tuple[int, str], ...] = (
    (6666, "酷狗飙升榜"),
    (8888, "酷狗TOP500"),
    (74534, "新歌榜"),
    (52144, "短视频热歌榜"),
    (31308, "内地榜"),
    (24971, "DJ热歌榜"),
)
"""(rankid, name); wire page section 2."""

FILES = ("standard", "high", "lossless", "clip")
"""The files that have a hash of their own; the clip is what `trans_param.hash_offset` points to."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_COLLECTION = re.compile(r"collection_3_(\d{9,10})_1_0\Z")


@dataclass(frozen=True)
class Ids:
    song: Scatter
    audio: Scatter
    album: Scatter
    artist: Scatter
    playlist: Scatter
    owner: Scatter
    short: Scatter
    hashes: Token

    @classmethod
    def of(cls, seed: str) -> Ids:
        return cls(
            Scatter.make(f"{seed}/kugou/song", 10**8, 10**8),
            Scatter.make(f"{seed}/kugou/audio", 10**7, 10**7),
            Scatter.make(f"{seed}/kugou/album", 10**6, 10**7),
            Scatter.make(f"{seed}/kugou/artist", 10**3, 10**6),
            Scatter.make(f"{seed}/kugou/playlist", 10**6, 10**6),
            Scatter.make(f"{seed}/kugou/owner", 10**9, 10**9),
            Scatter.make(f"{seed}/kugou/short", 36**6, 10**9),
            Token.make(f"{seed}/kugou/hash"),
        )

    def file_hash(self, number: int, file: str = "standard") -> str:
        """Hash of one file of a song, upper case."""
        return self.hashes.to_id(number * len(FILES) + FILES.index(file)).upper()

    def file(self, text: object) -> tuple[int, str] | None:
        """(song number, file) behind a hash in either case."""
        found = self.hashes.parse(text)
        return None if found is None else (found // len(FILES), FILES[found % len(FILES)])

    def encoded(self, number: int) -> str:
        """`encode_album_audio_id`: the song in a web address."""
        value, digits = self.short.to_id(number), ""
        while value:
            value, rest = divmod(value, 36)
            digits = _BASE36[rest] + digits
        return digits

    def decoded(self, text: str) -> int | None:
        short = text.lower()
        return (
            self.short.to_number(int(short, 36))
            if 6 <= len(short) <= 8 and short.isascii() and short.isalnum()
            else None
        )

    def any_song(self, text: str) -> int | None:
        """The song behind a hash, an `album_audio_id` or its short web form."""
        found = self.file(text)
        if found is not None:
            return found[0]
        number = self.song.parse(text)
        return number if number is not None else self.decoded(text)

    def collection(self, number: int) -> str:
        """`global_collection_id` of a playlist."""
        return f"collection_3_{self.owner.to_id(number)}_1_0"

    def gcid(self, number: int) -> str:
        """The same in the form of web addresses."""
        return f"gcid_3z{self.owner.to_id(number):x}z0"

    def any_playlist(self, text: str) -> int | None:
        """The playlist behind a `specialid`, a `global_collection_id` or a gcid."""
        match = _COLLECTION.match(text)
        if match:
            return self.owner.parse(match[1])
        if text.startswith("gcid_3z") and text.endswith("z0"):
            middle = text[7:-2]
            return self.owner.to_number(int(middle, 16)) if re.fullmatch(r"[0-9a-f]{1,12}", middle) else None
        return self.playlist.parse(text)
