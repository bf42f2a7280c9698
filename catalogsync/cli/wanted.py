"""`wanted`: what is missing and when it is tried again. `sources`: how good each fallback is, pins and bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from sqlite3 import Row
from typing import Annotated

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson, ConfigFile, Db, EnvFile, settings_from
from catalogsync.cli.looking import songs_meant
from catalogsync.cli.opened import on_store, opened
from catalogsync.cli.output import print_json, print_table, say, when
from catalogsync.domain.fallback import STREAM, Fallback
from catalogsync.domain.ids import PLATFORMS
from catalogsync.domain.source import EVERYTHING
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.ladder import learned_order
from catalogsync.projections.filter import SongFilter, song_filter
from catalogsync.projections.sources import open_outages, past_outages
from catalogsync.projections.wanted import NEW, STATES, reasons_among, wanted_reasons, wanted_songs

sources_app = typer.Typer(invoke_without_command=True, help="Fallback sources: learned order, pins and bars.")

Origin = Annotated[str, typer.Argument(help="For songs of this platform.")]
Source = Annotated[str, typer.Argument(help="This source.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(wanted)
    app.add_typer(sources_app, name="sources")


_SHOWN = ("number", "id", "artists", "title", "failure", "message", "retry_at_ms", "misses")
_NEW = "not tried yet"
_A_PERSON = "when a person opens it"
_NEXT = {
    _NEW: "at the next download",
    "held": "when you `review` it",
    "login": "with a cookie of yours",
    "gone": "when its platform tells of it again",
}
"""What a group of missing songs waits for where no time is set."""


@on_store
def wanted(
    shop: Workshop,
    filter_: Annotated[str, typer.Argument(help="A filter: reason:vip platform:qq artist:…")] = "",
    limit: Annotated[int, typer.Option("--limit", help="Songs to list.", min=1)] = 50,
    after: Annotated[int, typer.Option("--after", help="Go on after this number.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """What has no file yet, by reason, and when it is tried again by itself."""
    found = song_filter(filter_, shop.catalog.clock())
    if found.where == "1":
        shop.models.catch_up()
        db = shop.models.connection()
        reasons = wanted_reasons(db, found).reasons
        rows = wanted_songs(db, found, after=after, limit=limit).rows
    else:
        rows = []
        reasons = reasons_among(_and_keep(rows, _missing(shop, found), after, limit))
    reasons = [replace(one, reason=_NEW) if one.reason == NEW else one for one in reasons]
    if as_json:
        items = [{name: row[name] for name in _SHOWN} for row in rows]
        print_json("wanted", reasons=[asdict(one) for one in reasons], items=items)
        return
    print_table(
        ("reason", "n", "next try"),
        [(one.reason, one.n, when(one.next_ms) or _NEXT.get(one.reason, _A_PERSON)) for one in reasons],
        empty="nothing is missing",
    )
    if rows:
        print_table(
            ("#", "id", "song", "why", "next try"),
            [
                (
                    row["number"],
                    row["id"],
                    f"{row['artists']} - {row['title']}",
                    row["message"] or "not tried yet",
                    when(row["retry_at_ms"]),
                )
                for row in rows
            ],
            empty="",
        )
    if len(rows) == limit:
        say(f"more with --after {rows[-1]['key']}")


def _missing(shop: Workshop, found: SongFilter) -> Iterator[Row]:
    columns = ", ".join(f"s.{name}" for name in (*_SHOWN, "gone"))
    return songs_meant(shop, found.in_states(STATES), columns=columns)


def _and_keep(kept: list[Row], songs: Iterator[Row], after: int, limit: int) -> Iterator[Row]:
    """The songs, those of the page asked for kept on the way: they are looked through once."""
    for song in songs:
        if song["key"] > after and len(kept) < limit:
            kept.append(song)
        yield song


@sources_app.callback()
def sources(
    ctx: typer.Context,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Success of each source as a fallback for songs of each platform, in the order in which they are tried; and
    which sources are left alone because they fail, since when and until when."""
    ctx.obj = settings_from(env_file=env_file, config=config, db=db).settings
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx.obj) as shop:
        said = shop.catalog.load(Fallback, STREAM)
        shop.models.catch_up()
        counts = {
            (row["origin"], row["source"]): row
            for row in shop.models.connection().execute("SELECT * FROM source_success")
        }
        rows: list[tuple[str, int | None, str, int | None, int | None, float | None, str, int | None]] = []
        for origin in PLATFORMS:
            pinned = {source for at, source in said.pinned if at == origin}
            barred = {source for at, source in said.barred if at == origin}
            rates = shop.queries.fallback_rates(origin)
            order = learned_order(origin, ctx.obj.download_sources, rates, pinned, barred)
            for place, source in enumerate([name for name in order if name != origin], 1):
                row = counts.get((origin, source))
                rate = rates[source][1] / rates[source][0] if source in rates else None
                rows.append(
                    (
                        origin,
                        place,
                        source,
                        row["tries"] if row else 0,
                        row["wins"] if row else 0,
                        rate,
                        "pinned" if source in pinned else "",
                        row["last_ms"] if row else None,
                    )
                )
            rows += [(origin, None, source, None, None, None, "barred", None) for source in sorted(barred)]
        outages = [*open_outages(shop.models.connection()), *past_outages(shop.models.connection(), limit=10)]
        now_ms = shop.catalog.clock()
    if as_json:
        keys = ("origin", "place", "source", "tries", "wins", "rate", "said", "last_ms")
        print_json(
            "sources",
            items=[dict(zip(keys, row, strict=True)) for row in rows],
            outages=[asdict(outage) | {"circuit": outage.circuit(now_ms)} for outage in outages],
        )
        return
    tried = [row for row in rows if row[3] or row[6]]
    print_table(
        ("for songs of", "place", "source", "tries", "wins", "lately", "said", "last"),
        [(*row[:5], f"{row[5]:.0%}" if row[5] is not None else "", row[6], when(row[7])) for row in tried],
        empty="no fallback was tried yet; sources are asked in the order of --download-sources",
    )
    if outages:
        print_table(
            ("source", "operation", "now", "why", "since", "until", "what it said"),
            [
                (
                    outage.platform,
                    "all" if outage.operation == EVERYTHING else outage.operation,
                    {"open": "left alone", "half_open": "tries again", "closed": "over"}[
                        outage.circuit(now_ms)
                    ],
                    outage.failure,
                    when(outage.since_ms),
                    when(outage.closed_ms or outage.until_ms),
                    outage.message,
                )
                for outage in outages
            ],
            empty="",
        )


@sources_app.command("pin")
def pin(ctx: typer.Context, origin: Origin, source: Source) -> None:
    """Always ask this source first for songs of that platform."""
    _say(ctx, origin, source, "pinned")


@sources_app.command("bar")
def bar(ctx: typer.Context, origin: Origin, source: Source) -> None:
    """Never ask this source for songs of that platform."""
    _say(ctx, origin, source, "barred")


@sources_app.command("release")
def release(ctx: typer.Context, origin: Origin, source: Source) -> None:
    """Let experience decide again."""
    _say(ctx, origin, source, "released")


def _say(ctx: typer.Context, origin: str, source: str, word: str) -> None:
    for name in (origin, source):
        if name not in PLATFORMS:
            raise Refusal(f"unknown platform {name!r}; choose from {', '.join(PLATFORMS)}")
    decide = {"pinned": Fallback.pin, "barred": Fallback.bar, "released": Fallback.release}[word]
    with opened(ctx.obj) as shop:
        shop.catalog.change(Fallback, STREAM, lambda stream: decide(stream, origin, source))
    say(f"{word} {source} for songs of {origin}")
