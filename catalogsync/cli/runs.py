"""`run` and its stages on their own: `collect`, `sync`, `download`, `lyrics`, and `verify`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from catalogsync.cli.flags import (
    AsJson,
    AsJsonl,
    ConfigFile,
    Db,
    DownloadSources,
    DryRun,
    EnvFile,
    Gateway,
    LibraryRoot,
    Limit,
    PlaylistFile,
    PlaylistIds,
    Progress,
    SourceNames,
    Workers,
)
from catalogsync.cli.progress import Style
from catalogsync.cli.shared_flags import with_flags
from catalogsync.cli.working import work

NoLyrics = Annotated[bool, typer.Option("--no-lyrics", help="Save no .lrc files.")]
OverwriteLyrics = Annotated[
    bool, typer.Option("--overwrite-lyrics", help="Replace .lrc files that are there already.")
]
Category = Annotated[
    str | None, typer.Option("--category", help="A category of the playlist square.", show_default=False)
]
MinFree = Annotated[
    int | None, typer.Option("--min-free-mb", help="Pause below this much free disk.", show_default=False)
]

_SHARED = {
    "db": (Db, None),
    "library_root": (LibraryRoot, None),
    "sources": (SourceNames, None),
    "download_sources": (DownloadSources, None),
    "playlist_file": (PlaylistFile, None),
    "playlist_ids": (PlaylistIds, None),
    "limit": (Limit, None),
    "workers": (Workers, None),
    "gateway": (Gateway, None),
    "env_file": (EnvFile, None),
    "config": (ConfigFile, None),
    "dry_run": (DryRun, False),
    "as_json": (AsJson, False),
    "as_jsonl": (AsJsonl, False),
    "progress": (Progress, Style.AUTO),
}
"""The flags of every stage: one command line can be cut into its stages without changing a word."""

_COMMANDS: list[Callable[..., None]] = []


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in _COMMANDS:
        app.command()(command)


def _job(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command that runs a job of that kind with its own flags and the shared ones."""

    def make(command: Callable[..., None]) -> Callable[..., None]:
        def run(**flags: Any) -> None:
            # Switches count only when they are on; otherwise the settings speak.
            if flags.pop("no_lyrics", False):
                flags["lyrics"] = False
            flags["overwrite_lyrics"] = flags.get("overwrite_lyrics") or None
            work(kind, **flags)

        made = with_flags(run, command, _SHARED)
        _COMMANDS.append(made)
        return made

    return make


@_job("catalog_sync")
def run(
    category: Category = None,
    no_lyrics: NoLyrics = False,
    overwrite_lyrics: OverwriteLyrics = False,
    min_free_mb: MinFree = None,
    backend: Annotated[
        str | None, typer.Option("--backend", help="Upload to this backend at the end.", show_default=False)
    ] = None,
) -> None:
    """Collect playlists, sync them, download their songs with lyrics. --limit is the number of playlists.

    catalogsync run --db music.db --library-root Music --sources netease,qq,kuwo --limit 20

    catalogsync run --db music.db --library-root Music --playlist-file playlists.txt
    """


@_job("collect_only")
def collect(category: Category = None) -> None:
    """Find playlists in the platforms' toplists and playlist squares. --limit is the number of playlists.

    catalogsync collect --db music.db --sources netease,qq --limit 50
    """


@_job("sync_only")
def sync() -> None:
    """Ask what known playlists hold now, those never asked first. --limit is the number of playlists.

    catalogsync sync --db music.db --playlist-ids 12,15
    """


@_job("download_only")
def download(
    no_lyrics: NoLyrics = False, overwrite_lyrics: OverwriteLyrics = False, min_free_mb: MinFree = None
) -> None:
    """Download what synced playlists hold and the library lacks. --limit is the number of songs.

    catalogsync download --db music.db --library-root Music --playlist-ids 12 --workers 10
    """


@_job("lyrics_only")
def lyrics(overwrite_lyrics: OverwriteLyrics = False) -> None:
    """Save lyrics of songs that have a file here. --limit is the number of songs.

    catalogsync lyrics --db music.db --sources netease,qq --limit 200

    catalogsync lyrics --db music.db --playlist-ids 12,15 --overwrite-lyrics
    """


@_job("verify")
def verify(
    deep: Annotated[bool, typer.Option("--deep", help="Read and hash every byte.")] = False,
) -> None:
    """Hold the library against the catalog: what is missing, cut or altered is recorded and wanted again.

    catalogsync verify --db music.db --library-root Music --deep
    """
