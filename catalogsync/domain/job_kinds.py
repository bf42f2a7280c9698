"""The kinds of jobs and the stages each is made of. One table for command line, runner and console."""

from __future__ import annotations

from collections.abc import Mapping

STAGES = ("collect", "sync", "download", "lyrics", "upload", "verify", "rebuild")
"""Every stage, in the order in which they run where a kind has several."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "catalog_sync": ("collect", "sync", "download", "lyrics"),
    "collect_only": ("collect",),
    "sync_only": ("sync",),
    "sync_download": ("sync", "download", "lyrics"),
    "download_only": ("download", "lyrics"),
    "lyrics_only": ("lyrics",),
    "verify": ("verify",),
}
"""Kind → stages. `catalog_sync` is what `catalogsync run` does."""
