"""Commands are loaded when they are asked for: `catalogsync songs` does not wait for six platform adapters."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Listed(NamedTuple):
    """A command as the help page lists it, and the module of `catalogsync.cli` that registers it."""

    module: str
    panel: str
    says: str


_START = "Start here"
_STAGES = "The stages of a run, each on its own"
_LOOK = "What the catalog knows"
_DECIDE = "Your word"
_COPIES = "Copies elsewhere"
_CARE = "Care"
_BENCH = "Trying out, reporting bugs"

COMMANDS = {
    "init-db": Listed("store", _START, "make the event store and the library root"),
    "run": Listed("runs", _START, "collect, sync, download with lyrics"),
    "why": Listed("why", _START, "why a song is as it is, and what would change it"),
    "wanted": Listed("wanted", _START, "what is missing, and when it is tried again"),
    "serve": Listed("serve", _START, "the console in a browser, and the runner"),
    "demo": Listed("demo", _START, "a first run against invented platforms"),
    "collect": Listed("runs", _STAGES, "find playlists in toplists and squares"),
    "sync": Listed("runs", _STAGES, "ask what playlists hold now"),
    "download": Listed("runs", _STAGES, "bring the songs the library lacks"),
    "lyrics": Listed("runs", _STAGES, "save lyrics beside the songs"),
    "verify": Listed("runs", _STAGES, "hold the library against the catalog"),
    "playlists": Listed("lists", _LOOK, "the playlists, with how much of them is here"),
    "playlist": Listed("playlist", _LOOK, "one playlist, now or as it was"),
    "songs": Listed("lists", _LOOK, "the songs, and how far each is"),
    "artists": Listed("lists", _LOOK, "the artists of the songs"),
    "jobs": Listed("lists", _LOOK, "the newest runs and jobs"),
    "sources": Listed("wanted", _LOOK, "how good each fallback is; pins and bars"),
    "review": Listed("decide", _DECIDE, "candidates that wait for a person"),
    "accept": Listed("decide", _DECIDE, "this candidate is the same recording"),
    "reject": Listed("decide", _DECIDE, "this candidate never"),
    "undo": Listed("decide", _DECIDE, "take such a word back"),
    "exclude": Listed("decide", _DECIDE, "never try these songs or this playlist"),
    "want": Listed("decide", _DECIDE, "want them again"),
    "retry": Listed("decide", _DECIDE, "try missing songs at the next download"),
    "forget": Listed("decide", _DECIDE, "forget that songs were missed or excluded"),
    "redo": Listed("decide", _DECIDE, "download songs again that are done"),
    "register-object-backend": Listed("storage", _COPIES, "name a bucket or folder for copies"),
    "upload": Listed("storage", _COPIES, "bring there what it lacks, proven"),
    "restore": Listed("storage_care", _COPIES, "bring local files back from there"),
    "storage": Listed("storage_care", _COPIES, "list, compare, mend, retire"),
    "doctor": Listed("doctor", _CARE, "do the platforms and this machine work?"),
    "config": Listed("config", _CARE, "every setting and where it came from"),
    "store": Listed("care", _CARE, "prove the event store, back it up, restore it"),
    "projections": Listed("store", _CARE, "look at the read models, make them anew"),
    "events": Listed("events", _CARE, "the events themselves: list, show, tail"),
    "replay": Listed("replay", _CARE, "what today's matching rules would change"),
    "sandbox": Listed("demo", _BENCH, "serve invented platforms on this machine"),
    "resolve": Listed("debug", _BENCH, "what a share link is"),
    "debug": Listed("debug", _BENCH, "look over the shoulder of parsers and rules"),
}
"""Every command, in the order of the help page."""


class LazyGroup(TyperGroup):
    """A group whose commands come from `COMMANDS`."""

    listing = False
    """True while names and one line each are all that is needed: the help page, completion."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """All names, in the order of the table."""
        return list(COMMANDS)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help page, without loading what it lists."""
        self.listing = True
        super().format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Names that begin like this, without loading what they stand for."""
        self.listing = True
        return super().shell_complete(ctx, incomplete)

    def resolve_command(self, ctx: typer.Context, args: list[str]):  # type: ignore[no-untyped-def,override]
        """The command that was asked for. Typer would look for names like it among those already loaded: none."""
        if args and args[0] not in COMMANDS and (like := get_close_matches(args[0], COMMANDS)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(map(repr, like))}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def,override]
        """The command of that name, its module loaded unless it is only listed; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        listed = COMMANDS[cmd_name]
        if self.listing:
            return TyperCommand(cmd_name, help=listed.says, rich_help_panel=listed.panel)
        part = typer.Typer(add_completion=False)  # the program's own flags say that
        import_module(f"catalogsync.cli.{listed.module}").register(part)
        group = get_command(part)
        return group.commands.get(cmd_name, group) if isinstance(group, TyperGroup) else group
