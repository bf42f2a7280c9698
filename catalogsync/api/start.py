"""Start everything a server is made of, in order, and end it again: socket, store, runner, notices, application."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from catalogsync.api.app import make_app
from catalogsync.api.security import check_bind
from catalogsync.api.server import bind, serve
from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.logs import keep_logs
from catalogsync.bootstrap.notices import newsroom, notifier_of
from catalogsync.bootstrap.runner import open_runner
from catalogsync.config import Loaded


def start(loaded: Loaded, env_file: Path | None, *, read_only: bool, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM. Refusal or StoreError, before anything runs, for what stands in the way."""
    settings = loaded.settings
    check_bind(settings)
    keep_logs(settings.log_folder, "serve")
    with ExitStack() as stack:
        sock = bind(settings.host, settings.port)
        stack.callback(sock.close)
        read_only = read_only or _unwritable(settings.db)
        opened = workshop.open_workshop(settings, "runner", read_only=read_only, background=True, say=say)
        shop = stack.enter_context(opened)
        if shop.models.path.absolute().parent != settings.db.absolute().parent:
            say(
                f"nothing can be written beside {settings.db}: its read models were made anew for this server"
            )
        runner = open_runner(shop, read_only="this server was started read-only" if read_only else None)
        app = make_app(shop, runner, settings, loaded, env_file)
        notifier = notifier_of(settings)
        if notifier is not None:
            stack.callback(notifier.close)
        runner.start()
        stack.callback(runner.stop)
        if notifier is not None:
            # Of several servers over one store the runner tells.
            news = newsroom(shop, notifier, lambda: runner.view().holder is None)
            news.start()
            stack.callback(news.stop)
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        say(f"console at http://{name}:{sock.getsockname()[1]}/ on {settings.db}; Ctrl-C ends it")
        holder = runner.view().holder
        if holder is not None:
            say(f"jobs are not run from here: {holder}")

        def finish() -> None:
            say("finishing what is in hand; the next start goes on from here")
            runner.stop()

        serve(app, sock, finish)
    say("ended")


def _unwritable(db: Path) -> bool:
    return db.exists() and not os.access(db, os.W_OK)
