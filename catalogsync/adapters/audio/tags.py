"""Where the audio begins and ends between the tags that other programs put around it (ID3v1/v2, APE, Lyrics3)."""

from __future__ import annotations

from catalogsync.adapters.audio.reader import Reader

_MOST_TAGS = 8


def audio_bounds(reader: Reader) -> tuple[int, int]:
    """The first byte after leading tags and the end before trailing ones."""
    start = _after_leading(reader)
    end = reader.size
    for _ in range(_MOST_TAGS):
        before = _before_trailing(reader, end)
        if before == end or before < start:
            break
        end = before
    return start, max(start, end)


def _after_leading(reader: Reader) -> int:
    at = 0
    for _ in range(_MOST_TAGS):
        head = reader.at(at, 32)
        if head[:3] == b"ID3" and len(head) >= 10 and max(head[6:10]) < 0x80:
            size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            at += 10 + size + (10 if head[5] & 0x10 else 0)
        elif head[:8] == b"APETAGEX":
            at += 32 + int.from_bytes(head[12:16], "little")
        else:
            break
    return min(at, reader.size)


def _before_trailing(reader: Reader, end: int) -> int:
    if reader.at(end - 128, 3) == b"TAG" and end >= 128:
        return end - 128
    foot = reader.at(end - 32, 32) if end >= 32 else b""
    if foot[:8] == b"APETAGEX":
        size = int.from_bytes(foot[12:16], "little")
        with_header = 32 if int.from_bytes(foot[20:24], "little") & 0x80000000 else 0
        return max(0, end - size - with_header)
    if foot[-9:] == b"LYRICS200" and foot[-15:-9].isdigit():
        return max(0, end - 15 - int(foot[-15:-9]))
    if foot[-10:-7] == b"3DI":
        size = foot[-4] << 21 | foot[-3] << 14 | foot[-2] << 7 | foot[-1]
        return max(0, end - 20 - size)
    return end
