"""How the old stores beside this file were made: `python -m tests.adapters.store.old_stores FOLDER`.

A store is kept for each schema version that was ever released. Never make one anew: what the old program wrote is the
point. A new schema version gets a new file, made by the last program that writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eventsourcing.persistence import StoredEvent

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.log import create_store
from tests.adapters.store.facts import Closed, event, opened

FOLDER = Path(__file__).parent / "old"

FIRST_FORM = b'{"at":1700000000000,"by":"cli","job":"job-1","cause":"toy:1@1","fact":{"name":"x"}}'
SECOND_FORM = b'{"at":1700000000001,"by":"console:anna","fact":{"title":"y","count":4}}'


def make(folder: Path) -> Path:
    """A store of the present schema with facts in all versions of the toy platform, and a gap."""
    path = folder / f"schema-{schema.SCHEMA_VERSION}.db"
    with create_store(path) as log:
        log.append([opened("toy:1", title="盒子"), opened("toy:2", title='emoji 🎵 and "quotes"')])
        log.recorder.insert_events(
            [
                StoredEvent("toy:1", 2, "toy.filled", FIRST_FORM),
                StoredEvent("toy:1", 3, "toy.filled@2", SECOND_FORM),
            ]
        )
        log.append([event("toy:2", 2, Closed(), job="job-2", at_ms=1700000000002)])
        for n in range(3, 40):
            log.append([opened(f"toy:{n}")])
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]))}\n")
