"""Which recipes are saved, when did each run last, and is it in the calendar?"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from catalogsync.domain import schedule
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on, upsert

_SAVED = upsert(
    "recipes",
    ("id",),
    (
        "name",
        "kind",
        "scope",
        "limits",
        "settings",
        "when_text",
        "cron",
        "conditions",
        "saved_ms",
        "since_ms",
        "actor",
        "removed",
    ),
)
_PAUSED = Statement("recipes", "UPDATE recipes SET paused = 1, paused_why = ? WHERE id = ?")
_RESUMED = Statement("recipes", "UPDATE recipes SET paused = 0, paused_why = NULL, since_ms = ? WHERE id = ?")
_RAN = Statement(
    "recipes",
    "UPDATE recipes SET last_ms = ?, last_job = ?, since_ms = max(since_ms, coalesce(?, 0)) WHERE id = ?",
)
_REMOVED = Statement("recipes", "UPDATE recipes SET removed = 1, paused = 0, paused_why = NULL WHERE id = ?")


class Recipes(Projection):
    """Saved recipes by short number. Due times after `since_ms` have not been served yet."""

    name, version = "recipes", 1
    tables = (
        "CREATE TABLE recipes (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT, kind TEXT, scope TEXT,"
        " limits TEXT, settings TEXT, when_text TEXT, cron TEXT, conditions TEXT, saved_ms INTEGER,"
        " since_ms INTEGER NOT NULL, actor TEXT, paused INTEGER NOT NULL DEFAULT 0, paused_why TEXT, last_ms INTEGER,"
        " last_job TEXT, removed INTEGER NOT NULL DEFAULT 0)",
    )

    @on(schedule.Saved)
    def saved(self, event: Event[schedule.Saved]) -> Iterable[Row]:
        """Named or changed; its calendar begins anew."""
        fact = event.fact
        yield (
            _SAVED,
            (
                event.subject,
                fact.name,
                fact.job_kind,
                _json(fact.scope),
                _json(fact.limits),
                _json(fact.settings),
                fact.when,
                fact.cron,
                _json(fact.conditions),
                event.at_ms,
                event.at_ms,
                event.actor,
                0,
            ),
        )

    @on(schedule.Paused)
    def paused(self, event: Event[schedule.Paused]) -> Iterable[Row]:
        """Left out of the calendar."""
        yield _PAUSED, (event.fact.reason, event.subject)

    @on(schedule.Resumed)
    def resumed(self, event: Event[schedule.Resumed]) -> Iterable[Row]:
        """In the calendar again; what was due meanwhile is not made up for."""
        yield _RESUMED, (event.at_ms, event.subject)

    @on(schedule.Ran)
    def ran(self, event: Event[schedule.Ran]) -> Iterable[Row]:
        """A job was queued."""
        yield _RAN, (event.at_ms, event.fact.job_id, event.fact.due_ms, event.subject)

    @on(schedule.Removed)
    def removed(self, event: Event[schedule.Removed]) -> Iterable[Row]:
        """Forgotten."""
        yield _REMOVED, (event.subject,)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
