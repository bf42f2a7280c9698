"""An open store: the event log, its read models and the catalog over them. Light, so that listings start fast."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from catalogsync.adapters.store.lock import RunLock
from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.config import Settings
from catalogsync.domain import facts as _facts  # noqa: F401  (a store is read by the names of all facts)
from catalogsync.domain.event import Event
from catalogsync.domain.job import FrozenSettings
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.weather import Weather
from catalogsync.projections.errors import from_sqlite
from catalogsync.projections.queries import CatalogQueries
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels


@dataclass(frozen=True)
class Workshop:
    """An open store with its read models, and the settings to make everything else from (`outside`, `stages`).

    `weather` is how the platforms answer this process, over all its jobs.
    """

    settings: Settings
    log: EventLog
    models: ReadModels
    queries: CatalogQueries
    catalog: Catalog
    weather: Weather = field(default_factory=Weather)


def views_path(db: Path) -> Path:
    """Where the read models of a store live: beside it, deletable at any time."""
    return db.with_name(f"{db.stem}.views{db.suffix}")


@contextmanager
def open_workshop(
    settings: Settings,
    actor: str,
    *,
    read_only: bool = False,
    tell: Callable[[Sequence[Event[Any]]], None] | None = None,
    **making: Any,
) -> Iterator[Workshop]:
    """Open the store of the settings and its read models, caught up.

    Where nothing can be written beside the store, the read models are made in a temporary folder, which takes its time.
    `making` says how missing or outdated ones are made: what `ReadModels` takes of `background`, `say`, `progress`, `stop`.
    """
    log = open_store(settings.db, read_only=read_only)
    with ExitStack() as stack:
        stack.callback(log.close)
        views = views_path(settings.db)
        if read_only and not os.access(views.absolute().parent, os.W_OK):
            scratch = stack.enter_context(TemporaryDirectory(prefix="catalogsync-"))
            views = Path(scratch) / views.name
        try:
            models = ReadModels(views, log, projections(), cores=os.cpu_count() or 1, **making)
            stack.callback(models.close)
            yield Workshop(settings, log, models, CatalogQueries(models), Catalog(log, actor, tell=tell))
        except sqlite3.Error as e:
            # What SQLite says of the store arrives translated; this is about the read models.
            raise from_sqlite(e, views) from e


def make_store(settings: Settings) -> None:
    """Make the store and the library root, for `init-db`; what is there already is left alone."""
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    settings.library_root.mkdir(parents=True, exist_ok=True)
    create_store(settings.db).close()


def run_lock(settings: Settings) -> RunLock:
    """The lock of the one run that may work on this store."""
    return RunLock(settings.db)


_NOT_OF_A_JOB = ("proxy", "db", "log_folder", "host", "port", "allowed_hosts", "notify_on")


def public_settings(settings: Settings) -> FrozenSettings:
    """The settings as they may stand in an event: no secrets, no proxy passwords, nothing of the console."""
    values: FrozenSettings = {}
    for name, value in settings:
        if type(settings).model_fields[name].annotation == (SecretStr | None) or name in _NOT_OF_A_JOB:
            continue
        if isinstance(value, tuple):
            values[name] = [str(part) for part in value]
        else:
            values[name] = value if isinstance(value, (int, float, bool)) or value is None else str(value)
    return values
