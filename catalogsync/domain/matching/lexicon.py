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
        found[-1] for text in PHRASES.values() for phrase in text.split("|") if (found := _pattern_units(phrase))
    )


def longest_phrase(words: list[str], start: int) -> tuple[Kind, int] | None:
    """The kind and length in units of the longest known phrase at ``start``; a numeral also matches ``#``."""
    best: tuple[Kind, int] | None = None
    places = [_tree()]
    for at in range(start, len(words)):
        word = words[at]
        following = [node[word] for node in places if word in node]
        if word[0].isdecimal():
            following += [node["#"] for node in places if "#" in node]
        if not following:
            break
        for node in following:
            if node.kind is not None:
                best = node.kind, at - start + 1
                break
        places = following
    return best


def find(words: list[str]) -> tuple[list[tuple[Kind, tuple[str, ...]]], list[str]]:
    """The phrases found from left to right, each with its words, and the words that belong to none."""
    if whole := _alone().get(tuple(words)):
        return [(whole, tuple(words))], []
    found: list[tuple[Kind, tuple[str, ...]]] = []
    rest: list[str] = []
    tree = _tree()
    at = 0
    while at < len(words):
        word = words[at]
        if (word in tree or word[0].isdecimal()) and (hit := longest_phrase(words, at)):
            kind, length = hit
            found.append((kind, tuple(words[at : at + length])))
            at += length
        else:
            rest.append(word)
            at += 1
    return found, rest
