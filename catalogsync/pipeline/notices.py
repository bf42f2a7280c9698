"""Tell people elsewhere what happened, each thing at least once, also when the process dies in between.

How far we are is a fact of the stream `notices:main`: a crash before it is recorded tells the last thing again (its
position is in the notice), a crash before that loses nothing. What is older than a day is no news and is left out.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from catalogsync.domain.event import Event
from catalogsync.domain.notice import STREAM, GivenUp, LeftOut, Notices, Told
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError

log = logging.getLogger(__name__)

NEWS_MS = 24 * 3_600_000
WAITS_S = (2.0, 10.0, 60.0, 300.0, 900.0)
"""Waits between the tries of one notice; after the last it is given up. A place given up on gets one try until it
takes one again, so that a dead address does not hold up the living ones for long."""

_LOOK_EVERY_S = 0.5
_AFTER_TROUBLE_S = 5.0
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth telling. `event` is one of the setting `notify_on`, `position` the event it comes from."""

    event: str
    title: str
    message: str
    job: str | None
    position: int
    at_ms: int


class Tells(Protocol):
    """Places where people are told."""

    @property
    def places(self) -> Sequence[str]:
        """A name for each, fit to be shown: addresses hold secrets."""
        ...

    def tell(self, place: int, notice: Notice) -> str | None:
        """Tell it at one place: None, or why not in one line without the address."""
        ...


class ReadsNews(Protocol):
    """The event log, as far as news are read from it."""

    def read(self, after: int = 0, limit: int = 500, *, names: Sequence[str] = ()) -> Sequence[Event[Any]]:
        """Events of these names after a position, oldest first."""
        ...

    def last_position(self) -> int:
        """The newest position."""
        ...


@dataclass
class _InHand:
    notice: Notice
    left: list[int]
    tries: int = 0


class Newsroom:
    """Reads the log for news and tells them, one after the other, in a thread of its own."""

    def __init__(
        self,
        catalog: Catalog,
        reads: ReadsNews,
        tells: Tells,
        notice_of: Callable[[Event[Any]], Notice | None],
        *,
        names: Sequence[str],
        may_tell: Callable[[], bool] = lambda: True,
    ) -> None:
        """`names` are the facts that `notice_of` may make a notice of. `may_tell` is asked before anything is done:
        of several servers over one store one tells."""
        self._catalog = catalog
        self._reads = reads
        self._tells = tells
        self._notice_of = notice_of
        self._names = names
        self._may_tell = may_tell
        self._scanned: int | None = None
        self._in_hand: _InHand | None = None
        self._down: set[int] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="notices", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the request in hand; what is not told yet is told after the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def turn(self) -> float:
        """Do what can be done now; the seconds to wait before the next turn. The loop calls it, and tests may."""
        if not self._may_tell():
            self._scanned, self._in_hand = None, None
            return _LOOK_EVERY_S
        if self._in_hand is None:
            self._in_hand = self._next()
        return _LOOK_EVERY_S if self._in_hand is None else self._deliver(self._in_hand)

    def _loop(self) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                wait_s = self.turn()
            except CatalogError as e:
                log.warning("notices_wait %s", e)
                wait_s = _AFTER_TROUBLE_S
            except Exception:  # a place that fails in an unknown way must not silence the others for good
                log.exception("notices_wait")
                wait_s = _AFTER_TROUBLE_S

    def _next(self) -> _InHand | None:
        if self._scanned is None:
            begun = self._reads.last_position()
            self._scanned = self._catalog.change(Notices, STREAM, lambda notices: notices.begin(begun)).upto
        old = 0
        found: _InHand | None = None
        while found is None:
            last = self._reads.last_position()
            events = self._reads.read(self._scanned, _PAGE, names=self._names) if last > self._scanned else []
            if not events:
                self._scanned = max(self._scanned, last)
                break
            for event in events:
                self._scanned = event.position
                notice = self._notice_of(event)
                if notice is None:
                    continue
                if self._catalog.clock() - notice.at_ms > NEWS_MS:
                    old += 1
                    continue
                found = _InHand(notice, list(range(len(self._tells.places))))
                break
        if old:
            upto = found.notice.position - 1 if found is not None else self._scanned
            self._settle(LeftOut(upto=upto, n=old))
        return found

    def _deliver(self, it: _InHand) -> float:
        it.tries += 1
        failed: dict[int, str] = {}
        for place in it.left:
            why = self._tells.tell(place, it.notice)
            if why is None:
                self._down.discard(place)
            else:
                failed[place] = why
                log.warning("notice_failed %s to %s: %s", it.notice.event, self._tells.places[place], why)
        it.left = list(failed)
        places = self._tells.places
        if not failed:
            self._settle(
                Told(upto=it.notice.position, notice=it.notice.event, places=list(places), tries=it.tries)
            )
        elif it.tries > len(WAITS_S) or self._down.issuperset(failed):
            self._down.update(failed)
            reasons = {places[place]: why for place, why in failed.items()}
            self._settle(
                GivenUp(upto=it.notice.position, notice=it.notice.event, failed=reasons, tries=it.tries)
            )
        else:
            return WAITS_S[it.tries - 1]
        self._in_hand = None
        return 0.0

    def _settle(self, fact: Told | GivenUp | LeftOut) -> None:
        self._catalog.change(Notices, STREAM, lambda notices: notices.settle(fact))
