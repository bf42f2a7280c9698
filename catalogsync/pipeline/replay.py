"""Run the matching rules of today over recorded decisions: what would change?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from catalogsync.domain.event import Event, stored_name
from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.values import Score
from catalogsync.domain.song import About, Candidate, Catalogued, Changed, Searched
from catalogsync.pipeline.candidates import recording

_PAGE = 5_000


class ReadsEvents(Protocol):
    """The event store read from front to back."""

    def read(self, after: int, limit: int, *, names: Sequence[str] = ()) -> Sequence[Event[Any]]:
        """Events after a position, oldest first, of these stored names only."""
        ...


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A candidate that today's rules judge differently than the event at `position` says."""

    song: str
    source: str
    position: int
    candidate: Candidate
    now: Score


@dataclass(frozen=True, slots=True)
class Report:
    """What was judged again, and what came out otherwise."""

    searches: int
    candidates: int
    changes: tuple[ChangedVerdict, ...]


def replay_matches(log: ReadsEvents) -> Report:
    """Judge every recorded candidate again, with the song as it was described at that moment.

    A person's word is no verdict of the rules and is left out.
    """
    names = [stored_name(fact).name for fact in (Catalogued, Changed, Searched)]
    known: dict[str, About] = {}
    changes: list[ChangedVerdict] = []
    searches = candidates = after = 0
    while page := log.read(after, _PAGE, names=names):
        for event in page:
            after = event.position
            fact = event.fact
            if isinstance(fact, (Catalogued, Changed)):
                known[event.subject] = fact.about
            elif isinstance(fact, Searched) and event.subject in known:
                searches += 1
                want = recording(known[event.subject])
                found = [recording(candidate.about) for candidate in fact.candidates]
                judged = dict(rank(want, found))  # as it was judged: as a list, which explains names
                for place, candidate in enumerate(fact.candidates):
                    if any(reason.startswith("person:") for reason in candidate.reasons):
                        continue
                    candidates += 1
                    now = judged[place]
                    if str(now.verdict) != candidate.verdict:
                        changes.append(
                            ChangedVerdict(event.subject, fact.source, event.position, candidate, now)
                        )
    return Report(searches, candidates, tuple(changes))
