"""`doctor`: does this machine, and does each platform, do what we need?"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import typer

from catalogsync.adapters.store.errors import StoreError
from catalogsync.adapters.store.log import open_store
from catalogsync.adapters.store.place import looks_like_network_filesystem
from catalogsync.bootstrap.outside import check_cookies, open_sources
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import AsJson, ConfigFile, Db, EnvFile, Gateway, LibraryRoot, settings_from
from catalogsync.cli.output import print_json, print_table, say, size
from catalogsync.config import Settings
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.doctor import Finding, examine
from catalogsync.pipeline.errors import Refusal


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(doctor)


def doctor(
    platforms: Annotated[
        str | None, typer.Option("--platforms", help="Only these: netease,qq.", show_default=False)
    ] = None,
    host_only: Annotated[bool, typer.Option("--host-only", help="Ask no platform.")] = False,
    db: Db = None,
    library_root: LibraryRoot = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Try every platform's operations once, politely, and look at this machine. Writes nothing.

    catalogsync doctor --platforms netease,qq
    """
    settings = settings_from(
        env_file=env_file, config=config, db=db, library_root=library_root, gateway=gateway
    ).settings
    names = [name.strip() for name in platforms.split(",")] if platforms else list(PLATFORMS)
    for name in names:
        if name not in PLATFORMS:
            raise Refusal(f"unknown platform {name!r}; choose from {', '.join(PLATFORMS)}")
    findings = list(_host(settings))
    if not host_only:
        with ExitStack() as stack:
            sources = open_sources(settings, stack)
            for name in names:
                if not as_json:
                    say(f"asking {name} …")
                findings += examine(name, sources)
            findings += check_cookies(settings, stack, names)
    well = all(finding.state in ("works", "skipped", "refused") for finding in findings)
    if as_json:
        print_json("doctor", ok=well, items=[asdict(finding) for finding in findings])
    else:
        print_table(
            ("who", "what", "state", "detail", "what to do"),
            [(f.platform, f.operation, f.state, f.detail, f.hint) for f in findings],
            empty="",
        )
    down = {finding.platform for finding in findings if finding.state in ("down", "blocked")}
    if not host_only and down >= set(names):
        raise typer.Exit(int(Exit.SOURCES))
    raise typer.Exit(int(Exit.OK if well else Exit.WITH_FAILURES))


def _host(settings: Settings) -> list[Finding]:
    """What this machine must have."""
    found = [Finding("host", "python", "works", sys.version.split()[0])]
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
        found.append(Finding("host", "sqlite", "works", f"{sqlite3.sqlite_version} with FTS5"))
    except sqlite3.OperationalError:
        hint = "use a Python whose SQLite has FTS5"
        found.append(Finding("host", "sqlite", "changed", f"{sqlite3.sqlite_version} without FTS5", hint))
    finally:
        db.close()
    try:
        open_store(settings.db, read_only=True).close()
        network = looks_like_network_filesystem(settings.db)
        if network:
            hint = "keep the store on a local disk, only the library on the network"
            found.append(Finding("host", "store", "changed", f"{settings.db} is on {network}", hint))
        else:
            found.append(Finding("host", "store", "works", str(settings.db)))
    except StoreError as e:
        found.append(Finding("host", "store", "skipped", str(e), "catalogsync init-db"))
    if settings.library_root.is_dir():
        free = shutil.disk_usage(settings.library_root).free
        state = "works" if free >= settings.min_free_mb * 2**20 else "down"
        found.append(Finding("host", "library", state, f"{settings.library_root}, {size(free)} free"))
    else:
        found.append(
            Finding("host", "library", "skipped", f"no {settings.library_root}", "catalogsync init-db")
        )
    return found
