"""What routes ask for: the open shop, the runner, who is there, and the right to write."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Query, Request

from catalogsync.api.live import Feed
from catalogsync.api.problems import Problem
from catalogsync.api.sessions import Role, Sessions, Who
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.config import Loaded, Settings
from catalogsync.pipeline.catalog import Catalog, now_ms
from catalogsync.pipeline.worker import Runner


@dataclass
class Console:
    """Everything the routes share; `app.state.console`."""

    shop: Workshop
    runner: Runner
    settings: Settings
    feed: Feed
    sessions: Sessions
    loaded: Loaded | None = None
    """Where each setting came from, when the server was started from the command line."""
    env_file: Path | None = None
    """The env file the server was started with; the settings page edits it."""
    started_ms: int = field(default_factory=now_ms)

    def read_only(self) -> str | None:
        """Why nothing may be changed from here, None when it may: the store, or another console's runner."""
        if self.shop.log.read_only:
            return "the store was opened read-only"
        view = self.runner.view()
        if view.holder is not None and view.holder.startswith("catalogsync serve"):
            return f"another console works on this store: {view.holder}"
        return None


def console_of(request: Request) -> Console:
    """The console of this application."""
    console: Console = request.app.state.console
    return console


def who_of(request: Request) -> Who:
    """Who sent this request, as `security.Guard` found out."""
    who: Who = request.state.who
    return who


def reading_of(request: Request) -> sqlite3.Connection:
    """A connection to read models that include everything recorded before the request."""
    shop = console_of(request).shop
    shop.models.catch_up()
    return shop.models.connection()


@dataclass(frozen=True)
class Writer:
    """The right to write: events carry the actor. Call `written` after the command, before the answer is made."""

    console: Console
    catalog: Catalog
    who: Who

    @property
    def shop(self) -> Workshop:
        """The open store."""
        return self.console.shop


def writer_of(request: Request) -> Writer:
    """Problem 403 or 423 when this somebody, or this server, may not write now."""
    console, who = console_of(request), who_of(request)
    if who.role is not Role.OPERATOR:
        raise Problem(403, "read_only_role", "you may look, but change nothing")
    why = console.read_only()
    if why is not None:
        raise Problem(423, "read_only", why, hint="change it there, or end that process")
    return Writer(console, Catalog(console.shop.log, who.actor), who)


def written(writer: Writer) -> None:
    """After a command: the runner looks at once, and the read models include it before the answer is made."""
    writer.shop.models.catch_up()
    writer.console.runner.wake()


# What only hands something out is async: for a plain function the framework would go to a thread and back.
async def _console(request: Request) -> Console:
    return console_of(request)


async def _shop(request: Request) -> Workshop:
    return console_of(request).shop


async def _who(request: Request) -> Who:
    return who_of(request)


TheConsole = Annotated[Console, Depends(_console)]
Shop = Annotated[Workshop, Depends(_shop)]
Reading = Annotated[sqlite3.Connection, Depends(reading_of)]
Someone = Annotated[Who, Depends(_who)]
Writing = Annotated[Writer, Depends(writer_of)]

After = Annotated[int, Query(ge=0, le=2**62, description="go on after this number")]
PageSize = Annotated[int, Query(ge=1, le=1000, description="rows in a page")]
