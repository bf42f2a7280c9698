"""Exit codes. They are an interface: scripts tell apart by them what happened (docs/cli.md)."""

from __future__ import annotations

from enum import IntEnum

from catalogsync.adapters.store.errors import StoreDamaged, StoreError
from catalogsync.pipeline.errors import CatalogError, LibraryUnavailable, LoginNeeded, Refusal
from catalogsync.projections.errors import ReadModelsError, RebuildCancelled, RebuildRefused


class Exit(IntEnum):
    """What a command's end means."""

    OK = 0
    WITH_FAILURES = 1
    USAGE = 2
    STORE = 3
    SOURCES = 4
    PAUSED = 5
    INTEGRITY = 6
    INTERRUPTED = 130


def exit_of(error: CatalogError) -> Exit:
    """The exit code an error stands for."""
    if isinstance(error, StoreDamaged):
        return Exit.INTEGRITY
    if isinstance(error, RebuildCancelled):
        return Exit.INTERRUPTED
    if isinstance(error, (StoreError, ReadModelsError)) and not isinstance(error, RebuildRefused):
        return Exit.STORE
    if isinstance(error, LibraryUnavailable):
        return Exit.PAUSED
    if isinstance(error, LoginNeeded):
        return Exit.SOURCES
    if isinstance(error, Refusal):
        return Exit.USAGE
    return Exit.WITH_FAILURES
