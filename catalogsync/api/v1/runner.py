"""/api/v1/runner: who works, what is held, pause and resume everything."""

from __future__ import annotations

from pydantic import BaseModel

from catalogsync.api.deps import TheConsole, Writing, written
from catalogsync.api.v1.job_shapes import LiveOut, ReasonIn
from catalogsync.api.v1.routes import routes
from catalogsync.domain.runner import STREAM, Control

router = routes("runner", "/runner")


class RunnerOut(BaseModel):
    """The runner of this server. `state` is working, waiting or stopped; `holder` who works instead."""

    state: str
    holder: str | None
    held: str | None
    trouble: str | None
    read_only: str | None
    position: int
    jobs: dict[str, LiveOut]
    waits: dict[str, str]


@router.get("")
def look(console: TheConsole) -> RunnerOut:
    """How the runner stands."""
    view = console.runner.view()
    return RunnerOut(
        state=view.state,
        holder=view.holder,
        # From the store: a server that is not the runner, or has not looked yet, tells it too.
        held=console.shop.catalog.load(Control, STREAM).held,
        trouble=view.trouble,
        read_only=console.read_only(),
        position=console.feed.position,
        jobs={job_id: LiveOut.of(live) for job_id, live in view.jobs.items()},
        waits=dict(view.waits),
    )


@router.post("/pause")
def pause(writer: Writing, asked: ReasonIn | None = None) -> RunnerOut:
    """Pause everything after the items in hand."""
    reason = (asked.reason if asked else None) or f"by {writer.who.actor}"
    writer.catalog.change(Control, STREAM, lambda control: control.hold(reason))
    written(writer)
    return look(writer.console)


@router.post("/resume")
def resume(writer: Writing) -> RunnerOut:
    """Let everything go on."""
    writer.catalog.change(Control, STREAM, Control.release)
    written(writer)
    return look(writer.console)
