"""Commands that work on an open store: they take it as their first argument, and the flags that say which one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalogsync.bootstrap.workshop import open_workshop
from catalogsync.cli.flags import ConfigFile, Db, EnvFile, settings_from
from catalogsync.cli.shared_flags import with_flags

_FLAGS = {"db": (Db, None), "env_file": (EnvFile, None), "config": (ConfigFile, None)}


def on_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the flags `--db`, `--env-file` and `--config`, and the store they name as its first argument."""

    def run(*, db: Path | None, env_file: Path | None, config: Path | None, **given: Any) -> None:
        settings = settings_from(env_file=env_file, config=config, db=db).settings
        with open_workshop(settings, "cli") as shop:
            command(shop, **given)

    return with_flags(run, command, _FLAGS, skip=1)
