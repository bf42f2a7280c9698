"""Finding: two Chinese characters among a million titles, and pages far down a list."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Line, percentile, say
from benchmarks.store_events import HAN, about, title
from catalogsync.projections.search import SongSearch, find_songs, grams

ASKED = 200
TIMES = 3
PAGE = 5_000


def fill(path: Path, count: int) -> sqlite3.Connection:
    """The search tables and a plain list of so many songs."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
        db.execute(f"PRAGMA {pragma}")
    for sql in SongSearch.tables:
        db.execute(sql)
    db.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, title TEXT, artists TEXT, album TEXT)")
    db.execute("BEGIN")
    for at in range(0, count, PAGE):
        songs = [(n, about(n)) for n in range(at, min(at + PAGE, count))]
        db.executemany(
            "INSERT INTO song_texts (id, title, artists) VALUES (?, ?, ?)",
            [(f"netease:{n}", grams(a.title), grams(a.artists[0].name)) for n, a in songs],
        )
        db.executemany(
            "INSERT INTO plain (title, artists, album) VALUES (?, ?, ?)",
            [(a.title, a.artists[0].name, a.album) for _, a in songs],
        )
    db.execute("COMMIT")
    for sql in SongSearch.indexes:
        db.execute(sql)
    return db


def run(folder: Path, count: int) -> list[Line]:
    """All of it, for so many songs."""
    say(f"making {count:,} titles")
    db = fill(folder / "search.db", count)
    chance = random.Random(5)
    pairs = ["".join(chance.sample(HAN, 2)) for _ in range(ASKED)]
    mixed = [f"{title(n)[:2]} {title(n % 20_000)[:2]}" for n in chance.sample(range(count), ASKED)]
    ours = [_ms(lambda q=q: find_songs(db, q)) for q in pairs]
    single = [_ms(lambda q=q: find_songs(db, q[0])) for q in pairs]
    both = [_ms(lambda q=q: find_songs(db, q)) for q in mixed]
    like = [_ms(lambda q=q: _like(db, q)) for q in pairs[:20]]
    complete = sum(_all(db, q) == _every(db, q) for q in pairs[:20]) / 20
    middle = count // 2
    first = percentile([_ms(lambda: _page(db, 0)) for _ in range(ASKED)], 50)
    deep = percentile([_ms(lambda: _page(db, middle)) for _ in range(ASKED)], 50)
    offset = percentile([_ms(lambda: _offset(db, middle)) for _ in range(20)], 50)
    db.close()
    return [
        Line(f"two Chinese characters in {count:,} titles, p99", percentile(ours, 99), "ms", below=5),
        Line(
            "the same, median",
            percentile(ours, 50),
            "ms",
            percentile(like, 50),
            "LIKE",
            at_least=100,
            lower_is_better=True,
        ),
        Line("of what LIKE finds, found", complete * 100, "% of queries", 100.0, "LIKE", at_least=1),
        Line("one Chinese character, p99", percentile(single, 99), "ms", below=5),
        Line("two letters of a title and two of an artist, p99", percentile(both, 99), "ms", below=5),
        Line(
            "a page from the middle", deep, "ms", first, "the first page", at_least=0.5, lower_is_better=True
        ),
        Line(
            "the same",
            deep,
            "ms",
            offset,
            "OFFSET",
            at_least=50 if count >= 500_000 else None,
            lower_is_better=True,
        ),
    ]


def _like(db: sqlite3.Connection, text: str) -> list[tuple[int]]:
    return db.execute("SELECT number FROM plain WHERE title LIKE ? LIMIT 50", (f"%{text}%",)).fetchall()


def _every(db: sqlite3.Connection, text: str) -> set[int]:
    like = f"%{text}%"
    return {
        r[0]
        for r in db.execute("SELECT number FROM plain WHERE title LIKE ? OR artists LIKE ?", (like, like))
    }


def _all(db: sqlite3.Connection, text: str) -> set[int]:
    return {number for number, _ in find_songs(db, text, limit=10**9)}


def _page(db: sqlite3.Connection, after: int) -> list[object]:
    return db.execute("SELECT * FROM plain WHERE number > ? ORDER BY number LIMIT 50", (after,)).fetchall()


def _offset(db: sqlite3.Connection, skip: int) -> list[object]:
    return db.execute("SELECT * FROM plain ORDER BY number LIMIT 50 OFFSET ?", (skip,)).fetchall()


def _ms(work: Callable[[], object]) -> float:
    """The best of three: what other programs take of the processor meanwhile is not the query's."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took) * 1e3
