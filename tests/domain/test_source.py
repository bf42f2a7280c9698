"""A source that is left alone: given what was recorded, when it fails or answers, then these facts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.event import Fact
from catalogsync.domain.source import RELAPSE_MS, Closed, Opened, Source


def source() -> Source:
    return Source(Source.stream_of("qq"))


def recorded(stream: Source) -> list[Fact]:
    return list(stream.pending)


def test_an_outage_is_recorded_with_its_reason_and_until_when() -> None:
    qq = source()
    qq.open("search", "server", "HTTP 502", 1000, 31_000)
    expected = Opened(
        platform="qq",
        operation="search",
        failure="server",
        message="HTTP 502",
        since_ms=1000,
        until_ms=31_000,
        openings=1,
    )

    assert [expected] == recorded(qq)


def test_two_processes_that_find_out_the_same_record_it_once() -> None:
    qq = source()
    qq.open("search", "server", "HTTP 502", 1000, 31_000)
    qq.open("search", "network", "cannot connect", 1500, 30_000)

    assert 1 == len(recorded(qq))


def test_an_outage_that_goes_on_keeps_its_beginning() -> None:
    qq = source()
    qq.open("search", "server", "HTTP 502", 1000, 31_000)
    qq.open("search", "network", "cannot connect", 31_500, 91_500)
    last = qq.outages["search"]

    assert (1000, 91_500, 2, "network") == (last.since_ms, last.until_ms, last.openings, last.failure)


def test_an_answer_ends_it_once() -> None:
    qq = source()
    qq.close("search", 10)
    qq.open("search", "server", "HTTP 502", 1000, 31_000)
    qq.close("search", 40_000)
    qq.close("search", 50_000)

    assert [Closed(platform="qq", operation="search", since_ms=1000, closed_ms=40_000)] == recorded(qq)[1:]
    assert {} == qq.outages


def test_an_outage_that_comes_back_at_once_never_was_over() -> None:
    qq = source()
    qq.open("*", "blocked", "code -460", 1000, 2000)
    qq.close("*", 3000)
    qq.open("*", "blocked", "code -460", 3000 + RELAPSE_MS, 9_999_999)
    qq.close("*", 10_000_000)
    qq.open("*", "blocked", "code -460", 10_000_001 + RELAPSE_MS, 99_999_999)

    assert [1000, 1000, 1000, 1000, 10_000_001 + RELAPSE_MS] == [fact.since_ms for fact in recorded(qq)]  # type: ignore[attr-defined]


def test_operations_fail_each_for_itself() -> None:
    qq = source()
    qq.open("search", "server", "x", 1000, 31_000)
    qq.open("lyric", "server", "x", 1000, 31_000)
    qq.close("search", 2000)

    assert ["lyric"] == list(qq.outages)


@given(st.lists(st.tuples(st.sampled_from("ab*"), st.booleans(), st.integers(1, 300_000)), max_size=30))
def test_an_outage_has_one_beginning_and_at_most_one_end_after_it(
    steps: list[tuple[str, bool, int]],
) -> None:
    qq, now = source(), 0
    for operation, fails, later in steps:
        now += later
        if fails:
            qq.open(operation, "server", "x", now, now + 30_000)
        else:
            qq.close(operation, now)
    running: dict[str, int] = {}
    for fact in recorded(qq):
        match fact:
            case Opened():
                assert running.setdefault(fact.operation, fact.since_ms) == fact.since_ms
                assert fact.until_ms > fact.since_ms
            case Closed():
                assert running.pop(fact.operation) == fact.since_ms
                assert fact.closed_ms >= fact.since_ms

    assert set(running) == set(qq.outages)
