"""The short answer of `why`, for each way a song can end."""

from __future__ import annotations

from typing import Any

import pytest

from catalogsync.cli.answer import answer
from catalogsync.cli.story_words import because, details, told
from catalogsync.domain import song
from catalogsync.domain.event import Event, Fact, known_facts
from catalogsync.domain.file import LocalRemoved, Lost, Uploaded, Verified
from catalogsync.domain.ids import Key
from catalogsync.domain.matching.words import Kind
from catalogsync.domain.song import About, Artist, Candidate
from catalogsync.projections.story import Story

KEY = Key("qq", "1")
ABOUT = About(title="夜航", artists=[Artist(name="某人")], duration_ms=200_000)
VERIFIED = Verified(
    root="r1",
    path="qq/某人/夜航.mp3",
    size_bytes=3_000_000,
    sha256="ab",
    container="mp3",
    quality="high",
    source="qq",
    source_song_id="1",
    duration_ms=200_000,
)


def events(stream: str, *facts: Fact, actor: str = "cli", begin: int = 1) -> tuple[Event[Any], ...]:
    return tuple(
        Event(
            originator_id=stream,
            originator_version=at,
            fact=fact,
            at_ms=at,
            actor=actor,
            job=None,
            cause=None,
            position=at,
        )
        for at, fact in enumerate(facts, begin)
    )


def said(state: str, *facts: Fact, file: tuple[Fact, ...] = (), **row: Any) -> dict[str, list[str]]:
    """The answer for a song with this state and these facts, by heading."""
    known = {"number": 7, "platform": "qq", "state": state, "failure": None, "retry_at_ms": None, "gone": 0}
    story = Story(KEY, events("song:qq:1", *facts), events("file:qq:1", *file, begin=100), ())
    found: dict[str, list[str]] = {}
    for heading, sentence in answer(known | row, story):
        found.setdefault(heading, []).append(sentence)
    return found


def refused(source: str, failure: str, message: str = "") -> song.AttemptFailed:
    return song.AttemptFailed(
        source=source, source_song_id="9", quality="high", failure=failure, message=message
    )


def searched(source: str, *found: tuple[str, float, list[str]]) -> song.Searched:
    candidates = [
        Candidate(song_id=str(n), about=ABOUT, verdict=verdict, total=total, reasons=reasons)
        for n, (verdict, total, reasons) in enumerate(found)
    ]
    return song.Searched(source=source, query="夜航", rules=3, candidates=candidates)


def obtained(source: str, chosen: str, total: float | None = None) -> song.Obtained:
    return song.Obtained(source=source, source_song_id="0", quality="high", chosen=chosen, total=total)


def test_a_song_of_its_own_platform() -> None:
    found = said("done", obtained("qq", "own"), song.LyricAbsent(sources=["qq", "kuwo"]), file=(VERIFIED,))

    assert found["is"][0].startswith("here and whole: qq/某人/夜航.mp3 (high, 3.0 MB, 3:20), verified ")
    assert ["qq, its own platform, gave it as high"] == found["because"]
    assert "needs no comparing" in found["decided by"][0]
    assert found["words"][0].startswith("none at qq, kuwo, asked ")


def test_a_song_from_elsewhere_names_each_refusal_and_how_to_undo_it() -> None:
    found = said(
        "done",
        refused("qq", "vip"),
        searched("kuwo", ("accept", 0.98, [])),
        refused("kuwo", "trial", "a clip of 30 s came"),
        searched("migu", ("accept", 0.97, [])),
        obtained("migu", "rules", 0.97),
        file=(VERIFIED,),
    )

    assert [
        "qq, its own platform, gave nothing: it is for members",
        "kuwo has the same recording (score 0.98), but gave nothing: a clip of 30 s came",
        "migu has the same recording (score 0.97) and gave it as high",
    ] == found["because"]
    assert ["the program (event 5, matching rules 3); no person has said anything"] == found["decided by"]
    assert "`reject 7 migu:0` if it is another recording, then `redo 7`" in found["change it"]


def test_a_held_song_says_what_a_person_has_to_judge() -> None:
    found = said(
        "held",
        refused("qq", "withdrawn"),
        searched("kuwo", ("reject", 0.3, ["title:other"]), ("hold", 0.8, ["version:which-live"])),
        song.Missed(failure="held", message=""),
        failure="held",
    )

    assert "kuwo has what may be the same (score 0.80: perhaps live)" == found["because"][1]
    assert ["`accept 7 kuwo:1`, or `reject` it (perhaps live)"] == found["change it"]


def test_a_song_for_members_says_which_login_might_help_and_when_it_is_tried() -> None:
    found = said(
        "missed",
        refused("qq", "vip"),
        searched("kuwo"),
        song.Missed(failure="vip", message="", retry_at_ms=1),
        failure="vip",
        retry_at_ms=1,
    )

    assert "tried again by itself from" in found["is"][0]
    assert "kuwo found nothing" == found["because"][1]
    assert any("CATALOGSYNC_COOKIE_QQ" in line for line in found["change it"])


def test_only_the_last_time_it_was_sought_counts() -> None:
    missed = song.Missed(failure="network", message="")
    found = said(
        "done", refused("qq", "network"), missed, song.Reopened(), obtained("qq", "own"), file=(VERIFIED,)
    )

    assert ["qq, its own platform, gave it as high"] == found["because"]
    assert found["decided by"][0].startswith("the program (event 4")


def test_a_persons_word_is_named_with_its_event() -> None:
    found = said(
        "done", song.CandidateAccepted(source="kuwo", source_song_id="0"), obtained("kuwo", "person")
    )

    assert found["decided by"][0].startswith("a person (cli, ")
    assert found["decided by"][0].endswith("event 1), who accepted kuwo:0")


def test_the_file_of_an_excluded_song_stays_and_is_told_until_it_is_lost() -> None:
    excluded = song.Excluded(reason=None)
    lost = Lost(root="r1", path=VERIFIED.path, why="missing")

    assert ["excluded: it is never tried; its file stays: qq/某人/夜航.mp3"] == said(
        "excluded", excluded, file=(VERIFIED,)
    )["is"]
    assert ["excluded: it is never tried"] == said("excluded", excluded, file=(VERIFIED, lost))["is"]


def test_an_excluded_song_tells_the_reason_and_the_way_back() -> None:
    found = said("excluded", song.Excluded(reason="too loud"))

    assert found["decided by"][0].endswith("who excluded it (too loud)")
    assert ["`want 7` tries it again"] == found["change it"]


def test_a_song_that_made_room_names_the_backend_that_holds_it() -> None:
    copy = Uploaded(
        backend="disk2",
        part="audio",
        bucket="",
        key="k",
        path=VERIFIED.path,
        size_bytes=1,
        sha256="ab",
        etag="e",
        proof="read_back",
    )
    gone = LocalRemoved(root="r1", path=VERIFIED.path, backend="disk2", key="k", size_bytes=1)
    found = said("done", obtained("qq", "own"), file=(VERIFIED, copy, gone))

    assert found["is"][0].startswith("not here any more, removed to make room: disk2 holds qq/某人/夜航.mp3")
    assert ["disk2"] == found["copies"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_version_has_words(kind: Kind) -> None:
    candidate = Candidate(song_id="1", about=ABOUT, verdict="reject", total=0.1, reasons=[f"version:{kind}"])

    assert ":" not in because(candidate)
    assert "version " not in because(candidate)


def test_every_fact_of_a_song_and_its_file_has_a_sentence() -> None:
    samples = {"str": "x", "int": 1, "float": 0.5, "bool": False, "About": ABOUT}
    for name, kind in known_facts().items():
        if name.startswith(("song.", "file.")):
            fields = {field: str(kind.__annotations__[field]) for field in kind.__struct_fields__}
            fact = kind(**{field: samples.get(hint.split(" ")[0], []) for field, hint in fields.items()})

            assert kind.__name__ != told(fact)


def test_of_the_rejected_only_the_best_is_shown_unless_all_are_asked_for() -> None:
    fact = searched("kuwo", ("accept", 0.9, []), *[("reject", 0.3, ["duration:far"])] * 5)

    assert 3 == len(details(fact, everything=False))
    assert "and 4 more rejected (--all shows them)" == details(fact, everything=False)[-1]
    assert 6 == len(details(fact, everything=True))
