"""Which songs do we know, and how far is each on the way to a file?"""

from __future__ import annotations

from collections.abc import Iterable

from catalogsync.domain import file, session, song
from catalogsync.domain.event import Event
from catalogsync.domain.song import About
from catalogsync.projections import song_counts
from catalogsync.projections.engine import Projection, Row, Statement, on

_CATALOGUED = Statement(
    "songs",
    "INSERT INTO songs (id, platform, remote_id, title, artists, album, duration_ms, access, found_ms, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
    " artists = excluded.artists, album = excluded.album, duration_ms = excluded.duration_ms,"
    " access = excluded.access, gone = 0",
)
_CHANGED = Statement(
    "songs",
    "UPDATE songs SET title = ?, artists = ?, album = ?, duration_ms = ?, access = ?, gone = 0, changed_ms = ?"
    " WHERE id = ?",
)
_GONE = Statement(
    "songs",
    "INSERT INTO songs (id, platform, remote_id, found_ms, changed_ms, gone, state) VALUES (?, ?, ?, ?, ?, 1, 'open')"
    " ON CONFLICT (id) DO UPDATE SET gone = 1, changed_ms = excluded.changed_ms",
)
_OBTAINED = Statement(
    "songs",
    "UPDATE songs SET state = 'done', failure = NULL, message = NULL, retry_at_ms = NULL, misses = 0, source = ?,"
    " quality = ?, state_ms = ? WHERE id = ?",
)
_MISSED = Statement(
    "songs",
    "UPDATE songs SET state = CASE ? WHEN 'held' THEN 'held' ELSE 'missed' END, failure = ?, message = ?,"
    " retry_at_ms = ?, misses = misses + 1, cookie_from = ?, state_ms = ? WHERE id = ?",
)
_STATE = Statement(
    "songs",
    "UPDATE songs SET state = ?, failure = ?, message = ?, retry_at_ms = NULL, state_ms = ? WHERE id = ?",
)
_REOPENED = Statement(
    "songs",
    "UPDATE songs SET state = 'open', failure = NULL, message = NULL, retry_at_ms = NULL, misses = 0, state_ms = ?"
    " WHERE id = ?",
)
_REVIEWED = Statement(
    "songs",
    "UPDATE songs SET state = 'open', retry_at_ms = NULL, state_ms = ? WHERE id = ? AND (state = 'held'"
    " OR (state = 'missed' AND failure IN ('held', 'no_match', 'not_found')))",
)
_WORTH_A_TRY = Statement(
    "songs",
    "UPDATE songs SET retry_at_ms = ? WHERE state = 'missed' AND failure IN ('login', 'vip', 'trial', 'purchase')",
)
_HELD_AND_WORTH_A_TRY = Statement(
    "songs",
    "UPDATE songs SET state = 'open', retry_at_ms = NULL, state_ms = ?"
    " WHERE state = 'held' AND instr(cookie_from, ?) > 0",
)
_COOKIE_OPENS = frozenset(("login", "vip", "trial", "purchase"))
_LYRIC = Statement("songs", "UPDATE songs SET lyric = ?, lyric_ms = ? WHERE id = ?")


class Songs(Projection):
    """Songs by short number with their present state (open, done, missed, held, excluded), and how many are in each."""

    name, version = "songs", 7
    weight = 8
    tables = (
        "CREATE TABLE songs (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, platform TEXT, remote_id TEXT,"
        " title TEXT, artists TEXT, album TEXT, duration_ms INTEGER, access TEXT, gone INTEGER NOT NULL DEFAULT 0,"
        " found_ms INTEGER, changed_ms INTEGER, state TEXT NOT NULL, state_ms INTEGER, failure TEXT, message TEXT,"
        " retry_at_ms INTEGER, misses INTEGER NOT NULL DEFAULT 0, source TEXT, quality TEXT, lyric TEXT,"
        " lyric_ms INTEGER, cookie_from TEXT)",
        song_counts.TABLE,
    )
    indexes = (
        "CREATE INDEX songs_by_state ON songs (state, number)",
        "CREATE INDEX songs_by_platform ON songs (platform, number)",
        "CREATE INDEX songs_waiting ON songs (retry_at_ms, failure) WHERE retry_at_ms IS NOT NULL",
        "CREATE INDEX songs_by_failure ON songs (failure, number) WHERE failure IS NOT NULL",
        "CREATE INDEX songs_by_source ON songs (source, number) WHERE source IS NOT NULL",
        "CREATE INDEX songs_by_time ON songs (coalesce(state_ms, found_ms))",
        *song_counts.KEPT,
    )

    @on(song.Catalogued)
    def catalogued(self, event: Event[song.Catalogued]) -> Iterable[Row]:
        """A new song gets the next number, by its place in the store."""
        fact = event.fact
        return (
            (
                _CATALOGUED,
                (event.subject, fact.platform, fact.remote_id, *_described(fact.about), event.at_ms),
            ),
        )

    @on(song.Changed)
    def changed(self, event: Event[song.Changed]) -> Iterable[Row]:
        """The platform says something else about it now."""
        yield _CHANGED, (*_described(event.fact.about), event.at_ms, event.subject)

    @on(song.Gone)
    def gone(self, event: Event[song.Gone]) -> Iterable[Row]:
        """A tombstone; a song that was gone before we knew it has no title."""
        _, platform, remote_id = event.stream.split(":", 2)
        yield _GONE, (event.subject, platform, remote_id, event.at_ms, event.at_ms)

    @on(song.Obtained)
    def obtained(self, event: Event[song.Obtained]) -> Iterable[Row]:
        """Done."""
        return ((_OBTAINED, (event.fact.source, event.fact.quality, event.at_ms, event.subject)),)

    @on(song.Missed)
    def missed(self, event: Event[song.Missed]) -> Iterable[Row]:
        """Missing, or held for a person."""
        fact = event.fact
        return (
            (
                _MISSED,
                (
                    fact.failure,
                    fact.failure,
                    fact.message,
                    fact.retry_at_ms,
                    _cookie_from(fact),
                    event.at_ms,
                    event.subject,
                ),
            ),
        )

    @on(song.Excluded)
    def excluded(self, event: Event[song.Excluded]) -> Iterable[Row]:
        """A person does not want a file."""
        yield _STATE, ("excluded", None, event.fact.reason, event.at_ms, event.subject)

    @on(song.Reopened)
    def reopened(self, event: Event[song.Reopened]) -> Iterable[Row]:
        """A person wants it tried again."""
        yield _REOPENED, (event.at_ms, event.subject)

    @on(song.CandidateAccepted, song.CandidateRejected)
    def decided(self, event: Event[song.CandidateAccepted | song.CandidateRejected]) -> Iterable[Row]:
        """A person's word on a candidate makes a song worth another try."""
        yield _REVIEWED, (event.at_ms, event.subject)

    @on(song.DecisionTakenBack)
    def taken_back(self, event: Event[song.DecisionTakenBack]) -> Iterable[Row]:
        """The rules decide again; a file that is there because of that word is wanted anew."""
        yield _REOPENED if event.fact.reopens else _REVIEWED, (event.at_ms, event.subject)

    @on(session.Given)
    def cookie_given(self, event: Event[session.Given]) -> Iterable[Row]:
        """A new cookie: whatever wanted a login or a membership may be had now, also where a candidate elsewhere
        waits for a person."""
        yield _WORTH_A_TRY, (event.at_ms,)
        yield _HELD_AND_WORTH_A_TRY, (event.at_ms, f",{event.fact.platform},")

    @on(file.Lost)
    def lost(self, event: Event[file.Lost]) -> Iterable[Row]:
        """The file is not there any more: wanted again."""
        yield _STATE, ("open", "lost", event.fact.why, event.at_ms, event.subject)

    @on(file.FoundAgain)
    def found_again(self, event: Event[file.FoundAgain]) -> Iterable[Row]:
        """The file is back."""
        yield _STATE, ("done", None, None, event.at_ms, event.subject)

    @on(song.LyricSaved, song.LyricKept)
    def lyric_saved(self, event: Event[song.LyricSaved | song.LyricKept]) -> Iterable[Row]:
        """There is an .lrc beside the audio."""
        yield _LYRIC, ("saved", event.at_ms, event.subject)

    @on(song.LyricLost)
    def lyric_lost(self, event: Event[song.LyricLost]) -> Iterable[Row]:
        """The .lrc is gone: asked for again."""
        yield _LYRIC, (None, event.at_ms, event.subject)

    @on(song.LyricAbsent)
    def lyric_absent(self, event: Event[song.LyricAbsent]) -> Iterable[Row]:
        """Nobody has words for it."""
        yield _LYRIC, ("absent", event.at_ms, event.subject)

    @on(song.Instrumental)
    def instrumental(self, event: Event[song.Instrumental]) -> Iterable[Row]:
        """There are no words to it."""
        yield _LYRIC, ("instrumental", event.at_ms, event.subject)

    @on(song.LyricFailed)
    def lyric_failed(self, event: Event[song.LyricFailed]) -> Iterable[Row]:
        """Nobody answered well enough to know."""
        yield _LYRIC, ("failed", event.at_ms, event.subject)


def artist_line(about: About) -> str:
    """The artists as people write them: names joined by ` / `."""
    return " / ".join([artist.name for artist in about.artists])


def _described(about: About) -> tuple[object, ...]:
    return about.title, artist_line(about), about.album, about.duration_ms, about.access


def _cookie_from(fact: song.Missed) -> str | None:
    """The platforms whose cookie may open a held song, as `,qq,netease,`; other songs wait by their failure alone."""
    if fact.failure != "held":
        return None
    tried = (tried.rpartition(":") for tried in fact.tried)
    sources = [source for source, _, failure in tried if failure in _COOKIE_OPENS]
    return f",{','.join(sources)}," if sources else None
