from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store import bell as bell_module
from catalogsync.adapters.store.bell import Bell


def test_a_watch_that_cannot_begin_rings_and_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell_module, "AFTER_TROUBLE_S", 0.01)
    path = tmp_path / "c.db"
    sqlite3.connect(path).close()
    failures = [sqlite3.OperationalError("unable to open database file"), OSError("too many open files")]
    opened, rung = threading.Event(), threading.Event()

    def open_() -> sqlite3.Connection:
        if failures:
            raise failures.pop()
        opened.set()
        return sqlite3.connect(path)

    bell = Bell(open_)
    bell.listen(rung.set)

    assert rung.wait(60)
    assert opened.wait(60)
    bell.close()
