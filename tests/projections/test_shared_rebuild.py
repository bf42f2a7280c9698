"""Several processes share a rebuild: the same rows, and whatever happens to one of them, nothing half is trusted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, current_process
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.projections import rebuild as rebuilding
from catalogsync.projections import shared_rebuild
from catalogsync.projections.errors import ReadModelsError, RebuildCancelled
from catalogsync.projections.rebuild import Progress, Rebuild, Stop
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.shared_rebuild import SharedRebuild
from catalogsync.projections.shares import share_out
from tests.adapters.store.facts import Filled, event
from tests.projections.equivalence import FAST, Tables, rows_of, tables_at
from tests.projections.toys import POISON, Boxes, Lines, history, toys

MANY = history([(n % 50, n % 4) for n in range(400)])
DEADLINE_S = 300.0


@pytest.fixture(autouse=True)
def shared_from_the_first_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PAGE", 50)
    monkeypatch.setattr(shared_rebuild, "WORTH_SHARING", 1)


@pytest.fixture
def filled(log: EventLog, models: ReadModels) -> ReadModels:
    log.append(MANY)
    models.catch_up()
    return models


def scraps(models: ReadModels) -> list[str]:
    """What lies beside the present generation, its lock and the files that SQLite keeps with it."""
    present = os.readlink(models.path)
    own = {
        models.path.name,
        f"{models.path.name}.lock",
        *(present + suffix for suffix in ("", "-wal", "-shm")),
    }
    return sorted(f.name for f in models.path.parent.glob("views.db*") if f.name not in own)


def test_the_rows_are_those_of_one_process_and_nothing_else_is_left(filled: ReadModels) -> None:
    before = rows_of(filled)
    told: list[Progress] = []
    result = filled.rebuild(cores=2, progress=told.append)

    assert rows_of(filled) == before
    assert (result.events, result.position, result.differs) == (400, 400, ())
    assert [p for p in dict.fromkeys(p.phase for p in told) if p != "replay"] == [
        "index",
        "join",
        "compare",
        "swap",
    ]
    assert [p.done for p in told if p.phase == "replay"] == sorted(
        p.done for p in told if p.phase == "replay"
    )
    assert scraps(filled) == []


def test_stopped_on_request_all_shares_go_on_from_there(filled: ReadModels) -> None:
    before = rows_of(filled)
    with pytest.raises(RebuildCancelled, match="of 400: the next rebuild goes on"):
        filled.rebuild(cores=2, stop=lambda: True)
    kept = scraps(filled)
    assert rows_of(filled) == before

    result = filled.rebuild(cores=2)

    assert [name.rpartition("-")[2] for name in kept if "-" in name] == ["part1", "paused", "paused"]
    assert (rows_of(filled), result.differs, scraps(filled)) == (before, (), [])


def test_of_stopped_shares_one_goes_on_and_one_that_was_through_is_taken_as_it_is(
    tmp_path: Path, log: EventLog
) -> None:
    log.append(MANY)
    pages = iter([False, False, True])
    stopped = share_of(tmp_path / "views.db", log, "boxes", stop=lambda: next(pages))
    through = share_of(tmp_path / "views.db-part1", log, "lines")
    with pytest.raises(RebuildCancelled):
        stopped.make_share(None)
    through.make_share(None)

    again = [
        share_of(tmp_path / "views.db", log, "boxes"),
        share_of(tmp_path / "views.db-part1", log, "lines"),
    ]
    for making in again:
        making.make_share(None)

    assert [making.events for making in again] == [300, 0]


def test_a_shared_rebuild_that_was_stopped_is_not_gone_on_with_alone(filled: ReadModels) -> None:
    before = rows_of(filled)
    with pytest.raises(RebuildCancelled):
        filled.rebuild(cores=2, stop=lambda: True)

    assert filled.rebuild().events == 400
    assert (rows_of(filled), scraps(filled)) == (before, [])


class LinesAgain(Lines):
    """The same lines in the next version of the program."""

    version = Lines.version + 1


def toy_rows(models: ReadModels) -> Tables:
    """Their rows without the versions of what made them."""
    return {name: rows for name, rows in rows_of(models).items() if name in ("boxes", "lines")}


def upgraded(models: ReadModels, log: EventLog) -> tuple[ReadModels, list[str]]:
    """The read models as the next version of the program opens them, and what it says."""
    models.close()
    said: list[str] = []
    toys_again = (Boxes(), LinesAgain())
    return ReadModels(models.path, log, toys_again, background=True, say=said.append), said


def test_in_the_background_another_process_makes_it_so_that_this_one_answers(
    filled: ReadModels, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = toy_rows(filled)
    here: list[Path] = []
    monkeypatch.setattr(Rebuild, "make_share", lambda making, present: here.append(making.file))
    monkeypatch.setattr(Rebuild, "run", lambda making, present: here.append(making.file))
    again, said = upgraded(filled, log)
    with again:
        for thread in again._threads:
            thread.join(DEADLINE_S)

        assert said == [
            "read models lines are being rebuilt in the background",
            "the read models are rebuilt",
        ]
        assert (toy_rows(again), scraps(again), here) == (before, [], [])


def test_a_rebuild_in_the_background_steps_back_behind_everything_else(log: EventLog, tmp_path: Path) -> None:
    log.append(MANY)
    names = frozenset(["boxes", "lines"])

    def stepping_back(background: bool) -> int:
        making = shared_rebuild.rebuild_by(
            2, tmp_path / "views.db", log, toys(), names, lambda progress: None, lambda: False, background
        )
        assert isinstance(making, SharedRebuild)
        return making.nice

    assert (stepping_back(False), stepping_back(True)) == (0, shared_rebuild.BEHIND)


def test_closed_meanwhile_a_rebuild_in_the_background_goes_on_at_the_next_start(
    filled: ReadModels, log: EventLog
) -> None:
    before = toy_rows(filled)
    again, _ = upgraded(filled, log)
    again.close()

    again, _ = upgraded(again, log)
    with again:
        for thread in again._threads:
            thread.join(DEADLINE_S)

        assert again.trouble is None
        assert (toy_rows(again), scraps(again)) == (before, [])


@contextmanager
def _killed_at_its_second_page(path: Path) -> Iterator[EventLog]:
    """The store, for a share; the second share's process is killed in the middle."""
    with open_store(path, read_only=True) as log:
        rows, pages = log.rows, [0]

        def read(*given: object, **named: object) -> object:
            pages[0] += 1
            if pages[0] == 2 and current_process().name == "rebuild-1":
                os.kill(os.getpid(), signal.SIGKILL)
            return rows(*given, **named)  # type: ignore[arg-type]

        log.rows = read  # type: ignore[assignment,method-assign]
        yield log


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_share_is_named_and_the_present_rows_stay(
    filled: ReadModels, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(filled)
    monkeypatch.setattr(log, "opens_again", lambda: partial(_killed_at_its_second_page, Path(log.name)))

    with pytest.raises(ReadModelsError, match=r"the process that rebuilt lines died \(exit code -9\)"):
        filled.rebuild(cores=2)

    assert (rows_of(filled), scraps(filled)) == (before, [])
    assert not active_children()


@contextmanager
def _no_room() -> object:
    raise OSError(28, "No space left on device")
    yield


def test_a_share_without_room_says_so_in_one_line(
    filled: ReadModels, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "opens_again", lambda: _no_room)
    with pytest.raises(
        ReadModelsError, match=r"the rebuild of (boxes|lines) failed: OSError: .*No space left"
    ):
        filled.rebuild(cores=2)

    assert scraps(filled) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_shares_whose_parent_died_end_and_leave_nothing_that_is_trusted(filled: ReadModels) -> None:
    before = rows_of(filled)
    folder = filled.path.parent
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from catalogsync.adapters.store.log import open_store\n"
        "from catalogsync.projections import shared_rebuild, rebuild\n"
        "from catalogsync.projections.runner import ReadModels\n"
        "from tests.projections.toys import toys\n"
        "shared_rebuild.WORTH_SHARING, rebuild.PAGE = 1, 2\n"
        "folder = Path(sys.argv[1])\n"
        "with open_store(folder / 'catalog.db') as log, ReadModels(folder / 'views.db', log, toys()) as models:\n"
        "    models.rebuild(cores=2, progress=lambda p: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == -signal.SIGKILL

    def in_the_making() -> list[str]:
        return [name for name in scraps(filled) if not name.endswith("-paused")]

    deadline = time.monotonic() + DEADLINE_S
    while in_the_making() and time.monotonic() < deadline:
        os.sched_yield()
    assert not [name for name in scraps(filled) if name.endswith(f"{os.readlink(filled.path)}-paused")]

    assert filled.rebuild(cores=2).events == 400
    assert (rows_of(filled), scraps(filled)) == (before, [])


def test_an_event_that_a_share_cannot_apply_parks_it_there_and_nowhere_else(
    tmp_path: Path, log: EventLog
) -> None:
    log.append([*MANY, event("toy:poison", 1, Filled(title=POISON, count=1))])
    with ReadModels(tmp_path / "views.db", log, toys(), cores=2) as models:
        states = {s.name: (s.state, s.position) for s in models.status()}

    assert states == {"boxes": ("parked", 400), "lines": ("following", 401)}


def share_of(file: Path, log: EventLog, name: str, stop: Stop = lambda: False) -> Rebuild:
    """A share of one toy."""
    return Rebuild(file, log, toys(), frozenset(p.name for p in toys()), share=frozenset([name]), stop=stop)


def by_shares(folder: Path, log: EventLog, count: int) -> Tables:
    """What a shared rebuild makes, its shares one after the other in this process."""
    file, names = folder / "views.db", frozenset(p.name for p in toys())
    shares = share_out(toys(), count)
    making = SharedRebuild(file, log, toys(), names, shares=shares, opens=lambda: log)
    for n, share in enumerate(shares):
        part = file if n == 0 else file.with_name(f"{file.name}-part{n}")
        Rebuild(part, log, toys(), names, share=frozenset(p.name for p in share)).make_share(None)
    making.join().close()
    return tables_at(file)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=60))
@settings(max_examples=20, deadline=None)
def test_however_it_is_shared_the_file_is_the_same(choices: list[tuple[int, int]]) -> None:
    with TemporaryDirectory(dir=FAST) as name, create_store(Path(name) / "catalog.db") as log:
        folder = Path(name)
        log.append(history(choices))
        (folder / "one").mkdir()
        (folder / "two").mkdir()

        assert by_shares(folder / "one", log, 1) == by_shares(folder / "two", log, 2)


def test_what_is_declared_of_all_projections_is_taken_over_whole(tmp_path: Path) -> None:
    def declared(count: int) -> set[tuple[str, str, str]]:
        file, names = tmp_path / f"{count}.db", frozenset(p.name for p in projections())
        shares = share_out(projections(), count)
        with open_store(tmp_path / "catalog.db", read_only=True) as log:
            for n, share in enumerate(shares):
                part = file if n == 0 else file.with_name(f"{file.name}-part{n}")
                making = Rebuild(part, log, projections(), names, share=frozenset(p.name for p in share))
                making.make_share(None)
            db = SharedRebuild(file, log, projections(), names, shares=shares, opens=lambda: log).join()
            try:
                return set(db.execute("SELECT type, name, sql FROM sqlite_master"))
            finally:
                db.close()

    create_store(tmp_path / "catalog.db").close()

    assert declared(1) == declared(4)


def test_shares_are_of_about_the_same_weight_and_search_lies_in_the_first() -> None:
    shares = share_out(projections(), 2)
    weights = [sum(p.weight for p in share) for share in shares]

    assert "song_search" in [p.name for p in shares[0]]
    assert sorted(p.name for share in shares for p in share) == sorted(p.name for p in projections())
    assert max(weights) - min(weights) <= 2
