"""What our parser makes of a platform's raw answer, as one JSON document with one schema for all platforms.

The schema `catalogsync.parse/1` is described in docs/debug-parse.md. Stream addresses stand in the document:
it is the user's own answer, shown to the user; nothing else may print or store them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from catalogsync.adapters.platforms.shapes import ListingPage, Offer, clean_name
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.errors import Failure, PlatformError, Refusal, UnexpectedAnswer
from catalogsync.pipeline.ports import Category, Lyric, PlaylistRef, PoolPage, SongInfo

SCHEMA = "catalogsync.parse/1"

OPERATIONS = (
    "categories",
    "playlist-list",
    "toplist-list",
    "playlist-detail",
    "toplist-detail",
    "song-detail",
    "search",
    "song-url",
    "lyric",
)

Document = dict[str, Any]


def parse_answer(platform: str, operation: str, raw: bytes) -> tuple[Document, bool]:
    """The document for this answer, and whether it is a success. Never raises for what is in `raw`.

    An answer in which every song's stream is refused is no success: its offers are shown and the first
    refusal is the error. Refusal for a platform or operation there is not.
    """
    parser = _parser(platform, operation)
    head: Document = {"schema": SCHEMA, "platform": platform, "operation": operation}
    try:
        found = parser(raw)
        result = _SHOWN[operation](found)
        refused = _refused(found) if operation == "song-url" else None
    except PlatformError as e:
        return {**head, "ok": False, "error": _error_of(e)}, False
    except Exception as e:  # the promise is a document for any bytes; a crash of ours is reported as one
        crash = f"our parser failed on this answer: {type(e).__name__}"
        hint = "please report this with the answer (debug record takes cookies and ids out)"
        return {**head, "ok": False, "error": _error(Failure.BUG, type(e).__name__, crash, hint=hint)}, False
    if refused:
        return {**head, "ok": False, "error": refused, "result": result}, False
    return {**head, "ok": True, "result": result}, True


def operations_of(platform: str) -> tuple[str, ...]:
    """The operations this platform has parsers for, in the order of `OPERATIONS`."""
    return tuple(operation for operation in OPERATIONS if operation in _parsers(platform))


def _parser(platform: str, operation: str) -> Callable[[bytes], object]:
    if platform not in PLATFORMS:
        raise Refusal(f"{clean_name(platform, 60)!r} is no platform; known are {', '.join(PLATFORMS)}")
    if operation not in OPERATIONS:
        raise Refusal(f"{clean_name(operation, 60)!r} is no operation; known are {', '.join(OPERATIONS)}")
    parsers = _parsers(platform)
    if operation not in parsers:
        raise Refusal(f"{platform} has no {operation}; it has {', '.join(operations_of(platform))}")
    return parsers[operation]


def _parsers(platform: str) -> Mapping[str, Callable[[bytes], object]]:
    # Imported on demand: a command that looks at one platform's answer does not load six adapters.
    module = importlib.import_module(f"catalogsync.adapters.platforms.{platform}")
    parsers: Mapping[str, Callable[[bytes], object]] = module.PARSERS
    return parsers


def _error_of(e: PlatformError) -> Document:
    return _error(
        e.failure,
        e.code,
        e.message,
        missing=e.missing if isinstance(e, UnexpectedAnswer) else None,
        hint=e.hint,
    )


def _error(
    failure: Failure, code: str | None, message: str, *, missing: str | None = None, hint: str | None = None
) -> Document:
    return {
        "failure": failure.value,
        "code": clean_name(code, 200),
        "message": clean_name(message, 500),
        "missing": clean_name(missing, 200),
        "hint": clean_name(hint, 500),
    }


def _refused(offers: Any) -> Document | None:
    """The error for an answer that grants no stream at all."""
    if any(offer.grant for offer in offers):
        return None
    for offer in offers:
        message = f"song {offer.song_id} is not granted: {offer.failure.value}"
        return _error(offer.failure, offer.code, message, hint=offer.hint)
    return _error(Failure.NOT_FOUND, None, "the answer names no song")


def _category(category: Category) -> Document:
    return {"category_id": category.category_id, "name": category.name, "group": category.group}


def _playlist(ref: PlaylistRef) -> Document:
    return {
        "playlist_id": ref.playlist_id,
        "title": ref.title,
        "kind": ref.kind.value,
        "track_count": ref.track_count,
        "creator": ref.creator,
        "cover_url": ref.cover_url,
        "description": ref.description,
        "play_count": ref.play_count,
    }


def _pool_page(page: PoolPage) -> Document:
    return {
        "playlists": [_playlist(ref) for ref in page.playlists],
        "next_cursor": page.next_cursor,
        "total": page.total,
    }


def _listing(page: ListingPage) -> Document:
    listing = page.listing
    announced = listing.ref.track_count if listing.announced is None else listing.announced
    return {
        **_playlist(listing.ref),
        "track_count": announced,
        "period": listing.period,
        "tags": list(listing.tags),
        "entries": [
            {"song_id": entry.song_id, "song": None if entry.song is None else _song(entry.song)}
            for entry in listing.entries
        ],
        "complete": page.complete,
        "missing_ids": list(page.missing_ids),
    }


def _song(song: SongInfo) -> Document:
    return {
        "song_id": song.song_id,
        "title": song.title,
        "artists": [{"name": artist.name, "artist_id": artist.artist_id} for artist in song.artists],
        "album": song.album,
        "album_id": song.album_id,
        "duration_ms": song.duration_ms,
        "aliases": list(song.aliases),
        "cover_url": song.cover_url,
        "access": song.access.value,
        "qualities": [quality.value for quality in song.qualities],
        "handle": dict(song.handle),
    }


def _offer(offer: Offer) -> Document:
    grant = offer.grant
    return {
        "song_id": offer.song_id,
        "url": grant.url if grant else None,
        "quality": grant.quality.value if grant else None,
        "suffix": grant.suffix if grant else None,
        "size_bytes": grant.size_bytes if grant else None,
        "bitrate": grant.bitrate if grant else None,
        "md5": grant.md5 if grant else None,
        "duration_ms": grant.duration_ms if grant else None,
        "expires_in_s": grant.expires_in_s if grant else None,
        "trial": offer.trial,
        "failure": offer.failure.value if offer.failure else None,
        "code": clean_name(offer.code, 200),
        "hint": clean_name(offer.hint, 500),
    }


def _lyric(lyric: Lyric) -> Document:
    return {
        "kind": lyric.kind.value,
        "original": lyric.original,
        "translation": lyric.translation,
        "romanisation": lyric.romanisation,
        "word_timed": lyric.word_timed,
        "found": list(lyric.found),
    }


_SHOWN: Mapping[str, Callable[[Any], Document]] = {
    "categories": lambda found: {"categories": [_category(category) for category in found]},
    "playlist-list": _pool_page,
    "toplist-list": lambda found: {"toplists": [_playlist(ref) for ref in found]},
    "playlist-detail": _listing,
    "toplist-detail": _listing,
    "song-detail": lambda found: {"songs": [_song(song) for song in found]},
    "search": lambda found: {"songs": [_song(song) for song in found]},
    "song-url": lambda found: {"offers": [_offer(offer) for offer in found]},
    "lyric": _lyric,
}
