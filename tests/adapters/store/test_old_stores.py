"""What an older program wrote opens in this one, says the same, and takes new events."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.log import open_store
from catalogsync.adapters.store.verify import verify
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import Closed, Filled, Opened, opened
from tests.adapters.store.old_stores import FOLDER
from tests.projections.toys import toys

OLD = sorted(FOLDER.glob("schema-*.db"))


@pytest.fixture(params=OLD, ids=lambda p: p.stem)
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    return Path(shutil.copy(request.param, path))


def test_every_schema_version_is_kept() -> None:
    assert [p.stem for p in OLD] == [f"schema-{n}" for n in range(1, schema.SCHEMA_VERSION + 1)]


def test_an_old_store_is_sound_and_its_checksum_is_the_one_of_then(old: Path) -> None:
    seen = verify(old)

    assert seen.findings == ()
    assert (seen.events, seen.digest) == (42, "5a25926f5fe0f44012a698e005094bbd")


def test_facts_of_every_version_read_as_today(old: Path) -> None:
    with open_store(old) as log:
        assert [e.fact for e in log.load("toy:1")] == [
            Opened(title="盒子"),
            Filled(title="x", count=10),
            Filled(title="y", count=40),
        ]
        assert log.last_of("toy:2").fact == Closed()
        assert (log.load("toy:1")[1].job, log.load("toy:1")[1].cause) == ("job-1", "toy:1@1")


def test_read_models_are_made_of_it_and_it_goes_on(old: Path, tmp_path: Path) -> None:
    with open_store(old) as log, ReadModels(tmp_path / "views.db", log, toys()) as models:
        assert log.append([opened("toy:new")]) == [43]
        assert models.catch_up() == 43
        assert models.connection().execute("SELECT count(*) FROM boxes").fetchone()[0] == 40
    assert verify(old).sound
