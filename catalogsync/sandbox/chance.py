"""Repeatable chance: every choice in the catalog is a hash of what it is about.

Nothing is stored and nothing depends on the order of questions, so the same seed gives the same catalog
whether it holds fifty songs or a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b, shake_128
from typing import TypeVar

T = TypeVar("T")


def draw(*about: object) -> int:
    """A number from 0 to 2**64 - 1 decided by its arguments."""
    text = "\x1f".join(map(str, about)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def below(limit: int, *about: object) -> int:
    """A number from 0 to limit - 1."""
    return draw(*about) % limit


def chance(percent: float, *about: object) -> bool:
    """True in `percent` of the cases."""
    return draw(*about) % 10_000 < percent * 100


def pick(options: Sequence[T], *about: object) -> T:
    """One of the options."""
    return options[draw(*about) % len(options)]


def stream(count: int, *about: object) -> bytes:
    """`count` bytes; a shorter answer is the beginning of a longer one."""
    return shake_128("\x1f".join(map(str, about)).encode("utf-8", "surrogatepass")).digest(count)


def hexadecimal(digits: int, *about: object) -> str:
    """Lower-case hex digits decided by the arguments."""
    return stream((digits + 1) // 2, *about).hex()[:digits]
