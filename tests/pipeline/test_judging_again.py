"""Recorded decisions judged again by the rules of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.domain.event import Event, Fact
from catalogsync.domain.matching.values import Verdict
from catalogsync.domain.song import About, Artist, Candidate, Catalogued, Searched
from catalogsync.pipeline.replay import Report, replay_matches

WANT = About(title="夜航", artists=[Artist(name="ZQRT")], duration_ms=240_000)


@dataclass
class Log:
    """A store of a few events."""

    events: Sequence[Event[Any]]

    def read(self, after: int, limit: int, *, names: Sequence[str] = ()) -> Sequence[Event[Any]]:
        return [event for event in self.events if event.position > after][:limit]


def judged_again(*candidates: Candidate) -> Report:
    facts: list[Fact] = [
        Catalogued(platform="netease", remote_id="1", about=WANT),
        Searched(source="qq", query="ZQRT 夜航", rules=1, candidates=list(candidates)),
    ]
    return replay_matches(
        Log(
            [
                Event(
                    originator_id="song:netease:1",
                    originator_version=place,
                    at_ms=0,
                    actor="cli",
                    fact=fact,
                    position=place,
                )
                for place, fact in enumerate(facts, 1)
            ]
        )
    )


def candidate(verdict: str, title: str, artist: str, *reasons: str, duration_ms: int = 240_000) -> Candidate:
    about = About(title=title, artists=[Artist(name=artist)], duration_ms=duration_ms)
    return Candidate(song_id=title, about=about, verdict=verdict, total=0.9, reasons=list(reasons))


def test_a_decision_the_rules_would_take_otherwise_is_reported_with_both() -> None:
    (change,) = judged_again(
        candidate("accept", "夜航", "ZQRT"), candidate("accept", "夜航 (Live)", "ZQRT")
    ).changes

    assert change.candidate.about.title == "夜航 (Live)"
    assert change.candidate.verdict == "accept"
    assert change.now.verdict is Verdict.REJECT
    assert change.position == 2


def test_a_list_is_judged_as_a_list_because_its_hits_explain_each_other() -> None:
    explaining = candidate("reject", "另一首歌", "云海乐队 (ZQRT)", duration_ms=180_000)
    explained = candidate("accept", "夜航", "云海乐队")

    assert judged_again(explaining, explained).changes == ()
    assert len(judged_again(explained).changes) == 1


def test_a_persons_word_is_no_verdict_of_the_rules() -> None:
    report = judged_again(candidate("accept", "夜航 (Live)", "ZQRT", "person:accepted"))

    assert (report.searches, report.candidates, report.changes) == (1, 0, ())
