"""The command line: puts the commands together and turns errors into one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer

from catalogsync import __version__
from catalogsync.cli.exits import Exit, exit_of
from catalogsync.cli.lazy import LazyGroup
from catalogsync.cli.output import say
from catalogsync.pipeline.errors import CatalogError

app = typer.Typer(
    name="catalogsync",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""A catalog and download pipeline for music playlists.

**Examples**

    catalogsync init-db --db music.db --library-root Music

    catalogsync run --db music.db --library-root Music --limit 20

    catalogsync run --db music.db --library-root Music --playlist-file playlists.txt

    catalogsync why --db music.db 12

Stdout is data, stderr is talk. Exit codes: 0 fine, 1 finished with failures, 2 usage or configuration,
3 store missing or locked, 4 login needed or all sources down, 5 paused, 6 integrity failure, 130 interrupted.
""",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"catalogsync {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log to stderr what happens inside.")
    ] = False,
) -> None:
    """Flags before the command."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    # httpx logs whole addresses, and stream addresses are signed.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def main() -> None:
    """Entry point of `catalogsync` and `musicdl-catalogsync`."""
    try:
        app()
    except CatalogError as e:
        say(f"error: {e}")
        _leave(exit_of(e))
    except KeyboardInterrupt:
        say("interrupted")
        _leave(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(Exit.OK)


def _leave(code: Exit) -> None:
    sys.exit(int(code))
