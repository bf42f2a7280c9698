"""A program of another version meets a file of read models: who looks sees whole rows, who acts waits or is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.bootstrap.runner import open_runner
from catalogsync.bootstrap.workshop import make_store, open_workshop, views_path
from catalogsync.config import Settings
from catalogsync.domain.event import Event
from catalogsync.pipeline.presence import AsksPresence
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.engine import Projection, Row, insert, on
from catalogsync.projections.errors import ViewNotReady
from catalogsync.projections.generations import Generations
from catalogsync.projections.presence_queries import PresenceQueries
from catalogsync.projections.rebuild import Rebuild
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import Closed, Filled, Opened, event, opened
from tests.projections.toys import POISON, Boxes, history, toys

LINE = insert("lines", ("position", "text", "length"))
EVERYTHING = Selection(("netease", "qq"))


class LongerLines(Projection):
    """What `Lines` becomes in the next version of the program."""

    name, version = "lines", 2
    tables = ("CREATE TABLE lines (position INTEGER PRIMARY KEY, text TEXT, length INTEGER)",)

    @on(Opened, Filled, Closed)
    def any(self, event: Event[Any]) -> Iterable[Row]:
        yield LINE, (event.position, f"{event.stream} {event.name}", len(event.stream))


def next_toys() -> tuple[Projection, ...]:
    return (Boxes(), LongerLines())


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A rebuild begins when it is set."""
    gate = threading.Event()
    run = Rebuild.run

    def held(self: Rebuild, present: Path | None) -> sqlite3.Connection:
        assert gate.wait(300)
        return run(self, present)

    monkeypatch.setattr(Rebuild, "run", held)
    yield gate
    gate.set()


@pytest.fixture
def path(tmp_path: Path, log: EventLog) -> Path:
    """Read models of the old version, beside a store of ten events."""
    path = tmp_path / "views.db"
    log.append(history([(n, 0) for n in range(10)]))
    ReadModels(path, log, toys()).close()
    return path


def asked(connection: Callable[[], sqlite3.Connection], sql: str) -> list[Any]:
    return [tuple(row) for row in connection().execute(sql).fetchall()]


def finished(models: ReadModels) -> None:
    """Wait for the work in the background."""
    for thread in models._threads:
        thread.join()
    models.catch_up()


def test_meanwhile_old_rows_are_there_to_look_at_whole_and_nobody_acts_on_them(
    path: Path, log: EventLog, gate: threading.Event
) -> None:
    with ReadModels(path, log, next_toys(), background=True) as models:
        log.append([opened("toy:new")])
        models.catch_up()

        assert asked(models.connection, "SELECT count(*) FROM lines") == [(10,)]
        assert {s.name: s.state for s in models.status()} == {"boxes": "following", "lines": "outdated"}
        with pytest.raises(ViewNotReady, match="lines is being made anew"):
            asked(models.connection_to_act, "SELECT count(*) FROM lines")
        with pytest.raises(ViewNotReady, match="lines is being made anew"):
            asked(models.connection_to_act, "SELECT 1 FROM boxes WHERE EXISTS (SELECT 1 FROM lines)")
        assert models.not_ready() == "the read model lines is being made anew; this goes on when it is done"

        gate.set()
        finished(models)
        assert asked(models.connection_to_act, "SELECT max(length), count(*) FROM lines") == [(7, 11)]
        assert models.not_ready() is None


def test_the_other_projections_are_acted_on_as_ever(path: Path, log: EventLog, gate: threading.Event) -> None:
    with ReadModels(path, log, next_toys(), background=True) as models:
        log.append([opened("toy:new")])
        models.catch_up()

        assert asked(models.connection_to_act, "SELECT count(*) FROM boxes") == [(11,)]
        gate.set()


def test_what_only_the_new_rows_could_answer_is_refused_in_one_line(
    path: Path, log: EventLog, gate: threading.Event
) -> None:
    with ReadModels(path, log, next_toys(), background=True) as models:
        models.catch_up()

        with pytest.raises(ViewNotReady, match="lines is being made anew"):
            asked(models.connection, "SELECT length FROM lines")
        gate.set()


def test_a_program_that_a_newer_one_overtakes_acts_no_more_on_rows_that_it_does_not_feed(
    path: Path, log: EventLog
) -> None:
    with ReadModels(path, log, toys()) as old:
        old.catch_up()
        assert asked(old.connection_to_act, "SELECT count(*) FROM lines") == [(10,)]
        ReadModels(path, log, next_toys()).close()
        log.append([opened("toy:after")])
        old.catch_up()

        with pytest.raises(ViewNotReady, match="lines was made by a newer program: use that one"):
            asked(old.connection_to_act, "SELECT count(*) FROM lines")
        assert asked(old.connection_to_act, "SELECT count(*) FROM boxes") == [(11,)]
        assert "newer program" in (old.not_ready() or "")


def test_rows_that_stand_still_are_not_acted_on_until_the_event_is_dealt_with(
    log: EventLog, models: ReadModels
) -> None:
    log.append([opened("toy:1"), event("toy:1", 2, Filled(title=POISON, count=1))])
    models.catch_up()

    assert asked(models.connection, "SELECT count(*) FROM boxes") == [(1,)]
    with pytest.raises(ViewNotReady, match=r"boxes stands still before event toy:1@2 .* retry boxes"):
        asked(models.connection_to_act, "SELECT count(*) FROM boxes")
    assert asked(models.connection_to_act, "SELECT count(*) FROM lines") == [(2,)]


def test_rows_of_another_history_are_not_even_looked_at(path: Path, log: EventLog, tmp_path: Path) -> None:
    """An older backup was restored: everything is made anew before anybody sees it, also beside a console."""
    with create_store(tmp_path / "other.db") as other:
        other.append([opened("toy:other")])
        with ReadModels(path, other, toys(), background=True) as models:
            assert asked(models.connection, "SELECT id FROM boxes") == [("toy:other",)]


# The real read models, with a file whose `presence` is of another version.


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(db=tmp_path / "catalog" / "catalogsync.db", library_root=tmp_path / "library")
    make_store(settings)
    with open_store(settings.db) as log:
        log.append([opened("toy:1")])
    with open_workshop(settings, "cli"):
        return settings


def another_version(settings: Settings, step: int) -> None:
    db = sqlite3.connect(views_path(settings.db))
    with db:
        db.execute("UPDATE projection_state SET version = version + ? WHERE name = 'presence'", (step,))
    db.close()


ASKING: list[Callable[[AsksPresence], object]] = [
    lambda ask: list(ask.groups_to_upload(EVERYTHING, "b")),
    lambda ask: list(ask.groups_to_free(EVERYTHING, "b")),
    lambda ask: list(ask.groups_to_restore(EVERYTHING, "b")),
]


@pytest.mark.parametrize("question", ASKING, ids=["upload", "free", "restore"])
def test_what_is_missing_in_a_backend_is_not_told_from_outdated_rows(
    settings: Settings, gate: threading.Event, question: Callable[[AsksPresence], object]
) -> None:
    another_version(settings, -1)
    with open_workshop(settings, "runner", background=True) as shop:
        ask = PresenceQueries(shop.models)

        with pytest.raises(ViewNotReady, match="presence is being made anew"):
            ask.backends()
        with pytest.raises(ViewNotReady, match="presence is being made anew"):
            question(ask)
        gate.set()
        finished(shop.models)
        assert (ask.backends(), question(ask)) == ({}, [])


def test_the_runner_waits_until_the_read_models_are_made(settings: Settings, gate: threading.Event) -> None:
    another_version(settings, -1)
    with open_workshop(settings, "runner", background=True) as shop:
        runner = open_runner(shop)
        runner.turn()
        assert (
            runner.view().holder == "the read model presence is being made anew; this goes on when it is done"
        )

        gate.set()
        finished(shop.models)
        runner.turn()
        assert runner.view().holder is None
        runner.stop()


def command(settings: Settings, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "catalogsync", *words, "--db", str(settings.db)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_command_of_an_older_program_refuses_in_one_line(settings: Settings) -> None:
    another_version(settings, +1)
    out, err = command(settings, "storage", "check", "b").communicate(timeout=300)

    assert (out, err.count("\n")) == ("", 1)
    assert "the read model presence was made by a newer program: use that one" in err


def test_a_command_waits_for_the_process_that_makes_the_read_models_anew(settings: Settings) -> None:
    another_version(settings, -1)
    with Generations(views_path(settings.db)).rebuilding(wait=False):
        process = command(settings, "storage", "check", "b")
        assert process.stderr is not None
        said = process.stderr.readline()
        assert process.poll() is None
    _, rest = process.communicate(timeout=300)

    assert "rebuilding read models: presence" in said
    assert "no backend is called 'b'" in rest
