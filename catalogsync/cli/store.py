"""`init-db` and `projections`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from catalogsync.adapters.store.place import looks_like_network_filesystem
from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.outside import open_library
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson, ConfigFile, Db, DryRun, EnvFile, LibraryRoot, settings_from
from catalogsync.cli.opened import CtrlC, on_store, opened
from catalogsync.cli.output import print_json, print_table, say
from catalogsync.cli.pace import Pace
from catalogsync.domain.projection import Decisions, decisions_stream
from catalogsync.pipeline.errors import Refusal

projections_app = typer.Typer(no_args_is_help=True, help="The read models: look at them, make them anew.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init-db")(init_db)
    app.add_typer(projections_app, name="projections")


def init_db(
    db: Db = None,
    library_root: LibraryRoot = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make the event store and the library root. Running it again changes nothing.

    catalogsync init-db --db D/catalogsync.db --library-root MusicLibrary
    """
    settings = settings_from(env_file=env_file, config=config, db=db, library_root=library_root).settings
    if dry_run:
        say(f"would make the store {settings.db} and the library root {settings.library_root}")
        return
    there = settings.db.exists() and settings.db.stat().st_size > 0
    workshop.make_store(settings)
    filesystem = looks_like_network_filesystem(settings.db)
    if filesystem is not None:
        say(
            f"warning: {settings.db} is on {filesystem}; SQLite cannot lock safely there: keep the store on a local"
            " disk and only the library on the network"
        )
    with opened(settings) as shop:
        open_library(settings, shop.catalog, begin=True)
    if as_json:
        print_json("init-db", db=str(settings.db), library_root=str(settings.library_root), made=not there)
    else:
        say(f"{'found' if there else 'made'} {settings.db}; music goes to {settings.library_root}")


@projections_app.command("status")
@on_store
def projections_status(shop: Workshop, as_json: AsJson = False) -> None:
    """Position, lag and health of every projection."""
    shop.models.catch_up()
    status = shop.models.status()
    rows = [(s.name, s.version, s.position, s.lag, s.parked.cause if s.parked else "fine") for s in status]
    if as_json:
        keys = ("name", "version", "position", "lag", "state")
        print_json("projections", items=[dict(zip(keys, row, strict=True)) for row in rows])
    else:
        print_table(("projection", "version", "position", "lag", "state"), rows, empty="no projections")
        if any(s.parked for s in status):
            say(
                "`projections retry NAME` after an upgrade, `projections skip NAME --reason …` to do without the event"
            )


@projections_app.command("rebuild")
@on_store
def projections_rebuild(
    shop: Workshop,
    names: Annotated[list[str] | None, typer.Argument(help="Only these; all when none is named.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make the read models anew from the events. Readers go on with the old ones until the end.

    Ctrl-C keeps what is made so far: the same command goes on from there.
    """
    for name in names or []:
        _known(shop, name)
    with CtrlC() as stop, Pace() as pace:
        shop.models.rebuild(names or None, progress=pace.rebuild, stop=stop, cores=os.cpu_count() or 1)
    position = shop.models.position()
    if as_json:
        print_json("projections rebuild", position=position, names=names or [])
    else:
        say(f"rebuilt up to event {position}")


@projections_app.command("retry")
@on_store
def projections_retry(
    shop: Workshop,
    name: Annotated[str, typer.Argument(help="A parked projection.")],
) -> None:
    """Let a parked projection try its event again, after an upgrade for one."""
    status = shop.models.retry(_known(shop, name))
    say(f"{name}: {status.parked.cause if status.parked else 'goes on'}")


@projections_app.command("skip")
@on_store
def projections_skip(
    shop: Workshop,
    name: Annotated[str, typer.Argument(help="A parked projection.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the record.")],
) -> None:
    """Decide that a parked projection goes on without its event, now and in every rebuild."""
    status = next(s for s in shop.models.status() if s.name == _known(shop, name))
    if status.parked is None:
        raise Refusal(f"{name} is not parked")
    event = status.parked.event
    shop.catalog.change(Decisions, decisions_stream(name), lambda stream: stream.skip(event, reason))
    status = shop.models.retry(name)
    say(f"{name}: skipped {event}; {status.parked.cause if status.parked else 'goes on'}")


def _known(shop: Workshop, name: str) -> str:
    names = [projection.name for projection in shop.models.projections]
    if name not in names:
        raise Refusal(f"no projection {name!r}; there are {', '.join(names)}")
    return name
