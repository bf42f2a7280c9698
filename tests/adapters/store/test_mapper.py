from __future__ import annotations

import json

import pytest
from eventsourcing.persistence import JSONTranscoder, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.adapters.store.errors import UnknownFact, UnreadableEvent
from catalogsync.adapters.store.mapper import FactMapper
from tests.adapters.store.facts import Closed, Filled, Opened, event

mapper = FactMapper(JSONTranscoder())


@given(
    title=st.text(),
    count=st.integers(0, 2**53),
    job=st.none() | st.text(min_size=1),
    cause=st.none() | st.text(min_size=1),
    at=st.integers(0, 2**45),
)
def test_what_is_stored_reads_back_the_same(
    title: str, count: int, job: str | None, cause: str | None, at: int
) -> None:
    before = event("toy:1", 7, Filled(title=title, count=count), at_ms=at, job=job, cause=cause)

    assert mapper.to_domain_event(mapper.to_stored_event(before)) == before


def test_the_stored_form_is_a_plain_json_object_without_unknown_things() -> None:
    stored = mapper.to_stored_event(event("toy:1", 1, Opened(title="歌")))

    assert stored.topic == "toy.opened"
    assert json.loads(stored.state) == {"at": 1000, "by": "test", "fact": {"title": "歌"}}


def test_the_topic_names_the_version_from_the_second_on() -> None:
    assert mapper.to_stored_event(event("toy:1", 1, Filled(title="x"))).topic == "toy.filled@3"


def test_an_old_version_is_read_through_all_its_upcasts() -> None:
    old = StoredEvent("toy:1", 1, "toy.filled", b'{"at":5,"by":"cli","job":"j1","fact":{"name":"x"}}')

    assert mapper.to_domain_event(old) == event(
        "toy:1", 1, Filled(title="x", count=10), at_ms=5, actor="cli", job="j1"
    )


def test_a_fact_without_fields_is_stored() -> None:
    before = event("toy:1", 1, Closed())

    assert mapper.to_domain_event(mapper.to_stored_event(before)) == before


@pytest.mark.parametrize("topic", ["toy.never_heard_of", "toy.filled@4", "toy.filled@x", ""])
def test_an_unknown_name_or_a_newer_version_is_an_unknown_fact(topic: str) -> None:
    with pytest.raises(UnknownFact) as caught:
        mapper.to_domain_event(StoredEvent("toy:1", 3, topic, b"{}"))

    assert (caught.value.stream, caught.value.version, caught.value.topic) == ("toy:1", 3, topic)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("toy.opened", b""),
        ("toy.opened", b"{"),
        ("toy.opened", b'{"at":1,"by":"x","fact":{"title":5}}'),
        ("toy.opened", b'{"at":1,"by":"x"}'),
        ("toy.filled", b'{"at":1,"by":"x","fact":{}}'),
    ],
)
def test_bytes_that_are_not_the_fact_are_an_unreadable_event(topic: str, state: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        mapper.to_domain_event(StoredEvent("toy:1", 3, topic, state))
