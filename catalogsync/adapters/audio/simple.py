"""WAV and Monkey's Audio: formats whose header alone tells how many bytes must follow."""

from __future__ import annotations

from struct import unpack_from

from catalogsync.adapters.audio.reader import Reader
from catalogsync.pipeline.verify_audio import AudioFacts, Content

_MOST_CHUNKS = 1000


def read_wav(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of a RIFF/WAVE file; None when it is none."""
    if reader.at(start, 4) != b"RIFF" or reader.at(start + 8, 4) != b"WAVE":
        return None
    at, form = start + 12, None
    for _ in range(_MOST_CHUNKS):
        head = reader.at(at, 8)
        if len(head) < 8:
            break
        kind, size = unpack_from("<4sI", head)
        if kind == b"fmt " and size >= 16:
            form = unpack_from("<HHIIHH", reader.at(at + 8, 16).ljust(16, b"\0"))
        if kind == b"data" and form is not None:
            return _wav_facts(reader, form, there=max(0, min(size, end - at - 8)), told=size)
        at += 8 + size + (size & 1)
    return AudioFacts(Content.AUDIO, "wav", reader.size, damage="no sound in it")


def _wav_facts(reader: Reader, form: tuple[int, ...], *, there: int, told: int) -> AudioFacts:
    tag, channels, rate, bytes_s, align, bits = form
    if not (bytes_s and align and rate):
        return AudioFacts(Content.AUDIO, "wav", reader.size, damage="its header is empty")
    return AudioFacts(
        content=Content.AUDIO,
        container="wav",
        size_bytes=reader.size,
        codec="pcm" if tag in (1, 3, 0xFFFE) else f"wav {tag}",
        duration_ms=there * 1000 // bytes_s,
        header_duration_ms=told * 1000 // bytes_s,
        frames=there // align,
        bitrate=bytes_s * 8,
        sample_rate=rate,
        channels=channels,
        bits=bits,
        complete=there == told,
        damage=None if there == told else f"{told - there} bytes of sound are missing",
    )


def read_ape(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of a Monkey's Audio file of version 3.98 or newer; None when it is none."""
    head = reader.at(start, 76)
    if head[:4] != b"MAC " or len(head) < 76 or unpack_from("<H", head, 4)[0] < 3980:
        return None
    sizes = unpack_from("<6I", head, 8)
    descriptor, header, seek, wav_head, frames_low, frames_high = sizes
    tail = unpack_from("<I", head, 32)[0]
    told = descriptor + header + seek + wav_head + (frames_high << 32 | frames_low) + tail
    at = start + max(descriptor, 52)
    body = reader.at(at, 24)
    if len(body) < 24:
        return None
    per_frame, last_frame, frames, bits, channels, rate = unpack_from("<IIIHHI", body, 4)
    samples = (frames - 1) * per_frame + last_frame if frames else 0
    missing = max(0, told - (end - start))
    sound = frames_high << 32 | frames_low
    share = max(0, sound - missing) / sound if sound else 0.0
    return AudioFacts(
        content=Content.AUDIO,
        container="ape",
        size_bytes=reader.size,
        codec="ape",
        duration_ms=int(samples * share) * 1000 // rate if rate else None,
        header_duration_ms=samples * 1000 // rate if rate else None,
        frames=int(frames * share),
        bitrate=sound * 8 * rate // samples if samples else None,
        sample_rate=rate or None,
        channels=channels,
        bits=bits,
        complete=missing == 0,
        damage=f"{missing} bytes are missing" if missing else None,
    )
