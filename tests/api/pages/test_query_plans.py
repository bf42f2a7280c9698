"""No page reads a table that grows with the catalog from end to end: every question of every page goes by an index."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest

from catalogsync.projections.runner import ReadModels
from tests.api.conftest import Asked

HTML = {"accept": "text/html"}

GROWING = frozenset(
    {
        "songs",
        "song_texts",
        "song_artists",
        "artists",
        "files",
        "lyrics",
        "copies",
        "playlist_entries",
        "song_states",
        "attempts",
        "job_items",
        "source_hours",
    }
)
"""Tables with a row for each song, or more."""

ADDRESSES = [
    "/",
    "/songs",
    "/songs?after=1",
    "/songs?q=state:missed",
    "/songs?q=reason:vip",
    "/songs?q=platform:qq",
    "/songs?q=%E5%A4%9C%E6%9B%B2",
    "/songs/1",
    "/playlists",
    "/playlists?platform=qq&after=1",
    "/playlists?pool=qq:square",
    "/playlists?state=done",
    "/playlists?wanted=1",
    "/playlists/1",
    "/wanted",
    "/wanted?after=1",
    "/songs?q=artist:%E5%91%A8",
    "/songs?q=-love+source:qq",
    "/songs?q=since:7d+state:held",
    "/wanted?reason=vip",
    "/wanted?reason=gone",
    "/wanted?reason=new",
    "/wanted?q=artist:%E5%91%A8",
    "/wanted?q=platform:qq",
    "/artists",
    "/artists/1",
    "/files",
    "/files?after=1",
    "/files?presence=lost",
    "/files?presence=removed&after=qq:1",
    "/files?search=x",
    "/artists?search=x",
    "/review",
    "/events",
    "/jobs",
    "/jobs/1",
    "/jobs/1?kind=copy",
    "/jobs/1?failed=1",
    "/jobs/1/inside",
    "/sources",
    "/projections",
    "/recipes",
    "/logs",
    "/settings",
    "/metrics",
    "/api/v1/songs",
    "/api/v1/songs/1",
    "/api/v1/playlists",
    "/api/v1/playlists/1/songs",
    "/api/v1/wanted",
    "/api/v1/wanted/reasons",
    "/api/v1/artists",
    "/api/v1/reviews",
    "/api/v1/jobs",
    "/api/v1/jobs/1",
    "/api/v1/jobs/1/items",
    "/api/v1/queue",
    "/api/v1/sources",
    "/api/v1/sources/weather",
    "/api/v1/sources/outages",
]

ALLOWED = (
    # Made beside the page that shows the last answer; nobody waits for it but the first.
    "SELECT coalesce(sum(size_bytes), 0) FROM files WHERE present = 1",
    # From the end, and no further than a thousand rows.
    "SELECT coalesce(avg(size_bytes), 0) FROM (SELECT size_bytes FROM files ORDER BY rowid DESC LIMIT 1000)",
)


@pytest.fixture
def questions(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement sent to the read models, with its values, from now on."""
    heard: list[str] = []
    connection = ReadModels.connection

    def listened(models: ReadModels) -> sqlite3.Connection:
        db = connection(models)
        db.set_trace_callback(heard.append)
        return db

    monkeypatch.setattr(ReadModels, "connection", listened)
    return heard


def scans(db: sqlite3.Connection, sql: str) -> list[str]:
    """The growing tables that a statement reads from end to end."""
    names = {name: name for name in GROWING}
    for table, alias in re.findall(
        r"\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(?!WHERE|ON|ORDER|LEFT|JOIN)(\w+))?", sql
    ):
        if table in GROWING and alias:
            names[alias] = table
    plan: list[Any] = db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    found = [re.match(r"SCAN (\w+)(?! VIRTUAL)", row[3]) for row in plan]
    return [names[one[1]] for one in found if one is not None and one[1] in names]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_reads_a_growing_table_from_end_to_end(
    asked: Asked, questions: list[str], address: str
) -> None:
    asked.ask("GET", address, headers=HTML)
    asked_for = {sql for sql in questions if sql.lstrip().startswith("SELECT") and "IN ()" not in sql} - set(
        ALLOWED
    )
    db = sqlite3.connect(asked.shop.models.path)
    guilty = {sql: found for sql in asked_for if (found := scans(db, sql))}
    db.close()

    assert {} == guilty
    assert asked_for


def test_the_test_itself_knows_a_scan_when_it_sees_one(asked: Asked) -> None:
    db = asked.shop.models.connection()

    assert ["songs"] == scans(db, "SELECT count(*) FROM songs s WHERE s.message = 'x'")
    assert [] == scans(db, "SELECT * FROM songs s WHERE s.number > 5 ORDER BY s.number LIMIT 50")
