"""Finding: two Chinese characters among a million titles, and pages far down a list, as the program's lists ask."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from benchmarks.measure import Line, percentile, say
from benchmarks.store_events import artist
from benchmarks.store_events import title as plain_title
from catalogsync.domain.matching.text import clean
from catalogsync.projections.filter import song_filter
from catalogsync.projections.search import SongSearch, grams, match_query
from catalogsync.projections.song_list import songs_of
from catalogsync.projections.songs import Songs

ASKED = 200
TIMES = 3
PAGE = 5_000

HAN = [one for one in map(chr, range(0x4E00, 0x9FA6)) if clean(one) == one][:3_000]
"""Characters that are searched for as they are written. They are as frequent in titles as in a language: the second half
as often as the first, the third a third as often."""
_OFTEN = list(accumulate(1 / rank for rank in range(1, len(HAN) + 1)))


def title(n: int) -> str:
    """Sixty of a hundred titles are Chinese, of two to nine characters."""
    chance = random.Random(n)
    if n % 10 >= 6:
        return plain_title(n)
    return "".join(chance.choices(HAN, cum_weights=_OFTEN, k=chance.randint(2, 9)))


def fill(path: Path, count: int) -> sqlite3.Connection:
    """The songs with their search, and for the peer a narrow list of the same."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
        db.execute(f"PRAGMA {pragma}")
    for sql in (*Songs.tables, *SongSearch.tables):
        db.execute(sql)
    db.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, title TEXT, artists TEXT)")
    db.execute("BEGIN")
    for at in range(0, count, PAGE):
        songs = [
            (f"netease:{n}", title(n), artist(n % 20_000).name) for n in range(at, min(at + PAGE, count))
        ]
        db.executemany(
            "INSERT INTO song_texts (id, title, artists) VALUES (?, ?, ?)",
            [(id_, grams(name), grams(by)) for id_, name, by in songs],
        )
        db.executemany(
            "INSERT INTO songs (id, platform, remote_id, title, artists, album, duration_ms, access, found_ms, state,"
            " state_ms, source, quality, lyric, lyric_ms) VALUES (?, 'netease', substr(?1, 9), ?, ?, 'an album', 200000,"
            " 'open', 1700000000000, 'done', 1700000000000, 'qq', 'high', 'saved', 1700000000000)",
            songs,
        )
        db.executemany("INSERT INTO plain (title, artists) VALUES (?, ?)", [song[1:] for song in songs])
    db.execute("COMMIT")
    for sql in (*Songs.indexes, *SongSearch.indexes):
        db.execute(sql)
    return db


def run(folder: Path, count: int) -> list[Line]:
    """All of it, for so many songs."""
    say(f"making {count:,} titles")
    db = fill(folder / "search.db", count)
    chance = random.Random(5)
    pairs = [_pair(title(n * 10), chance) for n in chance.sample(range(count // 10), ASKED)]
    common = ["".join(chance.sample(HAN[:40], 2)) for _ in range(ASKED)]
    mixed = [f"{title(n)[:2]} {artist(n % 20_000).name[:2]}" for n in chance.sample(range(count), ASKED)]
    ours = [_ms(lambda q=q: _songs(db, q)) for q in pairs]
    index = [_ms(lambda q=q: _numbers(db, q)) for q in pairs]
    often = [_ms(lambda q=q: _songs(db, q)) for q in common]
    single = [_ms(lambda q=q: _songs(db, q[0])) for q in pairs]
    both = [_ms(lambda q=q: _songs(db, q)) for q in mixed]
    like = [_ms(lambda q=q: _like(db, q)) for q in pairs[:20]]
    like_often = [_ms(lambda q=q: _like(db, q)) for q in common[:20]]
    complete = sum(_all(db, q) == _every(db, q) for q in pairs[:20]) / 20
    middle = count // 2
    first = percentile([_ms(lambda: _songs(db, "")) for _ in range(ASKED)], 50)
    deep = percentile([_ms(lambda: _songs(db, "", middle)) for _ in range(ASKED)], 50)
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
        Line("the same, the index alone", percentile(index, 50), "ms"),
        Line("of what LIKE finds, found", complete * 100, "% of queries", 100.0, "LIKE", at_least=1),
        Line("two of the most common characters, p99", percentile(often, 99), "ms", below=5),
        Line(
            "the same, median (LIKE stops at its 50th hit)",
            percentile(often, 50),
            "ms",
            percentile(like_often, 50),
            "LIKE",
            lower_is_better=True,
        ),
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


def _pair(text: str, chance: random.Random) -> str:
    """Two neighbours out of a title, as somebody who looks for it would type."""
    at = chance.randrange(len(text) - 1)
    return text[at : at + 2]


def _songs(db: sqlite3.Connection, text: str, after: int = 0, limit: int = 50) -> list[sqlite3.Row]:
    return songs_of(db, song_filter(text, 0), after=after, limit=limit, patience_s=60).rows


def _numbers(db: sqlite3.Connection, text: str) -> list[tuple[int]]:
    sql = "SELECT rowid FROM song_search WHERE song_search MATCH ? ORDER BY rowid LIMIT 50"
    return db.execute(sql, (match_query(text),)).fetchall()


def _like(db: sqlite3.Connection, text: str) -> list[tuple[int]]:
    return db.execute("SELECT number FROM plain WHERE title LIKE ? LIMIT 50", (f"%{text}%",)).fetchall()


def _every(db: sqlite3.Connection, text: str) -> set[int]:
    like = f"%{text}%"
    return {
        r[0]
        for r in db.execute("SELECT number FROM plain WHERE title LIKE ? OR artists LIKE ?", (like, like))
    }


def _all(db: sqlite3.Connection, text: str) -> set[int]:
    return {row[0] for row in _songs(db, text, limit=10**9)}


def _offset(db: sqlite3.Connection, skip: int) -> list[object]:
    return db.execute("SELECT * FROM songs ORDER BY number LIMIT 50 OFFSET ?", (skip,)).fetchall()


def _ms(work: Callable[[], object]) -> float:
    """The best of three: what other programs take of the processor meanwhile is not the query's."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took) * 1e3
