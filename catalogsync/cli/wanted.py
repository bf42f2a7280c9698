"""`wanted`: what is missing and when it is tried again. `sources`: how good each fallback is, pins and bars."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson, ConfigFile, Db, EnvFile, settings_from
from catalogsync.cli.opened import on_store, opened
from catalogsync.cli.output import print_json, print_table, say, when
from catalogsync.domain.fallback import STREAM, Fallback
from catalogsync.domain.ids import PLATFORMS
from catalogsync.domain.source import EVERYTHING
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.ladder import learned_order
from catalogsync.projections.filter import song_filter
from catalogsync.projections.sources import open_outages, past_outages

sources_app = typer.Typer(invoke_without_command=True, help="Fallback sources: learned order, pins and bars.")

Origin = Annotated[str, typer.Argument(help="For songs of this platform.")]
Source = Annotated[str, typer.Argument(help="This source.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(wanted)
    app.add_typer(sources_app, name="sources")


_A_PERSON = "when a person opens it"
_NEXT = {
    "not tried yet": "at the next download",
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
    shop.models.catch_up()
    found = song_filter(filter_, shop.catalog.clock())
    where = f"s.state IN ('open', 'missed', 'held') AND {found.where}"
    query = shop.models.connection().execute
    reasons = query(
        "SELECT coalesce(s.failure, CASE WHEN s.gone THEN 'gone' ELSE 'not tried yet' END) AS reason, count(*) AS n,"
        f" min(s.retry_at_ms) AS next_ms FROM songs s WHERE {where} GROUP BY 1 ORDER BY 2 DESC",
        found.values,
    ).fetchall()
    rows = query(
        "SELECT s.number, s.id, s.artists, s.title, s.failure, s.message, s.retry_at_ms, s.misses FROM songs s"
        f" WHERE {where} AND s.number > :after ORDER BY s.number LIMIT :limit",
        found.values | {"after": after, "limit": limit},
    ).fetchall()
    if as_json:
        print_json("wanted", reasons=[dict(row) for row in reasons], items=[dict(row) for row in rows])
        return
    print_table(
        ("reason", "n", "next try"),
        [
            (row["reason"], row["n"], when(row["next_ms"]) or _NEXT.get(row["reason"], _A_PERSON))
            for row in reasons
        ],
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
        say(f"more with --after {rows[-1]['number']}")


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
