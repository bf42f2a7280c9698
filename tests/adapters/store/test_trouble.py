"""Full disks, read-only places, two writers and clocks that jump: nothing is lost, nothing is half there."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    from_sqlite,
)
from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.adapters.store.verify import verify
from tests.adapters.store.facts import Opened, event, opened

BIG = "x" * 20_000


def pages_at_most(log: EventLog, pages: int) -> None:
    """Let the store's file grow no further: what SQLite then says is what it says of a full disk."""
    log.append([opened("toy:warm-up")])
    log.recorder._writer.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_refuses_the_append_whole_and_the_next_one_fits_again(log: EventLog, path: Path) -> None:
    pages_at_most(log, 1)
    with pytest.raises(StoreFull, match="no room"):
        log.append([opened("toy:1"), opened("toy:2", title=BIG)])
    assert log.exists(["toy:1", "toy:2"]) == set()

    log.recorder._writer.execute("PRAGMA max_page_count = 1073741823")

    assert log.append([opened("toy:1"), opened("toy:2", title=BIG)]) == [2, 3]
    assert verify(path).findings == ()


def test_an_error_of_the_disk_is_want_of_room_where_there_is_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    with_room = from_sqlite(error, str(path))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]

    assert isinstance(with_room, StoreDamaged)
    assert isinstance(from_sqlite(error, str(path)), StoreFull)


def test_on_a_full_disk_every_waiting_thread_is_told(log: EventLog) -> None:
    pages_at_most(log, 1)
    told: list[StoreFull] = []

    def work(n: int) -> None:
        try:
            log.append([opened(f"toy:{n}", title=BIG)])
        except StoreFull as e:
            told.append(e)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    assert len(told) == 8
    assert log.last_position() == 1


UNTIL_FULL = """
import resource, signal, sys
from pathlib import Path
from catalogsync.adapters.store.log import open_store
from tests.adapters.store.facts import opened
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = open_store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
n = 0
try:
    while True:
        log.append([opened(f"toy:{n}", title="x" * 5000)])
        n += 1
except Exception as e:
    print(type(e).__name__, n, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs file size limits of the operating system")
def test_what_was_stored_before_the_disk_filled_up_is_all_there(path: Path) -> None:
    create_store(path).close()
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_FULL, str(path)], capture_output=True, text=True, check=True
    )
    kind, stored = done.stdout.split()

    assert kind in {"StoreFull", "StoreDamaged"}  # a file size limit is an I/O error to SQLite
    assert int(stored) > 10
    assert verify(path).events == int(stored)
    assert verify(path).findings == ()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said_so(path: Path) -> None:
    create_store(path).close()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(StoreReadOnly):
            open_store(path)
        with open_store(path, read_only=True) as log:
            assert log.last_position() == 0
    finally:
        path.parent.chmod(0o755)


def test_a_writer_that_never_lets_go_is_a_locked_store(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_store(path).close()
    monkeypatch.setattr(schema, "BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr(schema.connect, "__kwdefaults__", {"timeout_s": 0.05})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreLocked, match="locked by another process"):
            open_store(path)
    finally:
        other.close()


def test_two_programs_appending_at_once_share_the_positions(path: Path) -> None:
    with create_store(path) as one, open_store(path) as two:
        positions: list[int] = []

        def work(log: EventLog, name: str) -> None:
            for n in range(60):
                positions.extend(log.append([opened(f"toy:{name}-{n}")]))

        threads = [threading.Thread(target=work, args=pair) for pair in ((one, "a"), (two, "b"), (one, "c"))]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    assert sorted(positions) == list(range(1, 181))
    assert verify(path).findings == ()


def test_a_clock_that_jumps_back_changes_no_order(log: EventLog, path: Path) -> None:
    for n, at_ms in enumerate([5000, 10, 7000, 0]):
        log.append([event(f"toy:{n}", 1, Opened(title="x"), at_ms=at_ms)])

    assert [e.at_ms for e in log.read()] == [5000, 10, 7000, 0]
    assert verify(path).findings == ()


@pytest.mark.parametrize("title", ["\x00", "\x1b[31m", "'; DROP TABLE stored_events; --", "‮", "😀" * 1000])
def test_hostile_text_is_only_text(log: EventLog, path: Path, title: str) -> None:
    log.append([opened("toy:1", title=title), opened(f"toy:{title[:50]}", title=title)])

    assert {e.fact.title for e in log.read()} == {title}
    assert log.exists([f"toy:{title[:50]}"]) == {f"toy:{title[:50]}"}
    assert verify(path).findings == ()


def test_half_a_character_in_a_fact_is_stored_as_a_question_mark(log: EventLog) -> None:
    log.append([opened("toy:1", title="a\ud800b")])

    assert log.load("toy:1")[0].fact.title == "a?b"


def test_an_append_that_no_column_can_hold_is_refused_alone(log: EventLog, path: Path) -> None:
    log.append([opened("toy:1")])
    for bad in (opened("toy:\ud800"), opened("toy:2", version=2**70)):
        with pytest.raises(StoreError):
            log.append([opened("toy:3"), bad])

    assert log.append([opened("toy:3")]) == [2]
    assert verify(path).findings == ()


def test_a_title_of_ten_megabytes_is_stored_and_read(log: EventLog) -> None:
    log.append([opened("toy:1", title="歌" * 3_500_000)])

    assert len(log.load("toy:1")[0].fact.title) == 3_500_000
