"""Playlists and songs as people name them: short numbers, `platform:remote_id`, share addresses, files of these."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.output import how_many, say
from catalogsync.config import Settings
from catalogsync.domain.ids import Key
from catalogsync.domain.links import Link, LinkError, LinkKind, parse_link
from catalogsync.domain.pool import MANUAL
from catalogsync.pipeline.collect import hang
from catalogsync.pipeline.errors import PlatformError, Refusal
from catalogsync.pipeline.playlist_file import LinkLine, read_playlist_file, text_lines
from catalogsync.pipeline.ports import PlaylistKind, PlaylistRef
from catalogsync.projections.queries import CatalogQueries


def playlists_named(queries: CatalogQueries, text: str) -> tuple[Key, ...]:
    """`12,15`, `netease:123` or addresses, separated by commas; Refusal for one we do not know."""
    keys: dict[Key, None] = {}
    for name in filter(None, (part.strip() for part in text.split(","))):
        keys[one_playlist(queries, name)] = None
    if not keys:
        raise Refusal("--playlist-ids names no playlist; `catalogsync playlists` lists them")
    return tuple(keys)


def one_playlist(queries: CatalogQueries, text: str) -> Key:
    """One playlist as people name it."""
    key = queries.resolve_playlist(_as_id(text, (LinkKind.PLAYLIST, LinkKind.TOPLIST)))
    if key is None:
        raise Refusal(f"no playlist {text!r}; `catalogsync playlists` lists them")
    return key


def one_song(queries: CatalogQueries, text: str) -> Key:
    """One song as people name it."""
    key = queries.resolve_song(_as_id(text, (LinkKind.SONG,)))
    if key is None:
        raise Refusal(f"no song {text!r}; `catalogsync songs` lists them")
    return key


def _as_id(text: str, kinds: tuple[LinkKind, ...]) -> str:
    if text.isdigit():
        return text
    try:
        return str(Key.parse(text))
    except ValueError:
        pass
    try:
        link = parse_link(text)
    except LinkError as e:
        raise Refusal(f"{e}, no number and no platform:id either") from None
    if link.kind not in kinds or link.remote_id is None:
        raise Refusal(f"{text!r} is a {link.kind}, not a {kinds[0]}")
    return f"{link.platform}:{link.remote_id}"


_LINES_TOLD = 20
"""So many bad lines of a playlist file are told one by one: a wrong file is known by then."""


def playlists_in_file(shop: Workshop, path: Path, *, hang_them: bool = True) -> tuple[Key, ...]:
    """The playlists of a file, hung in the `manual` pool; what could not be read is said with its line."""
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as e:
        raise Refusal(f"cannot read playlist file {path}: {e.strerror or e}") from None
    file = read_playlist_file(text_lines(raw))
    for skipped in file.skipped[:_LINES_TOLD]:
        say(f"{path}, line {skipped.line}: {skipped.why[:200]}")
    if len(file.skipped) > _LINES_TOLD:
        say(f"{path}: {len(file.skipped) - _LINES_TOLD} more lines name no playlist")
    links = [_long_or_said(shop.settings, path, line) for line in file.links]
    usable = [link for link in links if link.kind in (LinkKind.PLAYLIST, LinkKind.TOPLIST)]
    for line, link in zip(file.links, links, strict=True):
        if link not in usable and link.kind is not LinkKind.SHORT:
            say(f"{path}, line {line.line}: a {link.kind}, not a playlist")
    if not usable:
        raise Refusal(f"playlist file {path} names no playlist ({how_many(file.lines_read, 'line')} read)")
    say(
        f"{path}: {how_many(file.lines_read, 'line')}, {how_many(len(usable), 'playlist')}, {how_many(len(file.duplicates), 'duplicate')}, "
        f"{len(file.skipped)} skipped"
    )
    if hang_them:
        _hang(shop, usable)
    return tuple(dict.fromkeys(Key(link.platform, str(link.remote_id)) for link in usable))


def long_link(settings: Settings, link: Link) -> Link:
    """Where a short address leads; PlatformError or LinkError when it leads nowhere we know."""
    from catalogsync.adapters.platforms.short_links import resolve
    from catalogsync.bootstrap.outside import open_platform_http

    with ExitStack() as stack:
        return resolve(link, open_platform_http(settings, link.platform, stack))


def _long_or_said(settings: Settings, path: Path, line: LinkLine) -> Link:
    if line.link.kind is not LinkKind.SHORT:
        return line.link
    try:
        return long_link(settings, line.link)
    except (PlatformError, LinkError) as e:
        say(f"{path}, line {line.line}: {e}")
        return line.link


def _hang(shop: Workshop, links: list[Link]) -> None:
    refs = [
        PlaylistRef(
            platform=link.platform,
            playlist_id=str(link.remote_id),
            title=f"{link.platform}:{link.remote_id}",
            kind=PlaylistKind(str(link.kind)),
        )
        for link in links
    ]
    shop.catalog.save(*hang(shop.catalog, MANUAL, refs))
