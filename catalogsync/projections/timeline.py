"""How things were: a playlist at a moment or version, and the difference between two of them. From its own stream."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.patch import Difference, explain, make_patch
from catalogsync.domain.playlist import Playlist, Synced
from catalogsync.pipeline.errors import Refusal

_AGE = re.compile(r"(\d{1,5})(m|h|d|w)")
_UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


class ReadsStreams(Protocol):
    """Where the events come from."""

    def load(self, stream: str) -> Sequence[Event[Any]]:
        """The events of one stream, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A playlist as it was. `version` counts its syncs that changed something, from 1; 0 is before the first."""

    key: Key
    version: int
    at_ms: int | None
    title: str
    song_ids: tuple[str, ...]


def moment_ms(text: str, now_ms: int) -> int:
    """A moment as people write it: `7d` ago, `2026-11-20`, `2026-11-20T12:00` (local). Refusal for anything else."""
    found = _AGE.fullmatch(text)
    if found:
        return now_ms - int(found[1]) * _UNIT_MS[found[2]]
    try:
        return int(datetime.fromisoformat(text).astimezone().timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        raise Refusal(f"{text!r} is no moment such as 7d, 2026-11-20 or 2026-11-20T12:00") from None


def playlist_as_of(log: ReadsStreams, key: Key, at_ms: int) -> Snapshot:
    """The playlist as we knew it at a moment."""
    return _snapshot(log, key, lambda event, version: event.at_ms <= at_ms)


def playlist_version(log: ReadsStreams, key: Key, version: int) -> Snapshot:
    """The playlist after its n-th change; Refusal when it never had that many."""
    found = _snapshot(
        log, key, lambda event, reached: reached < version or not isinstance(event.fact, Synced)
    )
    if found.version != version:
        raise Refusal(f"{key} has {found.version} versions, not {version}")
    return found


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What came, went and moved between two moments."""
    return explain(before.song_ids, make_patch(before.song_ids, after.song_ids))


def _snapshot(log: ReadsStreams, key: Key, still: Any) -> Snapshot:
    state = Playlist(stream_id("playlist", key))
    version = 0
    at_ms: int | None = None
    for event in log.load(state.id):
        if not still(event, version):
            break
        state.replay([event])
        if isinstance(event.fact, Synced):
            version, at_ms = version + 1, event.at_ms
    return Snapshot(key, version, at_ms, state.heading.title if state.heading else "", tuple(state.song_ids))
