"""What our recorder promises beyond the library's interface."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from catalogsync.adapters.store.chain import GENESIS, link
from catalogsync.adapters.store.sqlite import StoreRecorder
from tests.adapters.store.facts import recorder_at


@pytest.fixture
def recorder(path: Path) -> Iterator[StoreRecorder]:
    recorder = recorder_at(path)
    yield recorder
    recorder.close()
    recorder.datastore.close()


def stored(stream: str, version: int) -> StoredEvent:
    return StoredEvent(stream, version, "toy.opened", b'{"at":1,"by":"x","fact":{"title":"t"}}')


def test_each_row_carries_the_checksum_of_all_before_it(recorder: StoreRecorder, path: Path) -> None:
    recorder.insert_events([stored("a", 1), stored("a", 2)])
    recorder.insert_events([stored("b", 1)])

    chain = GENESIS
    for row in sqlite3.connect(path).execute("SELECT * FROM stored_events ORDER BY id"):
        chain = link(chain, *row[:5])
        assert row[5] == chain


def test_a_refused_append_leaves_no_gap_and_takes_nothing_with_it(recorder: StoreRecorder) -> None:
    recorder.insert_events([stored("a", 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored("b", 1), stored("a", 1)])

    assert recorder.insert_events([stored("b", 1)]) == [2]


def test_a_position_is_never_used_again(recorder: StoreRecorder, path: Path) -> None:
    recorder.insert_events([stored("a", 1), stored("a", 2)])
    with sqlite3.connect(path) as other:
        other.execute("DELETE FROM stored_events WHERE id = 2")
    other.close()

    assert recorder.insert_events([stored("a", 2)]) == [3]


def test_appends_of_many_threads_are_each_whole_and_in_order(recorder: StoreRecorder) -> None:
    results: dict[int, list[list[int]]] = {n: [] for n in range(12)}
    start = threading.Barrier(12)

    def work(n: int) -> None:
        start.wait()
        for v in range(1, 60, 2):
            results[n].append(list(recorder.insert_events([stored(f"s:{n}", v), stored(f"s:{n}", v + 1)])))

    threads = [threading.Thread(target=work, args=(n,)) for n in results]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    assert all(second == first + 1 for appends in results.values() for first, second in appends)
    assert sorted(p for appends in results.values() for pair in appends for p in pair) == list(range(1, 721))


def test_one_conflict_in_a_group_fails_alone(recorder: StoreRecorder) -> None:
    taken = stored("shared", 1)
    outcomes: list[object] = []
    start = threading.Barrier(16)

    def work(n: int) -> None:
        start.wait()
        for v in range(1, 20):
            recorder.insert_events([stored(f"own:{n}", v)])
        try:
            outcomes.append(recorder.insert_events([taken]))
        except IntegrityError as e:
            outcomes.append(e)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    assert sum(isinstance(o, list) for o in outcomes) == 1
    assert recorder.max_notification_id() == 16 * 19 + 1


def test_a_subscription_yields_what_is_there_and_what_comes(recorder: StoreRecorder, path: Path) -> None:
    recorder.insert_events([stored("a", 1), stored("a", 2)])
    other = recorder_at(path)
    with recorder.subscribe(gt=1) as subscription:
        seen = [next(subscription).id]
        recorder.insert_events([stored("a", 3)])
        seen.append(next(subscription).id)
        other.insert_events([stored("a", 4)])
        seen.append(next(subscription).id)
    other.close()

    assert seen == [2, 3, 4]


def test_a_subscription_may_name_topics(recorder: StoreRecorder) -> None:
    recorder.insert_events([stored("a", 1), StoredEvent("a", 2, "toy.closed", b"{}")])

    with recorder.subscribe(topics=["toy.closed"]) as subscription:
        assert cast(int, next(subscription).id) == 2
