"""Commands that work on backends: they take what they work with as their first argument, and the flags it needs.

Such a command returns how to tell its result, which is done when the progress line is gone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from catalogsync.bootstrap import storage as backends
from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.storage_care import Care
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import (
    ConfigFile,
    Db,
    EnvFile,
    LibraryRoot,
    Progress,
    SourceNames,
    Workers,
    settings_from,
)
from catalogsync.cli.opened import opened
from catalogsync.cli.output import print_json, print_table
from catalogsync.cli.progress import Style, watcher
from catalogsync.cli.shared_flags import with_flags
from catalogsync.cli.working import brake_on_signals
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.projections.presence_queries import PresenceQueries

BackendArgument = Annotated[str, typer.Argument(help="The backend's name.")]
Deep = Annotated[bool, typer.Option("--deep", help="Read every copy back and hash it.")]
Bandwidth = Annotated[
    int | None,
    typer.Option("--bandwidth-kbps", help="Limit of all transfers together in kB/s.", show_default=False),
]

_FLAGS = {
    "workers": (Workers, None),
    "bandwidth_kbps": (Bandwidth, None),
    "library_root": (LibraryRoot, None),
    "sources": (SourceNames, None),
    "db": (Db, None),
    "env_file": (EnvFile, None),
    "config": (ConfigFile, None),
    "progress": (Progress, Style.AUTO),
}
_OPTIONAL = ("library_root", "sources")

Telling = Callable[[], Exit]
"""Prints the result and gives the exit code."""


@dataclass(frozen=True)
class Work:
    """An open store in which this process may work, who watches and stops it, and the flags as they were given."""

    shop: Workshop
    ask: PresenceQueries
    care: Care
    brake: Brake
    given: Mapping[str, Any]

    def exit_code(self, *, bad: bool) -> Exit:
        """How the command ends."""
        if self.brake.pulled:
            return Exit.INTERRUPTED
        return Exit.WITH_FAILURES if bad else Exit.OK


def at_work(*optional: str) -> Callable[[Callable[..., Telling]], Callable[..., None]]:
    """Give a command the flags of work on backends (of the optional ones, those named), and the `Work` itself."""
    flags = {name: flag for name, flag in _FLAGS.items() if name not in _OPTIONAL or name in optional}

    def decorate(command: Callable[..., Telling]) -> Callable[..., None]:
        def run(*, env_file: Path | None, progress: Style, **given: Any) -> None:
            backends.take_credentials(env_file)
            chosen = {name: given.pop(name) for name in flags if name in given}
            settings = settings_from(env_file=env_file, **chosen).settings
            with ExitStack() as stack:
                shop = stack.enter_context(opened(settings))
                lock = workshop.run_lock(settings)
                stack.enter_context(lock.acquire(f"catalogsync {' '.join(sys.argv[1:3])}"))
                watch = stack.enter_context(watcher(progress))
                brake = stack.enter_context(brake_on_signals())
                work = Work(shop, PresenceQueries(shop.models), Care(shop, watch, brake), brake, chosen)
                told = command(work, **given)
            raise typer.Exit(int(told()))

        return with_flags(run, command, flags, skip=1)

    return decorate


def tell(what: str, done: Mapping[str, Tally], *, as_json: bool) -> None:
    """What came of each step."""
    counts = {name: tally.as_counts() for name, tally in done.items()}
    if as_json:
        print_json(what, stages=counts)
        return
    rows = [(stage, name, n) for stage, found in counts.items() for name, n in found.items()]
    print_table(("stage", "outcome", "n"), rows, empty="nothing to do")
