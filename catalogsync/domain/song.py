"""A song as one platform lists it, and everything that happened on the way to a file of it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies


class Artist(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One credited artist; `artist_id` where the platform gives one."""

    name: str
    artist_id: str | None = None


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a platform says about a song; the fields of `pipeline.ports.SongInfo` as plain values."""

    title: str
    artists: list[Artist] = []
    album: str | None = None
    album_id: str | None = None
    duration_ms: int | None = None
    aliases: list[str] = []
    cover_url: str | None = None
    access: str = "unknown"
    qualities: list[str] = []
    handle: dict[str, str] = {}


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A search hit and how it compares: verdict `accept`, `hold` or `reject`, with the parts of the score."""

    song_id: str
    about: About
    verdict: str
    total: float
    parts: dict[str, float] = {}
    reasons: list[str] = []


@stored("song.catalogued")
class Catalogued(Fact, frozen=True, kw_only=True):
    """First seen, in a listing or by name. `seen_in` is the stream of the playlist, if any."""

    platform: str
    remote_id: str
    about: About
    seen_in: str | None = None


@stored("song.changed")
class Changed(Fact, frozen=True, kw_only=True):
    """The platform says something else about it now; `changed` names the fields."""

    about: About
    changed: list[str]


@stored("song.gone")
class Gone(Fact, frozen=True, kw_only=True):
    """Listed by id, but the platform no longer tells what it is: a tombstone."""

    seen_in: str | None = None


@stored("song.searched")
class Searched(Fact, frozen=True, kw_only=True):
    """Candidates on another platform were considered under matching rules of that version."""

    source: str
    query: str
    rules: int
    candidates: list[Candidate]


@stored("song.search_failed")
class SearchFailed(Fact, frozen=True, kw_only=True):
    """A platform could not be asked for candidates."""

    source: str
    query: str
    failure: str
    message: str
    code: str | None = None


@stored("song.attempt_failed")
class AttemptFailed(Fact, frozen=True, kw_only=True):
    """One try to get the file from one source came to nothing. `source_song_id` is the id there."""

    source: str
    source_song_id: str
    quality: str
    failure: str
    message: str
    code: str | None = None


@stored("song.obtained")
class Obtained(Fact, frozen=True, kw_only=True):
    """A verified file is in place; its facts are in the file's own stream, saved together with this one.

    `chosen` says why this candidate: `own`, `rules` or `person`; `total` is the score where rules chose.
    """

    source: str
    source_song_id: str
    quality: str
    chosen: str
    total: float | None = None


@stored("song.missed")
class Missed(Fact, frozen=True, kw_only=True):
    """A download came to its end without a file. `failure` is the class that decides what comes next.

    `retry_at_ms` None: only a person, a new cookie or `retry` opens it again. `tried` lists `source:failure`.
    """

    failure: str
    message: str
    tried: list[str] = []
    retry_at_ms: int | None = None


@stored("song.lyric_saved")
class LyricSaved(Fact, frozen=True, kw_only=True):
    """An .lrc stands beside the audio. `path` is relative to the library root, `parts` what it holds."""

    source: str
    source_song_id: str
    root: str
    path: str
    sha256: str
    parts: list[str]


@stored("song.lyric_kept")
class LyricKept(Fact, frozen=True, kw_only=True):
    """A lyric that was there already was left alone."""

    root: str
    path: str


@stored("song.lyric_moved")
class LyricMoved(Fact, frozen=True, kw_only=True):
    """Somebody moved the .lrc inside the library, along with its audio: it stands beside that now."""

    root: str
    path: str
    was_root: str
    was_path: str


@stored("song.lyric_lost")
class LyricLost(Fact, frozen=True, kw_only=True):
    """The .lrc is not in the library any more: sources are asked for it again."""

    root: str
    path: str


@stored("song.lyric_absent")
class LyricAbsent(Fact, frozen=True, kw_only=True):
    """None of these sources has words for it."""

    sources: list[str]


@stored("song.instrumental")
class Instrumental(Fact, frozen=True, kw_only=True):
    """A source says there are no words to it."""

    source: str


@stored("song.lyric_failed")
class LyricFailed(Fact, frozen=True, kw_only=True):
    """No source answered well enough to know; asked again later. `tried` lists `source:failure`."""

    failure: str
    message: str
    tried: list[str] = []


@stored("song.candidate_accepted")
class CandidateAccepted(Fact, frozen=True, kw_only=True):
    """A person says: this one is the same recording."""

    source: str
    source_song_id: str


@stored("song.candidate_rejected")
class CandidateRejected(Fact, frozen=True, kw_only=True):
    """A person says: never this one."""

    source: str
    source_song_id: str


@stored("song.decision_taken_back")
class DecisionTakenBack(Fact, frozen=True, kw_only=True):
    """A person takes back a word on a candidate: the event of this stream with that `version` counts no more.

    `word` is what it said, `accept` or `reject`; `standing` an earlier word on the same candidate that holds again,
    None where the rules decide. `reopens`: the file is there because of that word, so the song is wanted again.
    """

    source: str
    source_song_id: str
    word: str
    version: int
    standing: str | None = None
    reopens: bool = False


@stored("song.excluded")
class Excluded(Fact, frozen=True, kw_only=True):
    """A person does not want a file of it."""

    reason: str | None = None


@stored("song.reopened")
class Reopened(Fact, frozen=True, kw_only=True):
    """A person wants it tried again now, whatever was decided before."""

    reason: str | None = None


class Decision(NamedTuple):
    """A person's word on a candidate that stands: `accept` or `reject`, and the version of the event that says so."""

    version: int
    word: str
    source: str
    source_song_id: str


class Song(Stream):
    """What the decisions about a song read."""

    kind = "song"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.about: About | None = None
        self.gone = False
        self.misses = 0
        self.excluded = False
        self.obtained = False
        self.accepted: dict[str, str] = {}
        self.rejected: set[tuple[str, str]] = set()
        self.decisions: list[Decision] = []
        self.obtained_by_word: tuple[str, str] | None = None
        self.lyric: str | None = None
        self.lyric_at: tuple[str, str] | None = None

    def observe(self, platform: str, remote_id: str, about: About, seen_in: str | None = None) -> bool:
        """Record what a platform says about it now; what we know already records nothing. True when new.

        Endpoints differ in how much they tell: a field left out takes nothing back. Cover addresses drift from one
        answer to the next and alone are no change.
        """
        if self.about is None:
            self.record(Catalogued(platform=platform, remote_id=remote_id, about=about, seen_in=seen_in))
            return True
        told = {name: getattr(about, name) for name in About.__struct_fields__}
        known = {name: getattr(self.about, name) for name in About.__struct_fields__}
        merged = {
            name: told[name] if told[name] not in (None, [], {}, "unknown") else known[name] for name in told
        }
        merged["handle"] = known["handle"] | told["handle"]
        changed = [name for name in merged if merged[name] != known[name] and name != "cover_url"]
        if changed or self.gone:
            self.record(Changed(about=About(**merged), changed=changed))
        return False

    def bury(self, seen_in: str | None = None) -> None:
        """Record that the platform no longer tells what it is; said once."""
        if not self.gone:
            self.record(Gone(seen_in=seen_in))

    def miss(self, failure: str, message: str, tried: list[str], retry_at_ms: int | None) -> None:
        """Record that a download ended without a file."""
        self.record(Missed(failure=failure, message=message, tried=tried, retry_at_ms=retry_at_ms))

    def accept(self, source: str, source_song_id: str) -> None:
        """A person's word, above every computed score; the same word twice records nothing."""
        if self.accepted.get(source) != source_song_id:
            self.record(CandidateAccepted(source=source, source_song_id=source_song_id))

    def reject(self, source: str, source_song_id: str) -> None:
        """A person's word, above every computed score; the same word twice records nothing."""
        if (source, source_song_id) not in self.rejected:
            self.record(CandidateRejected(source=source, source_song_id=source_song_id))

    def take_back(self, version: int) -> None:
        """Withdraw the decision that event made: what was said before holds again, else the rules decide.

        One that does not stand (any more) records nothing.
        """
        decision = next((one for one in self.decisions if one.version == version), None)
        if decision is None:
            return
        pair = (decision.source, decision.source_song_id)
        earlier = [one for one in self.decisions if one is not decision and one[2:] == pair]
        self.record(
            DecisionTakenBack(
                source=decision.source,
                source_song_id=decision.source_song_id,
                word=decision.word,
                version=version,
                standing=earlier[-1].word if earlier else None,
                reopens=decision.word == "accept" and self.obtained and self.obtained_by_word == pair,
            )
        )

    def move_lyric(self, root: str, path: str) -> None:
        """Record that the .lrc stands elsewhere in the library now; where we know it to be records nothing."""
        if self.lyric_at not in (None, (root, path)):
            was_root, was_path = self.lyric_at
            self.record(LyricMoved(root=root, path=path, was_root=was_root, was_path=was_path))

    def lose_lyric(self, root: str, path: str) -> None:
        """Record that the .lrc is not where we know it to be; one that we know elsewhere, or not at all, is not lost."""
        if self.lyric_at == (root, path):
            self.record(LyricLost(root=root, path=path))

    def exclude(self, reason: str | None = None) -> None:
        """Never try again until reopened."""
        if not self.excluded:
            self.record(Excluded(reason=reason))

    def reopen(self, reason: str | None = None) -> None:
        """Try again at the next download, also what counts as done or excluded."""
        self.record(Reopened(reason=reason))

    @applies(Catalogued, Changed)
    def _described(self, fact: Catalogued | Changed) -> None:
        self.about, self.gone = fact.about, False

    @applies(Gone)
    def _gone(self, fact: Gone) -> None:
        self.gone = True

    @applies(Obtained)
    def _obtained(self, fact: Obtained) -> None:
        self.obtained, self.misses = True, 0
        self.obtained_by_word = (fact.source, fact.source_song_id) if fact.chosen == "person" else None

    @applies(Missed)
    def _missed(self, fact: Missed) -> None:
        self.misses += 1

    @applies(CandidateAccepted, CandidateRejected)
    def _decided(self, fact: CandidateAccepted | CandidateRejected) -> None:
        word = "accept" if isinstance(fact, CandidateAccepted) else "reject"
        version = self.version + max(1, len(self.pending))
        decision = Decision(version, word, fact.source, fact.source_song_id)
        self.decisions.append(decision)
        self._count(decision)

    @applies(DecisionTakenBack)
    def _taken_back(self, fact: DecisionTakenBack) -> None:
        self.decisions = [one for one in self.decisions if one.version != fact.version]
        self.accepted, self.rejected = {}, set()
        for decision in self.decisions:
            self._count(decision)
        if fact.reopens:
            self.obtained, self.misses = False, 0

    def _count(self, decision: Decision) -> None:
        """A later word on a candidate takes the place of an earlier one; one candidate a source is accepted."""
        _, word, source, song_id = decision
        if word == "accept":
            self.accepted[source] = song_id
            self.rejected.discard((source, song_id))
        else:
            self.rejected.add((source, song_id))
            if self.accepted.get(source) == song_id:
                del self.accepted[source]

    @applies(Excluded)
    def _excluded(self, fact: Excluded) -> None:
        self.excluded = True

    @applies(Reopened)
    def _reopened(self, fact: Reopened) -> None:
        self.excluded, self.obtained, self.misses = False, False, 0

    @applies(LyricSaved, LyricKept, LyricMoved)
    def _lyric_there(self, fact: LyricSaved | LyricKept | LyricMoved) -> None:
        self.lyric, self.lyric_at = "saved", (fact.root, fact.path)

    @applies(LyricLost)
    def _lyric_lost(self, fact: LyricLost) -> None:
        self.lyric, self.lyric_at = None, None

    @applies(LyricAbsent)
    def _lyric_absent(self, fact: LyricAbsent) -> None:
        self.lyric = "absent"

    @applies(Instrumental)
    def _instrumental(self, fact: Instrumental) -> None:
        self.lyric = "instrumental"
