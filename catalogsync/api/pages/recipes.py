"""Recipes: saved jobs, run by hand or by the calendar, with conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import ValidationError
from starlette.responses import Response

from catalogsync.api.pages.desk import AtDesk
from catalogsync.api.pages.job_form import JobForm, KindChoice, kind_choices, read_form
from catalogsync.api.problems import Problem
from catalogsync.api.v1 import recipes as recipe_api
from catalogsync.api.v1.job_shapes import LimitsIn, ScopeIn
from catalogsync.api.v1.recipes import ConditionsIn, RecipeIn, RecipeOut
from catalogsync.pipeline.errors import CatalogError, Refusal

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RecipesPage:
    """The recipes with their next and last runs."""

    rows: Sequence[RecipeOut]


@router.get("/recipes")
def index(desk: AtDesk) -> Response:
    """The list."""
    return desk.render("jobs", "jobs/recipes.html", RecipesPage(recipe_api.recipes(desk.console, desk.db)))


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a recipe has besides the job: its name, when it runs, what it waits for."""

    name: str = ""
    when: str = ""
    quiet: str = ""
    disk_free_mb: str = ""


@dataclass(frozen=True, slots=True)
class RecipePage:
    """The form of a new recipe."""

    form: JobForm
    calendar: Calendar
    wrong: dict[str, str]
    kinds: Sequence[KindChoice]
    token: str


@router.get("/recipes/new")
def new(desk: AtDesk, kind: str = "catalog_sync") -> Response:
    """The form."""
    page = RecipePage(
        JobForm(kind=kind), Calendar(when="every day at 03:00"), {}, kind_choices(), desk.token()
    )
    return desk.render("jobs", "jobs/recipe.html", page)


@router.post("/recipes")
def save(
    desk: AtDesk,
    kind: Annotated[str, Form()],
    name: Annotated[str, Form(max_length=1000)] = "",
    when: Annotated[str, Form(max_length=1000)] = "",
    quiet: Annotated[str, Form(max_length=100)] = "",
    disk_free_mb: Annotated[str, Form(max_length=20)] = "",
    platform: Annotated[list[str] | None, Form()] = None,
    playlists: Annotated[str, Form()] = "",
    filter: Annotated[str, Form()] = "",
    limit: Annotated[str, Form()] = "",
    megabytes: Annotated[str, Form()] = "",
    minutes: Annotated[str, Form()] = "",
    workers: Annotated[str, Form()] = "",
    deep: Annotated[str, Form()] = "",
    command: Annotated[str, Form()] = "",
) -> Response:
    """Save a recipe; what is wrong is said at the field."""
    writer = desk.writer()
    form = JobForm(
        kind, tuple(platform or ()), playlists, filter, limit, megabytes, minutes, workers, bool(deep)
    )
    wrong: dict[str, str] = {}
    try:
        asked = read_form(form, desk.words)
        recipe_api.save(
            RecipeIn(
                name=name.strip(),
                kind=kind,
                scope=ScopeIn(
                    platforms=asked.platforms,
                    playlists=asked.playlists,
                    filter=filter.strip() or None,
                    limit=asked.limit,
                    deep=form.deep,
                ),
                limits=LimitsIn(size_bytes=asked.limits.size_bytes, seconds=asked.limits.seconds),
                settings=asked.settings,
                when=when.strip() or None,
                conditions=ConditionsIn(
                    quiet=quiet.strip() or None,
                    disk_free_mb=int(disk_free_mb) if disk_free_mb.isdigit() else None,
                ),
            ),
            writer,
            command or None,
        )
        return desk.done("/recipes", "said.recipe.saved", name=name.strip())
    except ValidationError as e:
        wrong = {str(error["loc"][-1]): str(error["msg"]) for error in e.errors()}
    except ValueError as e:
        wrong = e.args[0] if e.args and isinstance(e.args[0], dict) else {"kind": str(e)}
    except Problem as e:
        wrong = {"playlists" if e.status == 404 else e.field or "kind": e.message}
    except Refusal as e:
        words = str(e)
        field = "quiet" if "quiet" in words else "filter" if "filter" in words else "when"
        wrong = {field: words}
    page = RecipePage(form, Calendar(name, when, quiet, disk_free_mb), wrong, kind_choices(), desk.token())
    return desk.render("jobs", "jobs/recipe.html", page, 422)


@router.post("/recipes/{number}/{word}")
def steer(desk: AtDesk, number: str, word: str, command: Annotated[str, Form()] = "") -> Response:
    """Run now, pause, resume or forget a recipe."""
    writer = desk.writer()
    try:
        if word == "run":
            queued = recipe_api.run(number, writer, command or None)
            return desk.done(f"/jobs/{queued.job}", "said.recipe.run")
        if word == "pause":
            recipe_api.pause(number, writer)
        elif word == "resume":
            recipe_api.resume(number, writer)
        elif word == "remove":
            recipe_api.remove(number, writer)
        else:
            raise Problem(404, "not_found", word[:60])
    except CatalogError as e:
        return desk.refused("/recipes", e)
    return desk.done("/recipes", f"said.recipe.{word}")
