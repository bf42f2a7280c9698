from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import EventLog, create_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def log(path: Path) -> Iterator[EventLog]:
    with create_store(path) as log:
        yield log


@pytest.fixture(params=["sqlite", "library"])
def any_log(request: pytest.FixtureRequest, path: Path) -> Iterator[EventLog]:
    """The log over our recorder, and over one of the library's own."""
    log = (
        create_store(path)
        if request.param == "sqlite"
        else EventLog({"PERSISTENCE_MODULE": "eventsourcing.popo"})
    )
    with log:
        yield log
