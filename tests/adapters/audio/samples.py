"""Small audio files made here, byte by byte: right in everything that can be counted, silent."""

from __future__ import annotations

import struct


def mp3(
    seconds: float, *, kbit: int = 128, rate: int = 44100, xing: int | None = None, body: bytes = b"\0"
) -> bytes:
    """MPEG-1 layer III at a constant bitrate; `xing` puts a header in front that claims so many frames."""
    codes = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    rates = (44100, 48000, 32000)
    out, rest = bytearray(), 0
    frames = round(seconds * rate / 1152)
    for n in range(frames + (xing is not None)):
        rest += 144_000 * kbit % rate
        padding = rest >= rate
        rest -= rate * padding
        head = 0xFFFB0000 | codes.index(kbit) << 12 | rates.index(rate) << 10 | padding << 9
        size = 144_000 * kbit // rate + padding
        frame = bytearray(struct.pack(">I", head) + body * (size - 4))[:size]
        if n == 0 and xing is not None:
            frame[36:48] = b"Xing" + struct.pack(">II", 1, xing)
        out += frame
    return bytes(out)


def id3v2(size: int = 300, body: bytes = b"\xff\xfb\x90\x00") -> bytes:
    """A leading tag whose contents look like frames."""
    length = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + length + (body * size)[:size]


def id3v1() -> bytes:
    return b"TAG" + b"x" * 125


def ape_tag(size: int = 100) -> bytes:
    item = b"y" * size
    foot = b"APETAGEX" + struct.pack("<IIII", 2000, size + 32, 1, 0) + bytes(8)
    return item + foot


def crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc


def _crc16_of_byte(crc: int) -> int:
    for _ in range(8):
        crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


_CRC16 = [_crc16_of_byte(byte << 8) for byte in range(256)]


def crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = (crc << 8 & 0xFF00) ^ _CRC16[crc >> 8 ^ byte]
    return crc


def utf8_number(n: int) -> bytes:
    if n < 0x80:
        return bytes([n])
    tail = []
    width = 1
    while n >= 1 << (6 - width):
        tail.append(0x80 | n & 0x3F)
        n >>= 6
        width += 1
    return bytes([(0xFF << (8 - width)) & 0xFF | n, *reversed(tail)])


def flac(frames: int, *, block: int = 4096, told: int | None = None, noise: bytes = b"") -> bytes:
    """FLAC of 44.1 kHz, 16 bit, mono, verbatim subframes; `told` is the number of samples its head claims."""
    total = frames * block if told is None else told
    packed = 44100 << 44 | 0 << 41 | 15 << 36 | total
    info = struct.pack(">HH", block, block) + bytes(6) + packed.to_bytes(8) + bytes(16)
    out = b"fLaC" + b"\x80" + (34).to_bytes(3) + info
    sound = (noise * (block * 2))[: block * 2] if noise else bytes(block * 2)
    for n in range(frames):
        head = b"\xff\xf8\xc9\x08" + utf8_number(n)
        frame = head + bytes([crc8(head)]) + b"\x02" + sound
        out += frame + crc16(frame).to_bytes(2)
    return out


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def m4a(samples: int, *, codec: bytes = b"mp4a", size: int = 300, moov_first: bool = True) -> bytes:
    """AAC in MPEG-4: `samples` of 1024 at 44.1 kHz, ten in a chunk."""
    head = box(b"ftyp", b"M4A \0\0\0\0M4A ")

    def moov(data_at: int) -> bytes:
        chunks = -(-samples // 10)
        offsets = b"".join(struct.pack(">I", data_at + 8 + n * 10 * size) for n in range(chunks))
        entry = bytes(6) + struct.pack(">H", 1) + bytes(8) + struct.pack(">HHII", 2, 16, 0, 44100 << 16)
        runs = [(1, 10, 1)]
        if samples % 10 and chunks > 1:
            runs.append((chunks, samples % 10, 1))
        table = box(
            b"stbl",
            box(b"stsd", struct.pack(">II", 0, 1), box(codec, entry)),
            box(b"stts", struct.pack(">IIII", 0, 1, samples, 1024)),
            box(b"stsc", struct.pack(">II", 0, len(runs)), *(struct.pack(">III", *run) for run in runs)),
            box(b"stsz", struct.pack(">III", 0, 0, samples), struct.pack(">I", size) * samples),
            box(b"stco", struct.pack(">II", 0, chunks), offsets),
        )
        media = box(
            b"mdia",
            box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 44100, samples * 1024), bytes(4)),
            box(b"hdlr", bytes(8) + b"soun" + bytes(13)),
            box(b"minf", table),
        )
        return box(b"moov", box(b"trak", box(b"tkhd", bytes(12) + struct.pack(">I", 1) + bytes(68)), media))

    data = box(b"mdat", b"\xaa" * (samples * size))
    if moov_first:
        return head + moov(len(head) + len(moov(0))) + data
    return head + data + moov(len(head))


def ogg(pages: int, *, per_page: int = 44100, last: bool = True) -> bytes:
    """Ogg Vorbis pages of a second each at 44.1 kHz (no real packets in them)."""
    first = b"\x01vorbis" + struct.pack("<IBI", 0, 2, 44100) + bytes(14)

    def page(n: int, granule: int, flags: int, body: bytes) -> bytes:
        head = b"OggS" + struct.pack("<BBQIII", 0, flags, granule, 7, n, 0)
        return head + bytes([1, len(body)]) + body

    out = page(0, 0, 2, first)
    for n in range(1, pages + 1):
        out += page(n, n * per_page, 4 if last and n == pages else 0, b"\x55" * 250)
    return out


def wav(seconds: int, *, told: int | None = None) -> bytes:
    data = bytes(seconds * 8000 * 2)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    size = len(data) if told is None else told
    body = b"WAVE" + b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def adts(frames: int, size: int = 400) -> bytes:
    """Bare AAC of 44.1 kHz, stereo."""
    head = bytes((0xFF, 0xF1, 0x50, 0x80 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC))
    return (head + bytes(size - 7)) * frames
