"""Count the samples of an MPEG-4 audio file (m4a, mp4) that are wholly there (ISO 14496-12).

The sample table says where each sample lies and how long it plays; those beyond the end of the file are missing.
Fragmented files have their tables in front of each piece; there the pieces that are whole are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import iter_unpack, unpack_from

from catalogsync.adapters.audio.reader import Reader
from catalogsync.pipeline.verify_audio import AudioFacts, Content

_MOST_TABLES = 64 * 1024 * 1024
_MOST_BOXES = 200_000
_CODECS = {b"mp4a": "aac", b"alac": "alac", b"fLaC": "flac", b"Opus": "opus", b"ac-3": "ac3", b"ec-3": "eac3"}
_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"))
_PROTECTED = frozenset((b"enca", b"encv", b"drms", b"drmi"))


@dataclass(slots=True)
class _Track:
    handler: bytes = b""
    timescale: int = 0
    duration: int = 0
    entry: bytes = b""
    entry_body: bytes = b""
    times: bytes = b""
    sizes: bytes = b""
    chunks: bytes = b""
    offsets: bytes = b""
    wide_offsets: bool = False
    track_id: int = 0


@dataclass(slots=True)
class _Movie:
    tracks: list[_Track] = field(default_factory=list)
    default_time: dict[int, int] = field(default_factory=dict)
    missing: int = 0
    has_moov: bool = False
    pieces: int = 0
    pieces_ticks: int = 0
    pieces_samples: int = 0
    media_bytes: int = 0


def read_mp4(reader: Reader, start: int, end: int) -> AudioFacts | None:
    """The facts of an MPEG-4 file; None when its head is none."""
    if reader.at(start + 4, 4) != b"ftyp":
        return None
    movie = _Movie()
    _read_top(reader, start, end, movie)
    track = next((t for t in movie.tracks if t.handler == b"soun"), None)
    if track is None or not track.timescale:
        damage = "no sound track" if movie.has_moov else "no table of samples (moov)"
        return AudioFacts(Content.AUDIO, "m4a", reader.size, damage=damage)
    if track.entry in _PROTECTED or b"sinf" in track.entry_body:
        return AudioFacts(Content.ENCRYPTED, "mp4 " + track.entry.decode("latin-1"), reader.size)
    return _facts(reader, movie, track, end)


def _boxes(data: bytes, at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Type, begin and end of the contents of each box in a piece of memory."""
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, kind = unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= end:
            size, head = unpack_from(">Q", data, at + 8)[0], 16
        elif size == 0:
            size = end - at
        if size < head:
            return
        yield kind, at + head, min(end, at + size)
        at += size


def _read_top(reader: Reader, at: int, end: int, movie: _Movie) -> None:
    for _ in range(_MOST_BOXES):
        head = reader.at(at, 16)
        if len(head) < 8 or at >= end:
            return
        size, kind = unpack_from(">I4s", head)
        begin = 8
        if size == 1 and len(head) == 16:
            size, begin = int.from_bytes(head[8:16]), 16
        elif size == 0:
            size = end - at
        if size < begin:
            return
        if at + size > end:
            movie.missing = at + size - end
        if kind == b"mdat":
            movie.media_bytes += min(size, end - at) - begin
        if kind in (b"moov", b"moof") and not movie.missing and size <= _MOST_TABLES:
            data = reader.at(at + begin, size - begin)
            if kind == b"moov":
                movie.has_moov = True
                _read_moov(data, movie)
            elif _mdat_follows(reader, at + size, end):
                _read_moof(data, movie)
        at += size


def _mdat_follows(reader: Reader, at: int, end: int) -> bool:
    head = reader.at(at, 8)
    return len(head) == 8 and head[4:] == b"mdat" and at + int.from_bytes(head[:4]) <= end


def _read_moov(data: bytes, movie: _Movie) -> None:
    stack = [(0, len(data))]
    while stack:
        at, end = stack.pop()
        for kind, begin, until in _boxes(data, at, end):
            if kind == b"trak":
                movie.tracks.append(_read_track(data, begin, until))
            elif kind == b"trex" and until - begin >= 20:
                movie.default_time[unpack_from(">I", data, begin + 4)[0]] = unpack_from(
                    ">I", data, begin + 12
                )[0]
            elif kind in _CONTAINERS:
                stack.append((begin, until))


def _read_track(data: bytes, at: int, end: int) -> _Track:
    track = _Track()
    stack = [(at, end)]
    while stack:
        at, end = stack.pop()
        for kind, begin, until in _boxes(data, at, end):
            body = data[begin:until] if kind not in _CONTAINERS else b""
            match kind:
                case b"tkhd" if len(body) >= 24:
                    track.track_id = unpack_from(">I", body, 20 if body[0] else 12)[0]
                case b"hdlr":
                    track.handler = body[8:12]
                case b"mdhd" if len(body) >= 32 and body[0] == 1:
                    track.timescale, track.duration = unpack_from(">IQ", body, 20)
                case b"mdhd" if len(body) >= 20:
                    track.timescale, track.duration = unpack_from(">II", body, 12)
                case b"stsd" if len(body) >= 16:
                    track.entry, track.entry_body = body[12:16], body[16:4096]
                case b"stts":
                    track.times = body
                case b"stsz":
                    track.sizes = body
                case b"stsc":
                    track.chunks = body
                case b"stco" | b"co64":
                    track.offsets, track.wide_offsets = body, kind == b"co64"
                case _ if kind in _CONTAINERS:
                    stack.append((begin, until))
    return track


def _read_moof(data: bytes, movie: _Movie) -> None:
    sound = {t.track_id for t in movie.tracks if t.handler == b"soun"}
    for kind, begin, until in _boxes(data):
        if kind != b"traf":
            continue
        track_id, default = 0, 0
        for inner, at, end in _boxes(data, begin, until):
            if inner == b"tfhd" and end - at >= 8:
                flags, track_id = (
                    unpack_from(">I", data, at)[0] & 0xFFFFFF,
                    unpack_from(">I", data, at + 4)[0],
                )
                place = at + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
                told = flags & 8 and place + 4 <= end
                default = unpack_from(">I", data, place)[0] if told else movie.default_time.get(track_id, 0)
            elif inner == b"trun" and track_id in sound and end - at >= 8:
                _count_run(data, at, end, default, movie)
    movie.pieces += 1


def _count_run(data: bytes, at: int, end: int, default: int, movie: _Movie) -> None:
    flags, count = unpack_from(">II", data, at)
    flags &= 0xFFFFFF
    width = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    place = at + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    count = min(count, max(0, end - place) // width) if width else min(count, 1000000)
    if flags & 0x100:
        movie.pieces_ticks += sum(unpack_from(">I", data, place + n * width)[0] for n in range(count))
    else:
        movie.pieces_ticks += count * default
    movie.pieces_samples += count


def _facts(reader: Reader, movie: _Movie, track: _Track, end: int) -> AudioFacts:
    whole, listed, size = _whole_samples(track, end)
    ticks, all_ticks = _ticks(track.times, whole), _ticks(track.times, listed)
    if movie.pieces:
        whole, ticks = whole + movie.pieces_samples, ticks + movie.pieces_ticks
        all_ticks, size = max(ticks, track.duration), size or movie.media_bytes
    damage = None
    if whole < listed:
        damage = f"{listed - whole} of {listed} samples are beyond its end"
    elif movie.missing:
        damage = f"the last box lacks {movie.missing} bytes"
    codec = _CODECS.get(track.entry, track.entry.decode("latin-1").strip())
    body = track.entry_body
    channels, bits = unpack_from(">HH", body, 16) if len(body) >= 20 else (None, None)
    rate = unpack_from(">I", body, 24)[0] >> 16 if len(body) >= 28 else 0
    return AudioFacts(
        content=Content.AUDIO,
        container="m4a",
        size_bytes=reader.size,
        codec=codec,
        duration_ms=ticks * 1000 // track.timescale,
        header_duration_ms=all_ticks * 1000 // track.timescale,
        frames=whole,
        bitrate=size * 8 * track.timescale // ticks if ticks else None,
        sample_rate=rate or track.timescale,
        channels=channels,
        bits=bits if codec in ("alac", "flac") else None,
        complete=damage is None,
        damage=damage,
    )


def _ticks(times: bytes, samples: int) -> int:
    """How long the first so many samples play, in the track's own unit."""
    ticks = 0
    for count, delta in iter_unpack(">II", times[8 : 8 + (len(times) - 8) // 8 * 8]):
        take = min(count, samples)
        ticks += take * delta
        samples -= take
        if not samples:
            break
    return ticks


def _whole_samples(track: _Track, end: int) -> tuple[int, int, int]:
    """How many samples lie wholly before `end`, how many are listed, and the bytes of the whole ones."""
    if len(track.sizes) < 12 or len(track.offsets) < 8 or len(track.chunks) < 8:
        return 0, 0, 0
    fixed, listed = unpack_from(">II", track.sizes, 4)
    if not fixed:
        listed = min(listed, (len(track.sizes) - 12) // 4)
    sizes = None if fixed else [s for (s,) in iter_unpack(">I", track.sizes[12 : 12 + 4 * listed])]
    width = 8 if track.wide_offsets else 4
    body = track.offsets[8 : 8 + (len(track.offsets) - 8) // width * width]
    offsets = [o for (o,) in iter_unpack(">Q" if track.wide_offsets else ">I", body)]
    runs = list(iter_unpack(">III", track.chunks[8 : 8 + (len(track.chunks) - 8) // 12 * 12]))
    sample = whole = total = 0
    for number, (first, per_chunk, _) in enumerate(runs):
        after = runs[number + 1][0] if number + 1 < len(runs) else len(offsets) + 1
        for chunk in range(max(first, 1), min(after, len(offsets) + 1)):
            at = offsets[chunk - 1]
            count = min(per_chunk, listed - sample)
            if sizes is None:
                fit = max(0, min(count, (end - at) // fixed))
                total += fit * fixed
            else:
                fit = 0
                for size in sizes[sample : sample + count]:
                    at += size
                    if at > end:
                        break
                    fit += 1
                    total += size
            sample += count
            whole += fit
            if fit < count or sample >= listed:
                return whole, listed, total
    return whole, listed, total
