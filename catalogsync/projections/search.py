"""Which songs have this in their title or among their artists? Any part of a word, in any script, case or width.

FTS5 over pairs of neighbouring characters made here: a title `晴天娃娃` is the words 晴天 天娃 娃娃 娃. A query of two or
more characters is a phrase of such pairs, one of a single character is the beginning of one. FTS5's own tokenizers see
a Chinese title as one word (unicode61) or serve nothing below three characters (trigram).

Folding is the matcher's: a change of `clean` there that matters here needs a new version here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import add

from catalogsync.domain import song
from catalogsync.domain.event import Event
from catalogsync.domain.matching.text import clean
from catalogsync.domain.song import About
from catalogsync.projections.engine import Projection, Row, Statement, on

LONGEST_QUERY = 64

_NEW = Statement(
    "song_texts",
    "INSERT INTO song_texts (id, title, artists) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
)
_CHANGED = Statement("song_texts", "UPDATE song_texts SET title = ?, artists = ? WHERE id = ?")

_ADD = "INSERT INTO song_search (rowid, title, artists) VALUES (new.number, new.title, new.artists);"
_REMOVE = (
    "INSERT INTO song_search (song_search, rowid, title, artists)"
    " VALUES ('delete', old.number, old.title, old.artists);"
)


class SongSearch(Projection):
    """The pairs of each song, and the full-text index over them, kept by triggers once a rebuild has filled it."""

    name, version = "song_search", 2
    weight = 13
    tables = (
        # The ascii tokenizer takes every other character for a letter, also those that Unicode got after SQLite did.
        # The prefix index holds single characters: without it a query of one merges every pair that begins with it.
        "CREATE VIRTUAL TABLE song_search USING fts5"
        " (title, artists, content='song_texts', content_rowid='number', tokenize='ascii', prefix='1')",
        "CREATE TABLE song_texts (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, artists TEXT)",
    )
    indexes = (
        # In few big portions a rebuild makes few pieces to merge; afterwards the usual megabyte again.
        "INSERT INTO song_search (song_search, rank) VALUES ('hashsize', 33554432)",
        "INSERT INTO song_search (song_search) VALUES ('rebuild')",
        "INSERT INTO song_search (song_search) VALUES ('optimize')",
        "INSERT INTO song_search (song_search, rank) VALUES ('hashsize', 1048576)",
        f"CREATE TRIGGER song_texts_new AFTER INSERT ON song_texts BEGIN {_ADD} END",
        f"CREATE TRIGGER song_texts_changed AFTER UPDATE ON song_texts BEGIN {_REMOVE} {_ADD} END",
    )

    @on(song.Catalogued)
    def catalogued(self, event: Event[song.Catalogued]) -> Iterable[Row]:
        """A new song."""
        return ((_NEW, (event.subject, *_texts(event.fact.about))),)

    @on(song.Changed)
    def changed(self, event: Event[song.Changed]) -> Iterable[Row]:
        """Its names may be others now."""
        if not {"title", "artists", "aliases"}.isdisjoint(event.fact.changed):
            yield _CHANGED, (*_texts(event.fact.about), event.subject)


def match_query(text: str) -> str | None:
    """The words of a search as FTS5 understands them, all of which must be there; None when there is none."""
    words = [_letters(word) for word in clean(text[:LONGEST_QUERY]).split()]
    words = [word for word in words if word]
    if not words:
        return None
    return " ".join(f'"{_pairs(word)}"' if len(word) > 1 else f'"{word}" *' for word in words)


def _pairs(letters: str) -> str:
    return " ".join(map(add, letters, letters[1:]))


def grams(text: str) -> str:
    """A text as the index holds it: its neighbouring pairs and, by itself, its last character."""
    letters = _letters(clean(text))
    return f"{_pairs(letters)} {letters[-1:]}".strip()


# Artists come back with every song of theirs; titles do not, and would only push them out.
_artist_grams = lru_cache(maxsize=65_536)(grams)


def _texts(about: About) -> tuple[str, str]:
    # The single last character of each text keeps a phrase from running on into the next one.
    titles = grams(about.title)
    if about.aliases:
        titles = " ".join((titles, *map(grams, about.aliases)))
    return titles, " ".join([_artist_grams(artist.name) for artist in about.artists])


def _letters(cleaned: str) -> str:
    letters = cleaned.replace(" ", "")
    return letters if letters.isalnum() else "".join(filter(str.isalnum, letters))
