"""Facts and the envelope they are stored in.

A *fact* is a frozen struct that says what happened in the words of someone who runs a catalog. An *event* is a
fact in its envelope: which stream and version, when, by whom, in which job, because of what. Stored names are
permanent, whatever happens to the classes, so each fact declares its own (`@stored("playlist.synced")`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of everything that can have happened. Fields are plain values, lists, dicts and other structs.

    Facts hold no cycles, so the garbage collector need not look at them (`gc=False`): a third of the decoding rate.
    """


F = TypeVar("F", bound=Fact)
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StoredName:
    """How a fact is named and versioned in the store; `upcasts[n]` turns the JSON of version n into n+1."""

    name: str
    version: int
    upcasts: Mapping[int, Upcast]

    @property
    def topic(self) -> str:
        """The name as stored: bare for version 1, `name@2` and so on after that."""
        return self.name if self.version == 1 else f"{self.name}@{self.version}"


_BY_NAME: dict[str, type[Fact]] = {}
_BY_CLASS: dict[type[Fact], StoredName] = {}


def stored(
    name: str, *, version: int = 1, upcasts: Mapping[int, Upcast] | None = None
) -> Callable[[type[F]], type[F]]:
    """Declare the permanent stored name of a fact, its present version and the way up from each older one."""
    steps = dict(upcasts or {})
    if set(steps) != set(range(1, version)):
        raise TypeError(f"{name}: version {version} needs an upcast from each of {list(range(1, version))}")

    def declare(cls: type[F]) -> type[F]:
        if name in _BY_NAME:
            raise TypeError(f"two facts are stored as {name!r}")
        _BY_NAME[name] = cls
        _BY_CLASS[cls] = StoredName(name, version, steps)
        return cls

    return declare


def stored_name(cls: type[Fact]) -> StoredName:
    """The stored name of a fact class; a KeyError means the class was never declared."""
    return _BY_CLASS[cls]


def fact_named(name: str) -> type[Fact]:
    """The fact class behind a stored name (without its version); KeyError when this program knows none."""
    return _BY_NAME[name]


def known_facts() -> Mapping[str, type[Fact]]:
    """Every declared fact by stored name."""
    return dict(_BY_NAME)


class Event(msgspec.Struct, Generic[F], frozen=True, gc=False):
    """A fact in its envelope. The two `originator_` names are those of the eventsourcing library.

    `at_ms` is UTC in milliseconds since 1970; `actor` who did it (`cli`, `runner`, `console:anna`); `job` the id of
    the job it belongs to; `cause` the event that led to it, as `stream@version`. `position` is the place in the
    whole store, 0 while the event has none.
    """

    originator_id: str
    originator_version: int
    at_ms: int
    actor: str
    fact: F
    job: str | None = None
    cause: str | None = None
    position: int = 0

    @property
    def stream(self) -> str:
        """The id of the stream, `kind:…`."""
        return self.originator_id

    @property
    def subject(self) -> str:
        """What the stream is about, its id without the kind: `netease:186016`, a job's id."""
        return self.originator_id.partition(":")[2]

    @property
    def name(self) -> str:
        """The stored name of the fact, without version."""
        return _BY_CLASS[type(self.fact)].name

    def as_plain(self) -> dict[str, Any]:
        """The event as plain values: what the API, `events` and `--jsonl` show of it."""
        return {
            "position": self.position,
            "stream": self.stream,
            "version": self.originator_version,
            "name": self.name,
            "at_ms": self.at_ms,
            "actor": self.actor,
            "job": self.job,
            "cause": self.cause,
            "fact": msgspec.to_builtins(self.fact),
        }
