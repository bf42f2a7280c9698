from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store.errors import (
    Conflict,
    NotAStore,
    StoreError,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    UnknownFact,
)
from catalogsync.adapters.store.log import EventLog, create_store, open_store
from tests.adapters.store.facts import Closed, Filled, Opened, event, opened


def test_an_append_gives_the_positions_in_order(any_log: EventLog) -> None:
    assert any_log.append([opened("toy:1"), opened("toy:2")]) == [1, 2]
    assert any_log.append([]) == []
    assert any_log.last_position() == 2


def test_a_taken_version_is_a_conflict_and_nothing_is_stored(any_log: EventLog) -> None:
    any_log.append([opened("toy:1")])

    with pytest.raises(Conflict, match="toy:1"):
        any_log.append([opened("toy:1"), opened("toy:2")])
    assert any_log.exists(["toy:1", "toy:2"]) == {"toy:1"}


def test_a_stream_is_read_back_oldest_first(any_log: EventLog) -> None:
    any_log.append([opened("toy:1"), opened("toy:2"), event("toy:1", 2, Filled(title="x", count=3))])

    assert [e.fact for e in any_log.load("toy:1")] == [Opened(title="a title"), Filled(title="x", count=3)]
    assert [e.fact for e in any_log.load("toy:1", after_version=1)] == [Filled(title="x", count=3)]
    assert any_log.load("toy:9") == []


def test_many_streams_are_read_at_once(any_log: EventLog) -> None:
    streams = [f"toy:{n}" for n in range(1200)]
    any_log.append([opened(stream) for stream in streams])

    found = any_log.load_many([*streams, "toy:none", "toy:0"])

    assert set(found) == set(streams)
    assert all(len(events) == 1 for events in found.values())
    assert any_log.exists([*streams, "toy:none"]) == set(streams)


def test_the_newest_event_of_a_stream(any_log: EventLog) -> None:
    any_log.append([opened("toy:1"), event("toy:1", 2, Closed())])

    assert any_log.last_of("toy:1").fact == Closed()
    assert any_log.last_of("toy:2") is None


def test_the_whole_store_is_read_in_pages_by_position(any_log: EventLog) -> None:
    any_log.append([opened(f"toy:{n}") for n in range(7)])

    assert [e.position for e in any_log.read(after=2, limit=3)] == [3, 4, 5]
    assert [e.position for e in any_log.read(after=2, limit=3, upto=4)] == [3, 4]


def test_reading_by_name_finds_older_versions_too(any_log: EventLog) -> None:
    any_log.append([opened("toy:1"), event("toy:1", 2, Filled(title="x"))])
    any_log._recorder.insert_events(
        [any_log._mapper.to_stored_event(opened("toy:3")).__class__("toy:3", 1, "toy.filled", OLD)]
    )

    assert [e.position for e in any_log.read(names=["toy.filled"])] == [2, 3]


OLD = b'{"at":5,"by":"cli","fact":{"name":"x"}}'


def test_positions_mark_the_history_before_them(any_log: EventLog) -> None:
    any_log.append([opened("toy:1"), opened("toy:2")])

    assert any_log.mark(1) != any_log.mark(2)
    assert any_log.mark(3) is None


def test_waiting_ends_when_another_thread_appends(any_log: EventLog) -> None:
    heard: list[bool] = []
    waiter = threading.Thread(target=lambda: heard.append(any_log.wait(0, timeout_s=120)))
    waiter.start()
    any_log.append([opened("toy:1")])
    waiter.join()

    assert heard == [True]
    assert any_log.wait(1, timeout_s=0) is False


def test_waiting_ends_when_another_process_appends(log: EventLog, path: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from catalogsync.adapters.store.log import open_store; from tests.adapters.store.facts import opened;"
        "open_store(Path(sys.argv[1])).append([opened('toy:1')])"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)])
    heard = log.wait(0, timeout_s=120)

    assert heard
    assert child.wait() == 0


def test_closing_wakes_those_who_wait(path: Path) -> None:
    log = create_store(path)
    waiter = threading.Thread(target=log.wait, args=(0, 240))
    waiter.start()
    log.close()
    waiter.join(timeout=180)

    assert not waiter.is_alive()


def test_who_asks_while_the_store_closes_hears_that_there_is_nothing(path: Path) -> None:
    log = create_store(path)
    log.close()

    assert not log.wait(0, 60)


def test_making_a_store_twice_keeps_what_is_in_it(path: Path) -> None:
    with create_store(path) as log:
        log.append([opened("toy:1")])
    with create_store(path) as log:
        assert log.last_position() == 1


def test_no_store_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="init-db"):
        open_store(tmp_path / "none.db")
    with pytest.raises(NotAStore, match="is a folder"):
        open_store(tmp_path)


def test_a_text_file_is_not_a_store_and_stays_as_it_is(path: Path) -> None:
    path.write_text("x" * 200)

    for attempt in (create_store, open_store):
        with pytest.raises(NotAStore):
            attempt(path)
    assert path.read_text() == "x" * 200


def test_a_database_of_another_program_is_not_a_store_and_stays_as_it_is(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (a)")
    other.close()
    before = path.read_bytes()

    for attempt in (create_store, open_store):
        with pytest.raises(NotAStore, match="another program"):
            attempt(path)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_an_empty_file_is_not_a_store_until_one_is_made_of_it(path: Path) -> None:
    path.touch()

    with pytest.raises(NotAStore):
        open_store(path)
    with create_store(path) as log:
        assert log.append([opened("toy:1")]) == [1]


def test_a_store_of_a_newer_program_is_left_alone(path: Path) -> None:
    create_store(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version=99")
    newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newer.close()

    for attempt in (create_store, open_store):
        with pytest.raises(StoreTooNew, match="99"):
            attempt(path)


def test_a_store_opened_read_only_refuses_to_append(path: Path) -> None:
    with create_store(path) as log:
        log.append([opened("toy:1")])
    with open_store(path, read_only=True) as log:
        assert [e.stream for e in log.read()] == ["toy:1"]
        with pytest.raises(StoreReadOnly):
            log.append([opened("toy:2")])


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "音乐 100% #1?mode=memory:memory:.db"
    with create_store(path) as log:
        log.append([opened("toy:1")])

    assert path.stat().st_size > 0


def test_an_event_of_a_newer_program_can_be_passed_over_but_not_read(log: EventLog) -> None:
    from eventsourcing.persistence import StoredEvent

    log._recorder.insert_events([StoredEvent("toy:1", 1, "toy.opened@9", b"{}")])

    assert len(log.rows(0, 10)) == 1
    with pytest.raises(UnknownFact):
        log.read()


def test_every_error_of_the_store_is_one_line(path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(path)

    assert "\n" not in str(caught.value)
