"""`storage`: check, repair, restore, and what else there is below it. `restore` is the same as `storage restore`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from catalogsync.bootstrap.storage import chosen_backends
from catalogsync.bootstrap.storage_care import BAD_FINDINGS
from catalogsync.cli import storage_views
from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import AsJson, DryRun, Limit, PlaylistIds
from catalogsync.cli.output import how_many, print_json, print_table, say
from catalogsync.cli.picking import one_song, playlists_named
from catalogsync.cli.storage_work import BackendArgument, Deep, Telling, Work, at_work, tell
from catalogsync.domain.ids import PLATFORMS, Key
from catalogsync.pipeline.outcome import Tally
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_check import CheckStage

_SHOWN, _NAMED = 30, 8


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    storage = typer.Typer(no_args_is_help=True, help="Copies of the library: compare, mend, bring back.")
    storage_views.register(storage)
    storage.command("check")(check)
    storage.command("repair")(repair)
    storage.command("restore")(restore)
    app.add_typer(storage, name="storage")
    app.command("restore")(restore)


@at_work()
def check(
    work: Work,
    backend: BackendArgument,
    deep: Deep = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> Telling:
    """Compare catalog and backend: missing, extra, different, unverified. --deep reads every byte back.

    catalogsync storage check main-s3 --db music.db --deep
    """
    stage = work.care.check(backend, deep=deep, record=not dry_run)

    def told() -> Exit:
        _tell_findings(backend, stage, as_json=as_json)
        return work.exit_code(bad=bool({f.what for f in stage.findings} - {"extra"}))

    return told


def _tell_findings(backend: str, stage: CheckStage, *, as_json: bool) -> None:
    counts = stage.tally.as_counts()
    if as_json:
        findings = [
            {
                "what": f.what,
                "key": f.key,
                "song": str(f.song) if f.song else None,
                "part": f.part,
                "detail": f.detail,
            }
            for f in stage.findings
        ]
        print_json("storage check", backend=backend, deep=stage.deep, counts=counts, findings=findings)
        return
    print_table(
        ("finding", "part", "key", "detail"),
        [(f.what, f.part, f.key, f.detail) for f in stage.findings[:_SHOWN]],
        empty="everything is as recorded",
    )
    if len(stage.findings) > _SHOWN:
        say(f"… and {len(stage.findings) - _SHOWN} more; --json has them all")
    say(", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing to compare yet")


@at_work("library_root")
def repair(
    work: Work,
    backend: BackendArgument,
    deep: Deep = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> Telling:
    """Check, then mend: upload what is missing or different there, bring back what is lost here, drop half uploads.

    Objects that the catalog knows nothing of are reported and left alone.

    catalogsync storage repair main-s3 --db music.db --library-root Music
    """
    stage = work.care.check(backend, deep=deep, record=not dry_run)
    mended = {} if dry_run else work.care.repair(backend)

    def told() -> Exit:
        if dry_run:
            songs = list(dict.fromkeys(f.song for f in stage.findings if f.what in BAD_FINDINGS and f.song))
            say(_would(f"mend {how_many(len(songs), 'song')}", songs))
            return Exit.OK
        tell("storage repair", {"check": stage.tally, **mended}, as_json=as_json)
        return work.exit_code(bad=any(tally.failures for tally in mended.values()))

    return told


def _would(do: str, songs: Sequence[Key]) -> str:
    named = ", ".join(map(str, songs[:_NAMED])) + (", …" if len(songs) > _NAMED else "")
    return f"would {do}: {named}" if songs else f"would {do}: there is nothing to do"


@at_work("library_root", "sources")
def restore(
    work: Work,
    songs: Annotated[
        list[str] | None,
        typer.Argument(help="Songs by number or platform:id; all that are not here without."),
    ] = None,
    backend: Annotated[
        str | None,
        typer.Option("--backend", help="Where from; every backend in turn without.", show_default=False),
    ] = None,
    playlist_ids: PlaylistIds = None,
    limit: Limit = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> Telling:
    """Bring local files back from a backend, verified byte for byte; a broken off one is gone on with.

    catalogsync restore 12 15 --db music.db --backend main-s3

    catalogsync restore --db music.db --playlist-ids 3
    """
    named = tuple(one_song(work.shop.queries, text) for text in songs) if songs else None
    lists = None if playlist_ids is None else playlists_named(work.shop.queries, playlist_ids)
    # A song belongs to any platform, while `sources` names those that are collected.
    platforms = work.shop.settings.sources if work.given["sources"] else PLATFORMS
    chosen = Selection(platforms, lists, limit, songs=named)
    done: dict[str, Tally] = {}
    for name in chosen_backends(work.shop, backend):
        if dry_run:
            found = [group.song for group in work.ask.groups_to_restore(chosen, name)]
            say(_would(f"restore {len(found)} from {name}", found))
            continue
        done[f"restore from {name}"] = work.care.bring_back(name, chosen)

    def told() -> Exit:
        if not dry_run:
            tell("restore", done, as_json=as_json)
        return work.exit_code(bad=any(tally.failures for tally in done.values()))

    return told
