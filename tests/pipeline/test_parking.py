"""A job that kills whatever works on it is parked after some deaths; the others get on. With real kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.event import Fact
from catalogsync.domain.job import MOST_DEATHS, Job, Parked, Phase, Queued, StageFinished, Started
from catalogsync.domain.job_kinds import STAGES
from catalogsync.pipeline.jobs import Order, change_job, queue_job


def job(*facts: Fact) -> Job:
    made = Job(Job.stream_of("j"))
    for fact in (Queued(job_kind="sync_download", stages=["sync", "download"]), *facts):
        made.record(fact)
    made.pending.clear()
    return made


def started(items: int = 0, *, again: bool = True) -> Started:
    return Started(host="h", pid=1, again=again, items=items)


FIRST = started(again=False)


def test_a_job_that_three_processes_died_with_is_parked() -> None:
    deadly = job(FIRST, started(), started())

    assert deadly.park(0)
    assert [Parked] == [type(fact) for fact in deadly.pending]
    assert (Phase.PAUSED, False) == (deadly.phase, deadly.by_itself)


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [FIRST],
        [FIRST, started()],
        [FIRST, started(5), started(5)],
        [FIRST, started(), started(), StageFinished(stage="sync", counts={})],
    ],
)
def test_fewer_deaths_or_any_progress_let_it_go_on(facts: list[Fact]) -> None:
    tried = job(*facts)

    assert not tried.park(5 if len(facts) == 4 and isinstance(facts[1], Started) else 0)
    assert [] == tried.pending


def test_an_item_that_came_out_is_progress() -> None:
    assert not job(FIRST, started(), started()).park(1)
    assert not job(FIRST, started(), started(), started(1)).park(1)


def test_resumed_by_a_person_it_has_as_many_tries_again() -> None:
    deadly = job(FIRST, started(), started())
    deadly.park(0)
    deadly.resume()
    deaths = 0
    deadly.start("h", 1)
    while not deadly.park(0):
        deadly.start("h", 1)
        deaths += 1

    assert MOST_DEATHS == deaths + 1


def test_a_clean_stop_is_no_death() -> None:
    stopped = job(FIRST, started(), started())
    stopped.pause("the server is stopping", by_itself=True)
    stopped.start("h", 1)

    assert 0 == stopped.deaths
    assert not stopped.park(0)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix signal")
def test_killed_again_and_again_the_runner_gets_on_with_the_next(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "c.db", library_root=tmp_path / "music")
    make_store(settings)
    with open_workshop(settings, "test") as shop:
        deadly = queue_job(shop.catalog, Order("verify", {}), registered=STAGES)
        change_job(shop.catalog, deadly, lambda job: job.move(1))
        harmless = queue_job(shop.catalog, Order("lyrics_only", {}), registered=STAGES)
    ends = []
    for _ in range(MOST_DEATHS + 1):
        command = [sys.executable, "-m", "tests.pipeline.deadly", str(settings.db)]
        ends.append(subprocess.run(command, timeout=300, cwd=Path(__file__).parents[2]).returncode)
    with open_workshop(settings, "test") as shop:
        names = [event.name for event in shop.log.load(Job.stream_of(deadly))]
        shop.models.catch_up()
        row = shop.models.connection().execute("SELECT * FROM jobs WHERE id = ?", (deadly,)).fetchone()

        assert [-signal.SIGKILL] * MOST_DEATHS + [0] == ends
        assert MOST_DEATHS == names.count("job.started")
        assert "job.parked" == names[-1]
        assert ("paused", 0) == (row["phase"], row["by_itself"])
        assert "3 processes died" in row["reason"]
        assert Phase.ENDED is shop.catalog.load(Job, Job.stream_of(harmless)).phase
