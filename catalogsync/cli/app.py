"""The command line: puts the commands together and turns errors into one line and an exit code."""

from __future__ import annotations

import logging
import sys
from typing import Annotated, Any

import typer

from catalogsync import __version__
from catalogsync.cli.exits import Exit, exit_of
from catalogsync.cli.lazy import LazyGroup
from catalogsync.cli.output import say
from catalogsync.cli.streams import abandon_stdout, prepare
from catalogsync.pipeline.errors import CatalogError

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What every wrong command line raises; typer shows only this child of it."""

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

    catalogsync run --db music.db --library-root Music --playlist-file my.txt

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
    prepare()
    try:
        # Not typer's own ending: its errors take five lines, and a reader of ours that went away counts as a failure.
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except CatalogError as e:
        say(f"error: {e}")
        code = exit_of(e)
    except UsageError as e:
        if type(e).__name__ != "NoArgsIsHelpError":  # the help was asked for by saying nothing, and was shown
            say(f"error: {_usage(e)}")
        code = Exit.USAGE
    except KeyboardInterrupt:
        say("interrupted")
        code = Exit.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader of our output went away (`| head`), which typer tells as SystemExit: nothing is wrong, and
        # nothing is left to say.
        abandon_stdout()
        code = Exit.OK
    except OSError as e:
        logging.getLogger(__name__).info("the operating system refused", exc_info=True)
        say(f"error: {e.strerror or e}" + (f": {e.filename}" if e.filename else ""))
        abandon_stdout()
        code = Exit.WITH_FAILURES
    sys.exit(int(code or Exit.OK))


def _usage(error: Any) -> str:
    """A wrong command line in one line, with where to read on."""
    message = error.format_message().rstrip(".")
    where = error.ctx.command_path if error.ctx else "catalogsync"
    return f"{message[:1].lower()}{message[1:]}{'' if message.endswith('?') else ';'} `{where} --help` tells more"
