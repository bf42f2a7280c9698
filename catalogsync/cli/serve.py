"""`serve`: the console, its API and the background runner."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from catalogsync.api.app import make_app
from catalogsync.api.security import check_bind
from catalogsync.api.server import bind
from catalogsync.api.server import serve as serve_app
from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.notices import notifier_of, teller
from catalogsync.bootstrap.runner import open_runner
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
    settings = loaded.settings
    named = os.environ.get(PREFIX + "ENV_FILE")
    env_file = env_file or (Path(named) if named else None)
    check_bind(settings)
    with ExitStack() as stack:
        sock = bind(settings.host, settings.port)
        stack.callback(sock.close)
        read_only = read_only or _unwritable(settings.db)
        shop = stack.enter_context(workshop.open_workshop(settings, "runner", read_only=read_only))
        runner = open_runner(shop, read_only="this server was started read-only" if read_only else None)
        app = make_app(shop, runner, settings, loaded, env_file)
        notifier = notifier_of(settings)
        if notifier is not None:
            stack.callback(notifier.close)
            app.state.console.feed.listen(teller(settings, notifier))
        runner.start()
        stack.callback(runner.stop)
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        say(f"console at http://{name}:{sock.getsockname()[1]}/ on {settings.db}; Ctrl-C ends it")

        def finish() -> None:
            say("finishing what is in hand; the next start goes on from here")
            runner.stop()

        serve_app(app, sock, finish)
    say("ended")


def _unwritable(db: Path) -> bool:
    return db.exists() and not os.access(db, os.W_OK)
