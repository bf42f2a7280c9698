"""Every fact that was ever stored reads as it did then, and read models are made of it.

Where one of these fails, a fact was changed that stores already hold: give it a new version and an upcast
(`domain/event.py`), leave what is kept as it is, and run `python -m tests.adapters.store.old_facts`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import JSONTranscoder, StoredEvent

from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.adapters.store.mapper import FactMapper, split_topic
from catalogsync.adapters.store.verify import verify
from catalogsync.domain.event import fact_named, stored_name
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.old_facts import kept, meaning, topics
from tests.projections.equivalence import assert_rebuild_equals_followed

KEPT = kept()
IDS = {"song": "netease:{}", "file": "netease:{}", "playlist": "netease:{}", "projection": "songs"}
mapper = FactMapper(JSONTranscoder())


def stored(topic: str, fact: object, *, number: int = 1, version: int = 1) -> StoredEvent:
    """What a program wrote then, byte for byte but for the envelope."""
    kind = topic.partition(".")[0]
    state = {"at": 1_700_000_000_000 + version, "by": "cli", "job": "job-1", "cause": "toy:1@1", "fact": fact}
    stream = f"{kind}:{IDS.get(kind, 'number-{}').format(number)}"
    return StoredEvent(stream, version, topic, json.dumps(state, ensure_ascii=False).encode())


def all_stored() -> list[StoredEvent]:
    """Every topic, all fields set in one set of streams and the least in another; what begins a stream comes first."""
    first = ("playlist.discovered", "song.catalogued", "backend.registered", "job.queued", "recipe.saved")
    versions: dict[str, int] = {}
    events: list[StoredEvent] = []
    for topic in sorted(KEPT, key=lambda t: (t not in first, t)):
        for number, sample in enumerate(("full", "least"), 1):
            stream = stored(topic, {}, number=number).originator_id
            versions[stream] = versions.get(stream, 0) + 1
            events.append(stored(topic, KEPT[topic][sample], number=number, version=versions[stream]))
    return events


def is_told_by(then: Any, now: Any) -> bool:
    """Says `now` what `then` said? New fields may have come in."""
    if isinstance(then, dict) and isinstance(now, dict):
        return all(key in now and is_told_by(value, now[key]) for key, value in then.items())
    if isinstance(then, list) and isinstance(now, list):
        return len(then) == len(now) and all(map(is_told_by, then, now))
    return bool(then == now)


def test_every_fact_is_kept_in_every_version() -> None:
    every = {
        topic if n == 1 else f"{split_topic(topic)[0]}@{n}"
        for topic, cls in topics().items()
        for n in range(1, stored_name(cls).version + 1)
        for topic in [stored_name(cls).name]
    }

    assert every - KEPT.keys() == set(), "keep it: python -m tests.adapters.store.old_facts"
    assert KEPT.keys() - every == set(), "people's stores hold it: a fact is never removed"


@pytest.mark.parametrize("topic", KEPT)
def test_a_fact_reads_as_it_did_and_what_it_leaves_out_means_the_same(topic: str) -> None:
    full = mapper.to_domain_event(stored(topic, KEPT[topic]["full"])).fact
    least = mapper.to_domain_event(stored(topic, KEPT[topic]["least"])).fact

    if split_topic(topic)[1] == stored_name(fact_named(split_topic(topic)[0])).version:
        assert msgspec.to_builtins(full) == KEPT[topic]["full"]
        assert is_told_by(KEPT[topic]["means"], meaning(least))


def test_a_store_of_every_fact_is_sound_and_read_models_are_made_of_it(tmp_path: Path) -> None:
    with create_store(tmp_path / "catalog.db") as log:
        log.recorder.insert_events(all_stored())
    with (
        open_store(tmp_path / "catalog.db") as log,
        ReadModels(tmp_path / "views.db", log, projections()) as models,
    ):
        parked = [s for s in models.status() if s.state == "parked"]
        rebuilt = models.rebuild()

    assert verify(tmp_path / "catalog.db").findings == ()
    assert (parked, rebuilt.differs) == ([], ())


def test_following_every_fact_gives_the_rows_of_a_rebuild() -> None:
    assert_rebuild_equals_followed(projections, [mapper.to_domain_event(e) for e in all_stored()])
