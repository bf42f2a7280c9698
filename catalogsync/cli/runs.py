"""`run` and its stages on their own: `collect`, `sync`, `download`, `lyrics`."""

from __future__ import annotations

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


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (run, collect, sync, download, lyrics, verify):
        app.command()(command)


def run(
    db: Db = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    download_sources: DownloadSources = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    category: Category = None,
    limit: Limit = None,
    workers: Workers = None,
    no_lyrics: NoLyrics = False,
    overwrite_lyrics: OverwriteLyrics = False,
    min_free_mb: MinFree = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Collect playlists, sync them, download their songs with lyrics. --limit is the number of playlists.

    catalogsync run --db music.db --library-root Music --sources netease,qq,kuwo --limit 20

    catalogsync run --db music.db --library-root Music --playlist-file playlists.txt
    """
    work("catalog_sync", **_given(locals()))


def collect(
    db: Db = None,
    sources: SourceNames = None,
    category: Category = None,
    limit: Limit = None,
    playlist_file: PlaylistFile = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Find playlists in the platforms' toplists and playlist squares. --limit is the number of playlists.

    catalogsync collect --db music.db --sources netease,qq --limit 50
    """
    work("collect_only", **_given(locals()))


def sync(
    db: Db = None,
    sources: SourceNames = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    limit: Limit = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Ask what known playlists hold now, those never asked first. --limit is the number of playlists.

    catalogsync sync --db music.db --playlist-ids 12,15
    """
    work("sync_only", **_given(locals()))


def download(
    db: Db = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    download_sources: DownloadSources = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    limit: Limit = None,
    workers: Workers = None,
    no_lyrics: NoLyrics = False,
    overwrite_lyrics: OverwriteLyrics = False,
    min_free_mb: MinFree = None,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Download what synced playlists hold and the library lacks. --limit is the number of songs.

    catalogsync download --db music.db --library-root Music --playlist-ids 12 --workers 10
    """
    work("download_only", **_given(locals()))


def lyrics(
    db: Db = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    download_sources: DownloadSources = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    limit: Limit = None,
    workers: Workers = None,
    overwrite_lyrics: OverwriteLyrics = False,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Save lyrics of songs that have a file here. --limit is the number of songs.

    catalogsync lyrics --db music.db --sources netease,qq --limit 200

    catalogsync lyrics --db music.db --playlist-ids 12,15 --overwrite-lyrics
    """
    work("lyrics_only", **_given(locals()))


def verify(
    db: Db = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    deep: Annotated[bool, typer.Option("--deep", help="Read and hash every byte.")] = False,
    limit: Limit = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Hold the library against the catalog: what is missing, cut or altered is recorded and wanted again.

    catalogsync verify --db music.db --library-root Music --deep
    """
    work("verify", **_given(locals()), dry_run=False)


def _given(flags: dict[str, Any]) -> dict[str, Any]:
    """The flags of a command as settings: switches count only when they are on."""
    if flags.pop("no_lyrics", False):
        flags["lyrics"] = False
    flags["overwrite_lyrics"] = flags.get("overwrite_lyrics") or None
    return flags
