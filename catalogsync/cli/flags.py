"""The flags that several commands share, and the settings they make."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from catalogsync.cli.output import say
from catalogsync.cli.progress import Style
from catalogsync.config import PREFIX, Loaded, Settings, load_settings

Db = Annotated[Path | None, typer.Option("--db", help="The event store.", show_default=False)]
LibraryRoot = Annotated[
    Path | None, typer.Option("--library-root", help="Where audio and lyrics go.", show_default=False)
]
EnvFile = Annotated[Path | None, typer.Option("--env-file", help="NAME=value settings.", show_default=False)]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="A TOML config file.", show_default=False)]
SourceNames = Annotated[
    str | None,
    typer.Option(
        "--sources", help="Platforms to collect and sync from: netease,qq,kuwo.", show_default=False
    ),
]
DownloadSources = Annotated[
    str | None,
    typer.Option("--download-sources", help="Platforms to fall back on, in order.", show_default=False),
]
Workers = Annotated[int | None, typer.Option("--workers", help="Transfers at a time.", show_default=False)]
Gateway = Annotated[
    str | None,
    typer.Option(
        "--gateway", help="Send every platform request to this address (a sandbox).", show_default=False
    ),
]
PlaylistFile = Annotated[
    Path | None,
    typer.Option(
        "--playlist-file", help="Work on the playlists in this file only; - is stdin.", show_default=False
    ),
]
PlaylistIds = Annotated[
    str | None,
    typer.Option(
        "--playlist-ids", help="Work on these playlists only: 12,15 or netease:123.", show_default=False
    ),
]
Limit = Annotated[int | None, typer.Option("--limit", help="How many at most.", min=1, show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would be done; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON envelope on stdout.")]
AsJsonl = Annotated[bool, typer.Option("--jsonl", help="Events as JSON lines on stdout, as they happen.")]
Progress = Annotated[Style, typer.Option("--progress", help="How to show progress (on stderr).")]


def settings_from(*, env_file: Path | None = None, config: Path | None = None, **flags: Any) -> Loaded:
    """Settings with these flags on top; None flags are not given."""
    known = {name: value for name, value in flags.items() if name in Settings.model_fields}
    loaded = load_settings(known, env_file=env_file, config_file=config)
    for name in loaded.unknown:
        like = get_close_matches(name, [PREFIX + field.upper() for field in Settings.model_fields], 1)
        say(f"warning: {name} in the env file is no setting{f'; did you mean {like[0]}?' if like else ''}")
    for path in loaded.exposed:
        say(f"warning: {path} holds secrets and every user of this machine can read it: chmod 600 {path}")
    return loaded
