"""Recipes by the calendar: which are due, what they wait for, and queueing their jobs once for each due time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from catalogsync.domain.job import FrozenSettings
from catalogsync.domain.schedule import Conditions, Recipe, Saved, ScheduleRefused
from catalogsync.pipeline.calendar import last_due, next_due, quiet_until, read_quiet, read_when
from catalogsync.pipeline.catalog import AHEAD_MS, Catalog
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.jobs import Order, check_kind, queue_job


@dataclass(frozen=True, slots=True)
class Planned:
    """A recipe in the calendar. Due times after `since_ms` are not served; `busy` names its job that has not ended."""

    recipe_id: str
    name: str
    cron: str
    conditions: Conditions
    since_ms: int
    busy: str | None


@dataclass(frozen=True, slots=True)
class Prospect:
    """When a recipe runs next, and why it does not now although it is due (until when, where that is known)."""

    next_ms: int | None
    waits: str | None = None
    until_ms: int | None = None


class ReadsRecipes(Protocol):
    """The recipes as the read models have them."""

    def planned(self) -> Sequence[Planned]:
        """Those with a time that are neither paused nor removed."""
        ...


def save_recipe(catalog: Catalog, recipe_id: str, saved: Saved, *, registered: Collection[str]) -> None:
    """Save or change a recipe; its words are checked first. Refusal names what makes no sense."""
    if not saved.name.strip():
        raise Refusal("a recipe needs a name")
    check_kind(saved.job_kind, registered)
    if saved.conditions.quiet is not None:
        read_quiet(saved.conditions.quiet)
    cron = read_when(saved.when) if saved.when else None
    from_words = Saved(
        name=saved.name.strip(),
        job_kind=saved.job_kind,
        scope=saved.scope,
        limits=saved.limits,
        settings=saved.settings,
        when=saved.when or None,
        cron=cron,
        conditions=saved.conditions,
    )
    catalog.change(Recipe, Recipe.stream_of(recipe_id), lambda recipe: recipe.save(from_words))


def change_recipe(catalog: Catalog, recipe_id: str, decide: Callable[[Recipe], None]) -> Recipe:
    """A command on a recipe; Refusal when there is none."""
    try:
        return catalog.change(Recipe, Recipe.stream_of(recipe_id), decide)
    except ScheduleRefused as e:
        raise Refusal(f"recipe {recipe_id}: {e}") from None


def run_recipe(
    catalog: Catalog,
    recipe_id: str,
    freeze: Callable[[FrozenSettings], FrozenSettings],
    *,
    registered: Collection[str],
    due_ms: int | None = None,
    command: str | None = None,
) -> str:
    """Queue the recipe's job now; its id. One job for each due time, and for each command.

    `freeze` makes the frozen settings of the job from those the recipe changes.
    """
    recipe = catalog.load(Recipe, Recipe.stream_of(recipe_id))
    if recipe.saved is None or recipe.removed:
        raise Refusal(f"recipe {recipe_id}: there is no such recipe")
    if due_ms is not None:
        command = f"recipe {recipe_id} {due_ms}"
    saved = recipe.saved
    order = Order(saved.job_kind, saved.scope, freeze(saved.settings), saved.limits, recipe=recipe_id)
    job_id = queue_job(catalog, order, registered=registered, command=command)
    change_recipe(catalog, recipe_id, lambda recipe: recipe.run(job_id, due_ms))
    return job_id


class Schedules:
    """Looks at the calendar about once a second; `tick` belongs to the runner, `prospects` to whoever shows them."""

    def __init__(
        self,
        catalog: Catalog,
        reads: ReadsRecipes,
        freeze: Callable[[FrozenSettings], FrozenSettings],
        free_mb: Callable[[], int | None],
        *,
        registered: Collection[str],
    ) -> None:
        """`free_mb` is the free space of the library's disk, None when the library is not there."""
        self._catalog = replace(catalog, actor="schedule")
        self._reads = reads
        self._freeze = freeze
        self._free_mb = free_mb
        self._registered = registered
        self._ahead: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        """Recipes whose job could not be queued, and why; tried again at the next due time."""

    def tick(self) -> None:
        """Queue what is due and may run."""
        now_ms = self._catalog.clock()
        for planned in self._reads.planned():
            due = last_due(planned.cron, self._since(planned, now_ms), now_ms)
            if due is None or self._waits(planned, now_ms) is not None:
                continue
            try:
                run_recipe(
                    self._catalog, planned.recipe_id, self._freeze, registered=self._registered, due_ms=due
                )
                self.refused.pop(planned.recipe_id, None)
                if planned.recipe_id in self._ahead:
                    self._ahead[planned.recipe_id] = due
            except Refusal as e:
                self.refused[planned.recipe_id] = str(e)

    def prospects(self) -> dict[str, Prospect]:
        """For each recipe in the calendar: when next, and what it waits for."""
        now_ms = self._catalog.clock()
        found: dict[str, Prospect] = {}
        for planned in self._reads.planned():
            due = last_due(planned.cron, self._since(planned, now_ms), now_ms)
            refused = self.refused.get(planned.recipe_id)
            if due is None:
                found[planned.recipe_id] = Prospect(next_due(planned.cron, now_ms), refused)
                continue
            waits = self._waits(planned, now_ms)
            why, until = waits if waits is not None else (refused or "is queued in a moment", None)
            found[planned.recipe_id] = Prospect(due, why, until)
        return found

    def _since(self, planned: Planned, now_ms: int) -> int:
        """From when on due times are served. One that lies ahead was recorded by a clock that was wrong: instead of
        waiting for that year, go on from when this was first seen."""
        if planned.since_ms <= now_ms + AHEAD_MS:
            self._ahead.pop(planned.recipe_id, None)
            return planned.since_ms
        return min(now_ms, self._ahead.setdefault(planned.recipe_id, now_ms))

    def _waits(self, planned: Planned, now_ms: int) -> tuple[str, int | None] | None:
        if planned.busy is not None:
            return f"its last job {planned.busy} has not ended", None
        conditions = planned.conditions
        if conditions.quiet is not None:
            until = quiet_until(conditions.quiet, now_ms)
            if until is not None:
                return f"quiet hours {conditions.quiet}", until
        if conditions.disk_free_mb is not None:
            free = self._free_mb()
            if free is None:
                return "the library is not there", None
            if free < conditions.disk_free_mb:
                return f"{free} MB are free, it wants {conditions.disk_free_mb}", None
        return None
