"""Finding the known words of ``words.py`` in a text, longest phrase first."""

from __future__ import annotations

import re
from functools import cache

from catalogsync.domain.matching.text import clean
from catalogsync.domain.matching.words import ALONE, PHRASES, Kind

_UNIT = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[^\W_]|×")


def units(cleaned: str) -> list[str]:
    """A cleaned text as words of Latin letters, numbers, and single characters of every other script."""
    return _UNIT.findall(cleaned.replace("'", "") if "'" in cleaned else cleaned)


def _pattern_units(phrase: str) -> tuple[str, ...]:
    spaced = clean(phrase.strip()).replace("#", " 0 ")
    return tuple("#" if unit == "0" else unit for unit in units(spaced))


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], Kind]]]:
    index: dict[str, dict[tuple[str, ...], Kind]] = {}
    for kind, text in PHRASES.items():
        for phrase in text.split("|"):
            if found := _pattern_units(phrase):
                index.setdefault(found[0], {}).setdefault(found, kind)
    return {
        first: sorted(phrases.items(), key=lambda item: -len(item[0])) for first, phrases in index.items()
    }


def longest_phrase(words: list[str], start: int) -> tuple[Kind, int] | None:
    """The kind and length in units of the longest known phrase at ``start``."""
    index = _index()
    word = words[start]
    numeric = word[0].isdecimal()
    for first in (word, "#") if numeric else (word,):
        for phrase, kind in index.get(first, ()):
            if start + len(phrase) <= len(words) and all(
                expected == found or (expected == "#" and found[0].isdecimal())
                for expected, found in zip(phrase, words[start : start + len(phrase)], strict=True)
            ):
                return kind, len(phrase)
    return None


@cache
def _alone() -> dict[tuple[str, ...], Kind]:
    return {
        _pattern_units(phrase): kind for kind, text in ALONE.items() for phrase in text.split("|")
    }


def find(words: list[str]) -> tuple[list[tuple[Kind, tuple[str, ...]]], list[str]]:
    """The phrases found from left to right, each with its words, and the words that belong to none."""
    if whole := _alone().get(tuple(words)):
        return [(whole, tuple(words))], []
    found: list[tuple[Kind, tuple[str, ...]]] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        if hit := longest_phrase(words, at):
            kind, length = hit
            found.append((kind, tuple(words[at : at + length])))
            at += length
        else:
            rest.append(words[at])
            at += 1
    return found, rest
