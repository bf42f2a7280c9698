"""Finding the known words of ``words.py`` in a text, longest phrase first."""

from __future__ import annotations

import re
from functools import cache

from catalogsync.domain.matching.text import clean
from catalogsync.domain.matching.words import ALONE, PHRASES, Kind

_UNIT = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[^\W_]|×")


class _Node(dict[str, "_Node"]):
    """A place in the tree of phrases: the units that may follow, and the kind of the phrase that ends here."""

    kind: Kind | None = None


def units(cleaned: str) -> list[str]:
    """A cleaned text as words of Latin letters, numbers, and single characters of every other script."""
    return _UNIT.findall(cleaned.replace("'", "") if "'" in cleaned else cleaned)


def _pattern_units(phrase: str) -> tuple[str, ...]:
    spaced = clean(phrase.strip()).replace("#", " 0 ")
    return tuple("#" if unit == "0" else unit for unit in units(spaced))


@cache
def _tree() -> _Node:
    root = _Node()
    for kind, text in PHRASES.items():
        for phrase in text.split("|"):
            node = root
            for unit in _pattern_units(phrase):
                node = node.setdefault(unit, _Node())
            if node is not root and node.kind is None:
                node.kind = kind
    return root


@cache
def _alone() -> dict[tuple[str, ...], Kind]:
    return {_pattern_units(phrase): kind for kind, text in ALONE.items() for phrase in text.split("|")}


@cache
def last_units() -> frozenset[str]:
    """Every unit a known phrase ends with."""
    return frozenset(
        found[-1]
        for text in PHRASES.values()
        for phrase in text.split("|")
        if (found := _pattern_units(phrase))
    )


def longest_phrase(words: list[str], start: int) -> tuple[Kind, int] | None:
    """The kind and length in units of the longest known phrase at ``start``; a numeral also matches ``#``."""
    return _walk(_tree(), words, start, start)


def _walk(node: _Node, words: list[str], start: int, at: int) -> tuple[Kind, int] | None:
    best: tuple[Kind, int] | None = None
    end = len(words)
    while at < end:
        word = words[at]
        if word[0] <= "9" and "#" in node and (other := _after_numeral(node["#"], words, start, at + 1)):
            best = other
        following = node.get(word)
        if following is None:
            return best
        node, at = following, at + 1
        if node.kind is not None and (best is None or at - start >= best[1]):
            best = node.kind, at - start
    return best


def _after_numeral(node: _Node, words: list[str], start: int, at: int) -> tuple[Kind, int] | None:
    longer = _walk(node, words, start, at)
    return longer if longer or node.kind is None else (node.kind, at - start)


def find(words: list[str]) -> tuple[list[tuple[Kind, tuple[str, ...]]], list[str]]:
    """The phrases found from left to right, each with its words, and the words that belong to none."""
    if whole := _alone().get(tuple(words)):
        return [(whole, tuple(words))], []
    found: list[tuple[Kind, tuple[str, ...]]] = []
    rest: list[str] = []
    tree = _tree()
    at, end = 0, len(words)
    while at < end:
        word = words[at]
        hit = _walk(tree, words, at, at) if word in tree or word[0] <= "9" else None
        if hit is None:
            rest.append(word)
            at += 1
        else:
            found.append((hit[0], tuple(words[at : at + hit[1]])))
            at += hit[1]
    return found, rest
