from __future__ import annotations

from pathlib import Path

from catalogsync.adapters.store.log import EventLog
from catalogsync.projections.generations import connect
from catalogsync.projections.live import Live
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels


def test_the_journal_of_a_page_is_no_list_in_memory(tmp_path: Path, log: EventLog) -> None:
    ReadModels(tmp_path / "views.db", log, projections()).close()
    db = connect((tmp_path / "views.db").resolve())
    Live(db, log, projections())
    (kept_in,) = db.execute("PRAGMA temp_store").fetchone()
    db.close()

    assert 1 == kept_in  # in a file; 2 is memory
