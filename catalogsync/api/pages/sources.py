"""Sources: how good each is for songs of each platform, pins and bars, the doctor, and answers that changed shape."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api.pages.desk import AtDesk, Desk
from catalogsync.api.problems import Problem
from catalogsync.api.v1.decisions import SourceOut, say
from catalogsync.api.v1.decisions import sources as learned
from catalogsync.api.weather import PlatformNow, weather
from catalogsync.bootstrap.outside import check_cookies, http_settings, open_sources
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.ids import COLLECTING_PLATFORMS, PLATFORMS
from catalogsync.pipeline.doctor import Finding, examine
from catalogsync.pipeline.weather import Reports
from catalogsync.projections.sources import Outage, past_outages

router = APIRouter(include_in_schema=False)

OUTAGES, CHANGED = 30, 20
"""Past outages and answers of another shape that are shown."""


@dataclass
class Examination:
    """The newest visit of the doctor, while it goes on and after; in memory only."""

    running: bool = False
    at_ms: int | None = None
    findings: list[Finding] = field(default_factory=list)
    trouble: str = ""


_LAST = Examination()
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """The heat map: rows are origins, columns sources, a cell None where they are the same. `pace` is a factor."""

    origins: Sequence[str]
    columns: Sequence[str]
    cells: dict[tuple[str, str], SourceOut]
    now: Sequence[PlatformNow]
    pace: float
    past: Sequence[Outage]
    changed: Sequence[sqlite3.Row]
    doctor: Examination


@router.get("/sources")
def index(desk: AtDesk) -> Response:
    """The page."""
    cells = {(one.origin, one.source): one for one in learned(desk.console, desk.db)}
    page = SourcesPage(
        [*COLLECTING_PLATFORMS, *(p for p in PLATFORMS if p not in COLLECTING_PLATFORMS and _has(desk, p))],
        PLATFORMS,
        cells,
        weather(desk.shop, desk.db, desk.now_ms),
        http_settings(desk.shop.settings).pace or 0.0,
        past_outages(desk.db, limit=OUTAGES),
        _changed(desk),
        _LAST,
    )
    return desk.render("sources", "sources/index.html", page)


def _changed(desk: Desk) -> list[sqlite3.Row]:
    """The newest answers that had another shape, asked source by source because the index begins with it."""
    found = [
        row
        for platform in PLATFORMS
        for row in desk.rows(
            "SELECT a.position, a.source, a.message, a.at_ms, a.song, s.number, s.title FROM attempts a"
            " LEFT JOIN songs s ON s.id = a.song WHERE a.source = ? AND a.outcome = 'changed_shape'"
            f" ORDER BY a.position DESC LIMIT {CHANGED}",
            (platform,),
        )
    ]
    return sorted(found, key=lambda row: -row["position"])[:CHANGED]


def _has(desk: Desk, platform: str) -> bool:
    return desk.row("SELECT 1 FROM songs WHERE platform = ? LIMIT 1", (platform,)) is not None


@router.post("/sources/examine")
def call_the_doctor(desk: AtDesk) -> Response:
    """Ask every platform once for each thing it can do, beside everything else."""
    desk.writer()
    with _LOCK:
        if not _LAST.running:
            _LAST.running, _LAST.at_ms, _LAST.findings, _LAST.trouble = True, desk.now_ms, [], ""
            threading.Thread(target=_examine, args=(desk.shop,), name="doctor", daemon=True).start()
    return desk.done("/sources#doctor", "said.doctor")


def _examine(shop: Workshop) -> None:
    try:
        with ExitStack() as stack:
            sources = open_sources(
                shop.settings, stack, hears=lambda platform: Reports(platform, shop.weather, shop.catalog)
            )
            for platform in PLATFORMS:
                for finding in examine(platform, sources):
                    _LAST.findings.append(finding)
            _LAST.findings += check_cookies(shop.settings, stack, PLATFORMS)
    except Exception as e:  # shown on the page: a visit that broke off must not look like a clean bill
        _LAST.trouble = f"{type(e).__name__}: {e}"
    finally:
        _LAST.running = False


@router.post("/sources/{origin}/{source}/{word}")
def decide(
    desk: AtDesk, origin: str, source: str, word: str, back: Annotated[str, Form()] = "/sources"
) -> Response:
    """Pin, bar or release a source for songs of a platform."""
    if word not in ("pin", "bar", "release"):
        raise Problem(404, "not_found", word[:60])
    say(origin, source, word, desk.writer())  # type: ignore[arg-type]
    names = {"origin": desk.words.name("platform", origin), "source": desk.words.name("platform", source)}
    return desk.done(back, f"said.source.{word}", **names)
