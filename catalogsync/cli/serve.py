"""`serve`: the console, its API and the background runner."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from catalogsync.bootstrap.storage import take_credentials
from catalogsync.cli.flags import (
    ConfigFile,
    Db,
    DownloadSources,
    EnvFile,
    Gateway,
    LibraryRoot,
    SourceNames,
    Workers,
    settings_from,
)
from catalogsync.cli.output import say
from catalogsync.config import PREFIX


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(serve)


def serve(
    db: Db = None,
    env_file: EnvFile = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Where to listen; others than loopback need a password or token."),
    ] = None,
    port: Annotated[int | None, typer.Option("--port", help="0 takes a free one.", min=0, max=65535)] = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    download_sources: DownloadSources = None,
    workers: Workers = None,
    gateway: Gateway = None,
    config: ConfigFile = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Look only: run no jobs, change nothing.")
    ] = False,
) -> None:
    """Start the console and the background runner. Ctrl-C finishes what is in hand; the next start goes on.

    catalogsync serve --db music.db --env-file catalogsync.env --host 127.0.0.1 --port 18080
    """
    loaded = settings_from(
        db=db,
        env_file=env_file,
        host=host,
        port=port,
        library_root=library_root,
        sources=sources,
        download_sources=download_sources,
        workers=workers,
        gateway=gateway,
        config=config,
    )
    named = os.environ.get(PREFIX + "ENV_FILE")
    env_file = env_file or (Path(named) if named else None)
    take_credentials(env_file)
    # By name: command line and console never import each other.
    import_module("catalogsync.api.start").start(loaded, env_file, read_only=read_only, say=say)
