"""How many songs are in which state? Counted as they change, because counting a million takes a tenth of a second.

The counts belong to the projection `songs`: a rebuild counts once at its end, triggers keep them from then on.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

TABLE = (
    "CREATE TABLE song_counts (platform TEXT, state TEXT, gone INTEGER, failure TEXT, n INTEGER,"
    " PRIMARY KEY (platform, state, gone, failure)) WITHOUT ROWID"
)
_ADD = (
    "INSERT INTO song_counts (platform, state, gone, failure, n)"
    " VALUES (new.platform, new.state, new.gone, coalesce(new.failure, ''), 1)"
    " ON CONFLICT (platform, state, gone, failure) DO UPDATE SET n = n + 1;"
)
_OLD = "platform = old.platform AND state = old.state AND gone = old.gone AND failure = coalesce(old.failure, '')"
KEPT = (
    "INSERT INTO song_counts (platform, state, gone, failure, n)"
    " SELECT platform, state, gone, coalesce(failure, ''), count(*) FROM songs GROUP BY 1, 2, 3, 4",
    f"CREATE TRIGGER song_counts_new AFTER INSERT ON songs BEGIN {_ADD} END",
    "CREATE TRIGGER song_counts_moved AFTER UPDATE OF state, gone, failure ON songs"
    " WHEN (old.state, old.gone, old.failure) IS NOT (new.state, new.gone, new.failure) BEGIN"
    f" UPDATE song_counts SET n = n - 1 WHERE {_OLD};"
    # No row for what no song is in: a rebuild makes none either.
    f" DELETE FROM song_counts WHERE n = 0 AND {_OLD};"
    f" {_ADD} END",
)
"""How the counts are made at the end of a rebuild, and kept afterwards."""


@dataclass(frozen=True, slots=True)
class SongCount:
    """`n` songs of a platform are in a state: open, done, missed, held or excluded.

    `gone` ones are no longer told by the platform; `failure` is the class of the last miss, if any.
    """

    platform: str
    state: str
    gone: bool
    failure: str | None
    n: int


def song_counts(db: sqlite3.Connection) -> list[SongCount]:
    """All counts, a few dozen rows whatever the size of the catalog; what is not there is zero."""
    rows = db.execute("SELECT platform, state, gone, failure, n FROM song_counts ORDER BY 1, 2, 3, 4")
    return [
        SongCount(platform, state, bool(gone), failure or None, n)
        for platform, state, gone, failure, n in rows
    ]
