"""What `run` and its stages share: settings, lock, selection, the job itself, its summary and exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import typer

from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.logs import keep_logs
from catalogsync.bootstrap.stages import stages_of
from catalogsync.bootstrap.storage import prove_backends, take_credentials
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import settings_from
from catalogsync.cli.opened import opened
from catalogsync.cli.output import print_json, print_jsonl, print_table, say
from catalogsync.cli.picking import playlists_in_file, playlists_named
from catalogsync.cli.plan import say_plan
from catalogsync.cli.progress import watcher
from catalogsync.cli.streams import abandon_stdout
from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key
from catalogsync.domain.job import Outcome
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.jobs import JobResult, close_abandoned, new_job_id, run_job
from catalogsync.pipeline.listening import Listening
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.selection import Selection


def work(kind: str, **flags: Any) -> None:
    """Everything the five commands share: settings, lock, selection, the job, its summary and exit code."""
    settings = settings_from(**flags).settings
    keep_logs(settings.log_folder, "run")
    take_credentials(flags.get("env_file"))
    with ExitStack() as stack:
        brake = stack.enter_context(brake_on_signals())
        tell = _EventLines(brake) if flags["as_jsonl"] else None
        shop = stack.enter_context(opened(settings, tell=tell))
        if flags["dry_run"]:
            say_plan(kind, shop, _selection(shop, flags, hang_them=False), as_json=flags["as_json"])
            return
        stack.enter_context(workshop.run_lock(settings).acquire(f"catalogsync {' '.join(sys.argv[1:2])}"))
        shop.models.catch_up()
        # What a console's runner left behind goes on with its next start; what a command left is told as ended.
        running = (
            shop.models.connection()
            .execute("SELECT id FROM jobs WHERE phase = 'running' AND started_by <> 'runner'")
            .fetchall()
        )
        close_abandoned(shop.catalog, [row[0] for row in running])
        watch = stack.enter_context(watcher(flags["progress"]))
        selection = _selection(shop, flags)
        stages = stages_of(kind, shop, selection, watch, brake, stack)
        if "upload" in stages:
            prove_backends(shop, selection.backend)
        job_id = new_job_id()
        stack.enter_context(Listening(shop.catalog, job_id, brake))
        result = run_job(
            shop.catalog,
            kind,
            stages,
            scope=selection.as_scope(),
            settings=workshop.public_settings(settings),
            brake=brake,
            resume="run the same command again: it goes on from here",
            job_id=job_id,
        )
        shop.models.catch_up()
    _summary(result, flags)
    raise typer.Exit(int(_exit_code(result, brake)))


class _EventLines:
    """Prints events as they are saved. A reader that goes away (`--jsonl | head`) ends the run as Ctrl-C would."""

    def __init__(self, brake: Brake) -> None:
        self._brake = brake
        self._heard = True

    def __call__(self, events: Sequence[Event[Any]]) -> None:
        try:
            for event in events if self._heard else ():
                print_jsonl(event.as_plain())
        except OSError:
            # The events are saved; an error here would look like theirs.
            self._heard = False
            abandon_stdout()
            self._brake.pull("nobody reads its --jsonl any more")


def _selection(shop: Workshop, flags: Mapping[str, Any], *, hang_them: bool = True) -> Selection:
    """What the flags choose; playlists from a file are hung in the `manual` pool."""
    named = _named_playlists(shop, flags, hang_them)
    return Selection(
        shop.settings.sources,
        named,
        flags.get("limit"),
        category=flags.get("category"),
        deep=flags.get("deep", False),
        backend=flags.get("backend"),
    )


def _named_playlists(shop: Workshop, flags: Mapping[str, Any], hang_them: bool) -> tuple[Key, ...] | None:
    file: Path | None = flags.get("playlist_file")
    ids: str | None = flags.get("playlist_ids")
    if file is not None and ids is not None:
        raise Refusal("give --playlist-file or --playlist-ids, not both")
    if file is not None:
        return playlists_in_file(shop, file, hang_them=hang_them)
    if ids is not None:
        return playlists_named(shop.queries, ids)
    return None


@contextmanager
def brake_on_signals() -> Iterator[Brake]:
    """The first Ctrl-C (SIGTERM, a terminal that hangs up) finishes the items in hand, the second stops now."""
    brake = Brake()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # not under nohup
        numbers.append(signal.SIGHUP)

    def pull(number: int, frame: FrameType | None) -> None:
        if brake.pulled:
            say("stopping now")
        else:
            say("finishing what is in hand; Ctrl-C again stops now. The same command goes on from here.")
        brake.pull("interrupted by the user")

    before = {number: signal.signal(number, pull) for number in numbers}
    try:
        yield brake
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit_code(result: JobResult, brake: Brake) -> Exit:
    if brake.pulled:
        return Exit.INTERRUPTED
    if result.outcome is None:
        return Exit.PAUSED
    down = {"network", "server", "blocked", "rate_limited", "login"}
    well = sum(
        n
        for tally in result.stages.values()
        for name, n in tally.counts.items()
        if name not in ("failed", "gone", "missed", "lyric_failed", "left")
    )
    if result.failures and well == 0 and set(result.failures) <= down:
        return Exit.SOURCES
    return Exit.WITH_FAILURES if result.failures else Exit.OK


def _summary(result: JobResult, flags: Mapping[str, Any]) -> None:
    state = str(result.outcome) if result.outcome else "paused"
    if flags["as_json"]:
        print_json(
            "run",
            job=result.job_id,
            kind=result.kind,
            outcome=state,
            stages={name: tally.as_counts() for name, tally in result.stages.items()},
            failures=result.failures,
            seconds=round(result.seconds, 3),
            reason=result.reason,
            resume=result.resume,
        )
        return
    if flags["as_jsonl"]:
        return
    print_table(
        ("stage", "what came out"),
        [
            (stage if n == 0 else "", line)
            for stage, tally in result.stages.items()
            for n, line in enumerate(_came_out(tally))
        ],
        empty="nothing to do",
    )
    say(_ended(result))
    if any(tally.failures for stage, tally in result.stages.items() if stage in ("collect", "sync")):
        say(
            "`catalogsync sources` tells which platform did not give its lists and why, `doctor` asks it again"
        )
    if result.resume:
        say(result.resume)


def _came_out(tally: Tally) -> list[str]:
    """`239 done, 20 missed`, then where from and why not, the most frequent first."""
    whole = {name: n for name, n in tally.counts.items() if "." not in name}
    by_source = {
        name.removeprefix("done."): n for name, n in tally.counts.items() if name.startswith("done.")
    }
    lines = [_listed(whole, ordered=False) or "nothing to do"]
    if by_source:
        lines.append(f"  done from {_listed(by_source)}")
    if tally.failures:
        lines.append(f"  failed: {_listed(tally.failures)}")
    return lines


def _listed(counts: Mapping[str, int], *, ordered: bool = True) -> str:
    shown = sorted(counts.items(), key=lambda pair: -pair[1]) if ordered else counts.items()
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in shown if n)


def _ended(result: JobResult) -> str:
    """How it ended, in one line for a person."""
    why = f": {result.reason}" if result.reason else ""
    match result.outcome:
        case None:
            return f"paused after {result.seconds:.1f} s{why}"
        case Outcome.SUCCESS:
            return f"finished in {result.seconds:.1f} s{why}"
        case Outcome.WITH_FAILURES:
            return (
                f"finished in {result.seconds:.1f} s, not all of it well{why}; "
                "`catalogsync wanted` tells what is missing and when it is tried again"
            )
        case _:
            return f"{result.outcome} after {result.seconds:.1f} s{why}"
