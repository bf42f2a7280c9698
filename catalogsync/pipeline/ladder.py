"""Which quality to ask for, and in which order to ask the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from catalogsync.pipeline.ports import Quality

_WARM_UP = 8.0
"""How many tries the configured order is worth: below that, experience moves a source only a little."""

_ORDER = list(Quality)


def good_enough(granted: Quality, ladder: Sequence[Quality]) -> bool:
    """Is a granted quality one of those the user accepts?"""
    return granted in ladder


def at_least(granted: Quality, asked: Quality) -> bool:
    """Is a granted quality the asked one or better?"""
    return _ORDER.index(granted) <= _ORDER.index(asked)


def next_lower(granted: Quality, ladder: Sequence[Quality]) -> Quality | None:
    """The best accepted quality below the granted one; None when nothing accepted is below it."""
    below = [quality for quality in ladder if _ORDER.index(quality) > _ORDER.index(granted)]
    return min(below, key=_ORDER.index, default=None)


def learned_order(
    origin: str,
    configured: Sequence[str],
    rates: Mapping[str, tuple[float, float]],
    pinned: Set[str] = frozenset(),
    barred: Set[str] = frozenset(),
) -> list[str]:
    """The sources in the order to try: the song's own platform first, the pinned ones, then by success of fallbacks.

    `rates` holds (weight, won) per source, decayed. Each source starts with a belief by its configured place, worth
    `_WARM_UP` tries, so that a few lucky ones change little and none is ever dropped for good.
    """

    def promise(source: str) -> float:
        place = configured.index(source)
        prior = 0.6 - 0.3 * place / max(1, len(configured) - 1)
        weight, won = rates.get(source, (0.0, 0.0))
        return (won + _WARM_UP * prior) / (weight + _WARM_UP)

    others = [source for source in configured if source != origin and source not in barred]
    ranked = sorted(others, key=lambda source: (source in pinned, promise(source)), reverse=True)
    return [origin, *ranked] if origin not in barred else ranked
