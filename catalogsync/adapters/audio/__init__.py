"""Look into audio files without decoding them: what they are, and how much of them can be played."""

from __future__ import annotations

from pathlib import Path

from catalogsync.adapters.audio.flac import read_flac
from catalogsync.adapters.audio.magic import encrypted_kind, page_kind
from catalogsync.adapters.audio.mp4 import read_mp4
from catalogsync.adapters.audio.mpeg import read_adts, read_mpeg
from catalogsync.adapters.audio.ogg import read_ogg
from catalogsync.adapters.audio.reader import Reader
from catalogsync.adapters.audio.simple import read_ape, read_wav
from catalogsync.adapters.audio.tags import audio_bounds
from catalogsync.pipeline.verify_audio import AudioFacts, Content


def inspect(path: Path, *, deep: bool = False) -> AudioFacts:
    """The facts of a file, whatever it holds; OSError when it cannot be read.

    Counts the frames that are wholly there, in a few megabytes of memory. `deep` also checks every FLAC frame's
    CRC, at some 15 MB a second.
    """
    with Reader(path) as reader:
        kind = encrypted_kind(reader)
        if kind is not None:
            return AudioFacts(Content.ENCRYPTED, kind, reader.size)
        kind = page_kind(reader)
        if kind is not None:
            return AudioFacts(Content.PAGE, kind, reader.size)
        start, end = audio_bounds(reader)
        return (
            read_flac(reader, start, end, deep)
            or read_mp4(reader, start, end)
            or read_ogg(reader, start, end)
            or read_wav(reader, start, end)
            or read_ape(reader, start, end)
            or read_mpeg(reader, start, end)
            or read_adts(reader, start, end)
            or AudioFacts(Content.UNKNOWN, "unknown", reader.size)
        )
