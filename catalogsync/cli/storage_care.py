"""`storage`: list, status, check, repair, restore, retire. And `restore`, which is the same as `storage restore`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from catalogsync.bootstrap import storage as backends
from catalogsync.bootstrap import workshop
from catalogsync.bootstrap.storage_care import BAD_FINDINGS, Care, retire_backend
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import (
    AsJson,
    ConfigFile,
    Db,
    DryRun,
    EnvFile,
    LibraryRoot,
    Limit,
    PlaylistIds,
    Progress,
    SourceNames,
    Workers,
    settings_from,
)
from catalogsync.cli.output import print_json, print_table, say, size, when
from catalogsync.cli.picking import one_song, playlists_named
from catalogsync.cli.progress import Style, watcher
from catalogsync.cli.working import brake_on_signals
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.presence_queries import PresenceQueries

_SHOWN = 30

BackendArgument = Annotated[str, typer.Argument(help="The backend's name.")]
Deep = Annotated[bool, typer.Option("--deep", help="Read every copy back and hash it.")]

storage_app = typer.Typer(no_args_is_help=True, help="Copies of the library: compare, mend, bring back.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(storage_app, name="storage")
    app.command("restore")(restore)


@dataclass(frozen=True)
class _Work:
    """An open store in which this process may work, and who watches and stops it."""

    shop: Workshop
    ask: PresenceQueries
    care: Care
    brake: Brake


@contextmanager
def _working(env_file: Path | None, progress: Style, **flags: Any) -> Iterator[_Work]:
    backends.take_credentials(env_file)
    settings = settings_from(env_file=env_file, **flags).settings
    with ExitStack() as stack:
        shop = stack.enter_context(workshop.open_workshop(settings, "cli"))
        stack.enter_context(workshop.run_lock(settings).acquire(f"catalogsync {' '.join(sys.argv[1:3])}"))
        watch = stack.enter_context(watcher(progress))
        brake = stack.enter_context(brake_on_signals())
        yield _Work(shop, PresenceQueries(shop.models), Care(shop, watch, brake), brake)


@storage_app.command("status")
def status(
    db: Db = None, env_file: EnvFile = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """How many files stand in each backend, are due, lost or failed; from the catalog, without asking the backends."""
    settings = settings_from(env_file=env_file, config=config, db=db).settings
    with workshop.open_workshop(settings, "cli") as shop:
        rows = PresenceQueries(shop.models).presence()
    if as_json:
        print_json("storage status", items=[asdict(row) for row in rows])
        return
    print_table(
        (
            "backend",
            "kind",
            "files",
            "there",
            "due",
            "lost",
            "failed",
            "read back",
            "size",
            "local",
            "checked",
        ),
        [
            (
                row.name if row.active else f"{row.name} (retired)",
                row.kind,
                row.files,
                row.there,
                row.due,
                row.lost,
                row.failed,
                row.read_back,
                size(row.size_bytes),
                "kept" if row.keep_local else "removed",
                when(row.checked_ms),
            )
            for row in rows
        ],
        empty="no backends yet; `catalogsync register-object-backend` makes one",
    )


@storage_app.command("list")
def list_backends(
    db: Db = None, env_file: EnvFile = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Every backend in use: where it is and how it is used."""
    settings = settings_from(env_file=env_file, config=config, db=db).settings
    with workshop.open_workshop(settings, "cli") as shop:
        places = PresenceQueries(shop.models).backends()
    if as_json:
        print_json(
            "storage list",
            items=[{"name": name, **msgspec.structs.asdict(place)} for name, place in places.items()],
        )
        return
    print_table(
        ("backend", "kind", "where", "prefix", "credentials from", "local"),
        [
            (
                name,
                place.kind,
                place.location or f"{place.endpoint or 'aws'}/{place.bucket}",
                place.base_prefix,
                f"{place.credential_env_prefix}_…" if place.credential_env_prefix else "",
                "kept" if place.keep_local else "removed",
            )
            for name, place in places.items()
        ],
        empty="no backends yet; `catalogsync register-object-backend` makes one",
    )


@storage_app.command("check")
def check(
    backend: BackendArgument,
    deep: Deep = False,
    workers: Workers = None,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Compare catalog and backend: missing, extra, different, unverified. --deep reads every byte back.

    catalogsync storage check main-s3 --db music.db --deep
    """
    with _working(env_file, progress, config=config, db=db, workers=workers) as work:
        stage = work.care.check(backend, deep=deep, record=not dry_run)
    if as_json:
        print_json(
            "storage check",
            backend=backend,
            deep=deep,
            counts=stage.tally.as_counts(),
            findings=[
                {
                    "what": f.what,
                    "key": f.key,
                    "song": str(f.song) if f.song else None,
                    "part": f.part,
                    "detail": f.detail,
                }
                for f in stage.findings
            ],
        )
    else:
        print_table(
            ("finding", "part", "key", "detail"),
            [(f.what, f.part, f.key, f.detail) for f in stage.findings[:_SHOWN]],
            empty="everything is as recorded",
        )
        if len(stage.findings) > _SHOWN:
            say(f"… and {len(stage.findings) - _SHOWN} more; --json has them all")
        say(
            ", ".join(f"{n} {name}" for name, n in stage.tally.as_counts().items())
            or "nothing to compare yet"
        )
    raise typer.Exit(int(_exit_of(work.brake, bad=bool({f.what for f in stage.findings} - {"extra"}))))


@storage_app.command("repair")
def repair(
    backend: BackendArgument,
    deep: Deep = False,
    library_root: LibraryRoot = None,
    workers: Workers = None,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Check, then mend: upload what is missing or different there, bring back what is lost here, drop half uploads.

    Objects that the catalog knows nothing of are reported and left alone.

    catalogsync storage repair main-s3 --db music.db --library-root Music
    """
    flags = {"config": config, "db": db, "workers": workers, "library_root": library_root}
    with _working(env_file, progress, **flags) as work:
        stage = work.care.check(backend, deep=deep, record=not dry_run)
        if dry_run:
            songs = list(dict.fromkeys(f.song for f in stage.findings if f.what in BAD_FINDINGS and f.song))
            say(f"would mend {len(songs)} songs: {', '.join(map(str, songs[:8]))}")
            raise typer.Exit(int(Exit.OK))
        done = {"check": stage.tally, **work.care.repair(backend)}
    _tell("storage repair", done, as_json)
    raise typer.Exit(int(_exit_of(work.brake, bad=any(tally.failures for tally in list(done.values())[1:]))))


def restore(
    songs: Annotated[
        list[str] | None,
        typer.Argument(help="Songs by number or platform:id; all that are not here without."),
    ] = None,
    backend: Annotated[
        str | None,
        typer.Option("--backend", help="Where from; every backend in turn without.", show_default=False),
    ] = None,
    playlist_ids: PlaylistIds = None,
    sources: SourceNames = None,
    limit: Limit = None,
    library_root: LibraryRoot = None,
    workers: Workers = None,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Bring local files back from a backend, verified byte for byte.

    catalogsync restore 12 15 --db music.db --backend main-s3

    catalogsync restore --db music.db --playlist-ids 3
    """
    flags = {"config": config, "db": db, "workers": workers, "library_root": library_root, "sources": sources}
    with _working(env_file, progress, **flags) as work:
        named = tuple(one_song(work.shop.queries, text) for text in songs) if songs else None
        lists = None if playlist_ids is None else playlists_named(work.shop.queries, playlist_ids)
        # A song belongs to any platform, while `sources` names those that are collected.
        platforms = work.shop.settings.sources if sources else PLATFORMS
        chosen = Selection(platforms, lists, limit, songs=named)
        done: dict[str, Tally] = {}
        for name in backends.chosen_backends(work.shop, backend):
            if dry_run:
                groups = list(work.ask.groups_to_restore(chosen, name))
                say(f"would restore {len(groups)} from {name}: {', '.join(str(g.song) for g in groups[:8])}")
                continue
            done[f"restore from {name}"] = work.care.bring_back(name, chosen)
    if not dry_run:
        _tell("restore", done, as_json)
    raise typer.Exit(int(_exit_of(work.brake, bad=any(tally.failures for tally in done.values()))))


storage_app.command("restore")(restore)


@storage_app.command("retire")
def retire(
    backend: BackendArgument,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the record.")] = None,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Use a backend no more. Nothing is deleted there, and what was said of its copies stays on record."""
    settings = settings_from(env_file=env_file, config=config, db=db).settings
    with workshop.open_workshop(settings, "cli") as shop:
        retire_backend(shop.catalog, backend, reason)
    say(f"{backend} is retired")


def _tell(what: str, done: dict[str, Tally], as_json: bool) -> None:
    counts = {name: tally.as_counts() for name, tally in done.items()}
    if as_json:
        print_json(what, stages=counts)
        return
    rows = [(stage, name, n) for stage, found in counts.items() for name, n in found.items()]
    print_table(("stage", "outcome", "n"), rows, empty="nothing to do")


def _exit_of(brake: Brake, *, bad: bool) -> Exit:
    if brake.pulled:
        return Exit.INTERRUPTED
    return Exit.WITH_FAILURES if bad else Exit.OK
