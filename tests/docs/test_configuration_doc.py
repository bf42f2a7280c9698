"""docs/configuration.md is made from the settings, and docs/cli.md names every command; UPDATE_DOCS=1 writes anew."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretStr

from catalogsync.cli.lazy import COMMANDS
from catalogsync.config import Settings

DOCS = Path(__file__).parents[2] / "docs"

HEAD = """# Configuration

Made from the code by `UPDATE_DOCS=1 python -m pytest tests/docs`; a test fails when it is stale.

Every setting can be given in five places; the nearest wins: a flag (where the command has it), a `CATALOGSYNC_…` variable
of the environment, the same variable in `--env-file` (or `CATALOGSYNC_ENV_FILE`), a key in a TOML config file (`--config`,
`CATALOGSYNC_CONFIG`, or `~/.config/catalogsync/config.toml`), the default. `catalogsync config show --origin` says which won;
secrets are only said to be set. Lists are separated by commas.

An env file holds `NAME=value` lines; comments, blank lines, `export` and quotes are as in a shell. Cookies are your own: copy
them from your browser's session at the platform, keep the file to yourself (`chmod 600`;
every command warns of one that everybody can read).

| setting | variable | default | what it is |
|---|---|---|---|
"""


def render() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = ",".join(map(str, default)) if isinstance(default, tuple) else default
        shown = "" if shown is None or isinstance(shown, SecretStr) else f"`{shown}`"
        rows.append(f"| `{name}` | `CATALOGSYNC_{name.upper()}` | {shown} | {field.description} |\n")
    return HEAD + "".join(rows)


def test_the_page_of_settings_is_true() -> None:
    page = DOCS / "configuration.md"
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(render(), encoding="utf-8")

    assert render() == page.read_text(encoding="utf-8")


def test_every_setting_says_what_it_is() -> None:
    assert [] == [name for name, field in Settings.model_fields.items() if not field.description]


def test_every_command_is_in_the_docs() -> None:
    told = (DOCS / "cli.md").read_text(encoding="utf-8")

    assert [] == [name for name in COMMANDS if f"`{name}" not in told]
