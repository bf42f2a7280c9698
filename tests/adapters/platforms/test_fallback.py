"""Which endpoint is asked, and when the next one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.pipeline.errors import (
    Blocked,
    LoginNeeded,
    NetworkFailed,
    NoSuchItem,
    PlatformError,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
    VipOnly,
)

BROKEN = UnexpectedAnswer("tunes", "search", "songs")


def ways(log: list[str], **outcomes: Exception | str) -> dict[str, Callable[[], str]]:
    def way(name: str, outcome: Exception | str) -> Callable[[], str]:
        def run() -> str:
            log.append(name)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return run

    return {name: way(name, outcome) for name, outcome in outcomes.items()}


def test_the_first_that_answers_is_remembered() -> None:
    log: list[str] = []
    alternatives = Alternatives(("new", "old"))

    answers = [alternatives.run("search", ways(log, old="o", new=BROKEN)) for _ in range(2)]

    assert ["o", "o"] == answers
    assert ["new", "old", "old"] == log
    assert {"search": "old"} == dict(alternatives.working())


def test_operations_are_remembered_apart() -> None:
    log: list[str] = []
    alternatives = Alternatives(("new", "old"))

    alternatives.run("search", ways(log, new=BROKEN, old="o"))
    alternatives.run("lyric", ways(log, new="n", old="o"))

    assert ["new", "old", "new"] == log


def test_the_preferred_one_gets_another_chance_after_a_while() -> None:
    log: list[str] = []
    alternatives = Alternatives(("new", "old"))
    alternatives.run("search", ways(log, new=BROKEN, old="o"))

    for _ in range(Alternatives.RECONSIDER_AFTER + 1):
        alternatives.run("search", ways(log, new="n", old="o"))

    assert {"search": "new"} == dict(alternatives.working())
    assert 2 == log.count("new")


@pytest.mark.parametrize(
    "error",
    [
        RateLimited("tunes", "search", "slow down"),
        Blocked("tunes", "search", "risk"),
        LoginNeeded("tunes", "search", "cookie"),
        VipOnly("tunes", "search", "members"),
        NoSuchItem("tunes", "search", "none"),
        NetworkFailed("tunes", "search", "down"),
    ],
)
def test_a_platforms_answer_is_never_dodged(error: PlatformError) -> None:
    log: list[str] = []

    with pytest.raises(type(error)):
        Alternatives(("new", "old")).run("search", ways(log, new=error, old="o"))
    assert ["new"] == log


def test_when_all_are_broken_the_preferred_ones_error_is_told() -> None:
    trouble = ServerTrouble("tunes", "search", "502")

    with pytest.raises(UnexpectedAnswer) as raised:
        Alternatives(("new", "old")).run("search", ways([], old=trouble, new=BROKEN))
    assert BROKEN is raised.value
