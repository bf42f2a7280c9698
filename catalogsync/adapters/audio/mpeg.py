"""Count the frames of an MPEG audio stream (mp3, also layers I and II) and of AAC in ADTS.

Facts: ISO 11172-3 and 13818-3 for the frame header; the Xing/Info and VBRI headers are LAME's and Fraunhofer's habit
of putting frame counts into the first frame; ADTS is ISO 13818-7.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from struct import unpack_from

from catalogsync.adapters.audio.reader import Reader
from catalogsync.pipeline.verify_audio import AudioFacts, Content

_KBITS = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}

# All of the header that decides length and meaning of a frame; protection, private bit and channel mode left out.
_LENGTH_BITS = 0xFFFEFE00
# What all frames of one stream have in common: sync, version, layer, sampling rate.
_STREAM_BITS = 0xFFFE0C00
_ADTS_STREAM_BITS = 0xFFF6FC00

# What can begin a frame, so that the search for the next one runs over junk at the speed of a regular expression.
_MPEG_SYNC = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff][\x10-\xef]")
_ADTS_SYNC = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")

_LOOK_FOR_FIRST_IN = 512 * 1024
_MOST_STRAY = 4 * 1024 * 1024
_FRAMES_THAT_CONVINCE = 3


@dataclass(frozen=True, slots=True)
class _Frame:
    size: int
    samples: int
    rate: int


def _frame_table() -> dict[int, _Frame]:
    table = {}
    for version, rates in _RATES.items():
        for layer in (1, 2, 3):
            family = 1 if version == 3 else 2
            samples = 384 if layer == 1 else 576 if layer == 3 and family == 2 else 1152
            for b, kbit in enumerate(_KBITS[family, layer], start=1):
                for r, rate in enumerate(rates):
                    for padding in (0, 1):
                        head = (
                            0xFFE00000 | version << 19 | (4 - layer) << 17 | b << 12 | r << 10 | padding << 9
                        )
                        if layer == 1:
                            size = (12_000 * kbit // rate + padding) * 4
                        else:
                            size = samples // 8 * 1000 * kbit // rate + padding
                        table[head] = _Frame(size, samples, rate)
    return table


_FRAMES = _frame_table()


def read_mpeg(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of an mp3 whose frames lie between the tags, from `start` to `end`; None when there are none."""
    first = _first_frame(reader, start, end, _MPEG)
    if first is None:
        return None
    head = int.from_bytes(reader.at(first, 4))
    frame = _FRAMES[head & _LENGTH_BITS]
    mono = head >> 6 & 3 == 3
    claimed, skipped = _claimed_frames(reader.at(first, frame.size), mono, frame.samples == 576)
    walked = _walk(reader, first + (frame.size if skipped else 0), end, _MPEG, head)
    stray = walked.stray + (first - start if first - start > 4096 else 0)
    layer = 4 - (head >> 17 & 3)
    return _facts(
        reader,
        walked,
        container="mp3",
        codec="mp3" if layer == 3 else f"mp{layer}",
        rate=frame.rate,
        channels=1 if mono else 2,
        stray=stray,
        header_samples=None if claimed is None else claimed * frame.samples,
    )


def read_adts(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of a bare AAC stream (.aac); None when there are no frames."""
    first = _first_frame(reader, start, end, _ADTS)
    if first is None:
        return None
    head = int.from_bytes(reader.at(first, 4))
    walked = _walk(reader, first, end, _ADTS, head)
    channels = head >> 6 & 7
    rate = _ADTS_RATES[head >> 10 & 15]
    return _facts(
        reader,
        walked,
        container="aac",
        codec="aac",
        rate=rate,
        channels=8 if channels == 7 else channels or None,
        stray=walked.stray,
        header_samples=None,
    )


@dataclass(frozen=True, slots=True)
class _Format:
    """How frames of one kind are found: `frame_at` gives header, bytes and samples, or None."""

    frame_at: Callable[[bytes, int], tuple[int, int, int] | None]
    sync: re.Pattern[bytes]
    stream_bits: int


def _mpeg_frame(block: bytes, at: int) -> tuple[int, int, int] | None:
    """Header, size in bytes and samples of the frame at a place; None when there is none."""
    head: int = unpack_from(">I", block, at)[0]
    frame = _FRAMES.get(head & _LENGTH_BITS)
    return None if frame is None else (head, frame.size, frame.samples)


_ADTS_RATES = (
    96000,
    88200,
    64000,
    48000,
    44100,
    32000,
    24000,
    22050,
    16000,
    12000,
    11025,
    8000,
    7350,
    0,
    0,
    0,
)


def _adts_frame(block: bytes, at: int) -> tuple[int, int, int] | None:
    head: int = unpack_from(">I", block, at)[0]
    if head & 0xFFF60000 != 0xFFF00000 or not _ADTS_RATES[head >> 10 & 15] or at + 7 > len(block):
        return None
    size = (head & 3) << 11 | block[at + 4] << 3 | block[at + 5] >> 5
    return (head, size, 1024 * ((block[at + 6] & 3) + 1)) if size > 7 else None


_MPEG = _Format(_mpeg_frame, _MPEG_SYNC, _STREAM_BITS)
_ADTS = _Format(_adts_frame, _ADTS_SYNC, _ADTS_STREAM_BITS)


def _first_frame(reader: Reader, start: int, end: int, form: _Format) -> int | None:
    """Where frames begin: the first place from which several follow one another."""
    limit = min(end, start + _LOOK_FOR_FIRST_IN)
    at = start
    while at + 8 <= limit:
        block, base = reader.window(at, 8)
        found = form.sync.search(block, at - base, limit - base)
        if found is None:
            at = min(limit, base + len(block) - 2)
            continue
        at = base + found.start()
        if _several_follow(reader, at, end, form):
            return at
        at += 1
    return None


def _several_follow(reader: Reader, at: int, end: int, form: _Format) -> bool:
    stream = None
    for _ in range(_FRAMES_THAT_CONVINCE):
        if at == end and stream is not None:
            return True
        if at + 8 > end:
            return False
        block, base = reader.window(at, 8)
        frame = form.frame_at(block, at - base)
        if frame is None or (stream is not None and frame[0] & form.stream_bits != stream):
            return False
        stream = frame[0] & form.stream_bits
        at += frame[1]
    return True


@dataclass(slots=True)
class _Walked:
    frames: int = 0
    samples: int = 0
    audio_bytes: int = 0
    stray: int = 0
    missing: int = 0


def _walk(reader: Reader, at: int, end: int, form: _Format, first_head: int) -> _Walked:
    """Go from frame to frame until the end; bytes that are no frame of this stream are stray."""
    frame_at, same = form.frame_at, form.stream_bits
    stream = first_head & same
    frames = samples = audio_bytes = stray = missing = 0
    while at + 8 <= end and not missing and stray <= _MOST_STRAY:
        block, base = reader.window(at, 8)
        last = min(end - base, len(block)) - 8
        here = at - base
        while here <= last:
            frame = frame_at(block, here)
            if frame is None or frame[0] & same != stream:
                found = form.sync.search(block, here + 1, last + 3)
                step = (last + 1 if found is None else found.start()) - here
                stray += step
                here += step
                continue
            size = frame[1]
            if base + here + size > end:
                missing = base + here + size - end
                break
            frames += 1
            samples += frame[2]
            audio_bytes += size
            here += size
        at = base + here
    if not missing:
        stray += max(0, end - at)
    return _Walked(frames, samples, audio_bytes, stray, missing)


def _claimed_frames(first: bytes, mono: bool, low_rate: bool) -> tuple[int | None, bool]:
    """The frame count in a Xing/Info or VBRI header, and whether the first frame is such a header and no sound."""
    at = 4 + ((9 if low_rate else 17) if mono else (17 if low_rate else 32))
    for place in (at, at + 2):  # two bytes of CRC may come first
        if first[place : place + 4] in (b"Xing", b"Info"):
            flags = int.from_bytes(first[place + 4 : place + 8])
            frames = int.from_bytes(first[place + 8 : place + 12]) if flags & 1 else 0
            return frames or None, True
    if first[36:40] == b"VBRI":
        return int.from_bytes(first[50:54]) or None, True
    return None, False


def _facts(
    reader: Reader,
    walked: _Walked,
    *,
    container: str,
    codec: str,
    rate: int,
    channels: int | None,
    stray: int,
    header_samples: int | None,
) -> AudioFacts:
    duration_ms = walked.samples * 1000 // rate
    header_ms = None if header_samples is None else header_samples * 1000 // rate
    # Some encoders count the header's own frame, or one of padding, among the frames.
    slack = 2 * walked.samples // max(1, walked.frames)
    fewer = header_samples is not None and walked.samples + slack < header_samples
    damage = None
    if walked.missing:
        damage = f"the last frame lacks {walked.missing} bytes"
    elif fewer:
        damage = "fewer frames than its header says"
    return AudioFacts(
        content=Content.AUDIO,
        container=container,
        size_bytes=reader.size,
        codec=codec,
        duration_ms=duration_ms,
        header_duration_ms=header_ms,
        frames=walked.frames,
        bitrate=walked.audio_bytes * 8 * rate // walked.samples if walked.samples else None,
        sample_rate=rate,
        channels=channels,
        complete=damage is None,
        damage=damage,
        stray_bytes=stray,
    )
