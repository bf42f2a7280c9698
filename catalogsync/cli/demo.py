"""`sandbox` and `demo`: the platforms' wire protocols over a synthetic catalog, and a first run against them."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from catalogsync.bootstrap import workshop
from catalogsync.cli.opened import opened
from catalogsync.cli.output import print_table, say, size
from catalogsync.cli.progress import Style
from catalogsync.cli.working import work
from catalogsync.config import Settings
from catalogsync.pipeline.errors import Refusal
from catalogsync.sandbox import server
from catalogsync.sandbox.catalog import Catalog as SandboxCatalog
from catalogsync.sandbox.describe import describe


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(sandbox)
    app.command()(demo)


def sandbox(
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.", min=0, max=65535)] = 18090,
    seed: Annotated[str, typer.Option("--seed", help="Same seed, same catalog.")] = "1",
    catalog_size: Annotated[str, typer.Option("--size", help="tiny, demo, …: see docs/sandbox.md.")] = "demo",
    fault: Annotated[
        list[str] | None, typer.Option("--fault", help="A fault rule as JSON; may be given again.")
    ] = None,
    unix_socket: Annotated[
        str | None, typer.Option("--unix-socket", help="Listen on this path instead.")
    ] = None,
    describe_it: Annotated[
        bool, typer.Option("--describe", help="Print sample ids and the truth about them as JSON, and end.")
    ] = False,
) -> None:
    """Serve synthetic platforms on loopback: real wire protocols, real audio files, no real music.

    catalogsync sandbox --port 18090

    catalogsync run --gateway http://127.0.0.1:18090 --db music.db --library-root Music --limit 20
    """
    try:
        if describe_it:
            json.dump(describe(SandboxCatalog(seed, catalog_size)), sys.stdout, ensure_ascii=False)
            sys.stdout.write("\n")
            return
        faults: list[dict[str, Any]] = [json.loads(rule) for rule in fault or []]
        server.serve(host, port, seed, catalog_size, faults, unix_socket)
    except json.JSONDecodeError as e:
        raise Refusal(f"--fault is not JSON: {e}") from None
    except ValueError as e:
        raise Refusal(str(e)) from None
    except OSError as e:
        raise Refusal(f"cannot listen on {unix_socket or f'{host}:{port}'}: {e.strerror or e}") from None


def demo(
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the demo's files go; emptied first.")
    ] = Path("demo"),
    limit: Annotated[int, typer.Option("--limit", help="How many playlists.", min=1)] = 20,
    progress: Annotated[Style, typer.Option("--progress", help="How to show progress.")] = Style.AUTO,
) -> None:
    """The main job end to end against synthetic platforms: collect, sync, download with lyrics, ask why."""
    marker = folder / ".catalogsync-demo"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise Refusal(f"{folder} holds something that is not a demo; name another --folder")
    db, library = folder / "catalogsync.db", folder / "MusicLibrary"
    if (holder := workshop.run_lock(Settings(db=db)).holder()) is not None:
        raise Refusal(f"{holder} is at work in {folder}; stop it, or name another --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    marker.touch()
    began = time.monotonic()
    with server.Sandbox().running() as address:
        say(f"SYNTHETIC platforms at {address}: real wire protocols, invented songs")
        workshop.make_store(Settings(db=db, library_root=library))
        with contextlib.suppress(typer.Exit):
            work(
                "catalog_sync",
                db=db,
                library_root=library,
                gateway=address,
                limit=limit,
                workers=10,
                min_free_mb=0,
                progress=progress,
                dry_run=False,
                as_json=False,
                as_jsonl=False,
            )
    _show(db, library, time.monotonic() - began)


def _show(db: Path, library: Path, seconds: float) -> None:
    with opened(Settings(db=db, library_root=library)) as shop:
        shop.models.catch_up()
        query = shop.models.connection().execute
        rows = query(
            "SELECT s.platform, count(*), sum(s.state = 'done'), sum(s.state = 'done' AND s.source <> s.platform),"
            " sum(s.lyric = 'saved'), sum(s.state IN ('missed', 'held')), coalesce(sum(f.size_bytes), 0)"
            " FROM songs s LEFT JOIN files f ON f.song = s.id GROUP BY s.platform ORDER BY s.platform"
        ).fetchall()
        reasons = query(
            "SELECT failure, count(*) FROM songs WHERE state IN ('missed', 'held') GROUP BY failure ORDER BY 2 DESC"
        ).fetchall()
        done = query(
            "SELECT number FROM songs WHERE state = 'done' AND source <> platform LIMIT 1"
        ).fetchone()
        missed = query("SELECT number FROM songs WHERE state = 'missed' LIMIT 1").fetchone()
        playlists = query("SELECT count(*) FROM playlists WHERE sync = 'ok'").fetchone()[0]
    held = any(failure == "held" for failure, _ in reasons)
    total = [sum(row[n] or 0 for row in rows) for n in range(1, 7)]
    table = [(*row[:6], size(row[6])) for row in rows] + [("all", *total[:5], size(total[5]))]
    print_table(
        ("platform", "songs", "done", "by fallback", "lyrics", "missing", "on disk"), table, empty="nothing"
    )
    say(
        f"{playlists} playlists synced, {total[1]} songs with audio, {total[3]} with lyrics in {seconds:.0f} s"
    )
    if reasons:
        say("missing, each an honest outcome: " + ", ".join(f"{n} {failure}" for failure, n in reasons))
    say("")
    say("Now try:")
    for command in (
        f"why --db {db} {done[0] if done else 1}        # came from elsewhere: who refused, who gave it, who decided",
        *([f"why --db {db} {missed[0]}        # missing: what was tried, what would help"] if missed else []),
        *([f"review --db {db}        # candidates that wait for your word"] if held else []),
        f"playlists --db {db}",
        f"songs --db {db} --state missed",
        f"events tail --db {db} --after 0 | head",
        f"projections rebuild --db {db}",
        f"serve --db {db} --library-root {library}        # the console, at http://127.0.0.1:18080",
    ):
        say(f"  {_program()} {command}")


def _program() -> str:
    """This program as the reader's shell finds it: on the PATH, or as it was called."""
    if shutil.which("catalogsync"):
        return "catalogsync"
    return "python -m catalogsync" if sys.argv[0].endswith("__main__.py") else sys.argv[0]
