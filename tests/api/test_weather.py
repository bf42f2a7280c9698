"""The weather at the platforms, through the API, the figures and the pages."""

from __future__ import annotations

from catalogsync.domain.source import Source
from catalogsync.pipeline.catalog import now_ms
from catalogsync.pipeline.errors import Failure
from tests.api.conftest import Asked

HTML = {"accept": "text/html"}


def fail(asked: Asked, message: str = "HTTP 502") -> None:
    now = now_ms()
    asked.shop.catalog.change(
        Source, "source:kuwo", lambda kuwo: kuwo.open("search", "server", message, now, now + 60_000)
    )
    asked.shop.weather.asked("kuwo", 0.125, None)
    asked.shop.weather.asked("kuwo", 9.0, Failure.SERVER)


def of_kuwo(asked: Asked) -> dict[str, object]:
    [kuwo] = [one for one in asked.get("/api/v1/sources/weather") if one["platform"] == "kuwo"]
    return kuwo  # type: ignore[no-any-return]


def test_a_quiet_platform_is_closed_and_was_not_asked(asked: Asked) -> None:
    assert ("closed", [], None) == tuple(of_kuwo(asked)[name] for name in ("circuit", "outages", "lately"))


def test_a_failing_platform_says_since_when_until_when_and_why(asked: Asked) -> None:
    fail(asked)
    kuwo = of_kuwo(asked)

    assert "open" == kuwo["circuit"]
    [outage] = kuwo["outages"]  # type: ignore[misc]
    assert ("search", "server", "HTTP 502", 1) == tuple(
        outage[name] for name in ("operation", "failure", "message", "openings")
    )
    assert {"requests": 2, "failed": 1, "p50_ms": 125.0, "p95_ms": 125.0, "worst": "server"} == kuwo["lately"]


def test_outages_that_are_over_are_kept(asked: Asked) -> None:
    fail(asked)
    asked.shop.catalog.change(Source, "source:kuwo", lambda kuwo: kuwo.close("search", now_ms()))

    assert ["kuwo"] == [one["platform"] for one in asked.get("/api/v1/sources/outages")]
    assert [] == asked.get("/api/v1/sources/outages?platform=qq")
    assert "closed" == of_kuwo(asked)["circuit"]


def test_figures_tell_circuit_and_latency(asked: Asked) -> None:
    fail(asked)
    text = asked.ask("GET", "/metrics").text

    assert 'catalogsync_source_circuit_open{platform="kuwo"} 1\n' in text
    assert 'catalogsync_source_circuit_open{platform="qq"} 0\n' in text
    assert 'catalogsync_source_latency_seconds{platform="kuwo",quantile="0.95"} 0.125\n' in text
    assert 'catalogsync_source_attempts_24h{platform="qq",outcome="obtained"} 1\n' in text


def test_pages_show_it_and_hostile_words_stay_words(asked: Asked) -> None:
    fail(asked, "<img src=x onerror=alert(1)>")
    for page in ("/", "/sources"):
        text = asked.ask("GET", page, headers=HTML).text

        assert "st-circuit-open" in text
        assert "<img src=x" not in text


def test_the_history_tells_it_in_both_languages(asked: Asked) -> None:
    fail(asked)
    asked.shop.catalog.change(Source, "source:kuwo", lambda kuwo: kuwo.close("search", now_ms()))
    english = asked.ask("GET", "/events?stream=source:kuwo", headers=HTML).text
    chinese = asked.ask("GET", "/events?stream=source:kuwo", headers=HTML | {"cookie": "lang=zh"}).text

    assert "is left alone until" in english
    assert "answers again after" in english
    assert "恢复应答" in chinese
