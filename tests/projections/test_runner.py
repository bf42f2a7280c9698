from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import EventLog, open_store
from catalogsync.projections.errors import NotReadModels, ReadModelsError
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import opened
from tests.projections.equivalence import rows_of
from tests.projections.toys import Boxes, Lines, history, toys

MANY = history([(n % 50, n % 4) for n in range(400)])


def expected(tmp_path: Path, log: EventLog) -> object:
    with ReadModels(tmp_path / "expected.db", log, toys()) as plain:
        return rows_of(plain)


def test_after_catching_up_own_writes_are_there(log: EventLog, models: ReadModels) -> None:
    for n in range(1, 6):
        log.append([opened(f"toy:{n}")])

        assert models.catch_up() == n
        assert models.connection().execute("SELECT count(*) FROM boxes").fetchone()[0] == n


def test_catching_up_may_stop_at_a_position(log: EventLog, models: ReadModels) -> None:
    log.append(MANY[:10])

    assert models.catch_up(upto=4) == 4
    assert models.connection().execute("SELECT max(position) FROM lines").fetchone()[0] == 4


def test_rows_have_names_and_cannot_be_written(log: EventLog, models: ReadModels) -> None:
    log.append([opened("toy:1")])
    models.catch_up()

    assert models.connection().execute("SELECT id FROM boxes").fetchone()["id"] == "toy:1"
    with pytest.raises(Exception, match="readonly"):
        models.connection().execute("DELETE FROM boxes")


def test_a_follower_applies_what_others_append(log: EventLog, models: ReadModels) -> None:
    stop = threading.Event()
    thread = models.follow(stop)
    log.append(MANY[:20])
    while models.position() < 20:
        stop.wait(0.005)
    stop.set()
    log.append([opened("toy:last")])
    thread.join()

    assert models.connection().execute("SELECT count(*) FROM lines").fetchone()[0] >= 20


def test_many_threads_may_catch_up_at_once(tmp_path: Path, log: EventLog, models: ReadModels) -> None:
    def work(part: int) -> None:
        for n in range(30):
            log.append([opened(f"toy:{part}-{n}")])
            models.catch_up()

    threads = [threading.Thread(target=work, args=(part,)) for part in range(5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    assert models.connection().execute("SELECT count(*) FROM lines").fetchone()[0] == 150


FOLLOW = """
import sys
from pathlib import Path
from catalogsync.adapters.store.log import open_store
from catalogsync.projections.runner import ReadModels
from tests.projections.toys import toys
folder = Path(sys.argv[1])
log = open_store(folder / "catalog.db")
models = ReadModels(folder / "views.db", log, toys())
print("ready", flush=True)
while models.catch_up() < int(sys.argv[2]):
    log.wait(models.position(), 1)
"""


def following_process(folder: Path, until: int) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", FOLLOW, str(folder), str(until)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def test_two_processes_catching_up_apply_each_event_once(
    tmp_path: Path, log: EventLog, models: ReadModels
) -> None:
    child = following_process(tmp_path, len(MANY))
    for at in range(0, len(MANY), 7):
        log.append(MANY[at : at + 7])
        models.catch_up()

    child.communicate()
    assert child.returncode == 0
    assert rows_of(models) == expected(tmp_path, log)


def test_a_process_killed_in_the_middle_leaves_whole_pages(
    tmp_path: Path, log: EventLog, models: ReadModels
) -> None:
    for at in range(0, 120, 40):
        child = following_process(tmp_path, 10_000)
        log.append(MANY[at : at + 40])
        child.send_signal(signal.SIGKILL)
        child.communicate()
    models.catch_up()

    assert rows_of(models) == expected(tmp_path, log)


def test_a_deleted_file_is_made_anew_under_a_running_program(log: EventLog, models: ReadModels) -> None:
    log.append(MANY)
    models.catch_up()
    before = rows_of(models)
    for file in models.path.parent.glob("views.db*"):
        file.unlink()

    assert rows_of(models) == before
    assert models.catch_up() == len(MANY)


def test_a_damaged_file_is_made_anew_at_the_next_opening(tmp_path: Path, log: EventLog) -> None:
    log.append(MANY)
    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        before = rows_of(models)
    (tmp_path / os.readlink(tmp_path / "views.db")).write_bytes(b"x" * 10_000)

    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        assert rows_of(models) == before


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, log: EventLog) -> None:
    (tmp_path / "views.db").write_text("mine")

    with pytest.raises(NotReadModels):
        ReadModels(tmp_path / "views.db", log, toys())
    assert (tmp_path / "views.db").read_text() == "mine"


def test_a_new_version_is_rebuilt_alone_at_the_next_opening(tmp_path: Path, log: EventLog) -> None:
    class Lines2(Lines):
        version = 2
        tables = ("CREATE TABLE lines2 (position INTEGER PRIMARY KEY, text TEXT)",)

        def handlers(self):
            return {
                fact: lambda event, h=h: [(LINE2, values) for _, values in h(event)]
                for fact, h in super().handlers().items()
            }

    from catalogsync.projections.engine import insert

    LINE2 = insert("lines2", ("position", "text"))
    log.append(MANY)
    ReadModels(tmp_path / "views.db", log, toys()).close()
    said: list[str] = []

    with ReadModels(tmp_path / "views.db", log, (Boxes(), Lines2()), say=said.append) as models:
        db = models.connection()
        assert db.execute("SELECT count(*) FROM lines2").fetchone()[0] == len(MANY)
        tables = {r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    assert "lines" not in tables
    assert said == ["rebuilding read models: lines"]


def test_in_the_background_the_others_go_on_meanwhile(tmp_path: Path, log: EventLog) -> None:
    class Lines2(Lines):
        version = 2

    log.append(MANY)
    ReadModels(tmp_path / "views.db", log, toys()).close()
    said: list[str] = []

    with ReadModels(
        tmp_path / "views.db", log, (Boxes(), Lines2()), background=True, say=said.append
    ) as models:
        assert models.catch_up() == len(MANY)
        for thread in models._threads:
            thread.join()
        assert [(s.name, s.version, s.state) for s in models.status()] == [
            ("boxes", 1, "following"),
            ("lines", 2, "following"),
        ]

    assert said == ["read models lines are being rebuilt in the background", "the read models are rebuilt"]


def test_an_older_program_leaves_newer_rows_alone(tmp_path: Path, log: EventLog) -> None:
    class Lines2(Lines):
        version = 2

    log.append(MANY)
    ReadModels(tmp_path / "views.db", log, (Boxes(), Lines2())).close()
    log.append([opened("toy:new")])

    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        models.catch_up()
        assert [(s.name, s.state) for s in models.status()] == [("boxes", "following"), ("lines", "newer")]


def test_read_models_of_another_history_are_made_anew(tmp_path: Path, log: EventLog) -> None:
    from catalogsync.adapters.store.log import create_store

    log.append(MANY)
    ReadModels(tmp_path / "views.db", log, toys()).close()

    with create_store(tmp_path / "other.db") as other:
        other.append([opened("toy:other")])
        with ReadModels(tmp_path / "views.db", other, toys()) as models:
            assert [r["id"] for r in models.connection().execute("SELECT id FROM boxes")] == ["toy:other"]


def test_status_tells_where_each_stands(log: EventLog, models: ReadModels) -> None:
    log.append(MANY[:9])
    models.catch_up(upto=4)

    assert [(s.name, s.version, s.state, s.position, s.lag) for s in models.status()] == [
        ("boxes", 1, "following", 4, 5),
        ("lines", 1, "following", 4, 5),
    ]


def test_an_unknown_projection_is_named(models: ReadModels) -> None:
    with pytest.raises(ReadModelsError, match="boxes, lines"):
        models.rebuild(["nope"])


def test_a_store_opened_read_only_feeds_read_models_too(tmp_path: Path, log: EventLog) -> None:
    log.append(MANY)
    with (
        open_store(tmp_path / "catalog.db", read_only=True) as reading,
        ReadModels(tmp_path / "views.db", reading, toys()) as models,
    ):
        assert models.position() == len(MANY)


def test_read_models_follow_a_log_of_the_librarys_own_recorder(tmp_path: Path) -> None:
    with (
        EventLog({"PERSISTENCE_MODULE": "eventsourcing.popo"}) as log,
        ReadModels(tmp_path / "views.db", log, toys()) as models,
    ):
        log.append(MANY)
        assert models.catch_up() == len(MANY)
        assert models.rebuild().differs == ()
