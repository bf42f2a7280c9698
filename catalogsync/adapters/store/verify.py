"""Is every event of a store still what was written?"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.chain import GENESIS, link
from catalogsync.adapters.store.errors import UnknownFact, UnreadableEvent
from catalogsync.adapters.store.log import EventLog
from catalogsync.adapters.store.walk import Tell, unheard, whole_store

PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing.

    `kind` is `altered` (an event is not what was written, or one before it is gone), `version` (a stream's versions
    do not go 1, 2, 3 …), `unreadable` (not the fact it claims to be), `file` (SQLite's own check of the file), `newer`
    (a fact this program does not know) or `gap` (positions are missing before this one, which a restore that lost
    events leaves on purpose).
    """

    kind: str
    position: int
    stream: str
    text: str

    @property
    def harmless(self) -> bool:
        """Worth knowing, and no damage: gaps alone, because the chain goes on across them, and what a newer program
        wrote, because the chain covers what it cannot be read as."""
        return self.kind in ("gap", "newer")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification saw. `digest` is the checksum of the whole history, as hex."""

    events: int
    last_position: int
    digest: str
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Every event that is there is what was written."""
        return all(finding.harmless for finding in self.findings)

    @property
    def newer(self) -> bool:
        """A newer program wrote in it."""
        return any(finding.kind == "newer" for finding in self.findings)


@dataclass
class _Verifying:
    log: EventLog
    chain: bytes = GENESIS
    last: int = 0
    events: int = 0

    def look(self, row: tuple[int, str, int, str, bytes, bytes]) -> Iterator[Finding]:
        position, stream, version, topic, state, written = row
        if position != self.last + 1:
            yield Finding("gap", position, stream, f"positions {self.last + 1} to {position - 1} are missing")
        try:
            computed = link(self.chain, position, stream, version, topic, state)
        except TypeError:  # SQLite keeps any type in any column
            computed = None
        if computed != written:
            yield Finding("altered", position, stream, "the event or its checksum is not what was written")
        try:
            self.log.decode(row[:5])
        except UnknownFact as e:
            yield Finding("newer", position, stream, str(e))
        except UnreadableEvent as e:
            yield Finding("unreadable", position, stream, str(e))
        except (TypeError, AttributeError):
            yield Finding("unreadable", position, str(stream), "a column holds a value of the wrong type")
        # Going on from what is written, so that one altered event is one finding and not all that follow it.
        self.chain, self.last = written if isinstance(written, bytes) else GENESIS, position
        self.events += 1


def verify(path: Path, *, tell: Tell = unheard, limit: int = 1000) -> Verified:
    """Read a whole store and check each event against the chain; at most `limit` findings are kept, and as many that
    are no damage, which must not take the others' place.

    Memory does not grow with the store, which may be in use meanwhile.
    """
    schema.check(path)
    findings: list[Finding] = []
    kept: Counter[bool] = Counter()

    def keep(found: Iterable[Finding]) -> None:
        for finding in found:
            if kept[finding.harmless] < limit:
                kept[finding.harmless] += 1
                findings.append(finding)

    log = EventLog({"PERSISTENCE_MODULE": "eventsourcing.popo"})  # only to decode with
    with log, whole_store(path) as db:
        # A flipped byte may leave text that is no UTF-8: it has to be reported, not to stop the reading.
        db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        tell("checking the file's structure", 0, 0)
        for (text,) in db.execute("PRAGMA integrity_check(20)"):
            if text != "ok":
                keep([Finding("file", 0, "", text)])
        total = db.execute("SELECT max(id) FROM stored_events").fetchone()[0] or 0
        verifying = _Verifying(log)
        while rows := db.execute(
            "SELECT id, originator_id, originator_version, topic, state, chain FROM stored_events"
            " WHERE id > ? ORDER BY id LIMIT ?",
            (verifying.last, PAGE),
        ).fetchall():
            for row in rows:
                keep(verifying.look(row))
            tell("events checked", verifying.last, total)
        tell("checking the versions of streams", 0, 0)
        keep(_broken_versions(db))
        used = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'").fetchone()
        if used and used[0] > verifying.last:
            text = f"positions {verifying.last + 1} to {used[0]} were given and are missing"
            keep([Finding("gap", verifying.last + 1, "", text)])
    return Verified(verifying.events, verifying.last, verifying.chain.hex(), tuple(findings))


def _broken_versions(db: sqlite3.Connection) -> list[Finding]:
    # From the unique index alone, in its order: no memory per stream.
    rows = db.execute(
        "SELECT originator_id, count(*), min(originator_version), max(originator_version), max(id)"
        " FROM stored_events GROUP BY originator_id HAVING min(originator_version) != 1"
        " OR max(originator_version) != count(*)"
    )
    return [
        Finding("version", position, stream, f"{count} events have versions {first} to {last}")
        for stream, count, first, last, position in rows
    ]
