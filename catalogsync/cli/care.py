"""`store`: verify, stats, backup, restore, export, import. The care of the one file that matters."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from catalogsync.adapters.store import backup as backups
from catalogsync.adapters.store import export
from catalogsync.adapters.store import restore as restoring
from catalogsync.adapters.store import stats as counting
from catalogsync.adapters.store import verify as verifying
from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import AsJson, ConfigFile, Db, EnvFile, settings_from
from catalogsync.cli.output import how_many, print_json, print_table, say, size, when
from catalogsync.cli.pace import Pace
from catalogsync.domain import facts as _facts  # noqa: F401  (a store is read by the names of all facts)
from catalogsync.pipeline.errors import Refusal

_SHOWN = 20

store_app = typer.Typer(no_args_is_help=True, help="The event store: prove it, back it up, bring it back.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(store_app, name="store")


@contextmanager
def _at_length(left: str) -> Iterator[Pace]:
    """Tell how far it is. A Ctrl-C, or the SIGTERM of a service that is stopped, ends it and says what is left."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Pace() as pace:
            yield pace
    except KeyboardInterrupt:
        say(f"interrupted: {left}; the same command begins anew")
        raise typer.Exit(int(Exit.INTERRUPTED)) from None
    finally:
        signal.signal(signal.SIGTERM, before)


@store_app.command("verify")
def verify_store(
    db: Db = None, env_file: EnvFile = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Read every event and check it against the checksum chain; find gaps, broken versions, altered payloads."""
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    with _at_length("the store was not read to its end") as pace:
        seen = verifying.verify(path, tell=pace)
    if as_json:
        print_json("store verify", sound=seen.sound, **asdict(seen))
    else:
        print_table(
            ("finding", "position", "stream", "what"),
            [
                (found.kind, found.position or "", found.stream, found.text)
                for found in seen.findings[:_SHOWN]
            ],
            empty="nothing to report",
        )
        if len(seen.findings) > _SHOWN:
            say(f"… and {len(seen.findings) - _SHOWN} more; --json has them all")
        say(f"{how_many(seen.events, 'event')} up to position {seen.last_position}, digest {seen.digest}")
        say(
            "sound: every event is what was written"
            if seen.sound
            else "DAMAGED: restore the newest good backup"
        )
        if seen.sound and seen.newer:
            say("a newer catalogsync wrote some of it: upgrade this one before it works on the store")
    raise typer.Exit(int(Exit.OK if seen.sound else Exit.INTEGRITY))


@store_app.command("stats")
def stats(
    db: Db = None, env_file: EnvFile = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """How many events of which kind, and how big they are."""
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    big = counting.extent(path)
    if not as_json:
        say(
            f"{how_many(big.events, 'event')} up to position {big.last_position:,}, {size(big.file_bytes)} on disk, "
            f"{when(big.first_ms)} to {when(big.last_ms)}"
        )
    with _at_length("the events were not counted by kind") as pace:
        held = counting.contents(path, tell=pace)
    if as_json:
        print_json("store stats", **asdict(big), **asdict(held))
        return
    print_table(
        ("event", "n", "bytes"), [(*fact[:2], size(fact[2])) for fact in held.facts], empty="no events"
    )
    say(f"{how_many(held.streams, 'stream')}, {size(held.payload_bytes)} in events")


@store_app.command("backup")
def make_backup(
    folder: Annotated[Path, typer.Argument(help="Where backups go.")],
    keep: Annotated[int, typer.Option("--keep", help="How many to keep.", min=1)] = 7,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy the store while it is in use, verify the copy, keep the newest ones.

    catalogsync store backup /backup --db music.db --keep 14
    """
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    with _at_length("no backup was made, those that were there are") as pace:
        made = backups.backup(path, folder, keep=keep, tell=pace)
    if as_json:
        print_json("store backup", **msgspec.to_builtins(made))
    else:
        say(f"{folder / made.file}: {how_many(made.events, 'event')}, {size(made.size_bytes)}, verified")


@store_app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="A backup made by `store backup`.")],
    lose_events: Annotated[
        bool, typer.Option("--lose-events", help="Also when the store holds newer events; it is kept beside.")
    ] = False,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Put a verified backup in the store's place. Positions are never given twice; read models follow by themselves."""
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    with _at_length("the store is as it was") as pace:
        done = restoring.restore(file, path, lose_events=lose_events, tell=pace)
    say(f"restored {path}: {how_many(done.events, 'event')} up to position {done.last_position}")


@store_app.command("export")
def export_store(
    file: Annotated[Path, typer.Argument(help="Where to; - is stdout.")],
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Every event as a line of JSON."""
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    with (
        _at_length("not all events are in the output" if str(file) == "-" else f"there is no {file}") as pace,
        open_store(path, read_only=True) as log,
        _whole(file) as target,
    ):
        events = 0
        for line in export.export_lines(log, tell=pace):
            target.write(line)
            events += 1
    say(how_many(events, "event"))


@contextmanager
def _whole(file: Path) -> Iterator[BinaryIO]:
    """A file to write that gets its name only when all of it is on the disk; what fails on the way leaves none.

    `-` is stdout.
    """
    if str(file) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if file.exists():
        raise Refusal(f"{file} is there already")
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    except OSError as e:
        part.unlink(missing_ok=True)
        raise Refusal(f"cannot write {file}: {e.strerror or e}; there is no such file now") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@store_app.command("import")
def import_store(
    file: Annotated[Path, typer.Argument(help="An export; - is stdin.")],
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Make a new store of an export. It is there when all of the export is in it, or not at all."""
    path = settings_from(env_file=env_file, config=config, db=db).settings.db
    if path.exists():
        raise Refusal(f"{path} is there already; an export makes a new store")
    try:
        source = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as e:
        raise Refusal(f"cannot read {file}: {e.strerror or e}") from None
    fresh = path.with_name(f"{path.name}.importing")
    _remove_store(fresh)  # of an import that was killed
    try:
        with _at_length(f"there is no {path}") as pace, source, create_store(fresh) as log:
            size_bytes = 0 if str(file) == "-" else file.stat().st_size
            events = export.import_lines(log, source, size_bytes=size_bytes, tell=pace)
        fresh.rename(path)
    except BaseException:
        _remove_store(fresh)
        raise
    say(f"{how_many(events, 'event')} in {path}")


def _remove_store(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
