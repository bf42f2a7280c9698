"""/api/v1/schedules: saved recipes, by hand or by the calendar."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from catalogsync.api import ordering
from catalogsync.api.deps import Reading, Shop, TheConsole, Writer, Writing, written
from catalogsync.api.problems import not_found
from catalogsync.api.v1.job_shapes import Command, LimitsIn, ReasonIn, ScopeIn
from catalogsync.api.v1.routes import routes
from catalogsync.bootstrap.runner import freezing
from catalogsync.bootstrap.stages import REGISTERED
from catalogsync.domain.schedule import Conditions, Recipe, Saved
from catalogsync.pipeline.calendar import explain, next_due, read_when
from catalogsync.pipeline.catalog import now_ms
from catalogsync.pipeline.jobs import new_job_id
from catalogsync.pipeline.schedules import Prospect, change_recipe, run_recipe, save_recipe

router = routes("schedules", "/schedules")


class ConditionsIn(BaseModel):
    """When a due run has to wait."""

    model_config = ConfigDict(extra="forbid")

    disk_free_mb: int | None = Field(None, ge=1)
    quiet: str | None = Field(None, description="22:00-06:30, local time")


class RecipeIn(BaseModel):
    """A recipe to save. `when` in plain words or cron; without it, it is run by hand only."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    kind: str
    scope: ScopeIn = ScopeIn()
    limits: LimitsIn = LimitsIn()
    settings: dict[str, Any] = {}
    when: str | None = Field(None, max_length=200)
    conditions: ConditionsIn = ConditionsIn()


class RecipeOut(BaseModel):
    """A recipe. `waits` says why it does not run although it is due, `until_ms` until when."""

    number: int
    id: str
    name: str
    kind: str
    scope: dict[str, Any]
    limits: dict[str, Any]
    settings: dict[str, Any]
    when: str | None
    cron: str | None
    conditions: dict[str, Any]
    paused: bool
    paused_why: str | None
    last_ms: int | None
    last_job: str | None
    next_ms: int | None
    waits: str | None
    until_ms: int | None


class WhenIn(BaseModel):
    """Words to try out."""

    model_config = ConfigDict(extra="forbid")

    when: str = Field(max_length=200)


class WhenOut(BaseModel):
    """What the words mean."""

    cron: str
    explained: str
    next_ms: list[int]


class Queued(BaseModel):
    """The job that was queued."""

    job: str


@router.get("")
def recipes(console: TheConsole, db: Reading) -> list[RecipeOut]:
    """All recipes."""
    prospects = _prospects(console)
    rows = db.execute("SELECT * FROM recipes WHERE removed = 0 ORDER BY number")
    return [_out(row, prospects) for row in rows]


@router.post("/when")
def when(asked: WhenIn) -> WhenOut:
    """Try out when plain words or cron would run."""
    cron = read_when(asked.when)
    times: list[int] = []
    at: int | None = now_ms()
    while at is not None and len(times) < 3:
        at = next_due(cron, at)
        times += [at] if at is not None else []
    return WhenOut(cron=cron, explained=explain(cron), next_ms=times)


@router.post("", status_code=201)
def save(asked: RecipeIn, writer: Writing, command: Command = None) -> RecipeOut:
    """Save a new recipe; with an Idempotency-Key, only once."""
    own = f"recipe of {writer.who.actor} {command}" if command is not None else secrets.token_hex(8)
    return _save(writer, new_job_id(own).removeprefix("c-"), asked)


@router.get("/{name}")
def recipe(name: str, console: TheConsole, shop: Shop) -> RecipeOut:
    """One recipe, by id or short number."""
    return _one(console, recipe_named(shop, name))


@router.put("/{name}")
def change(name: str, asked: RecipeIn, writer: Writing) -> RecipeOut:
    """Change a recipe."""
    return _save(writer, recipe_named(writer.shop, name), asked)


@router.post("/{name}/run", status_code=201)
def run(name: str, writer: Writing, command: Command = None) -> Queued:
    """Queue its job now."""
    own = None if command is None else f"{writer.who.actor} {command}"
    job = run_recipe(
        writer.catalog,
        recipe_named(writer.shop, name),
        lambda changes: freezing(writer.shop.settings, changes),
        registered=REGISTERED,
        command=own,
    )
    written(writer)
    return Queued(job=job)


@router.post("/{name}/pause")
def pause(name: str, writer: Writing, asked: ReasonIn | None = None) -> RecipeOut:
    """Leave it out of the calendar."""
    reason = asked.reason if asked else None
    return _told(writer, name, lambda recipe: recipe.pause(reason))


@router.post("/{name}/resume")
def resume(name: str, writer: Writing) -> RecipeOut:
    """Take it into the calendar again."""
    return _told(writer, name, Recipe.resume)


@router.delete("/{name}", status_code=204)
def remove(name: str, writer: Writing) -> None:
    """Forget it; its jobs stay."""
    change_recipe(writer.catalog, recipe_named(writer.shop, name), Recipe.remove)
    written(writer)


def recipe_named(shop: Shop, name: str) -> str:
    """The id of a recipe by id or short number; Problem 404 when there is none."""
    shop.models.catch_up()
    row = (
        shop.models.connection()
        .execute(
            "SELECT id FROM recipes WHERE (id = :name OR CAST(number AS TEXT) = :name) AND removed = 0"
            " ORDER BY id <> :name",
            {"name": name},
        )
        .fetchone()
    )
    if row is None:
        raise not_found("recipe", name)
    return str(row["id"])


def _save(writer: Writer, recipe_id: str, asked: RecipeIn) -> RecipeOut:
    scope = asked.scope
    selection = ordering.selection_for(
        writer.shop,
        platforms=scope.platforms,
        playlists=scope.playlists,
        songs=scope.songs,
        limit=scope.limit,
        category=scope.category,
        deep=scope.deep,
        matching=scope.filter,
        backend=scope.backend,
    )
    ordering.settings_for(writer.shop.settings, asked.settings)
    saved = Saved(
        name=asked.name,
        job_kind=asked.kind,
        scope=selection.as_scope(),
        limits=asked.limits.as_limits(),
        settings=asked.settings,
        when=asked.when,
        conditions=Conditions(disk_free_mb=asked.conditions.disk_free_mb, quiet=asked.conditions.quiet),
    )
    save_recipe(writer.catalog, recipe_id, saved, registered=REGISTERED)
    written(writer)
    return _one(writer.console, recipe_id)


def _told(writer: Writer, name: str, decide: Any) -> RecipeOut:
    recipe_id = recipe_named(writer.shop, name)
    change_recipe(writer.catalog, recipe_id, decide)
    written(writer)
    return _one(writer.console, recipe_id)


def _one(console: TheConsole, recipe_id: str) -> RecipeOut:
    row = (
        console.shop.models.connection()
        .execute("SELECT * FROM recipes WHERE id = ?", (recipe_id,))
        .fetchone()
    )
    return _out(row, _prospects(console))


def _prospects(console: TheConsole) -> dict[str, Prospect]:
    schedules = console.runner.schedules
    return schedules.prospects() if schedules is not None else {}


def _out(row: sqlite3.Row, prospects: dict[str, Prospect]) -> RecipeOut:
    prospect = prospects.get(row["id"], Prospect(None))
    kept = {
        name: row[name]
        for name in ("number", "id", "name", "kind", "cron", "paused_why", "last_ms", "last_job")
    }
    parsed = {name: json.loads(row[name]) for name in ("scope", "limits", "settings", "conditions")}
    return RecipeOut(
        **kept,
        **parsed,
        when=row["when_text"],
        paused=bool(row["paused"]),
        next_ms=prospect.next_ms,
        waits=prospect.waits,
        until_ms=prospect.until_ms,
    )
