"""Collect: read the pools of the platforms and record which playlists hang in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogsync.domain import pool
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Heading, Playlist
from catalogsync.domain.pool import Pool, pool_name
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import PlatformError
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import CollectsPools, PlaylistRef, PoolPage
from catalogsync.pipeline.selection import Selection


def collect(
    catalog: Catalog,
    platforms: Mapping[str, CollectsPools],
    selection: Selection,
    watch: Watches,
    brake: Brake,
) -> tuple[list[Key], Tally]:
    """Read toplists and square of each platform until the limit; the playlists found, in order, each once.

    The limit is shared evenly: the platforms take turns, and on each its toplists and its square do. A platform that
    fails ends its own turn only, and its failure is recorded.
    """
    tally = Tally()
    watch.stage("collect", None)
    turns: list[Iterator[Key]] = []
    for platform in selection.platforms:
        port = platforms[platform]
        turns.append(
            _take_turns(
                [
                    _square(catalog, port, selection.category, selection.limit, tally, watch),
                    _toplists(catalog, port, tally, watch),
                ]
            )
        )
    found: dict[Key, None] = {}
    for key in _take_turns(turns):
        found.setdefault(key)
        if brake.pulled or (selection.limit is not None and len(found) >= selection.limit):
            break
    return list(found), tally


def _take_turns(each: Sequence[Iterator[Key]]) -> Iterator[Key]:
    waiting = list(each)
    while waiting:
        for one in list(waiting):
            key = next(one, None)
            if key is None:
                waiting.remove(one)
            else:
                yield key


def _toplists(catalog: Catalog, port: CollectsPools, tally: Tally, watch: Watches) -> Iterator[Key]:
    name = pool_name(port.name, "toplists")
    try:
        refs = port.toplists()
    except PlatformError as e:
        _page_failed(catalog, name, None, None, e, tally, watch)
        return
    new = _hang(catalog, name, refs, None, None, None, tally, watch)
    _collected(catalog, name, playlists=len(refs), new=new, pages=1, complete=True)
    yield from (Key(ref.platform, ref.playlist_id) for ref in refs)


def _square(
    catalog: Catalog,
    port: CollectsPools,
    category: str | None,
    limit: int | None,
    tally: Tally,
    watch: Watches,
) -> Iterator[Key]:
    name = pool_name(port.name, "square")
    seen: dict[Key, None] = {}
    cursor: str | None = None
    pages = new = 0
    complete = False
    while not complete:
        try:
            page: PoolPage = port.square_page(category, cursor)
        except PlatformError as e:
            _page_failed(catalog, name, category, cursor, e, tally, watch)
            break
        fresh = [ref for ref in page.playlists if Key(ref.platform, ref.playlist_id) not in seen]
        pages += 1
        new += _hang(catalog, name, fresh, category, cursor, page.next_cursor, tally, watch)
        seen.update(dict.fromkeys(Key(ref.platform, ref.playlist_id) for ref in fresh))
        # A page of nothing but known playlists is a platform repeating itself: its list is at an end.
        complete = page.next_cursor is None or not fresh
        cursor = page.next_cursor
        last = complete or (limit is not None and len(seen) >= limit)
        if last:
            _collected(catalog, name, playlists=len(seen), new=new, pages=pages, complete=complete)
        yield from (Key(ref.platform, ref.playlist_id) for ref in fresh)
        if last:
            return
    if pages:
        _collected(catalog, name, playlists=len(seen), new=new, pages=pages, complete=False)


def hang(catalog: Catalog, name: str, refs: Sequence[PlaylistRef]) -> list[Playlist]:
    """Record these playlists as hanging in the pool of that name; returns their streams, saved."""
    streams = catalog.load_many(
        Playlist, [stream_id("playlist", Key(ref.platform, ref.playlist_id)) for ref in refs]
    )
    for ref in refs:
        playlist = streams[stream_id("playlist", Key(ref.platform, ref.playlist_id))]
        heading = Heading(
            title=ref.title, creator=ref.creator, description=ref.description, cover_url=ref.cover_url
        )
        playlist.discover(ref.platform, ref.playlist_id, str(ref.kind), name, heading, ref.track_count)
    return list(streams.values())


def _hang(
    catalog: Catalog,
    name: str,
    refs: Sequence[PlaylistRef],
    category: str | None,
    cursor: str | None,
    next_cursor: str | None,
    tally: Tally,
    watch: Watches,
) -> int:
    streams = hang(catalog, name, refs)
    new = sum(1 for playlist in streams if playlist.version == 0)
    page = catalog.load(Pool, Pool.stream_of(name))
    page.record(
        pool.PageCollected(
            playlists=[ref.playlist_id for ref in refs],
            new=new,
            category=category,
            cursor=cursor,
            next_cursor=next_cursor,
        )
    )
    catalog.save(*streams, page)
    tally.add("found", len(refs))
    tally.add("new", new)
    for ref in refs:
        watch.item("found", f"{ref.platform}:{ref.playlist_id} {ref.title}")
    return new


def _collected(catalog: Catalog, name: str, *, playlists: int, new: int, pages: int, complete: bool) -> None:
    fact = pool.Collected(playlists=playlists, new=new, pages=pages, complete=complete)
    catalog.change(Pool, Pool.stream_of(name), lambda stream: stream.record(fact))


def _page_failed(
    catalog: Catalog,
    name: str,
    category: str | None,
    cursor: str | None,
    error: PlatformError,
    tally: Tally,
    watch: Watches,
) -> None:
    fact = pool.PageFailed(
        failure=str(error.failure), message=error.message, code=error.code, category=category, cursor=cursor
    )
    catalog.change(Pool, Pool.stream_of(name), lambda stream: stream.record(fact))
    tally.fail("failed", str(error.failure))
    watch.item("failed", str(error))
