"""How each platform is now: left alone or not, how quick, how generous. One answer for pages, API and figures."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.weather import Lately
from catalogsync.projections.sources import Outage, last_tried_ms, open_outages, outcomes_since

HOURS = 24
"""Success is told of so many hours."""


@dataclass(frozen=True, slots=True)
class PlatformNow:
    """One platform. `circuit` is the worst of its operations: open, half_open or closed; `outages` those not over.

    `tries` and `wins` are attempts at songs in the last 24 hours, `hours` their (wins, failures) by hour, the oldest
    first; `worst` is the most frequent class of failure among them. `lately` is how it answered this process in the
    last quarter of an hour, None when it was not asked. `cookie` is none, valid or expired.
    """

    platform: str
    circuit: str
    outages: Sequence[Outage]
    tries: int
    wins: int
    worst: str | None
    hours: Sequence[tuple[int, int]]
    last_ms: int | None
    lately: Lately | None
    cookie: str


def weather(shop: Workshop, db: sqlite3.Connection, now_ms: int) -> Sequence[PlatformNow]:
    """Every platform."""
    failing: dict[str, list[Outage]] = {}
    for outage in open_outages(db):
        failing.setdefault(outage.platform, []).append(outage)
    lately = shop.weather.view()
    return [_platform(shop, db, name, failing.get(name, []), lately.get(name), now_ms) for name in PLATFORMS]


def _platform(
    shop: Workshop,
    db: sqlite3.Connection,
    name: str,
    outages: Sequence[Outage],
    lately: Lately | None,
    now_ms: int,
) -> PlatformNow:
    by_hour = outcomes_since(db, name, now_ms - (HOURS - 1) * 3_600_000)
    all_ = sum(by_hour.values(), Counter[str]())
    bad = Counter({outcome: n for outcome, n in all_.items() if outcome != "obtained"})
    circuits = {outage.circuit(now_ms) for outage in outages}
    hour = now_ms // 3_600_000
    return PlatformNow(
        platform=name,
        circuit=next((word for word in ("open", "half_open") if word in circuits), "closed"),
        outages=outages,
        tries=all_.total(),
        wins=all_["obtained"],
        worst=bad.most_common(1)[0][0] if bad else None,
        hours=[_hour(by_hour.get(at)) for at in range(hour - HOURS + 1, hour + 1)],
        last_ms=last_tried_ms(db, name),
        lately=lately,
        cookie=cookie_state(shop, name),
    )


def _hour(outcomes: Counter[str] | None) -> tuple[int, int]:
    if outcomes is None:
        return 0, 0
    return outcomes["obtained"], outcomes.total() - outcomes["obtained"]


def cookie_state(shop: Workshop, platform: str) -> str:
    """`none`, `valid` or `expired`, as far as it is known."""
    if shop.settings.cookie(platform) is None:
        return "none"
    last = shop.log.last_of(f"session:{platform}")
    return "expired" if last is not None and last.name == "session.expired" else "valid"
