"""Commands are loaded when they are asked for: `catalogsync songs` does not wait for six platform adapters."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = {
    "init-db": "store",
    "run": "runs",
    "collect": "runs",
    "sync": "runs",
    "download": "runs",
    "lyrics": "runs",
    "verify": "runs",
    "register-object-backend": "storage",
    "upload": "storage",
    "restore": "storage_care",
    "storage": "storage_care",
    "playlists": "lists",
    "playlist": "playlist",
    "songs": "lists",
    "artists": "lists",
    "jobs": "lists",
    "why": "why",
    "wanted": "wanted",
    "retry": "decide",
    "review": "decide",
    "accept": "decide",
    "reject": "decide",
    "undo": "decide",
    "exclude": "decide",
    "want": "decide",
    "forget": "decide",
    "redo": "decide",
    "sources": "wanted",
    "replay": "replay",
    "events": "events",
    "projections": "store",
    "store": "care",
    "doctor": "doctor",
    "resolve": "debug",
    "serve": "serve",
    "sandbox": "demo",
    "demo": "demo",
    "config": "config",
    "debug": "debug",
}
"""Every command and the module of `catalogsync.cli` that registers it, in the order of the help page."""


class LazyGroup(TyperGroup):
    """A group whose commands come from `COMMANDS`."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """All names, in the order of the table."""
        return list(COMMANDS)

    def resolve_command(self, ctx: typer.Context, args: list[str]):  # type: ignore[no-untyped-def,override]
        """The command that was asked for. Typer would look for names like it among those already loaded: none."""
        if args and args[0] not in COMMANDS and (like := get_close_matches(args[0], COMMANDS)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(map(repr, like))}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def,override]
        """The command of that name, its module loaded; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        part = typer.Typer()
        import_module(f"catalogsync.cli.{COMMANDS[cmd_name]}").register(part)
        group = get_command(part)
        return group.commands.get(cmd_name, group) if isinstance(group, TyperGroup) else group
