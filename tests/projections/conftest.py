from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.projections.runner import ReadModels
from tests.projections.toys import toys


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with create_store(tmp_path / "catalog.db") as log:
        yield log


@pytest.fixture
def models(tmp_path: Path, log: EventLog) -> Iterator[ReadModels]:
    with ReadModels(tmp_path / "views.db", log, toys()) as models:
        yield models
