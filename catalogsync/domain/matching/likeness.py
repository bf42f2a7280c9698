"""How alike two spellings are, by RapidFuzz, which is loaded when the first two are compared.

The store's readers fold text with this package and never compare; they should not wait for the library.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


@cache
def _ratio() -> Callable[..., float]:
    from rapidfuzz import fuzz

    return fuzz.ratio


def alike(one: str, other: str, percent: int) -> bool:
    """Whether the normalised indel similarity of two texts is at least ``percent`` (0..100)."""
    return _ratio()(one, other, score_cutoff=percent) >= percent
