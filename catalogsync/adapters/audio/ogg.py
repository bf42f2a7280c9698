"""Walk the pages of an Ogg file (RFC 3533): Vorbis, Opus, Speex or FLAC inside."""

from __future__ import annotations

from struct import unpack_from

from catalogsync.adapters.audio.reader import Reader
from catalogsync.pipeline.verify_audio import AudioFacts, Content

_NO_POSITION = 0xFFFFFFFFFFFFFFFF
_LAST_PAGE = 4


def read_ogg(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of an Ogg file by its first stream; None when it has no pages."""
    if reader.at(start, 4) != b"OggS":
        return None
    at, serial, pages, position, ended, damage = start, None, 0, 0, False, None
    codec, rate, channels, skip, first_body = "ogg", 0, None, 0, b""
    sequence = None
    while at < end:
        head = reader.at(at, 27 + 255)
        if len(head) < 27 or head[:4] != b"OggS":
            damage = f"no page at byte {at}"
            break
        flags, granule, page_serial, number = unpack_from("<xBQII", head, 4)
        size = 27 + head[26] + sum(head[27 : 27 + head[26]])
        if at + size > end:
            damage = f"the last page lacks {at + size - end} bytes"
            break
        if serial is None:
            serial = page_serial
            first_body = reader.at(at + 27 + head[26], 64)
            codec, rate, channels, skip = _stream(first_body)
        if page_serial == serial:
            if sequence is not None and number != sequence + 1 and damage is None:
                damage = f"pages are missing before page {number}"
            sequence = number
            pages += 1
            position = granule if granule != _NO_POSITION else position
            ended = ended or bool(flags & _LAST_PAGE)
        at += size
    if damage is None and not ended:
        damage = "its last page is missing"
    samples = max(0, position - skip)
    return AudioFacts(
        content=Content.AUDIO,
        container="ogg",
        size_bytes=reader.size,
        codec=codec,
        duration_ms=samples * 1000 // rate if rate else None,
        frames=pages if samples else 0,
        bitrate=(at - start) * 8 * rate // samples if samples and rate else None,
        sample_rate=rate or None,
        channels=channels,
        complete=damage is None,
        damage=damage,
    )


def _stream(packet: bytes) -> tuple[str, int, int | None, int]:
    """Codec, positions per second, channels, and the positions before the first sound."""
    if packet[:7] == b"\x01vorbis" and len(packet) >= 16:
        return "vorbis", unpack_from("<I", packet, 12)[0], packet[11], 0
    if packet[:8] == b"OpusHead" and len(packet) >= 12:
        return "opus", 48000, packet[9], unpack_from("<H", packet, 10)[0]
    if packet[:5] == b"\x7fFLAC" and len(packet) >= 35:
        return "flac", int.from_bytes(packet[27:30]) >> 4, (packet[29] >> 1 & 7) + 1, 0
    if packet[:8] == b"Speex   " and len(packet) >= 52:
        return "speex", unpack_from("<I", packet, 36)[0], unpack_from("<I", packet, 48)[0], 0
    return "ogg", 0, None, 0
