"""Facts of a platform that does not exist, for tests of the store and of projections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.sqlite import StoreDatastore, StoreRecorder
from catalogsync.domain.event import Event, Fact, stored


@stored("toy.opened")
class Opened(Fact):
    """A box was opened under a title."""

    title: str


def _to_2(old: dict[str, Any]) -> dict[str, Any]:
    return {"title": old["name"], "count": 1}


def _to_3(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "count": old["count"] * 10}


@stored("toy.filled", version=3, upcasts={1: _to_2, 2: _to_3})
class Filled(Fact):
    """So many things came into the box."""

    title: str
    count: int = 0


@stored("toy.closed")
class Closed(Fact):
    """The box was closed."""


def event(stream: str, version: int, fact: Fact, **kwargs: Any) -> Event[Any]:
    """An event with everything that a test does not care about filled in."""
    return Event(
        originator_id=stream,
        originator_version=version,
        fact=fact,
        **{"at_ms": 1000, "actor": "test", **kwargs},
    )


def opened(stream: str, version: int = 1, title: str = "a title") -> Event[Any]:
    """One box opened."""
    return event(stream, version, Opened(title=title))


def recorder_at(path: Path) -> StoreRecorder:
    """A recorder of its own on the store at the path, which is made if need be."""
    schema.create(path)
    return StoreRecorder(StoreDatastore(schema.uri(path, "rw"), "text"))
