"""A job's life: what may be asked of it when, and what is recorded."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.event import Event, Fact
from catalogsync.domain.job import (
    CancelAsked,
    Cancelled,
    Job,
    JobRefused,
    Moved,
    Outcome,
    PauseAsked,
    Paused,
    Phase,
    PlaylistsChosen,
    Queued,
    Resumed,
    Started,
)
from catalogsync.domain.job_kinds import KINDS, STAGES, lane_of

QUEUED = Queued(job_kind="sync_download", stages=["sync", "download", "lyrics"], rank=10)


def job(*facts: Fact) -> Job:
    made = Job("job:1")
    made.replay(
        Event(originator_id="job:1", originator_version=n, at_ms=0, actor="t", fact=fact)
        for n, fact in enumerate(facts, 1)
    )
    return made


RUNNING = (QUEUED, Started(host="h", pid=1))


def test_asking_for_a_job_twice_records_it_once() -> None:
    made = job()
    made.queue(QUEUED)
    made.queue(QUEUED)

    assert [QUEUED] == made.pending


def test_a_waiting_job_pauses_and_ends_at_once() -> None:
    paused, cancelled = job(QUEUED), job(QUEUED)
    paused.ask_pause("why")
    cancelled.ask_cancel("why")

    assert [Paused] == [type(fact) for fact in paused.pending]
    assert [Cancelled(reason="why")] == cancelled.pending


def test_a_running_job_is_asked_once_and_stays_running_until_it_rests() -> None:
    made = job(*RUNNING)
    made.ask_pause("why")
    made.ask_pause("again")
    made.ask_cancel("enough")
    made.ask_cancel("enough!")

    assert [PauseAsked(reason="why"), CancelAsked(reason="enough")] == made.pending
    assert made.phase is Phase.RUNNING


def test_resuming_takes_back_a_pause_that_has_not_begun() -> None:
    made = job(*RUNNING, PauseAsked(reason="why"))
    made.resume()

    assert [Resumed()] == made.pending
    assert made.phase is Phase.RUNNING
    assert made.pause_asked is None


def test_a_resumed_job_waits_for_its_turn() -> None:
    made = job(*RUNNING, Paused(reason="disk"))
    made.resume()
    made.resume()

    assert [Resumed()] == made.pending
    assert made.phase is Phase.QUEUED


def test_a_person_pausing_a_job_that_goes_on_by_itself_keeps_it() -> None:
    made = job(*RUNNING, Paused(reason="everything", by_itself=True))
    made.ask_pause("me")

    assert not made.by_itself


def test_only_a_waiting_job_is_started() -> None:
    for facts in (
        (),
        (*RUNNING, Paused(reason="a person")),
        (QUEUED, Cancelled(reason=None)),
    ):
        with pytest.raises(JobRefused):
            job(*facts).start("h", 2)


def test_started_after_a_crash_says_so() -> None:
    made = job(*RUNNING)
    made.start("h", 2)

    assert [Started(host="h", pid=2, again=True)] == made.pending


def test_what_has_ended_takes_no_orders() -> None:
    for order in (lambda j: j.ask_pause("x"), lambda j: j.resume(), lambda j: j.move(1)):
        with pytest.raises(JobRefused):
            order(job(*RUNNING, Cancelled(reason=None)))
    ended = job(*RUNNING, Cancelled(reason=None))
    ended.ask_cancel("x")

    assert [] == ended.pending


def test_moving_to_the_same_place_records_nothing() -> None:
    made = job(QUEUED)
    made.move(10)
    made.move(3)

    assert [Moved(rank=3)] == made.pending


def test_choosing_the_same_playlists_again_records_nothing() -> None:
    made = job(*RUNNING, PlaylistsChosen(stage="collect", playlists=["qq:1"]))
    made.choose("sync", ["qq:1"])

    assert [] == made.pending


def test_every_kind_is_made_of_known_stages_and_has_a_lane() -> None:
    assert {stage for stages in KINDS.values() for stage in stages} <= set(STAGES)
    assert {"download"} == {lane_of(kind) for kind, stages in KINDS.items() if "download" in stages}


ORDERS = (
    lambda j: j.queue(QUEUED),
    lambda j: j.start("h", 1),
    lambda j: j.ask_pause("p"),
    lambda j: j.ask_pause("all", by_itself=True),
    lambda j: j.resume(),
    lambda j: j.ask_cancel("c"),
    lambda j: j.move(5),
    lambda j: j.choose("sync", ["qq:1"]),
    lambda j: j.pause("rest", by_itself=True),
    lambda j: j.finish(Outcome.SUCCESS, {}) if j.phase is Phase.RUNNING else None,
)


@given(st.lists(st.sampled_from(range(len(ORDERS))), max_size=20))
def test_replaying_gives_the_same_state_as_living_it(orders: list[int]) -> None:
    lived = job()
    for n in orders:
        with contextlib.suppress(JobRefused):
            ORDERS[n](lived)
    replayed = job(*lived.pending)

    names = ("phase", "rank", "pause_asked", "cancel_asked", "by_itself", "chosen", "starts", "stage_counts")
    assert [getattr(lived, name) for name in names] == [getattr(replayed, name) for name in names]
