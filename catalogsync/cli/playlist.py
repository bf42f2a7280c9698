"""`playlist show` and `playlist diff`: one playlist, now or as it was."""

from __future__ import annotations

from typing import Annotated

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import length, print_json, print_table, say, when
from catalogsync.cli.picking import one_playlist
from catalogsync.pipeline.errors import Refusal
from catalogsync.projections.timeline import Snapshot, difference, moment_ms, playlist_as_of, playlist_version

playlist_app = typer.Typer(no_args_is_help=True, help="One playlist, now or as it was.")

Name = Annotated[str, typer.Argument(help="Short number, platform:remote_id or share address.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(playlist_app, name="playlist")


@playlist_app.command("show")
@on_store
def show(
    shop: Workshop,
    playlist: Name,
    as_of: Annotated[str | None, typer.Option("--as-of", help="7d, 2026-11-20, 2026-11-20T12:00")] = None,
    version: Annotated[int | None, typer.Option("--version", help="Its n-th change.", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """The entries of a playlist in order, now or at a moment.

    catalogsync playlist show 12 --as-of 7d
    """
    key = one_playlist(shop.queries, playlist)
    if version is not None:
        found = playlist_version(shop.log, key, version)
    else:
        now = shop.catalog.clock()
        found = playlist_as_of(shop.log, key, moment_ms(as_of, now) if as_of else now)
    names = _names(shop, found)
    if as_json:
        items = [{"place": n, "song": song, **names.get(song, {})} for n, song in enumerate(_songs(found), 1)]
        print_json(
            "playlist",
            playlist=str(key),
            title=found.title,
            version=found.version,
            at_ms=found.at_ms,
            items=items,
        )
        return
    if not found.version:
        say(
            f"[{key}] had not been read by then; its first version is `catalogsync playlist show {key} --version 1`"
        )
        return
    say(f"{found.title} [{key}], version {found.version} of {when(found.at_ms)}")
    print_table(
        ("place", "song", "artists", "title", "length", "state"),
        [
            (n, song, *(names.get(song, {}).get(field) for field in ("artists", "title", "length", "state")))
            for n, song in enumerate(_songs(found), 1)
        ],
        empty="it held nothing then",
    )


@playlist_app.command("diff")
@on_store
def diff(
    shop: Workshop,
    playlist: Name,
    versions: Annotated[str | None, typer.Argument(help="A..B, its versions; B may be left out.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="7d, 2026-11-20: from then until now.")] = None,
    as_json: AsJson = False,
) -> None:
    """What came, went and moved between two versions, or since a moment.

    catalogsync playlist diff 12 3..5

    catalogsync playlist diff 12 --since 7d
    """
    if (versions is None) == (since is None):
        raise Refusal("say which: A..B or --since")
    key = one_playlist(shop.queries, playlist)
    now = shop.catalog.clock()
    if since is not None:
        before, after = (
            playlist_as_of(shop.log, key, moment_ms(since, now)),
            playlist_as_of(shop.log, key, now),
        )
    else:
        first, dots, last = str(versions).partition("..")
        if not dots or not first.isdigit() or not (last.isdigit() or not last):
            raise Refusal(f"{versions!r} is not A..B, such as 3..5")
        before = playlist_version(shop.log, key, int(first))
        after = playlist_version(shop.log, key, int(last)) if last else playlist_as_of(shop.log, key, now)
    names = _names(shop, before) | _names(shop, after)
    found = difference(before, after)
    rows = [
        (word, f"{key.platform}:{song_id}")
        for word, ids in (("added", found.added), ("removed", found.removed), ("moved", found.moved))
        for song_id in ids
    ]
    if as_json:
        items = [{"change": word, "song": song, **names.get(song, {})} for word, song in rows]
        print_json(
            "playlist diff", playlist=str(key), before=before.version, after=after.version, items=items
        )
        return
    if before.version and before.title != after.title:
        say(f"renamed: {before.title} → {after.title}")
    print_table(
        ("change", "song", "artists", "title"),
        [
            (word, song, names.get(song, {}).get("artists"), names.get(song, {}).get("title"))
            for word, song in rows
        ],
        empty=f"versions {before.version} and {after.version} hold the same in the same order",
    )


def _songs(found: Snapshot) -> list[str]:
    return [f"{found.key.platform}:{song_id}" for song_id in found.song_ids]


def _names(shop: Workshop, found: Snapshot) -> dict[str, dict[str, str | None]]:
    """What the songs are called today; they were listed by id."""
    shop.models.catch_up()
    query = shop.models.connection().execute
    names: dict[str, dict[str, str | None]] = {}
    for song in dict.fromkeys(_songs(found)):
        row = query("SELECT artists, title, duration_ms, state FROM songs WHERE id = ?", (song,)).fetchone()
        if row is not None:
            names[song] = {
                "artists": row["artists"],
                "title": row["title"],
                "length": length(row["duration_ms"]),
                "state": row["state"],
            }
    return names
