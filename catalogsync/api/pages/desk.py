"""What every page stands on: the store, the words, who is asking, and how an answer is made."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlsplit
from weakref import WeakKeyDictionary

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from catalogsync.api import i18n, views
from catalogsync.api.deps import Console, Writer, console_of, who_of, writer_of
from catalogsync.api.i18n import Words
from catalogsync.api.kept import Kept
from catalogsync.api.marks import Marks
from catalogsync.api.sessions import Role
from catalogsync.api.templating import THEMES, draw
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.runner import STREAM, Control
from catalogsync.pipeline.errors import CatalogError
from catalogsync.pipeline.worker import RunnerView
from catalogsync.projections.errors import ViewNotReady
from catalogsync.projections.runner import ReadModels

ROWS = 50
"""Rows of a page."""

_SAID = "said"


@dataclass(frozen=True, slots=True)
class Said:
    """What the last click did: a line for the person, and what takes it back."""

    text: str
    bad: bool = False
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page.

    `state` is how the runner is: working, waiting (another process is the runner: `holder`), stopped or none;
    `held` why everything is paused. `back` is the present address, for forms that return to it.
    """

    lang: str
    theme: str
    section: str
    back: str
    actor: str
    may_write: bool
    position: int
    state: str
    holder: str | None
    held: str | None
    running: int
    reviews: int
    said: Said | None
    now_ms: int
    token: str


class Desk:
    """One request's view of the catalog. Everything it answers includes what was recorded before the request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.console: Console = console_of(request)
        self.shop: Workshop = self.console.shop
        self.words = Words(
            i18n.wanted_language(
                request.cookies.get("lang"), request.headers.get("accept-language", "")[:200]
            )
        )
        self.now_ms = int(time.time() * 1000)
        self._who = who_of(request)
        self.actor = self._who.actor

    @cached_property
    def may_write(self) -> bool:
        """May whoever asks change anything from here?"""
        return self._who.role is Role.OPERATOR and self.console.read_only() is None

    @cached_property
    def position(self) -> int:
        """Where the store stands at the first question of the request; every answer includes that much."""
        return self.shop.log.last_position()

    @cached_property
    def db(self) -> sqlite3.Connection:
        """A connection to the read models, caught up once per request."""
        self.shop.models.catch_up(self.position)
        return self.shop.models.connection()

    def rows(self, sql: str, values: Mapping[str, Any] | tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        """All rows of a question to the read models."""
        return self.db.execute(sql, values).fetchall()

    def row(self, sql: str, values: Mapping[str, Any] | tuple[Any, ...] = ()) -> sqlite3.Row | None:
        """The first row."""
        found: sqlite3.Row | None = self.db.execute(sql, values).fetchone()
        return found

    def token(self) -> str:
        """A fresh command id for a form: sent twice, it does its work once."""
        return secrets.token_hex(8)

    def writer(self) -> Writer:
        """The right to write, in the name of whoever clicked; a Problem when they may not."""
        return writer_of(self.request)

    @cached_property
    def view(self) -> RunnerView:
        """The runner now. Is everything paused? The store says: a runner that has not looked since does not know."""
        held = self.console.shop.catalog.load(Control, STREAM).held
        return replace(self.console.runner.view(), held=held)

    def cached(self, name: str, seconds: float, make: Callable[[], Any]) -> Any:
        """A costly answer, made anew at most every so often while the store moves on."""
        return _kept_by(self.console).get(name, self.position, seconds, make)

    def lately(self, name: str, seconds: float, make: Callable[[], Any]) -> Any:
        """The same for what costs too much to wait for: the page shows the last answer while the next is made."""
        return _kept_by(self.console).lately(name, self.position, seconds, make)

    def counted(self, name: str, count: Callable[[], Any], seconds: float = 0.0) -> tuple[Any, float]:
        """A count over very many rows, made anew in a twentieth of the time at most; and how old it is, in seconds."""
        return _kept_by(self.console).counted(name, self.position, seconds, count)

    def done(self, back: str, key: str, *, undo: str | None = None, **values: Any) -> RedirectResponse:
        """Back to a page, with a line that says what was done."""
        return self._back(back, {"k": key, "v": values, "u": undo})

    def refused(self, back: str, error: CatalogError | ValueError) -> RedirectResponse:
        """Back to a page, with the refusal."""
        return self._back(back, {"t": views.short(str(error), 300), "b": True})

    def go(self, address: str) -> RedirectResponse:
        """To another page."""
        return RedirectResponse(local(address), status_code=303)

    def _back(self, back: str, said: Mapping[str, Any]) -> RedirectResponse:
        answer = RedirectResponse(local(back), status_code=303)
        text = quote(json.dumps(said, default=str))
        answer.set_cookie(_SAID, text[:3_000], max_age=60, httponly=True, samesite="strict", path="/")
        self.console.runner.wake()
        return answer

    @property
    def in_the_background(self) -> bool:
        """Does an open page look again by itself? Another tab of the same browser must not take the line away."""
        return "x-live" in self.request.headers

    def said(self) -> Said | None:
        """The line left by the click before this page."""
        raw = self.request.cookies.get(_SAID)
        if not raw or self.in_the_background:
            return None
        try:
            said = json.loads(unquote(raw))
            if "t" in said:
                return Said(self.words.phrase(str(said["t"])), bad=True)
            undo = said.get("u")
            return Said(self.words(said["k"], **said["v"]), undo=local(undo) if undo else None)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return None  # a cookie of somebody's own making says nothing

    def frame(self, section: str) -> Frame:
        """What stands around the page."""
        view = self.view
        url = self.request.url
        theme = self.request.cookies.get("theme", "auto")
        return Frame(
            lang=self.words.lang,
            theme=theme if theme in THEMES else "auto",
            section=section,
            back=url.path + (f"?{url.query}" if url.query else ""),
            actor=self.actor,
            may_write=self.may_write,
            position=self.position,
            state=view.state,
            holder=view.holder,
            held=view.held,
            running=len(view.jobs),
            reviews=self._reviews(),
            said=self.said(),
            now_ms=self.now_ms,
            token=self.token(),
        )

    def _reviews(self) -> int:
        try:
            waiting: int = self.cached("reviews", 0.0, self._waiting)
        except ViewNotReady:  # every page has this badge, also the one that tells how far the making anew is
            return 0
        return waiting

    def _waiting(self) -> int:
        found = self.row(
            "SELECT count(*) FROM (SELECT DISTINCT song FROM reviews WHERE decided IS NULL LIMIT 100)"
        )
        return found[0] if found else 0

    def render(self, section: str, template: str, page: object, status: int = 200) -> HTMLResponse:
        """A page: a template over a frozen dataclass, in the language asked for."""
        around = {
            "page": page,
            "frame": self.frame(section),
            "t": self.words,
            "marks": Marks(self.words, self.now_ms),
            "ago": lambda at_ms: views.ago(at_ms, self.now_ms, self.words),
            "span": lambda seconds: views.span(seconds, self.words),
        }
        text = draw(template, around)
        answer = HTMLResponse(text, status_code=status)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Vary"] = "Cookie, Accept-Language"
        if self.request.cookies.get(_SAID) and not self.in_the_background:
            answer.delete_cookie(_SAID, path="/")
        return answer


_KEPT: WeakKeyDictionary[ReadModels, Kept] = WeakKeyDictionary()


def _kept_by(console: Console) -> Kept:
    return _KEPT.setdefault(console.shop.models, Kept())


def local(address: str) -> str:
    """An address of this console: anything that leads elsewhere leads home."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return address


async def desk_of(request: Request) -> Desk:
    """The desk of a request. (`async` so that a page takes one thread, not two after each other.)"""
    return Desk(request)


AtDesk = Annotated[Desk, Depends(desk_of)]


def whole_number(text: str | None) -> int | None:
    """A number out of an address; None for anything that is no plain number SQLite can hold."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
