"""A job that is run at once, in the process that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from catalogsync.domain.event import Event
from catalogsync.pipeline.jobs import run_job
from catalogsync.pipeline.outcome import Brake, Tally
from tests.pipeline.doubles import World


def test_a_kill_cannot_leave_it_queued_for_somebody_else(here: World) -> None:
    saved: list[list[str]] = []

    def told(events: Sequence[Event[Any]]) -> None:
        saved.append([event.name for event in events])

    run_job(
        replace(here.catalog, tell=told),
        "sync_only",
        {"sync": lambda catalog: Tally()},
        scope={},
        settings={},
        brake=Brake(),
        resume="run again",
    )

    assert saved[0] == ["job.queued", "job.started"]
