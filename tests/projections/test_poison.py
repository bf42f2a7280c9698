"""An event that a projection cannot apply stops that projection, and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from catalogsync.adapters.store.log import EventLog
from catalogsync.domain.event import Event
from catalogsync.domain.projection import Decisions, decisions_stream
from catalogsync.projections.errors import ReadModelsError, RebuildRefused
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import Filled, Opened, event, opened
from tests.projections.equivalence import rows_of
from tests.projections.toys import Boxes, Lines, toys

RAISES = [opened("toy:1"), event("toy:1", 2, Filled(title="poison", count=1)), opened("toy:2")]
REFUSED_BY_THE_TABLE = [
    opened("toy:1"),
    event("toy:1", 2, Filled(title="x", count=5_000_000)),
    opened("toy:2"),
]
NOT_A_VALUE = [opened("toy:1"), event("toy:1", 2, Filled(title="x", count=2**70)), opened("toy:2")]


def states(models: ReadModels) -> dict[str, tuple[str, int]]:
    return {s.name: (s.state, s.position) for s in models.status()}


def skip(log: EventLog, name: str, label: str) -> None:
    decisions = Decisions(decisions_stream(name))
    decisions.replay(log.load(decisions.id))
    decisions.skip(label, "seen, not needed")
    log.append([event(decisions.id, decisions.version + 1, fact) for fact in decisions.pending])


@pytest.mark.parametrize(
    "events", [RAISES, REFUSED_BY_THE_TABLE, NOT_A_VALUE], ids=["raises", "refused", "value"]
)
@pytest.mark.parametrize("at_once", [True, False])
def test_it_stops_just_before_the_event_and_the_others_go_on(
    log: EventLog, models: ReadModels, events: list[Event[Any]], at_once: bool
) -> None:
    for part in [events] if at_once else [[e] for e in events]:
        log.append(part)
        models.catch_up()

    assert states(models) == {"boxes": ("parked", 1), "lines": ("following", 3)}
    assert [r["id"] for r in models.connection().execute("SELECT id FROM boxes")] == ["toy:1"]


def test_what_stopped_it_is_shown_with_position_type_and_cause(log: EventLog, models: ReadModels) -> None:
    log.append(RAISES)
    models.catch_up()
    parked = models.status()[0].parked

    assert parked is not None
    assert (parked.position, parked.event, parked.topic) == (2, "toy:1@2", "toy.filled@3")
    assert parked.cause == "ValueError: cannot be applied"


def test_an_event_of_a_newer_program_stops_those_who_want_its_fact(log: EventLog, models: ReadModels) -> None:
    log._recorder.insert_events(
        [StoredEvent("toy:1", 1, "toy.opened@7", b"{}"), StoredEvent("toy:2", 1, "toy.unheard_of", b"{}")]
    )
    models.catch_up()

    assert states(models) == {"boxes": ("parked", 0), "lines": ("parked", 0)}


def test_a_fact_that_nobody_wants_stops_nobody(log: EventLog, models: ReadModels) -> None:
    log._recorder.insert_events([StoredEvent("toy:2", 1, "toy.unheard_of@3", b"not even json")])

    assert models.catch_up() == 1


def test_after_a_repair_a_retry_goes_on_from_there(
    log: EventLog, models: ReadModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append(RAISES)
    models.catch_up()
    assert models.retry("boxes").state == "parked"

    log.append([event("toy:2", 2, Filled(title="x", count=7))])
    monkeypatch.setattr("tests.projections.toys.POISON", "another title")
    status = models.retry("boxes")

    assert (status.state, status.position) == ("following", 4)


def test_a_parked_projection_tries_again_when_a_program_opens_the_file(tmp_path: Path, log: EventLog) -> None:
    class Mended(Boxes):
        def handlers(self) -> dict[Any, Any]:
            return {**super().handlers(), Filled: lambda event: []}

    log.append(RAISES)
    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        assert states(models)["boxes"] == ("parked", 1)

    with ReadModels(tmp_path / "views.db", log, (Mended(), Lines())) as models:
        models.catch_up()
        assert states(models)["boxes"] == ("following", 3)


def test_a_recorded_decision_skips_the_event_live_and_in_every_rebuild(
    log: EventLog, models: ReadModels
) -> None:
    log.append(RAISES)
    models.catch_up()
    skip(log, "boxes", "toy:1@2")
    models.catch_up()

    assert states(models) == {"boxes": ("following", 4), "lines": ("following", 4)}
    followed = rows_of(models)
    models.rebuild()
    assert rows_of(models) == followed


def test_a_decision_is_heard_when_every_projection_is_parked(tmp_path: Path, log: EventLog) -> None:
    with ReadModels(tmp_path / "views.db", log, (Boxes(),)) as models:
        log.append(RAISES)
        models.catch_up()
        skip(log, "boxes", "toy:1@2")

        assert models.catch_up() == 4


def test_a_rebuild_never_skips_by_itself(tmp_path: Path, log: EventLog, models: ReadModels) -> None:
    log.append(RAISES)
    models.catch_up()
    followed = rows_of(models)

    models.rebuild()

    assert rows_of(models) == followed
    assert states(models)["boxes"] == ("parked", 1)


def test_a_rebuild_that_comes_out_worse_leaves_the_present_rows(tmp_path: Path, log: EventLog) -> None:
    class Worse(Boxes):
        def handlers(self) -> dict[Any, Any]:
            def fails(event: Event[Opened]) -> Any:
                raise RuntimeError("a bug")

            return {**super().handlers(), Opened: fails}

    log.append([opened("toy:1")])
    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        before = rows_of(models)
    with ReadModels(tmp_path / "views.db", log, (Worse(), Lines())) as models:
        with pytest.raises(RebuildRefused, match=r"toy:1@1.*a bug"):
            models.rebuild()
        assert rows_of(models) == before
    assert len(list(tmp_path.glob("views.db.*"))) == len(["lock", "generation"])


def test_a_full_disk_parks_nobody_and_loses_nothing(log: EventLog, models: ReadModels) -> None:
    log.append([opened(f"toy:{n}") for n in range(3000)])
    models._with_writer(lambda live: live.db.execute("PRAGMA max_page_count = 1").fetchone()[0] * 0)
    with pytest.raises(ReadModelsError, match="full"):
        models.catch_up()
    assert states(models) == {"boxes": ("following", 0), "lines": ("following", 0)}

    models.catch_up()

    assert models.connection().execute("SELECT count(*) FROM boxes").fetchone()[0] == 3000


def test_a_refused_row_does_not_undo_the_page_of_the_others(log: EventLog, models: ReadModels) -> None:
    log.append(REFUSED_BY_THE_TABLE)
    models.catch_up()

    with sqlite3.connect(models.path) as db:
        assert db.execute("SELECT count(*) FROM lines").fetchone() == (3,)
    db.close()
