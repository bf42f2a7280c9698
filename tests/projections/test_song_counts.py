from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.domain import song
from catalogsync.domain.event import Event, Fact
from catalogsync.domain.song import About
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.song_counts import SongCount, song_counts

MISSED = song.Missed(failure="vip", message="m")
OBTAINED = song.Obtained(source="qq", source_song_id="9", quality="high", chosen="rules")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with create_store(tmp_path / "catalog.db") as log:
        yield log


@pytest.fixture
def models(log: EventLog, tmp_path: Path) -> Iterator[ReadModels]:
    with ReadModels(tmp_path / "views.db", log, projections()) as models:
        yield models


def record(log: EventLog, id_: str, version: int, fact: Fact) -> None:
    log.append(
        [
            Event(
                originator_id=f"song:{id_}", originator_version=version, at_ms=version, actor="cli", fact=fact
            )
        ]
    )


def known(id_: str) -> song.Catalogued:
    platform, remote_id = id_.split(":")
    return song.Catalogued(platform=platform, remote_id=remote_id, about=About(title="t"))


def test_a_song_counts_in_the_state_it_is_in(log: EventLog, models: ReadModels) -> None:
    for n, id_ in enumerate(("netease:1", "netease:2", "netease:3", "qq:1")):
        record(log, id_, 1, known(id_))
        if n < 2:
            record(log, id_, 2, MISSED)
    record(log, "netease:1", 3, OBTAINED)
    models.catch_up()

    assert song_counts(models.connection()) == [
        SongCount("netease", "done", False, None, 1),
        SongCount("netease", "missed", False, "vip", 1),
        SongCount("netease", "open", False, None, 1),
        SongCount("qq", "open", False, None, 1),
    ]


def test_a_state_that_no_song_is_in_any_more_has_no_row(log: EventLog, models: ReadModels) -> None:
    record(log, "qq:1", 1, known("qq:1"))
    models.catch_up()
    record(log, "qq:1", 2, song.Gone())
    models.catch_up()

    assert song_counts(models.connection()) == [SongCount("qq", "open", True, None, 1)]


def test_a_rebuild_counts_the_same(log: EventLog, models: ReadModels) -> None:
    for n in range(6):
        record(log, f"qq:{n}", 1, known(f"qq:{n}"))
    for n in range(3):
        record(log, f"qq:{n}", 2, OBTAINED)
    models.catch_up()
    followed = song_counts(models.connection())

    assert models.rebuild().differs == ()
    assert song_counts(models.connection()) == followed
