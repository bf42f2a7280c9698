"""What the event log reads, by means of the library's interface alone.

The recorder on SQLite has these methods itself and does each in one query; this class is for every other recorder of
the library (PostgreSQL, in memory).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from eventsourcing.persistence import ApplicationRecorder

from catalogsync.adapters.store.mapper import RawEvent


class LibraryReads:
    """Reads over any application recorder. Positions of events read by stream are unknown and given as 0."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._recorder = recorder

    def select_rows(
        self, after: int, limit: int, topics: Sequence[str] | None = None, upto: int | None = None
    ) -> list[RawEvent]:
        """Rows after a position, oldest first."""
        found = self._recorder.select_notifications(
            after, limit, upto, topics or (), inclusive_of_start=False
        )
        return [(n.id, str(n.originator_id), n.originator_version, n.topic, n.state) for n in found]

    def select_streams(self, streams: Sequence[str], after_version: int = 0) -> Iterable[RawEvent]:
        """All rows of some streams, those of one stream together and oldest first."""
        for stream in streams:
            for s in self._recorder.select_events(stream, gt=after_version):
                yield (0, stream, s.originator_version, s.topic, s.state)

    def select_existing(self, streams: Sequence[str]) -> set[str]:
        """Those of the streams that hold anything."""
        return {stream for stream in streams if self._recorder.select_events(stream, limit=1)}

    def select_last(self, stream: str) -> RawEvent | None:
        """The newest row of a stream."""
        for s in self._recorder.select_events(stream, desc=True, limit=1):
            return (0, stream, s.originator_version, s.topic, s.state)
        return None

    def select_chain(self, position: int) -> bytes | None:
        """The checksum of the event at a position: weaker than a chain, still tells two histories apart."""
        for n in self._recorder.select_notifications(position, 1, position):
            text = f"{n.id} {n.originator_id} {n.originator_version} {n.topic} ".encode()
            return blake2b(text + n.state, digest_size=16).digest()
        return None
