"""Commands that work on an open store: they take it as their first argument, and the flags that say which one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

from catalogsync.bootstrap.workshop import open_workshop
from catalogsync.cli.flags import ConfigFile, Db, EnvFile, settings_from

_FLAGS = {"db": Db, "env_file": EnvFile, "config": ConfigFile}


def on_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the flags `--db`, `--env-file` and `--config`, and the store they name as its first argument."""
    hints = get_type_hints(command, include_extras=True)
    own = list(inspect.signature(command).parameters.values())[1:]

    @functools.wraps(command)
    def run(*, db: Path | None, env_file: Path | None, config: Path | None, **given: Any) -> None:
        settings = settings_from(env_file=env_file, config=config, db=db).settings
        with open_workshop(settings, "cli") as shop:
            command(shop, **given)

    parameters = [p.replace(annotation=hints[p.name], kind=p.KEYWORD_ONLY) for p in own]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in _FLAGS.items()
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    del run.__wrapped__  # or the command's own signature would be read
    return run
