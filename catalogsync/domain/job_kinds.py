"""The kinds of jobs and the stages each is made of. One table for command line, runner and console."""

from __future__ import annotations

from collections.abc import Mapping

STAGES = ("collect", "sync", "download", "lyrics", "upload", "verify", "check", "repair", "rebuild")
"""Every stage, in the order in which they run where a kind has several."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "catalog_sync": ("collect", "sync", "download", "lyrics", "upload"),
    "collect_only": ("collect",),
    "sync_only": ("sync",),
    "sync_download": ("sync", "download", "lyrics"),
    "download_only": ("download", "lyrics"),
    "upload_only": ("upload",),
    "download_upload": ("download", "lyrics", "upload"),
    "lyrics_only": ("lyrics",),
    "verify": ("verify",),
    "storage_check": ("check",),
    "storage_repair": ("check", "repair"),
    "rebuild": ("rebuild",),
}
"""Kind → stages. `catalog_sync` is what `catalogsync run` does; it uploads only where its scope names a backend.
The `storage_…` kinds compare backends with the catalog, and mend them: the one their scope names, or each in use."""

_LANES: Mapping[str, str] = {
    "download": "download",
    "upload": "upload",
    "check": "upload",
    "repair": "upload",
    "verify": "library",
    "lyrics": "library",
    "rebuild": "rebuild",
    "sync": "catalog",
    "collect": "catalog",
}
"""Stage → lane, the one that decides for a kind first: whatever downloads is in the download lane."""


def lane_of(kind: str) -> str:
    """The lane of a kind. One job of a lane runs at a time, jobs of other lanes run beside it."""
    return next(lane for stage, lane in _LANES.items() if stage in KINDS[kind])
