"""Constant bit rate MP3 by joining ready-made frames: any length in microseconds, any byte range without the rest."""

from __future__ import annotations

import struct
from functools import lru_cache
from importlib import resources

from catalogsync.sandbox.audio.notes import FRAME_BYTES, NOTES, STEP_FRAMES, melody

MPEG1_STEREO_SIDE_INFO = 32


@lru_cache(maxsize=1)
def _frames() -> dict[int, tuple[bytes, ...]]:
    data = resources.files(__package__).joinpath("frames.bin").read_bytes()
    frames, at = {}, 0
    for kbps in sorted(FRAME_BYTES):
        size = FRAME_BYTES[kbps]
        frames[kbps] = tuple(data[at + n * size : at + (n + 1) * size] for n in range(len(NOTES)))
        at += size * len(NOTES)
    return frames


@lru_cache(maxsize=len(FRAME_BYTES) * len(NOTES))
def _step(kbps: int, note: int) -> bytes:
    return _frames()[kbps][note] * STEP_FRAMES


class Mp3:
    """One MP3 file: an `Info` frame that names the frame count, then a melody of `steps` steps.

    The `Info` frame promises `promised_steps`, so that a file which ends too early still claims its full length,
    as truncated downloads do.
    """

    extension = "mp3"
    media_type = "audio/mpeg"

    @staticmethod
    def size_of(steps: int, kbps: int) -> int:
        """Size of the file in bytes without making it."""
        return (1 + steps * STEP_FRAMES) * FRAME_BYTES[kbps]

    def __init__(self, tune: str, steps: int, kbps: int, promised_steps: int | None = None) -> None:
        self._notes = melody(tune, steps)
        self._kbps = kbps
        self._head = self._info_frame(promised_steps or steps)
        self._step_bytes = STEP_FRAMES * FRAME_BYTES[kbps]
        self.size = self.size_of(steps, kbps)

    def _info_frame(self, steps: int) -> bytes:
        frames = steps * STEP_FRAMES
        size = FRAME_BYTES[self._kbps]
        head = _frames()[self._kbps][0][:4] + bytes(MPEG1_STEREO_SIDE_INFO)
        tag = b"Info" + struct.pack(">III", 3, frames, (frames + 1) * size)
        return (head + tag).ljust(size, b"\0")

    def read(self, start: int, stop: int) -> bytes:
        """Bytes `start` to `stop` (exclusive); only the steps that overlap are put together."""
        head = len(self._head)
        first = max(0, start - head) // self._step_bytes
        last = max(0, -(-(stop - head) // self._step_bytes))
        body = b"".join(_step(self._kbps, note) for note in self._notes[first:last])
        at = head + first * self._step_bytes
        if start < head:
            return (self._head + body)[start:stop]
        return body[start - at : stop - at]
