"""AAC without a coder: silent frames of a fixed size, as an ADTS stream or in an MP4 file.

A frame is one mono channel whose spectrum is empty (ISO/IEC 14496-3, 4.4.2) and a fill element that brings it to its
size; the filling differs by tune, so that no two songs share their bytes. Every decoder plays it, as silence.
"""

from __future__ import annotations

from struct import pack

from catalogsync.sandbox.chance import stream

RATE_HZ = 44_100
FRAME_SAMPLES = 1024
_OVERHEAD_BYTES = 6
_ADTS_BYTES = 7
_RATE_INDEX, _LOW_COMPLEXITY, _MONO = 4, 2, 1


def frames_of(duration_ms: int) -> int:
    return max(1, round(duration_ms * RATE_HZ / FRAME_SAMPLES / 1000))


def _frame(tune: str, size: int) -> bytes:
    """One raw data block of `size` bytes (21 to 275): channel, filling, end mark."""
    count = size - _OVERHEAD_BYTES
    head = "000" + "0000" + "01100100" + "0" + "00" + "0" + "000000" + "0" + "0" + "0" + "0"
    fill = "110" + "1111" + f"{count - 14:08b}"
    noise = stream(count, "aac filling", tune)
    bits = head + fill + "0000" + "".join(f"{byte:08b}" for byte in noise)[4:] + "111"
    return int(bits.ljust(size * 8, "0"), 2).to_bytes(size, "big")


class _Frames:
    """A head and then the same frame over and over."""

    extension = media_type = ""

    def __init__(self, head: bytes, frame: bytes, count: int) -> None:
        self._head, self._frame = head, frame
        self.size = len(head) + len(frame) * count

    def read(self, start: int, stop: int) -> bytes:
        """Bytes `start` to `stop` (exclusive)."""
        stop = min(stop, self.size)
        head, size = len(self._head), len(self._frame)
        first = max(0, start - head) // size
        last = max(0, -(-(stop - head) // size))
        body = self._frame * (last - first)
        if start < head:
            return (self._head + body)[start:stop]
        at = head + first * size
        return body[start - at : stop - at]


class Adts(_Frames):
    """A bare AAC stream, each frame with its own head."""

    extension, media_type = "aac", "audio/aac"

    def __init__(self, tune: str, duration_ms: int, kbps: int) -> None:
        size = kbps * 1000 * FRAME_SAMPLES // (8 * RATE_HZ)
        bits = (
            0xFFF1 << 40
            | (_LOW_COMPLEXITY - 1) << 38
            | _RATE_INDEX << 34
            | _MONO << 30
            | size << 13
            | 0x7FF << 2
        )
        head = bits.to_bytes(_ADTS_BYTES, "big")
        super().__init__(b"", head + _frame(tune, size - _ADTS_BYTES), frames_of(duration_ms))


class M4a(_Frames):
    """The stream in an MP4 file with its index in front (ISO/IEC 14496-12)."""

    extension, media_type = "m4a", "audio/mp4"

    def __init__(self, tune: str, duration_ms: int, kbps: int) -> None:
        size, count = kbps * 1000 * FRAME_SAMPLES // (8 * RATE_HZ), frames_of(duration_ms)
        start = len(_head(size, count, kbps, 0))
        head = _head(size, count, kbps, start)
        super().__init__(head, _frame(tune, size), count)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack(">I4s", 8 + len(body), name) + body


def _head(size: int, count: int, kbps: int, start: int) -> bytes:
    """Everything in front of the frames, which begin at byte `start`."""
    length = count * FRAME_SAMPLES
    matrix = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    config = (_LOW_COMPLEXITY << 11 | _RATE_INDEX << 7 | _MONO << 3).to_bytes(2, "big")
    decoder = b"\x40\x15\0\0\0" + pack(">II", kbps * 1000, kbps * 1000) + b"\x05\x02" + config
    stream_description = (
        b"\x03" + bytes((3 + 2 + len(decoder) + 3,)) + b"\0\1\0\x04" + bytes((len(decoder),)) + decoder
    )
    esds = _box(b"esds", bytes(4), stream_description + b"\x06\x01\x02")
    entry = _box(b"mp4a", bytes(6), pack(">H8xHH4xI", 1, 1, 16, RATE_HZ << 16), esds)
    table = _box(
        b"stbl",
        _box(b"stsd", pack(">II", 0, 1), entry),
        _box(b"stts", pack(">IIII", 0, 1, count, FRAME_SAMPLES)),
        _box(b"stsc", pack(">IIIII", 0, 1, 1, count, 1)),
        _box(b"stsz", pack(">III", 0, size, count)),
        _box(b"stco", pack(">III", 0, 1, start)),
    )
    here = _box(b"dinf", _box(b"dref", pack(">II", 0, 1), _box(b"url ", pack(">I", 1))))
    media = _box(
        b"mdia",
        _box(b"mdhd", pack(">IIIIIHH", 0, 0, 0, RATE_HZ, length, 0x55C4, 0)),
        _box(b"hdlr", pack(">II4s12x", 0, 0, b"soun"), b"\0"),
        _box(b"minf", _box(b"smhd", bytes(8)), here, table),
    )
    track = _box(
        b"trak",
        _box(b"tkhd", pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, length, 0, 0, 0x100, 0), matrix, bytes(8)),
        media,
    )
    movie_head = _box(
        b"mvhd",
        pack(">IIIIIIH10x", 0, 0, 0, RATE_HZ, length, 0x10000, 0x100),
        matrix,
        bytes(24),
        pack(">I", 2),
    )
    kind = _box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom")
    return kind + _box(b"moov", movie_head, track) + pack(">I4s", 8 + size * count, b"mdat")
