"""`events`: list, show, tail. The store itself, event by event."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Any

import typer

from catalogsync.adapters.store.log import EventLog, topics_of
from catalogsync.adapters.store.unreadable import Unreadable
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import out, plain, print_json, print_jsonl, print_table, when
from catalogsync.domain.event import Event, known_facts
from catalogsync.pipeline.errors import Refusal

events_app = typer.Typer(no_args_is_help=True, help="The events themselves: list, show, follow.")

Stream = Annotated[str | None, typer.Option("--stream", help="Only this stream: song:netease:186016.")]
Name = Annotated[str | None, typer.Option("--name", help="Only facts of this stored name: song.obtained.")]
JobId = Annotated[str | None, typer.Option("--job", help="Only events of this job.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(events_app, name="events")


@events_app.command("list")
@on_store
def list_events(
    shop: Workshop,
    stream: Stream = None,
    name: Name = None,
    job: JobId = None,
    after: Annotated[int, typer.Option("--after", help="Go on after this position.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="How many.", min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """Events in the order in which they were stored."""
    found = _matching(shop.log, stream, _known(name), job, after, limit)
    if as_json:
        items = [event.as_plain() for event in found]
        print_json("events", items=items, next=found[-1].position if len(found) == limit else None)
        return
    print_table(
        ("position", "time", "stream", "event", "by"), [_row(event) for event in found], empty="no events"
    )


def _row(event: Event[Any] | Unreadable) -> tuple[object, ...]:
    if isinstance(event, Unreadable):
        return event.position, "unreadable", f"{event.stream}@{event.version}", event.name, event.unreadable
    return (
        event.position,
        when(event.at_ms),
        f"{event.stream}@{event.originator_version}",
        event.name,
        event.actor,
    )


def _known(name: str | None) -> str | None:
    if name is not None and name not in known_facts():
        raise Refusal(f"no event is named {name!r}; docs/events.md lists them")
    return name


def _matching(
    log: EventLog, stream: str | None, name: str | None, job: str | None, after: int, limit: int
) -> list[Event[Any] | Unreadable]:
    """Read on until enough events match."""
    if stream is not None:
        rows = [row for row in log.rows_of(stream) if row[0] > after]
        events = [log.shown(row) for row in rows if name is None or row[3] in topics_of([name])]
        return [event for event in events if job is None or event.job == job][:limit]
    found: list[Event[Any] | Unreadable] = []
    while len(found) < limit:
        page = [log.shown(row) for row in log.rows(after, 5_000, names=[name] if name else [])]
        if not page:
            break
        found += [event for event in page if job is None or event.job == job]
        after = page[-1].position
    return found[:limit]


@events_app.command("show")
@on_store
def show(
    shop: Workshop,
    position: Annotated[int, typer.Argument(help="The event's position.", min=1)],
    as_json: AsJson = False,
) -> None:
    """One event, whole."""
    rows = shop.log.rows(position - 1, 1)
    if not rows or rows[0][0] != position:
        raise Refusal(f"no event at position {position}")
    event = shop.log.shown(rows[0]).as_plain()
    if as_json:
        print_json("event", event=event)
    else:
        out().print_json(plain(json.dumps(event, ensure_ascii=False)))


@events_app.command("tail")
@on_store
def tail(
    shop: Workshop,
    after: Annotated[
        int | None, typer.Option("--after", help="Begin after this position (default: now).")
    ] = None,
) -> None:
    """Follow the store: new events as JSON lines, as any process appends them. Ctrl-C ends it."""
    at = shop.log.last_position() if after is None else after
    never = threading.Event()
    while not never.is_set():
        for row in shop.log.rows(at, 1_000):
            print_jsonl(shop.log.shown(row).as_plain())
            at = row[0]
        shop.log.wait(at, timeout_s=1.0)
