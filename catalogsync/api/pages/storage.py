"""Storage: the backends, what stands in each, what waits and what failed; a form to register one; jobs that mend."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated

import msgspec
from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import storing
from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.jobs import JobRow, job_row
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.problems import Problem
from catalogsync.bootstrap.storage import missing_credentials
from catalogsync.domain.backend import ADDRESSING, KINDS, Place
from catalogsync.domain.job_kinds import KINDS as JOB_KINDS
from catalogsync.domain.job_kinds import lane_of
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.pipeline.presence import BackendPresence
from catalogsync.projections.storage_views import PARTS, SHOWN, FailedGroup, LastCheck

router = APIRouter(include_in_schema=False)

COUNTED_S = 5.0
"""Counts are made anew at most that often."""

_JOBS = tuple(kind for kind in JOB_KINDS if lane_of(kind) == "upload" or kind == "download_upload")


@dataclass(frozen=True, slots=True)
class BackendCard:
    """A backend: where it is, how it stands (counted so long ago), and the variables that it needs and are not set."""

    name: str
    place: Place
    now: BackendPresence
    missing: Sequence[str]
    age_s: float


@dataclass(frozen=True, slots=True)
class StoragePage:
    """All backends, and the jobs that work on them: those that wait or run, and the last ones that ended."""

    cards: Sequence[BackendCard]
    queue: Sequence[JobRow]
    history: Sequence[JobRow]


@router.get("/storage")
def index(desk: AtDesk) -> Response:
    """All backends."""
    page = StoragePage(_cards(desk), _jobs(desk, "phase <> 'ended'", 50), _jobs(desk, "phase = 'ended'", 6))
    return desk.render("storage", "storage/index.html", page)


def _cards(desk: Desk) -> list[BackendCard]:
    ask = storing.views(desk.shop)
    standing: list[BackendPresence]
    standing, age_s = desk.counted("storage", ask.presence, COUNTED_S)
    places = ask.backends(retired=True)
    by_name = {now.name: now for now in standing}
    if by_name.keys() != places.keys():
        by_name, age_s = {now.name: now for now in ask.presence()}, 0.0
    return [
        BackendCard(name, places[name], now, missing_credentials(places[name]), age_s)
        for name, now in by_name.items()
    ]


def _jobs(desk: Desk, where: str, limit: int) -> list[JobRow]:
    marks = ", ".join("?" * len(_JOBS))
    order = "phase <> 'running', rank, number" if where.startswith("phase <>") else "number DESC"
    rows = desk.rows(
        f"SELECT * FROM jobs WHERE {where} AND kind IN ({marks}) ORDER BY {order} LIMIT {limit}", _JOBS
    )
    return [job_row(desk, row) for row in rows]


@dataclass(frozen=True, slots=True)
class BackendForm:
    """The form as it was typed."""

    name: str = ""
    kind: str = "s3"
    bucket: str = ""
    endpoint: str = ""
    region: str = ""
    addressing: str = "auto"
    ca_bundle: str = ""
    proxy: str = ""
    credential_env_prefix: str = ""
    location: str = ""
    base_prefix: str = ""
    keep_local: bool = True


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form, what is wrong with it by field, and whether it changes a backend that is there."""

    form: BackendForm
    change: bool
    wrong: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[str] = KINDS
    addressings: Sequence[str] = ADDRESSING


@router.get("/storage/register")
def form(desk: AtDesk, backend: str = "") -> Response:
    """The form: empty, or of a backend to change."""
    if not backend:
        return desk.render("storage", "storage/form.html", FormPage(BackendForm(), change=False))
    place, _ = storing.known(desk.shop, backend[:100])
    typed = {name: value for name, value in msgspec.structs.asdict(place).items() if value is not None}
    return desk.render("storage", "storage/form.html", FormPage(BackendForm(backend, **typed), change=True))


@router.post("/storage/register")
def register(
    desk: AtDesk,
    name: Annotated[str, Form(max_length=1000)] = "",
    kind: Annotated[str, Form(max_length=1000)] = "s3",
    bucket: Annotated[str, Form(max_length=1000)] = "",
    endpoint: Annotated[str, Form(max_length=1000)] = "",
    region: Annotated[str, Form(max_length=1000)] = "",
    addressing: Annotated[str, Form(max_length=1000)] = "auto",
    ca_bundle: Annotated[str, Form(max_length=1000)] = "",
    proxy: Annotated[str, Form(max_length=1000)] = "",
    credential_env_prefix: Annotated[str, Form(max_length=1000)] = "",
    location: Annotated[str, Form(max_length=1000)] = "",
    base_prefix: Annotated[str, Form(max_length=1000)] = "",
    keep_local: Annotated[str, Form(max_length=10)] = "yes",
    change: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Register a backend or change it; what is wrong is said at its field and nothing typed is lost."""
    writer = desk.writer()
    typed = BackendForm(
        *(name.strip(), kind, bucket.strip(), endpoint.strip(), region.strip(), addressing),
        *(
            ca_bundle.strip(),
            proxy.strip(),
            credential_env_prefix.strip(),
            location.strip(),
            base_prefix.strip(),
        ),
        keep_local=keep_local != "no",
    )
    values = {key: value for key, value in asdict(typed).items() if key != "name"}
    if kind == "folder":
        values = {key: values[key] for key in ("kind", "location", "base_prefix", "keep_local")}
    else:
        values["location"] = ""
    try:
        if not change and desk.row("SELECT 1 FROM backends WHERE name = ? AND active = 1", (typed.name,)):
            raise Problem(422, "invalid", desk.words("storage.taken"), field="name")
        storing.register(writer, typed.name, storing.place_of(values))
    except Problem as e:
        if e.status != 422:
            raise
        wrong = {e.field or "name": desk.words.phrase(e.message)}
        page = FormPage(typed, bool(change), wrong)
        return desk.render("storage", "storage/form.html", page, 422)
    return desk.done(f"/storage/backends/{typed.name}", "said.storage.registered", name=typed.name)


@dataclass(frozen=True, slots=True)
class BackendPage:
    """One backend. `show` is which copies are listed: all, there, lost, failed, or songs that wait."""

    card: BackendCard
    waiting: int
    failed: Sequence[FailedGroup]
    check: LastCheck | None
    numbers: Mapping[str, int]
    show: str
    part: str
    failure: str
    search: str
    rows: Sequence[sqlite3.Row]
    queue: Sequence[JobRow]
    pages: Pages
    shows: Sequence[str] = ("", *SHOWN, "waiting")
    parts: Sequence[str] = ("", *PARTS)


@router.get("/storage/backends/{name}")
def one(
    desk: AtDesk,
    name: str,
    show: str = "",
    part: str = "",
    failure: str = "",
    search: str = "",
    after: str = "",
) -> Response:
    """One backend."""
    name = name[:100]
    storing.known(desk.shop, name)
    ask = storing.views(desk.shop)
    start = whole_number(after) or 0
    if show == "waiting":
        found = ask.waiting(name, after=start, limit=ROWS)
    else:
        found = ask.copies(
            name,
            state=show,
            part=part[:20],
            failure=failure[:60],
            search=search[:200],
            after=start,
            limit=ROWS,
        )
    check = ask.last_check(name)
    asked = {"show": show, "part": part, "failure": failure, "search": search[:200], "after": after}
    page = BackendPage(
        card=next(card for card in _cards(desk) if card.name == name),
        waiting=desk.counted(f"storage waiting {name}", lambda: ask.count_waiting(name), COUNTED_S)[0],
        failed=desk.counted(f"storage failed {name}", lambda: ask.failed(name), COUNTED_S)[0],
        check=check,
        numbers=_numbers(desk, check),
        show=show,
        part=part,
        failure=failure[:60],
        search=search[:200],
        rows=found.rows,
        queue=_jobs(desk, "phase <> 'ended'", 20),
        pages=pages(
            f"/storage/backends/{name}",
            asked,
            found.rows,
            "number" if show == "waiting" else "id",
            reached=found.reached,
        ),
    )
    return desk.render("storage", "storage/one.html", page)


def _numbers(desk: Desk, check: LastCheck | None) -> dict[str, int]:
    """The short numbers of the songs that a check found something about."""
    found = {one.song for one in check.findings if one.song} if check else set()
    marks = ", ".join("?" * len(found))
    rows = desk.rows(f"SELECT id, number FROM songs WHERE id IN ({marks})", tuple(found)) if found else []
    return {row["id"]: row["number"] for row in rows}


@router.post("/storage/backends/{name}/{word}")
def steer(
    desk: AtDesk,
    name: str,
    word: str,
    deep: Annotated[str, Form(max_length=10)] = "",
    failure: Annotated[str, Form(max_length=60)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    command: Annotated[str, Form(max_length=200)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Queue an upload, a check or a repair; retire it, or take it into use again."""
    writer = desk.writer()
    back = back or f"/storage/backends/{name}"
    try:
        if word == "retire":
            storing.retire(writer, name, reason.strip() or None)
            return desk.done(back, "said.storage.retired", name=name)
        if word == "again":
            storing.register(writer, name, storing.known(desk.shop, name)[0])
            return desk.done(back, "said.storage.registered", name=name)
        if word not in storing.CARE:
            raise Problem(404, "not_found", word[:60])
        # One form token serves every button of a page, so the button is part of the command.
        token = f"{command} {name} {word} {deep} {failure}" if command else None
        job_id = storing.order_care(
            writer, name, word, deep=bool(deep), failure=failure or None, command=token
        )
        row = desk.row("SELECT number FROM jobs WHERE id = ?", (job_id,))
        kind = desk.words.name("kind", storing.CARE[word])
        return desk.done(
            f"/jobs/{row[0] if row else job_id}", "said.job.queued", n=row[0] if row else "", kind=kind
        )
    except Problem as e:
        if e.status == 404:
            raise
        return desk.refused(back, Refusal(e.message))
    except CatalogError as e:
        return desk.refused(back, e)
