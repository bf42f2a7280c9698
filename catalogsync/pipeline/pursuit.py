"""One song on its way to a file: own platform first, then the sources in learned order, each outcome recorded."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.retry import most_hopeful, next_try_ms
from catalogsync.domain.song import AttemptFailed, Song
from catalogsync.pipeline.candidates import Choice, find, own
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import AddressExpired, Failure, PlatformError, fault
from catalogsync.pipeline.ladder import at_least, good_enough, next_lower
from catalogsync.pipeline.ports import Grant, Quality, Sources, Taken
from catalogsync.pipeline.sync import about

_CANDIDATES_PER_SOURCE = 2
"""The best candidate and one more: a platform that refuses two copies of a recording refuses the third."""

_ADDRESSES_PER_CANDIDATE = 3
"""How often an address that expired before its turn is asked for anew."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A stream to transfer, and the choice it belongs to."""

    choice: Choice
    grant: Grant

    @property
    def taken(self) -> Taken:
        """Where the bytes will have come from, and who chose."""
        info = self.choice.info
        return Taken(info.platform, info.song_id, self.choice.chosen, self.choice.total)


@dataclass(frozen=True, slots=True)
class Refused:
    """A transfer came to nothing; `expired` means only the address was too old."""

    failure: str
    message: str
    code: str | None = None
    expired: bool = False

    @classmethod
    def by(cls, error: PlatformError) -> Refused:
        """What a platform, or a stream's host, said."""
        expired = isinstance(error, AddressExpired)
        return cls(str(error.failure), error.message, error.code, expired)


@dataclass(slots=True)
class Pursuit:
    """The search for one song's file. `offers` is resumed with a `Refused` after each transfer that failed."""

    catalog: Catalog
    sources: Sources
    key: Key
    song: Song
    order: Sequence[str]
    ladder: Sequence[Quality]
    quality_first: bool = False
    tried: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    _choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    _given_up: set[Key] = field(default_factory=set)

    def offers(self) -> Generator[Offer, Refused, None]:
        """Every stream that may be the song, best first; ends when nothing is left to try."""
        # Asking for the best and taking what the source grants needs one round; insisting on each level needs one each.
        rounds = self.ladder if self.quality_first else self.ladder[:1]
        for asked in rounds:
            for source in self.order:
                for choice in self._choices_at(source):
                    # Whoever refused the better quality refused whatever lies below it too.
                    if Key(choice.info.platform, choice.info.song_id) not in self._given_up:
                        insist = self.quality_first and asked != self.ladder[-1]
                        yield from self._streams(choice, asked, insist=insist)

    def miss(self) -> str:
        """Record that nothing worked and when to try again; returns the failure class that decides."""
        failure = most_hopeful([failure for failure, _ in self.failures])
        message = next((message for found, message in self.failures if found == failure), "no source had it")
        retry = next_try_ms(failure, self.song.misses + 1, self.catalog.clock())
        self.song.miss(failure, message, self.tried, retry)
        self.catalog.save(self.song)
        return failure

    def note(self, source: str, failure: str, message: str) -> None:
        """Remember a failure for the verdict at the end, which tells whose words it quotes."""
        self.tried.append(f"{source}:{failure}")
        named = message if message.startswith(f"{source}: ") else f"{source}: {message}"
        self.failures.append((failure, named))

    def _choices_at(self, source: str) -> tuple[Choice, ...]:
        if source not in self._choices:
            self._choices[source] = self._look_for(source)
        return self._choices[source]

    def _look_for(self, source: str) -> tuple[Choice, ...]:
        if source == self.key.platform:
            if source not in self.sources.opens:
                self.note(source, str(Failure.NOT_FOUND), f"{source}: hands out no streams")
                return ()
            self._learn_length(source)
            return (own(self.song, *self.key),)
        if source not in self.sources.finds or source not in self.sources.opens:
            return ()
        found = find(self.catalog, self.song, self.sources.finds[source])
        if found.failure is not None:
            self.note(source, found.failure, found.message)
        return found.choices[:_CANDIDATES_PER_SOURCE]

    def _learn_length(self, source: str) -> None:
        """Ask once how long the song is where no listing said it: without that, a clip looks like a song."""
        assert self.song.about is not None
        if self.song.about.duration_ms is not None or source not in self.sources.describes:
            return
        try:
            infos = self.sources.describes[source].songs([self.key.remote_id])
        except PlatformError:
            return  # what arrives is then judged with more suspicion
        for info in infos:
            if info.song_id == self.key.remote_id and info.duration_ms is not None:
                self.song.observe(source, info.song_id, about(info))
                self.catalog.save(self.song)

    def _streams(self, choice: Choice, asked: Quality, *, insist: bool) -> Generator[Offer, Refused, None]:
        """The streams of one candidate: a lower quality where the granted one is of no use, the same again where an
        address was too old. With `insist`, nothing below `asked`."""
        expired = 0
        while expired < _ADDRESSES_PER_CANDIDATE:
            grant = self._opened(choice, asked)
            if grant is None or (insist and not at_least(grant.quality, asked)):
                return  # the next round asks for less; another source may have this much
            lower = self._below(grant.quality, asked)
            if good_enough(grant.quality, self.ladder):
                refused = yield Offer(choice, grant)
                if refused.expired:
                    expired += 1
                    continue
                if refused.failure != Failure.ENCRYPTED or lower is None:
                    self._failed(choice, grant.quality, refused)
                    return
                # The better qualities come in a container where the plain ones do not.
                self._record(choice, grant.quality, refused)
                insist = False
            elif lower is None:
                why = f"only {grant.quality} is granted, not accepted"
                self._failed(choice, asked, Refused(str(Failure.NOT_FOUND), why))
                return
            asked = lower
        message = "its address expires before it can be used"
        self._failed(choice, asked, Refused(str(Failure.NETWORK), message))

    def _opened(self, choice: Choice, asked: Quality) -> Grant | None:
        try:
            return self.sources.opens[choice.info.platform].stream(choice.info, asked)
        except PlatformError as e:
            self._failed(choice, asked, Refused.by(e))
            return None

    def _below(self, granted: Quality, asked: Quality) -> Quality | None:
        """What to ask for next. Always less than before: whoever grants the same whatever is asked would otherwise be
        asked for ever."""
        lower = next_lower(granted, self.ladder)
        return None if lower is None or at_least(lower, asked) else lower

    def _failed(self, choice: Choice, quality: Quality, why: Refused) -> None:
        self._given_up.add(Key(choice.info.platform, choice.info.song_id))
        self._record(choice, quality, why)

    def _record(self, choice: Choice, quality: Quality, why: Refused) -> None:
        source = choice.info.platform
        self.note(source, why.failure, why.message)
        self.song.record(
            AttemptFailed(
                source=source,
                source_song_id=choice.info.song_id,
                quality=str(quality),
                failure=why.failure,
                message=why.message,
                code=why.code,
            )
        )
        self.catalog.save(self.song)


def record_crash(catalog: Catalog, key: Key, quality: Quality, error: Exception) -> None:
    """Record a fault of our own as what it is: nobody's refusal, tried again in a day, when the program may be newer."""

    def decide(song: Song) -> None:
        song.record(
            AttemptFailed(
                source=key.platform,
                source_song_id=key.remote_id,
                quality=str(quality),
                failure=str(Failure.BUG),
                message=fault(error),
            )
        )
        retry_at_ms = next_try_ms(str(Failure.BUG), 1, catalog.clock())
        song.miss(str(Failure.BUG), f"our own fault: {fault(error)}", [], retry_at_ms)

    catalog.change(Song, stream_id("song", key), decide)
