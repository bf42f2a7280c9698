"""`config show`: every setting, its value and where it came from."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import SecretStr

from catalogsync.cli.flags import AsJson, ConfigFile, Db, EnvFile, Gateway, LibraryRoot, settings_from
from catalogsync.cli.output import print_json, print_table
from catalogsync.config import Settings

config_app = typer.Typer(no_args_is_help=True, help="Settings: what they are and where each came from.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(config_app, name="config")


@config_app.command("show")
def show(
    origin: Annotated[bool, typer.Option("--origin", help="Say which layer won for each.")] = False,
    db: Db = None,
    library_root: LibraryRoot = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Every setting. Secrets are only said to be there.

    catalogsync config show --origin --env-file catalogsync.env
    """
    loaded = settings_from(
        env_file=env_file, config=config, db=db, library_root=library_root, gateway=gateway
    )
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(loaded.settings, name)
        shown = _shown(value)
        rows.append((name, shown, loaded.origins[name], field.description))
    if as_json:
        keys = ("name", "value", "origin", "description")
        print_json("config", items=[dict(zip(keys, row, strict=True)) for row in rows])
    elif origin:
        print_table(("setting", "value", "origin"), [row[:3] for row in rows], empty="")
    else:
        print_table(("setting", "value", "what it is"), [(row[0], row[1], row[3]) for row in rows], empty="")


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set)"
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return "" if value is None else str(value)
