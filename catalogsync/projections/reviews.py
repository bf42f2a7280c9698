"""Which candidates wait for a person's word?"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from catalogsync.domain import song
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on
from catalogsync.projections.songs import artist_line

_HELD = Statement(
    "reviews",
    "INSERT OR REPLACE INTO reviews (song, source, source_song_id, title, artists, album, duration_ms, total, parts,"
    " reasons, held_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
)
_DECIDED = Statement(
    "reviews", "UPDATE reviews SET decided = ? WHERE song = ? AND source = ? AND source_song_id = ?"
)
_CLEARED = Statement("reviews", "DELETE FROM reviews WHERE song = ?")
_ASKED_AGAIN = Statement("reviews", "DELETE FROM reviews WHERE song = ? AND source = ?")


class Reviews(Projection):
    """Candidates held for a person, with the parts of their score, until no longer needed.

    One that was decided (`decided` accept or reject) waits no more, and waits again when that word is taken back.
    """

    name, version = "reviews", 3
    tables = (
        "CREATE TABLE reviews (song TEXT, source TEXT, source_song_id TEXT, title TEXT, artists TEXT, album TEXT,"
        " duration_ms INTEGER, total REAL, parts TEXT, reasons TEXT, held_ms INTEGER, decided TEXT,"
        " PRIMARY KEY (song, source, source_song_id)) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX reviews_waiting ON reviews (song) WHERE decided IS NULL",)

    @on(song.Searched)
    def searched(self, event: Event[song.Searched]) -> Iterable[Row]:
        """The newest search at a source replaces what an older one held there."""
        key = event.subject
        yield _ASKED_AGAIN, (key, event.fact.source)
        for candidate in event.fact.candidates:
            if candidate.verdict == "hold":
                about = candidate.about
                yield (
                    _HELD,
                    (
                        key,
                        event.fact.source,
                        candidate.song_id,
                        about.title,
                        artist_line(about),
                        about.album,
                        about.duration_ms,
                        candidate.total,
                        msgspec.json.encode(candidate.parts).decode(),
                        msgspec.json.encode(candidate.reasons).decode(),
                        event.at_ms,
                    ),
                )

    @on(song.CandidateAccepted, song.CandidateRejected)
    def decided(self, event: Event[song.CandidateAccepted | song.CandidateRejected]) -> Iterable[Row]:
        """A person has spoken."""
        word = "accept" if isinstance(event.fact, song.CandidateAccepted) else "reject"
        yield _DECIDED, (word, event.subject, event.fact.source, event.fact.source_song_id)

    @on(song.DecisionTakenBack)
    def taken_back(self, event: Event[song.DecisionTakenBack]) -> Iterable[Row]:
        """It waits again, or what was said before holds."""
        fact = event.fact
        yield _DECIDED, (fact.standing, event.subject, fact.source, fact.source_song_id)

    @on(song.Obtained, song.Excluded)
    def cleared(self, event: Event[song.Obtained | song.Excluded]) -> Iterable[Row]:
        """Nothing is needed any more."""
        return ((_CLEARED, (event.subject,)),)
