"""Recipes by the calendar: once for each due time, only when they may, and never behind a person's back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from catalogsync.bootstrap.runner import StoredRecipes
from catalogsync.domain.job import Job, Limits
from catalogsync.domain.job_kinds import STAGES
from catalogsync.domain.schedule import Conditions, Recipe, Saved
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.schedules import Schedules, change_recipe, run_recipe, save_recipe
from tests.pipeline.doubles import World


def local_ms(*parts: int) -> int:
    return int(datetime(*parts).timestamp() * 1000)  # type: ignore[arg-type]


@dataclass
class Calendar:
    """Schedules over real read models, with a clock and a disk that tests set."""

    world: World
    now: int = local_ms(2026, 3, 1, 12)
    free: int | None = 10_000
    catalog: Catalog = field(init=False)
    schedules: Schedules = field(init=False)

    def __post_init__(self) -> None:
        self.catalog = Catalog(self.world.catalog.log, "test", clock=lambda: self.now)
        self.recipes = StoredRecipes(self.world)  # type: ignore[arg-type]
        self.schedules = Schedules(
            self.catalog, self.recipes, lambda changes: dict(changes), lambda: self.free, registered=STAGES
        )

    def save(self, when: str | None = "every day at 03:00", **conditions: object) -> None:
        saved = Saved(
            name="nightly",
            job_kind="sync_only",
            scope={"platforms": ["qq"]},
            limits=Limits(seconds=60),
            when=when,
            conditions=Conditions(**conditions),  # type: ignore[arg-type]
        )
        save_recipe(self.catalog, "r", saved, registered=STAGES)

    def jobs(self) -> list[str]:
        self.world.models.catch_up()
        rows = self.world.models.connection().execute(
            "SELECT id FROM jobs WHERE recipe = 'r' ORDER BY number"
        )
        return [row["id"] for row in rows]

    def end(self, job_id: str) -> None:
        self.catalog.change(Job, Job.stream_of(job_id), lambda job: job.ask_cancel("done"))


@pytest.fixture
def calendar(here: World) -> Calendar:
    return Calendar(here)


def test_nothing_is_due_when_it_is_saved(calendar: Calendar) -> None:
    calendar.save()
    calendar.schedules.tick()

    assert [] == calendar.jobs()
    assert local_ms(2026, 3, 2, 3) == calendar.schedules.prospects()["r"].next_ms


def test_a_due_time_queues_one_job_however_often_one_looks(calendar: Calendar) -> None:
    calendar.save()
    calendar.now = local_ms(2026, 3, 2, 3)
    for _ in range(3):
        calendar.schedules.tick()
    (job,) = calendar.jobs()
    calendar.end(job)
    calendar.schedules.tick()

    assert [job] == calendar.jobs()


def test_a_crash_between_queueing_and_noting_it_queues_no_second_job(calendar: Calendar) -> None:
    calendar.save()
    due = local_ms(2026, 3, 2, 3)
    first = run_recipe(calendar.catalog, "r", dict, registered=STAGES, due_ms=due)

    assert first == run_recipe(calendar.catalog, "r", dict, registered=STAGES, due_ms=due)
    assert [first] == calendar.jobs()


def test_a_week_of_absence_is_made_up_for_once(calendar: Calendar) -> None:
    calendar.save()
    calendar.now = local_ms(2026, 3, 9, 12)
    calendar.schedules.tick()
    calendar.end(calendar.jobs()[0])
    calendar.schedules.tick()

    assert 1 == len(calendar.jobs())


def test_a_clock_that_was_years_ahead_and_is_right_again_stops_no_calendar(calendar: Calendar) -> None:
    calendar.save()
    calendar.now = local_ms(2036, 3, 2, 3)
    calendar.schedules.tick()
    calendar.end(calendar.jobs()[0])
    calendar.now = local_ms(2026, 3, 2, 12)
    calendar.schedules.tick()
    assert 1 == len(calendar.jobs())
    assert local_ms(2026, 3, 3, 3) == calendar.schedules.prospects()["r"].next_ms

    for day in (3, 4):
        calendar.now = local_ms(2026, 3, day, 3)
        calendar.schedules.tick()
        calendar.schedules.tick()
        calendar.end(calendar.jobs()[-1])
        calendar.schedules.tick()
    assert 3 == len(calendar.jobs())


def test_the_next_time_waits_for_the_last_job_to_end(calendar: Calendar) -> None:
    calendar.save("every hour")
    calendar.now = local_ms(2026, 3, 1, 13)
    calendar.schedules.tick()
    calendar.now = local_ms(2026, 3, 1, 14)
    calendar.schedules.tick()
    (job,) = calendar.jobs()

    assert f"its last job {job} has not ended" == calendar.schedules.prospects()["r"].waits
    calendar.end(job)
    calendar.schedules.tick()
    assert 2 == len(calendar.jobs())


def test_quiet_hours_put_it_off_and_say_until_when(calendar: Calendar) -> None:
    calendar.save(quiet="22:00-06:00")
    calendar.now = local_ms(2026, 3, 2, 3)
    calendar.schedules.tick()
    prospect = calendar.schedules.prospects()["r"]

    assert [] == calendar.jobs()
    assert ("quiet hours 22:00-06:00", local_ms(2026, 3, 2, 6)) == (prospect.waits, prospect.until_ms)
    calendar.now = local_ms(2026, 3, 2, 6)
    calendar.schedules.tick()
    assert 1 == len(calendar.jobs())


@pytest.mark.parametrize("free", [10, None])
def test_a_full_or_absent_disk_puts_it_off(calendar: Calendar, free: int | None) -> None:
    calendar.save(disk_free_mb=500)
    calendar.now, calendar.free = local_ms(2026, 3, 2, 3), free
    calendar.schedules.tick()

    assert [] == calendar.jobs()
    assert calendar.schedules.prospects()["r"].waits


def test_paused_it_is_left_out_and_what_was_due_is_not_made_up_for(calendar: Calendar) -> None:
    calendar.save()
    change_recipe(calendar.catalog, "r", lambda recipe: recipe.pause("holiday"))
    calendar.now = local_ms(2026, 3, 5, 12)
    calendar.schedules.tick()
    change_recipe(calendar.catalog, "r", Recipe.resume)
    calendar.schedules.tick()

    assert [] == calendar.jobs()
    assert local_ms(2026, 3, 6, 3) == calendar.schedules.prospects()["r"].next_ms


def test_a_forgotten_recipe_runs_no_more(calendar: Calendar) -> None:
    calendar.save()
    change_recipe(calendar.catalog, "r", Recipe.remove)

    with pytest.raises(Refusal):
        run_recipe(calendar.catalog, "r", dict, registered=STAGES)


def test_saving_the_same_again_records_nothing(calendar: Calendar) -> None:
    calendar.save()
    calendar.save()

    assert ["recipe.saved"] == calendar.world.names("recipe:r")


def test_a_job_that_cannot_be_queued_is_told_and_tried_at_the_next_look(calendar: Calendar) -> None:
    calendar.save()
    calendar.now = local_ms(2026, 3, 2, 3)
    broken = Schedules(calendar.catalog, calendar.recipes, dict, lambda: 1, registered=())
    broken.tick()

    assert "sync" in (broken.prospects()["r"].waits or "")
