"""A store is read and checked as docs/store.md says, by programs that know nothing of this one."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from catalogsync.adapters.store.verify import verify
from tests.adapters.store.old_stores import FOLDER

DOC = (Path(__file__).parents[3] / "docs" / "store.md").read_text(encoding="utf-8")


def told(language: str) -> str:
    """The piece of code in that language in the document."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)
    return str(found)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with tarfile.open(sorted(FOLDER.glob("program-*.tar.xz"))[-1]) as archive:
        archive.extract("c.db", tmp_path, filter="data")
    return (tmp_path / "c.db").rename(tmp_path / "catalog.db")


def checked(store: Path) -> subprocess.CompletedProcess[str]:
    # -I -S: neither this program nor anything else that is installed can be imported.
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", told("python"), store.name],
        cwd=store.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_recipe_gives_the_digest_of_the_history(store: Path) -> None:
    assert checked(store).stdout.strip() == verify(store).digest


def test_the_recipe_names_the_event_that_was_altered(store: Path) -> None:
    db = sqlite3.connect(store)
    db.execute("UPDATE stored_events SET topic = topic || 'x' WHERE id = 7")
    db.commit()
    db.close()

    assert "event 7 is not what was written" in checked(store).stderr


@pytest.mark.skipif(not (shutil.which("sqlite3") and shutil.which("jq")), reason="needs sqlite3 and jq")
def test_titles_are_read_with_sqlite3_and_jq(store: Path) -> None:
    lines = subprocess.run(
        ["sh", "-c", told("sh")], cwd=store.parent, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert len(lines) == 16
    assert all(lines)


def test_the_library_reads_streams_with_its_own_recorder(store: Path) -> None:
    datastore = SQLiteDatastore(str(store), originator_id_type="text")
    stream = next(sqlite3.connect(store).execute("SELECT originator_id FROM stored_events WHERE id = 3"))[0]
    read = SQLiteApplicationRecorder(datastore).select_events(stream)
    datastore.close()

    assert [event.originator_version for event in read] == [*range(1, len(read) + 1)]
    assert all(event.state.startswith(b'{"at":') for event in read)
