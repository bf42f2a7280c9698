"""What is true about a song, whatever a platform says about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsync.sandbox.media import File, Kind, number_of
from catalogsync.sandbox.platforms.base import Platform, World
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import QUALITIES, Song


def song_truth(
    world: World, platforms: Mapping[str, Platform], song: Song, digests: bool = True
) -> dict[str, Any]:
    """One song as plain values.

    `shown` is what the platform displays, the rest is the recording itself. `same_recording` maps platforms to the
    ids under which they list it; `playable` says where an anonymous caller gets the whole recording. `audio` holds
    size and digests of the true file of each quality, whoever hands it out; `free_qualities` are those an anonymous
    caller gets on this platform, `handed_out` the files it is handed for them, which are not whole where the song is
    `truncated`. Digests cost a tenth of a second.
    """
    truth = song.recording
    words = lyric(world.catalog.world.seed, truth)
    listings = {name: world.catalog.song(name, song.number) for name in platforms}
    whole = {q: world.media.open((song.number * 4 + QUALITIES.index(q)) * 8 + Kind.WHOLE) for q in QUALITIES}
    return {
        "platform": song.platform,
        "ids": platforms[song.platform].song_ids(song.number),
        "recording": song.number,
        "title": truth.full_title,
        "artists": [artist.name for artist in truth.artists],
        "aliases": [artist.alias for artist in truth.artists if artist.alias],
        "album": truth.album,
        "duration_ms": truth.duration_ms,
        "version": truth.version,
        "traps": list(song.traps),
        "shown": {
            "title": song.title,
            "artists": [artist.name for artist in song.artists],
            "album": song.album,
            "duration_ms": song.duration_ms,
        },
        "access": song.access.value,
        "free_qualities": list(song.free),
        "same_recording": {
            name: platforms[name].song_ids(song.number)
            for name, listed in listings.items()
            if listed is not None
        },
        "playable": [
            name
            for name, listed in listings.items()
            if listed is not None and listed.access is Access.FREE and not listed.defect
        ],
        "lyric": {"kind": words.kind, "first_line": words.first_line, "translated": bool(words.translation)},
        "audio": {q: _file(f, digests) for q, f in whole.items() if f is not None},
        "handed_out": {
            q: _file(f, digests) for q in song.free if (f := world.media.open(number_of(song, q))) is not None
        },
    }


def _file(file: File, digests: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"extension": file.sound.extension, "size": file.size}
    return {**shown, "md5": file.md5, "sha256": file.sha256} if digests else shown
