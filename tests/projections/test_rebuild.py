from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import EventLog
from catalogsync.projections import rebuild as rebuilding
from catalogsync.projections.errors import RebuildCancelled, RebuildRunning
from catalogsync.projections.rebuild import Progress
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import opened
from tests.projections.equivalence import rows_of
from tests.projections.toys import history, toys

MANY = history([(n % 50, n % 4) for n in range(400)])


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGE", 50)


@pytest.fixture
def filled(log: EventLog, models: ReadModels) -> ReadModels:
    log.append(MANY)
    models.catch_up()
    return models


def test_progress_goes_up_to_all_events_with_rate_and_eta(filled: ReadModels) -> None:
    told: list[Progress] = []
    result = filled.rebuild(progress=told.append)

    replayed = [p for p in told if p.phase == "replay"]
    assert [p.done for p in replayed] == list(range(50, 401, 50))
    assert {p.total for p in replayed} == {400}
    assert all(p.rate and p.rate > 0 for p in replayed)
    assert replayed[-1].eta_s == 0
    assert list(dict.fromkeys(p.phase for p in told)) == ["replay", "index", "compare", "swap"]
    assert (result.events, result.position, result.differs) == (400, 400, ())


def test_stopped_on_request_the_next_rebuild_goes_on_from_there(filled: ReadModels) -> None:
    before = rows_of(filled)
    pages = iter([False, False, False, True])
    with pytest.raises(RebuildCancelled, match="150 of 400"):
        filled.rebuild(stop=lambda: next(pages))
    assert rows_of(filled) == before

    told: list[Progress] = []
    result = filled.rebuild(progress=told.append)

    assert result.events == 250
    assert next(p.done for p in told if p.phase == "replay") == 200
    assert rows_of(filled) == before


def test_a_stopped_rebuild_of_something_else_is_not_gone_on_with(filled: ReadModels) -> None:
    pages = iter([False, True])
    with pytest.raises(RebuildCancelled):
        filled.rebuild(["lines"], stop=lambda: next(pages))

    assert filled.rebuild().events == 400


def test_a_half_made_file_of_a_crash_is_not_trusted(filled: ReadModels) -> None:
    before = rows_of(filled)

    class Crash(BaseException):
        pass

    def crash(progress: Progress) -> None:
        raise Crash

    with pytest.raises(Crash):
        filled.rebuild(progress=crash)

    assert filled.rebuild().events == 400
    assert rows_of(filled) == before


def test_rows_that_somebody_changed_are_found_and_made_right(filled: ReadModels) -> None:
    before = rows_of(filled)
    with sqlite3.connect(filled.path) as db:
        db.execute("DELETE FROM lines WHERE position = 7")
        db.execute("UPDATE boxes SET title = 'forged' WHERE number = 1")
    db.close()

    differs = filled.rebuild().differs

    assert differs is not None
    assert [(d.table, d.present_rows - d.fresh_rows) for d in differs] == [("boxes", 0), ("lines", -1)]
    assert rows_of(filled) == before


def test_one_projection_alone_leaves_the_rows_of_the_others(filled: ReadModels) -> None:
    with sqlite3.connect(filled.path) as db:
        db.execute("DELETE FROM lines WHERE position = 7")
        db.execute("UPDATE boxes SET title = 'forged' WHERE number = 1")
    db.close()
    filled.rebuild(["lines"])

    rows = rows_of(filled)
    assert len(rows["lines"]) == 400
    assert rows["boxes"][0][2] == "forged"


def test_readers_and_writers_go_on_during_a_rebuild(log: EventLog, filled: ReadModels) -> None:
    seen: list[int] = []

    def meanwhile(progress: Progress) -> None:
        if progress.phase == "replay":
            n = len(seen)
            log.append([opened(f"toy:new-{n}")])
            filled.catch_up()
            seen.append(filled.connection().execute("SELECT count(*) FROM lines").fetchone()[0])

    result = filled.rebuild(progress=meanwhile)

    assert seen == [401 + n for n in range(len(seen))]
    assert result.position == 400 + len(seen)
    assert len(rows_of(filled)["lines"]) == 400 + len(seen)


def test_a_connection_taken_before_the_swap_reads_on_and_the_next_one_is_new(filled: ReadModels) -> None:
    old = filled.connection()
    cursor = old.execute("SELECT * FROM lines")
    first = cursor.fetchone()
    filled.rebuild()

    assert first is not None
    assert len(cursor.fetchall()) == 399
    assert filled.connection() is not old


def test_another_process_notices_the_swap(tmp_path: Path, log: EventLog, filled: ReadModels) -> None:
    with ReadModels(tmp_path / "views.db", log, toys()) as other:
        filled.rebuild()
        log.append([opened("toy:after")])
        other.catch_up()

        assert rows_of(filled) == rows_of(other)
        assert len(rows_of(other)["lines"]) == 401


def test_two_rebuilds_at_once_are_refused(filled: ReadModels, log: EventLog, tmp_path: Path) -> None:
    refused: list[object] = []

    def again(progress: Progress) -> None:
        if not refused:
            with ReadModels(tmp_path / "views.db", log, toys()) as other:
                try:
                    other.rebuild()
                except RebuildRunning as e:
                    refused.append(e)

    filled.rebuild(progress=again)

    assert len(refused) == 1


def test_a_rebuild_leaves_one_generation_and_no_scraps(filled: ReadModels) -> None:
    filled.rebuild()
    filled.rebuild(["lines"])
    present = os.readlink(filled.path)
    filled.close()

    files = sorted(f.name for f in filled.path.parent.glob("views.db*"))
    assert files == sorted(["views.db", "views.db.lock", present])


def test_reads_after_own_writes_hold_across_swaps(log: EventLog, filled: ReadModels) -> None:
    stop = threading.Event()
    missing: list[str] = []

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            log.append([opened(f"toy:own-{n}")])
            filled.catch_up()
            found = (
                filled.connection().execute("SELECT 1 FROM boxes WHERE id = ?", (f"toy:own-{n}",)).fetchone()
            )
            if found is None:
                missing.append(f"toy:own-{n}")

    thread = threading.Thread(target=write)
    thread.start()
    for _ in range(6):
        filled.rebuild(compare=False)
    stop.set()
    thread.join()

    assert missing == []
