"""Commands that work on an open store: they take it as their first argument, and the flags that say which one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from catalogsync.bootstrap.workshop import Workshop, open_workshop
from catalogsync.cli.flags import ConfigFile, Db, EnvFile, settings_from
from catalogsync.cli.output import say
from catalogsync.cli.pace import Pace
from catalogsync.cli.shared_flags import with_flags
from catalogsync.config import Settings

_FLAGS = {"db": (Db, None), "env_file": (EnvFile, None), "config": (ConfigFile, None)}


def on_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the flags `--db`, `--env-file` and `--config`, and the store they name as its first argument."""

    def run(*, db: Path | None, env_file: Path | None, config: Path | None, **given: Any) -> None:
        settings = settings_from(env_file=env_file, config=config, db=db).settings
        with opened(settings) as shop:
            command(shop, **given)

    return with_flags(run, command, _FLAGS, skip=1)


@contextmanager
def opened(settings: Settings, **how: Any) -> Iterator[Workshop]:
    """The open store (`how` as in `open_workshop`). That its read models are made first, or stand still, is said."""
    with ExitStack() as stack:
        with CtrlC() as stop, Pace() as pace:
            shop = open_workshop(settings, "cli", say=say, progress=pace.rebuild, stop=stop, **how)
            entered = stack.enter_context(shop)
        parked = [status.name for status in entered.models.status() if status.parked]
        if parked:
            say(f"{', '.join(parked)}: standing still before an event; see `catalogsync projections status`")
        yield entered


class CtrlC:
    """Asked by a rebuild between its pages: was there a Ctrl-C? What is made so far is kept; the second stops now.

    Before the first question a Ctrl-C is what it always is, since nobody would notice it otherwise.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def __call__(self) -> bool:
        """Is it to stop?"""
        if self._before is None and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        say("keeping what is made so far; Ctrl-C again stops now")
        self._asked = True

    def __enter__(self) -> CtrlC:
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None
