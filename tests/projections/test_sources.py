"""Outages and hours of sources in the read models, as the questions to them answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from catalogsync.adapters.store.log import create_store
from catalogsync.domain.song import AttemptFailed, Obtained, Song
from catalogsync.domain.source import Source
from catalogsync.pipeline.catalog import Catalog
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.sources import (
    Sources,
    last_tried_ms,
    open_outages,
    outcomes_since,
    past_outages,
)

HOUR = 3_600_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Catalog, ReadModels]]:
    with (
        closing(create_store(tmp_path / "c.db")) as log,
        ReadModels(tmp_path / "c.views.db", log, [Sources()]) as models,
    ):
        yield Catalog(log, "test", clock=lambda: 5 * HOUR), models


def test_what_fails_is_told_until_it_is_over(shop: tuple[Catalog, ReadModels]) -> None:
    catalog, models = shop
    catalog.change(Source, "source:qq", lambda qq: qq.open("search", "server", "HTTP 502", 1000, 31_000))
    catalog.change(Source, "source:qq", lambda qq: qq.open("*", "blocked", "-460", 2000, 90_000))
    models.catch_up()
    db = models.connection()
    failing = open_outages(db)

    assert [("*", 2000), ("search", 1000)] == [(one.operation, one.since_ms) for one in failing]
    assert ["open", "half_open"] == [one.circuit(50_000) for one in failing]
    catalog.change(Source, "source:qq", lambda qq: qq.close("search", 60_000))
    models.catch_up()
    assert ["*"] == [one.operation for one in open_outages(db)]
    past = past_outages(db)
    assert [("search", 60_000, "closed")] == [(o.operation, o.closed_ms, o.circuit(0)) for o in past]
    assert [] == past_outages(db, platform="kuwo")
    assert [] == past_outages(db, before_ms=1000)


def test_an_outage_that_comes_back_is_open_again_as_the_same(shop: tuple[Catalog, ReadModels]) -> None:
    catalog, models = shop

    def comes_and_goes(qq: Source) -> None:
        qq.open("*", "blocked", "-460", 1000, 2000)
        qq.close("*", 3000)
        qq.open("*", "blocked", "-460", 3001, 9000)

    catalog.change(Source, "source:qq", comes_and_goes)
    models.catch_up()
    [outage] = open_outages(models.connection())

    assert (1000, 9000, 2, None) == (outage.since_ms, outage.until_ms, outage.openings, outage.closed_ms)
    assert [] == past_outages(models.connection())


def test_attempts_are_counted_by_hour_and_how_they_ended(shop: tuple[Catalog, ReadModels]) -> None:
    catalog, models = shop

    def tries(song: Song) -> None:
        song.record(
            AttemptFailed(
                source="kuwo",
                source_song_id="1",
                quality="high",
                failure="vip",
                message="members only",
            )
        )
        song.record(Obtained(source="qq", source_song_id="1", quality="high", chosen="own"))

    catalog.change(Song, "song:qq:1", tries)
    models.catch_up()
    db = models.connection()

    assert {5: Counter(obtained=1)} == outcomes_since(db, "qq", 5 * HOUR)
    assert {5: Counter(vip=1)} == outcomes_since(db, "kuwo", 0)
    assert {} == outcomes_since(db, "kuwo", 6 * HOUR)
    assert (5 * HOUR, None) == (last_tried_ms(db, "kuwo"), last_tried_ms(db, "migu"))


def test_rebuilt_rows_equal_followed_ones(shop: tuple[Catalog, ReadModels]) -> None:
    catalog, models = shop
    for n in range(30):
        catalog.change(
            Source,
            f"source:{'qq' if n % 2 else 'kuwo'}",
            lambda source, n=n: (  # type: ignore[misc]
                source.open("search", "server", "x", n * 70_000, n * 70_000 + 30_000)
                if n % 3
                else source.close("search", n * 70_000)
            ),
        )
    models.catch_up()

    assert () == tuple(models.rebuild().differs or ())
