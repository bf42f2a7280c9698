"""Where do copies of each file stand, and which backends are there?"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from catalogsync.domain import backend, file
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on, upsert

_PLACE = (
    "kind",
    "bucket",
    "endpoint",
    "region",
    "addressing",
    "ca_bundle",
    "proxy",
    "credential_env_prefix",
    "location",
    "base_prefix",
    "keep_local",
)
_BACKEND = upsert("backends", ["name"], [*_PLACE, "active", "since_ms"])
_RETIRED = Statement("backends", "UPDATE backends SET active = 0, since_ms = ? WHERE name = ?")
_CHECKED = Statement(
    "backends",
    "UPDATE backends SET checked_ms = ?, checked_deep = ?, check_findings = ?, check_counts = ?, check_sample = ?"
    " WHERE name = ?",
)
_COPY = Statement(
    "copies",
    "INSERT INTO copies (song, backend, part, bucket, key, path, size_bytes, sha256, etag, proof, uploaded_ms, state,"
    " why, failure, message, tried_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'there', NULL, NULL, NULL, NULL)"
    " ON CONFLICT (song, backend, part) DO UPDATE SET bucket = excluded.bucket, key = excluded.key,"
    " path = excluded.path, size_bytes = excluded.size_bytes, sha256 = excluded.sha256, etag = excluded.etag,"
    " proof = excluded.proof, uploaded_ms = excluded.uploaded_ms, state = 'there', why = NULL, failure = NULL,"
    " message = NULL, tried_ms = NULL, checked_ms = NULL",
)
_FAILED = Statement(
    "copies",
    "INSERT INTO copies (song, backend, part, key, state, failure, message, tried_ms) VALUES (?, ?, ?, ?, 'failed',"
    " ?, ?, ?) ON CONFLICT (song, backend, part) DO UPDATE SET failure = excluded.failure,"
    " message = excluded.message, tried_ms = excluded.tried_ms",
)
_LOST = Statement(
    "copies",
    "UPDATE copies SET state = 'lost', why = ?, checked_ms = ? WHERE song = ? AND backend = ? AND part = ?",
)
_THERE = Statement(
    "copies",
    "UPDATE copies SET state = 'there', why = NULL, checked_ms = ? WHERE song = ? AND backend = ? AND part = ?",
)
_READ_BACK = Statement(
    "copies",
    "UPDATE copies SET checked_ms = ?, read_ms = ?, etag = ? WHERE song = ? AND backend = ? AND part = ?",
)


class Presence(Projection):
    """Backends, and the copy of each part of each file in each of them: there, lost, or failed to get there."""

    name, version = "presence", 2
    tables = (
        f"CREATE TABLE backends (name TEXT PRIMARY KEY, {', '.join(f'{field} TEXT' for field in _PLACE[:-1])},"
        " keep_local INTEGER, active INTEGER, since_ms INTEGER, checked_ms INTEGER, checked_deep INTEGER,"
        " check_findings INTEGER, check_counts TEXT, check_sample TEXT)",
        "CREATE TABLE copies (id INTEGER PRIMARY KEY, song TEXT NOT NULL, backend TEXT NOT NULL, part TEXT NOT NULL,"
        " bucket TEXT, key TEXT, path TEXT, size_bytes INTEGER, sha256 TEXT, etag TEXT, proof TEXT, state TEXT NOT"
        " NULL, why TEXT, failure TEXT, message TEXT, uploaded_ms INTEGER, tried_ms INTEGER, checked_ms INTEGER,"
        " read_ms INTEGER, UNIQUE (song, backend, part))",
    )
    indexes = (
        "CREATE INDEX copies_by_key ON copies (backend, key)",
        "CREATE INDEX copies_by_state ON copies (backend, state, id)",
        "CREATE INDEX copies_failed ON copies (failure, id) WHERE failure IS NOT NULL",
    )

    @on(backend.Registered, backend.Changed)
    def registered(self, event: Event[backend.Registered | backend.Changed]) -> Iterable[Row]:
        """A backend is in use, from now on or otherwise than before."""
        place = event.fact.place
        values = [getattr(place, field) for field in _PLACE[:-1]]
        yield _BACKEND, (event.subject, *values, int(place.keep_local), 1, event.at_ms)

    @on(backend.Retired)
    def retired(self, event: Event[backend.Retired]) -> Iterable[Row]:
        """It is not used any more."""
        yield _RETIRED, (event.at_ms, event.subject)

    @on(backend.Checked)
    def compared(self, event: Event[backend.Checked]) -> Iterable[Row]:
        """Catalog and backend were compared."""
        fact = event.fact
        bad = sum(n for name, n in fact.counts.items() if name not in ("as_recorded", "verified"))
        counts = msgspec.json.encode(fact.counts).decode()
        sample = msgspec.json.encode(fact.sample).decode()
        yield _CHECKED, (event.at_ms, int(fact.deep), bad, counts, sample, event.subject)

    @on(file.Uploaded)
    def uploaded(self, event: Event[file.Uploaded]) -> Iterable[Row]:
        """A proven copy."""
        fact = event.fact
        yield (
            _COPY,
            (
                event.subject,
                fact.backend,
                fact.part,
                fact.bucket,
                fact.key,
                fact.path,
                fact.size_bytes,
                fact.sha256,
                fact.etag,
                fact.proof,
                event.at_ms,
            ),
        )

    @on(file.UploadFailed)
    def failed(self, event: Event[file.UploadFailed]) -> Iterable[Row]:
        """No copy, or no better one than before."""
        fact = event.fact
        yield (
            _FAILED,
            (event.subject, fact.backend, fact.part, fact.key, fact.failure, fact.message, event.at_ms),
        )

    @on(file.RemoteLost)
    def lost(self, event: Event[file.RemoteLost]) -> Iterable[Row]:
        """The copy does not count any more."""
        fact = event.fact
        yield _LOST, (fact.why, event.at_ms, event.subject, fact.backend, fact.part)

    @on(file.RemoteFoundAgain)
    def found_again(self, event: Event[file.RemoteFoundAgain]) -> Iterable[Row]:
        """The copy counts again."""
        yield _THERE, (event.at_ms, event.subject, event.fact.backend, event.fact.part)

    @on(file.RemoteChecked)
    def read_back(self, event: Event[file.RemoteChecked]) -> Iterable[Row]:
        """Every byte was read and is right."""
        fact = event.fact
        yield _READ_BACK, (event.at_ms, event.at_ms, fact.etag, event.subject, fact.backend, fact.part)
