"""The weather: what is remembered of requests, and that outages are recorded whatever process finds out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogsync.domain.source import Source
from catalogsync.pipeline.errors import Blocked, CatalogError, Failure, ServerTrouble
from catalogsync.pipeline.weather import LATELY_S, Lately, Reports, Weather, quiet_asked_for
from tests.pipeline.doubles import World


def test_half_and_nearly_all_answers_are_told_in_milliseconds() -> None:
    weather = Weather(lambda: 0.0)
    for n in range(1, 101):
        weather.asked("qq", n / 1000, None)

    assert {"qq": Lately(100, 0, 50.0, 95.0, None)} == dict(weather.view())


def test_what_failed_counts_and_does_not_pass_for_a_quick_answer() -> None:
    weather = Weather(lambda: 0.0)
    weather.asked("qq", 30.0, Failure.NETWORK)
    weather.asked("qq", 0.2, None)

    assert Lately(2, 1, 200.0, 200.0, "network") == weather.view()["qq"]


def test_a_platform_that_never_answered_has_no_times() -> None:
    weather = Weather(lambda: 0.0)
    weather.asked("qq", 30.0, Failure.NETWORK)

    assert Lately(1, 1, None, None, "network") == weather.view()["qq"]


def test_old_requests_are_forgotten_and_many_take_no_room() -> None:
    now = [0.0]
    weather = Weather(lambda: now[0])
    for _ in range(5_000):
        weather.asked("qq", 0.1, None)
    before = weather.view()["qq"].requests
    now[0] = LATELY_S + 1

    assert 500 == before
    assert {} == dict(weather.view())


def test_an_outage_and_its_end_are_facts_of_the_platform(here: World) -> None:
    reports = Reports("qq", Weather(), here.catalog)
    reports.closed("search")
    reports.opened("*", Blocked("qq", "search", "risk control", code="-460"), 1800)
    reports.closed("*")

    assert ["source.opened", "source.closed"] == here.names("source:qq")


def test_another_process_that_gets_an_answer_ends_the_outage(here: World) -> None:
    Reports("qq", Weather(), here.catalog).opened("search", ServerTrouble("qq", "search", "HTTP 502"), 30)
    Reports("qq", Weather(), replace(here.catalog, actor="cli")).closed("search")

    assert {} == here.catalog.load(Source, "source:qq").outages


def test_the_next_process_keeps_the_quiet_a_platform_asked_for_and_not_what_we_guessed(here: World) -> None:
    reports = Reports("qq", Weather(), here.catalog)
    reports.opened("*", Blocked("qq", "search", "risk control", code="-460"), 1800)
    reports.opened("lyric", ServerTrouble("qq", "lyric", "HTTP 502"), 600)
    kept = quiet_asked_for(here.catalog, "qq")

    assert ["*"] == list(kept)
    assert (Failure.BLOCKED, True) == (kept["*"][0], 1790 < kept["*"][1] <= 1800)
    assert {} == quiet_asked_for(here.catalog, "kuwo")


def test_a_quiet_that_is_over_binds_nobody(here: World) -> None:
    Reports("qq", Weather(), here.catalog).opened("*", Blocked("qq", "search", "risk control"), 0.001)

    assert {} == quiet_asked_for(here.catalog, "qq")


def test_a_store_that_takes_nothing_does_not_break_the_request(here: World) -> None:
    class Full:
        def append(self, events: object) -> list[int]:
            raise CatalogError("disk full")

        def load(self, stream: str) -> list[object]:
            return []

        def load_many(self, streams: object) -> dict[str, list[object]]:
            return {}

    reports = Reports("qq", Weather(), replace(here.catalog, log=Full()))  # type: ignore[arg-type]
    reports.opened("search", ServerTrouble("qq", "search", "HTTP 502"), 30)


@pytest.mark.parametrize("share", [1, 2, 3, 7])
def test_percentiles_of_few_requests_are_requests_that_happened(share: int) -> None:
    weather = Weather(lambda: 0.0)
    for n in range(share):
        weather.asked("qq", float(n + 1), None)
    seen = weather.view()["qq"]

    assert seen.p50_ms in [1000.0 * (n + 1) for n in range(share)]
    assert 1000.0 * share == seen.p95_ms
