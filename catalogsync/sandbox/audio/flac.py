"""A small FLAC writer for the notes of the sandbox.

Every block is 4608 stereo samples of one steady note, coded with the fixed predictor of order 2 and Rice
residuals. A block's body depends on the note alone, so it is coded once; per block only the header (frame number,
CRC-8) and the CRC-16 are new, and the CRC-16 of header + body follows from their two CRCs because a CRC is linear.
Format: RFC 9639, sections 8.2 (STREAMINFO), 9.1 (frame header), 9.2.5 and 9.2.7 (fixed subframe, residual).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import lru_cache
from hashlib import md5

from catalogsync.sandbox.audio.notes import FRAME_SAMPLES, NOTES, SAMPLE_RATE, STEP_SAMPLES, melody, wave

BLOCK_SAMPLES = 4608
BLOCKS_PER_STEP = STEP_SAMPLES // BLOCK_SAMPLES
RICE_PARAMETER = 3
HEAD_BYTES = 4 + 4 + 34


def _table(width: int, polynomial: int) -> list[int]:
    top, mask = 1 << (width - 1), (1 << width) - 1
    table = []
    for value in range(256):
        crc = value << (width - 8)
        for _ in range(8):
            crc = ((crc << 1) ^ polynomial) & mask if crc & top else (crc << 1) & mask
        table.append(crc)
    return table


_CRC8 = _table(8, 0x07)
_CRC16 = _table(16, 0x8005)


def crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = _CRC8[crc ^ byte]
    return crc


def crc16(data: bytes, crc: int = 0) -> int:
    for byte in data:
        crc = ((crc << 8) & 0xFFFF) ^ _CRC16[(crc >> 8) ^ byte]
    return crc


def _times(a: int, b: int) -> int:
    """Product of two polynomials modulo that of the CRC-16."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x18005 if a & 0x8000 else 0)
        b >>= 1
    return product


def _power_of_x(exponent: int) -> int:
    """x to a power: what `exponent` zero bits do to a CRC-16."""
    result, square = 1, 2
    while exponent:
        if exponent & 1:
            result = _times(result, square)
        square = _times(square, square)
        exponent >>= 1
    return result


class _Body:
    """The coded note: bytes between the frame header and the CRC-16, and how they carry a CRC onward."""

    def __init__(self, note: int) -> None:
        samples = wave(note, BLOCK_SAMPLES)
        bits = _fixed_subframe(samples) * 2
        bits += "0" * (-len(bits) % 8)
        self.data = int(bits, 2).to_bytes(len(bits) // 8, "big")
        self.crc = crc16(self.data)
        shift = _power_of_x(8 * len(self.data))
        self._carried = [_times(1 << bit, shift) for bit in range(16)]
        self.pcm = b"".join(struct.pack("<hh", s, s) for s in samples[:FRAME_SAMPLES]) * (
            BLOCK_SAMPLES // FRAME_SAMPLES
        )

    def carry(self, crc: int) -> int:
        """CRC-16 of something whose CRC is `crc`, followed by this body."""
        total = self.crc
        for bit in range(16):
            if crc >> bit & 1:
                total ^= self._carried[bit]
        return total


def _fixed_subframe(samples: list[int]) -> str:
    """Bits of a fixed predictor subframe of order 2 with one Rice partition."""
    out = ["0", "001010", "0"]
    out += [f"{sample & 0xFFFF:016b}" for sample in samples[:2]]
    out += ["00", "0000", f"{RICE_PARAMETER:04b}"]
    codes = [_rice(samples[i] - 2 * samples[i - 1] + samples[i - 2]) for i in range(FRAME_SAMPLES)]
    for i in range(2, len(samples)):
        out.append(codes[i % FRAME_SAMPLES])  # the wave repeats, so do its residuals
    return "".join(out)


def _rice(residual: int) -> str:
    folded = residual << 1 if residual >= 0 else (-residual << 1) - 1
    low = folded & ((1 << RICE_PARAMETER) - 1)
    return "0" * (folded >> RICE_PARAMETER) + "1" + f"{low:0{RICE_PARAMETER}b}"


@lru_cache(maxsize=16)
def _body(note: int) -> _Body:
    return _Body(note)


def _header(number: int) -> bytes:
    """Frame header: fixed block size, 4608 samples, 48 kHz, two channels, 16 bits, frame `number`."""
    head = b"\xff\xf8\x5a\x18" + chr(number).encode("utf-8", "surrogatepass")
    return head + bytes((crc8(head),))


class Flac:
    """One FLAC file: STREAMINFO with the right MD5, then three blocks per step of the melody."""

    extension = "flac"
    media_type = "audio/flac"

    @staticmethod
    def size_of(tune: str, steps: int) -> int:
        """Size of the file in bytes without making it."""
        notes, blocks = melody(tune, steps), steps * BLOCKS_PER_STEP
        bodies = sum(notes.count(note) * len(_body(note).data) for note in range(len(NOTES)))
        wide = max(0, blocks - 0x80) + max(0, blocks - 0x800)
        return HEAD_BYTES + BLOCKS_PER_STEP * bodies + blocks * (len(_header(0)) + 2) + wide

    def __init__(self, tune: str, steps: int) -> None:
        self._notes = melody(tune, steps)
        self._head = lru_cache(maxsize=1)(self._stream_info)
        self._starts = [HEAD_BYTES]
        for number in range(steps * BLOCKS_PER_STEP):
            body = len(_body(self._notes[number // BLOCKS_PER_STEP]).data)
            self._starts.append(self._starts[-1] + len(_header(number)) + body + 2)
        self.size = self._starts[-1]

    def _stream_info(self) -> bytes:
        pcm = md5(usedforsecurity=False)
        for note in self._notes:
            for _ in range(BLOCKS_PER_STEP):
                pcm.update(_body(note).pcm)
        sizes = [b - a for a, b in zip(self._starts, self._starts[1:], strict=False)]
        samples = len(self._notes) * STEP_SAMPLES
        packed = SAMPLE_RATE << 44 | (2 - 1) << 41 | (16 - 1) << 36 | samples
        info = struct.pack(">HH", BLOCK_SAMPLES, BLOCK_SAMPLES)
        info += min(sizes).to_bytes(3, "big") + max(sizes).to_bytes(3, "big")
        info += packed.to_bytes(8, "big") + pcm.digest()
        return b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info

    def read(self, start: int, stop: int) -> bytes:
        """Bytes `start` to `stop` (exclusive); only the blocks that overlap are coded."""
        parts = [self._head()[start:stop]] if start < HEAD_BYTES else []
        first = max(0, bisect_right(self._starts, start) - 1)
        for number in range(first, len(self._starts) - 1):
            at = self._starts[number]
            if at >= stop:
                break
            parts.append(self._block(number)[max(0, start - at) : stop - at])
        return b"".join(parts)

    def _block(self, number: int) -> bytes:
        body = _body(self._notes[number // BLOCKS_PER_STEP])
        head = _header(number)
        return head + body.data + body.carry(crc16(head)).to_bytes(2, "big")
