"""Files the sandbox hands out, each known by one number, so that an address alone says which bytes follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from hashlib import md5, sha256
from typing import Protocol

from catalogsync.sandbox.audio.flac import Flac
from catalogsync.sandbox.audio.mp3 import Mp3
from catalogsync.sandbox.audio.notes import steps_of
from catalogsync.sandbox.chance import hexadecimal, stream
from catalogsync.sandbox.world.access import Defect
from catalogsync.sandbox.world.recordings import World
from catalogsync.sandbox.world.songs import QUALITIES, Song

BIT_RATES = {"standard": 128, "high": 320}
TRIAL_MS = 30_000
PROMPT_MS = 11_000
_CHUNK = 1 << 16
_ENCRYPTED_HEAD = {
    "standard": b"CTENFDAM",
    "high": b"\x7c\xd5\x32\xeb\x86\x02\x7f\x4b",
    "lossless": b"STag\0\0\0\0",
}


class Kind(IntEnum):
    """What a file is: the whole song, a trial clip, a file that stops early, a protected container, or the clip
    that asks the listener to buy (the same for every song)."""

    WHOLE = 0
    TRIAL = 1
    TRUNCATED = 2
    ENCRYPTED = 3
    PROMPT = 4


class Sound(Protocol):
    """Bytes that can be read piecewise."""

    extension: str
    media_type: str
    size: int

    def read(self, start: int, stop: int) -> bytes: ...


@dataclass(frozen=True)
class File:
    """One file: its bytes by range, its digests, its ETag."""

    number: int
    sound: Sound

    @property
    def size(self) -> int:
        return self.sound.size

    def chunks(self, start: int, stop: int) -> Iterator[bytes]:
        for at in range(start, stop, _CHUNK):
            yield self.sound.read(at, min(stop, at + _CHUNK))

    @cached_property
    def etag(self) -> str:
        return f'"{hexadecimal(32, "etag", self.number, self.size)}"'

    @cached_property
    def md5(self) -> str:
        digest = md5(usedforsecurity=False)
        for chunk in self.chunks(0, self.size):
            digest.update(chunk)
        return digest.hexdigest()

    @cached_property
    def sha256(self) -> str:
        digest = sha256()
        for chunk in self.chunks(0, self.size):
            digest.update(chunk)
        return digest.hexdigest()


class _Noise:
    """A protected container: the magic bytes of one, then noise."""

    media_type = "application/octet-stream"

    def __init__(self, name: str, head: bytes, size: int, extension: str) -> None:
        self.size, self.extension = size, extension
        self._head, self._name = head, name

    def read(self, start: int, stop: int) -> bytes:
        blocks = range(start // _CHUNK, -(-stop // _CHUNK))
        data = b"".join(stream(_CHUNK, "noise", self._name, block) for block in blocks)
        if start < len(self._head) and blocks:
            data = self._head + data[len(self._head) :]
        return data[start - blocks.start * _CHUNK : stop - blocks.start * _CHUNK]


def number_of(song: Song, quality: str, kind: Kind = Kind.WHOLE) -> int:
    """The file number of a song in a quality; truncated songs give the truncated file."""
    if kind is Kind.WHOLE and song.defect is Defect.TRUNCATED:
        kind = Kind.TRUNCATED
    recording = 0 if kind is Kind.PROMPT else song.number
    return (recording * 4 + QUALITIES.index(quality)) * 8 + kind


class Media:
    """Opens files by number. Keeps a few open so that ranges and digests of one file are worked out once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.open = lru_cache(maxsize=64)(self._open)
        self.size_of = lru_cache(maxsize=65536)(self._size_of)

    def _open(self, number: int) -> File | None:
        """The file, or None when the number means nothing."""
        rest, code = divmod(number, 8)
        recording, quality = divmod(rest, 4)
        if not 0 <= recording < self._world.recordings or quality >= len(QUALITIES) or code > max(Kind):
            return None
        return File(number, self._sound(recording, QUALITIES[quality], Kind(code)))

    def _sound(self, recording: int, quality: str, kind: Kind) -> Sound:
        tune = f"{self._world.seed}/{recording}"
        if kind is Kind.PROMPT:
            return Mp3("prompt", steps_of(PROMPT_MS), 128)
        steps = steps_of(self._world.recording(recording).duration_ms)
        if kind is Kind.TRIAL:
            return Mp3(tune, steps_of(TRIAL_MS), 128)
        if kind is Kind.ENCRYPTED:
            return _Noise(tune, _ENCRYPTED_HEAD[quality], steps * 9_000, "mflac")
        short = steps * 3 // 5 if kind is Kind.TRUNCATED else steps
        if quality == "lossless":
            return Flac(tune, short)
        return Mp3(tune, short, BIT_RATES[quality], promised_steps=steps)

    def _size_of(self, recording: int, duration_ms: int, quality: str) -> int:
        tune, steps = f"{self._world.seed}/{recording}", steps_of(duration_ms)
        if quality == "lossless":
            return Flac.size_of(tune, steps)
        return Mp3.size_of(steps, BIT_RATES[quality])

    def announced_size(self, song: Song, quality: str) -> int:
        """Bytes a platform announces for the song: those of the whole recording, 0 when the quality is missing."""
        if quality not in song.exists:
            return 0
        return self.size_of(song.number, song.recording.duration_ms, quality)
