"""The values a match is asked with and answered by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording as a catalog or a search hit describes it; what is not known is None or empty."""

    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    duration_ms: int | None = None
    aliases: tuple[str, ...] = ()


class Verdict(StrEnum):
    """The three ends of a decision; HOLD waits for a person."""

    ACCEPT = "accept"
    HOLD = "hold"
    REJECT = "reject"

    __hash__ = str.__hash__  # the enum's own is written in Python and is asked for every candidate


@dataclass(frozen=True, slots=True)
class Score:
    """A decision with its grounds.

    ``total`` is 0..1: at least 0.8 when accepted, below 0.5 when rejected, between them when held.
    ``parts`` holds ``title``, ``artists``, ``album``, ``duration`` and ``version``, each 0..1 and absent
    when unknown. ``reasons`` are short machine words such as ``version:live``.
    """

    verdict: Verdict
    total: float
    parts: dict[str, float]
    reasons: tuple[str, ...]
