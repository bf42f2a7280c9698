"""Sync: ask what each playlist holds now and record the difference. Resolves no addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Heading, Playlist, Synced
from catalogsync.domain.song import About, Artist, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Conflict, NoSuchItem, NotGranted, PlatformError
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import Listing, ListsSongs, SongInfo

_SONGS_PER_SAVE = 500
"""Songs of one listing are stored in steps of this many; the playlist's own event comes last and makes it whole."""


def sync(
    catalog: Catalog,
    platforms: Mapping[str, ListsSongs],
    playlists: Sequence[Key],
    watch: Watches,
    brake: Brake,
    workers: int = 3,
    tally: Tally | None = None,
) -> Tally:
    """Sync these playlists, some at a time (the platforms' pace decides the rest).

    `tally` holds what an earlier start of the same job brought.
    """
    tally = Tally() if tally is None else tally
    watch.stage("sync", len(playlists))

    def one(key: Key) -> None:
        if not brake.pulled:
            watch.doing(str(key), "syncing")
            try:
                outcome, failure, text = sync_playlist(catalog, platforms[key.platform], key)
            finally:
                watch.doing("", "")
            if failure is None:
                tally.add(outcome)
            else:
                tally.fail(outcome, failure)
            watch.item(outcome, text)

    with ThreadPoolExecutor(workers, thread_name_prefix="sync") as pool:
        for future in as_completed([pool.submit(one, key) for key in playlists]):
            future.result()
    return tally


def sync_playlist(catalog: Catalog, platform: ListsSongs, key: Key) -> tuple[str, str | None, str]:
    """Ask and record one playlist. Returns its outcome, the failure class if any, and a line for people."""
    stream = stream_id("playlist", key)
    playlist = catalog.load(Playlist, stream)
    try:
        listing = _listing(platform, playlist, key)
    except PlatformError as e:
        return _not_synced(catalog, stream, key, e)
    songs = _observe_songs(catalog, listing, stream)
    fact: list[object] = []

    def decide(state: Playlist) -> None:
        fact[:] = [
            state.observe(
                Heading(
                    title=listing.ref.title,
                    creator=listing.ref.creator,
                    description=listing.ref.description,
                    cover_url=listing.ref.cover_url,
                ),
                [entry.song_id for entry in listing.entries],
                announced=listing.announced,
                period=listing.period,
            )
        ]

    catalog.change(Playlist, stream, decide)
    title = f"{key} {listing.ref.title}"
    if isinstance(fact[0], Synced):
        change = (
            "first"
            if fact[0].first
            else f"+{len(fact[0].added)} -{len(fact[0].removed)} ~{len(fact[0].moved)}"
        )
        return "synced", None, f"{title}: {len(listing.entries)} songs ({change}, {songs} new to the catalog)"
    return "unchanged", None, f"{title}: {len(listing.entries)} songs, unchanged"


def _listing(platform: ListsSongs, playlist: Playlist, key: Key) -> Listing:
    if playlist.playlist_kind == "toplist":
        return platform.toplist(key.remote_id)
    return platform.playlist(key.remote_id)


def _not_synced(catalog: Catalog, stream: str, key: Key, e: PlatformError) -> tuple[str, str, str]:
    def decide(state: Playlist) -> None:
        if isinstance(e, (NoSuchItem, NotGranted)):
            state.bury(str(e.failure), e.message, e.code)
        else:
            state.fail(str(e.failure), e.message, e.code, e.hint)

    catalog.change(Playlist, stream, decide)
    outcome = "gone" if isinstance(e, (NoSuchItem, NotGranted)) else "failed"
    return outcome, str(e.failure), f"{key}: {e}"


def _observe_songs(catalog: Catalog, listing: Listing, seen_in: str) -> int:
    """Record the songs of a listing, each once; returns how many are new to the catalog."""
    entries = {entry.song_id: entry for entry in listing.entries}
    ids = list(entries)
    new = 0
    for start in range(0, len(ids), _SONGS_PER_SAVE):
        part = {
            stream_id("song", Key(listing.ref.platform, id_)): entries[id_]
            for id_ in ids[start:][:_SONGS_PER_SAVE]
        }
        while True:
            streams = catalog.load_many(Song, part)
            fresh = 0
            for stream, entry in part.items():
                if entry.song is not None:
                    fresh += streams[stream].observe(
                        listing.ref.platform, entry.song_id, about(entry.song), seen_in
                    )
                else:
                    streams[stream].bury(seen_in)
            try:
                catalog.save(*streams.values(), cause=seen_in)
            except Conflict:
                continue  # another playlist with the same song was quicker: look again
            new += fresh
            break
    return new


def about(info: SongInfo) -> About:
    """What a platform says about a song, as it is stored."""
    return About(
        title=info.title,
        artists=[Artist(name=artist.name, artist_id=artist.artist_id) for artist in info.artists],
        album=info.album,
        album_id=info.album_id,
        duration_ms=info.duration_ms,
        aliases=list(info.aliases),
        cover_url=info.cover_url,
        access=str(info.access),
        qualities=[str(quality) for quality in info.qualities],
        handle=dict(info.handle),
    )
