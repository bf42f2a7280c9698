"""Names composed from word lists, so that a name says which number it is.

Number `k` of a language becomes first word + second word (+ a third one and a count, once all pairs are used).
The way back is arithmetic, which is what lets search answer over a million songs without an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_TWIST = 7
"""Neighbouring numbers get different second words as well; coprime with every list length."""


@dataclass(frozen=True)
class Composer:
    """Numbers to names and back for one language. `joiner` stands between the words."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    third: tuple[str, ...]
    joiner: str
    third_joiner: str

    def name(self, k: int) -> str:
        n, m = len(self.first), len(self.second)
        d0, d1, d2 = k % n, (k // n + _TWIST * (k % n)) % m, k // (n * m)
        name = self.first[d0] + self.joiner + self.second[d1]
        if d2:
            word, count = self.third[(d2 - 1) % len(self.third)], (d2 - 1) // len(self.third)
            name += self.third_joiner + word + (str(count + 1) if count else "")
        return name

    def with_pair(self, d0: int, d1: int, limit: int) -> Iterator[int]:
        """Numbers below `limit` that begin with these two words."""
        n, m = len(self.first), len(self.second)
        start = d0 + n * ((d1 - _TWIST * d0) % m)
        yield from range(start, limit, n * m)

    def with_first(self, d0: int, limit: int) -> Iterator[int]:
        yield from range(d0, limit, len(self.first))

    def with_second(self, d1: int, limit: int) -> Iterator[int]:
        for base in range(0, limit, len(self.first) * len(self.second)):
            for d0 in range(len(self.first)):
                for k in self.with_pair(d0, d1, base + len(self.first) * len(self.second)):
                    if base <= k < limit:
                        yield k
