"""Events as they are stored: a topic that names the fact and its version, and a JSON object.

    topic   playlist.synced            or playlist.synced@2 and so on
    state   {"at": ms, "by": actor, "job": …, "cause": …, "fact": {…}}      job and cause only where known

JSON objects rather than arrays: they can be read without this program for decades, and cost 4 % of the rate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic

import msgspec
from eventsourcing.persistence import Mapper, StoredEvent

from catalogsync.adapters.store.errors import UnknownFact, UnreadableEvent
from catalogsync.domain.event import Event, F, Fact, fact_named, stored_name
from catalogsync.pipeline.decoding import decoder_of

RawEvent = tuple[int, str, int, str, bytes]
"""position, stream, version, topic, state."""


class Envelope(msgspec.Struct, Generic[F], frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The stored state of one event; the field names are permanent."""

    at: int
    by: str
    job: str | None = None
    cause: str | None = None
    fact: F


def split_topic(topic: str) -> tuple[str, int]:
    """`playlist.synced@2` → (`playlist.synced`, 2); a bare name is version 1. ValueError when malformed."""
    name, at, version = topic.partition("@")
    return name, int(version) if at else 1


class _Readers(dict[str, Callable[[bytes], Envelope[Any]]]):
    """How to read the states of each topic, worked out when the first one is met."""

    def __missing__(self, topic: str) -> Callable[[bytes], Envelope[Any]]:
        read = self[topic] = _reader(topic)
        return read


class _Unknown(Exception):
    """Why this program cannot know a topic."""


def _reader(topic: str) -> Callable[[bytes], Envelope[Any]]:
    """How to read the states of a topic; _Unknown says why this program cannot."""
    try:
        name, version = split_topic(topic)
        cls = fact_named(name)
    except (KeyError, ValueError):
        raise _Unknown("no such fact is known to this program; upgrade to the one that wrote it") from None
    known = stored_name(cls)
    if version > known.version:
        raise _Unknown(
            f"version {version} is newer than this program's {known.version}; upgrade to the one that wrote it"
        )
    if version == known.version:
        return decoder_of(Envelope[cls]).decode  # type: ignore[valid-type]
    decode_old = decoder_of(Envelope[dict[str, Any]]).decode  # type: ignore[type-var]
    decoder_of(cls)  # so that it is known before the first `convert`
    steps = [known.upcasts[n] for n in range(version, known.version)]

    def read_old(state: bytes) -> Envelope[Any]:
        old = decode_old(state)
        fields: Any = old.fact
        for step in steps:
            fields = step(fields)
        fact: Fact = msgspec.convert(fields, cls)
        return Envelope(at=old.at, by=old.by, job=old.job, cause=old.cause, fact=fact)

    return read_old


def event_reader() -> Callable[[RawEvent], Event[Any]]:
    """How to make the event of a raw row; UnreadableEvent where this program cannot read it.

    A function and not a method, and arguments by place: of the millions of calls of a replay, what is around msgspec's
    own reading is a quarter.
    """
    readers = _Readers()

    def event(row: RawEvent) -> Event[Any]:
        position, stream, version, topic, state = row
        try:
            envelope = readers[topic](state)
        except _Unknown as e:
            raise UnknownFact(stream, version, topic, str(e)) from None
        except Exception as e:  # an upcast is ordinary code over old data and may fail in any way
            raise UnreadableEvent(stream, version, topic, str(e)) from e
        return Event(
            stream, version, envelope.at, envelope.by, envelope.fact, envelope.job, envelope.cause, position
        )

    return event


def _readable(value: Any) -> Any:
    """Lone surrogates as question marks: some platforms' JSON has them, and no UTF-8 can hold them."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_readable(item) for item in value]
    return value


class FactMapper(Mapper[str]):  # type: ignore[misc]
    """Event ↔ StoredEvent, in the place of the library's own mapper (`MAPPER_TOPIC`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._encode = msgspec.json.Encoder().encode
        self._topics: dict[type[Fact], str] = {}
        self.event = event_reader()

    def row(self, event: Event[Any]) -> tuple[str, int, str, bytes]:
        """The event as stream, version, topic and bytes."""
        fact = event.fact
        topic = self._topics.get(type(fact))
        if topic is None:
            topic = self._topics[type(fact)] = stored_name(type(fact)).topic
        envelope = Envelope(at=event.at_ms, by=event.actor, job=event.job, cause=event.cause, fact=fact)
        try:
            state = self._encode(envelope)
        except UnicodeEncodeError:
            state = self._encode(_readable(msgspec.to_builtins(envelope)))
        return event.originator_id, event.originator_version, topic, state

    def to_stored_event(self, domain_event: Event[Any]) -> StoredEvent:
        """The event as the library wants it."""
        return StoredEvent(*self.row(domain_event))

    def to_domain_event(self, stored_event: StoredEvent) -> Event[Any]:
        """The event behind topic and bytes; UnreadableEvent when this program cannot read it."""
        s = stored_event
        return self.event((0, s.originator_id, s.originator_version, s.topic, s.state))
