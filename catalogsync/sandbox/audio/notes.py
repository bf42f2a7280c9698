"""The notes and clock that MP3 and FLAC share, and the melody of a recording."""

from __future__ import annotations

from functools import lru_cache

from catalogsync.sandbox.chance import stream

SAMPLE_RATE = 48_000
FRAME_SAMPLES = 1152
"""Samples of one MP3 frame: exactly 24 ms at 48 kHz."""

FRAME_BYTES = {128: 384, 192: 576, 320: 960}
"""Bytes of one MP3 frame by bit rate in kbit/s; no padding at 48 kHz."""

STEP_FRAMES = 12
STEP_SAMPLES = STEP_FRAMES * FRAME_SAMPLES
STEP_MS = 288
"""A melody moves in steps of 288 ms: 12 MP3 frames, 3 FLAC blocks. Every duration is a multiple of it."""

NOTES = tuple((period, level) for level in (7200, 3600) for period in (288, 192, 144, 128, 96, 72, 64, 48))
"""(period in samples, peak level) of each note; every period divides 1152."""


def wave(note: int, samples: int) -> list[int]:
    """A triangle wave of whole-number steps, `samples` long (a multiple of its period)."""
    period, level = NOTES[note]
    quarter = period // 4
    slope = level // quarter
    up = [slope * i for i in range(quarter)]
    down = [slope * (quarter - i) for i in range(2 * quarter)]
    back = [slope * (i - quarter) for i in range(quarter)]
    return (up + down + back) * (samples // period)


@lru_cache(maxsize=64)
def melody(tune: str, steps: int) -> bytes:
    """One note number per step, decided by `tune` alone; a shorter clip is the beginning of the longer one."""
    return bytes(value & 0x0F for value in stream(steps, "melody", tune))


def steps_of(duration_ms: int) -> int:
    """Whole steps that come nearest to a duration, at least one."""
    return max(1, round(duration_ms / STEP_MS))
