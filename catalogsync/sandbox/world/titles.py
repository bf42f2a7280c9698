"""Titles of works, and which works a text may mean."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsync.sandbox.world.composition import Composer
from catalogsync.sandbox.world.words import TITLE_WORDS

_JOINERS = {"zh": ("", "·"), "en": (" ", ": "), "ja": ("", " ")}
COMPOSERS = {
    language: Composer(tuple(first), tuple(second), tuple(third), *_JOINERS[language])
    for language, (first, second, third) in TITLE_WORDS.items()
}
_TWIN_EVERY = 12
"""Each twelfth title is the title before it, by another artist: a different song of the same name."""


def language_of(work: int) -> str:
    return ("zh", "zh", "en", "ja")[work % 4]


def _number(work: int) -> int:
    """The work's number within its language."""
    return 2 * (work // 4) + work % 4 if work % 4 < 2 else work // 4


def _work(language: str, number: int) -> int:
    return number // 2 * 4 + number % 2 if language == "zh" else number * 4 + (2 if language == "en" else 3)


def title_of(work: int) -> str:
    number = _number(work)
    if number % _TWIN_EVERY == _TWIN_EVERY - 1:
        number -= 1
    return COMPOSERS[language_of(work)].name(number)


def _works(language: str, numbers: Iterator[int], works: int) -> Iterator[int]:
    for number in numbers:
        if number % _TWIN_EVERY != _TWIN_EVERY - 1:
            yield _work(language, number)
        if number % _TWIN_EVERY == _TWIN_EVERY - 2 and _work(language, number + 1) < works:
            yield _work(language, number + 1)


def works_meant(text: str, works: int) -> Iterator[int]:
    """Works below `works` whose title the text names, whole titles first, then those that share a word.

    `text` is in simplified script, half width, lower case.
    """
    for language, composer in COMPOSERS.items():
        limit = works // 2 + 2 if language == "zh" else works // 4 + 1
        numbers = [
            composer.with_pair(d0, d1, limit)
            for d0, one in enumerate(composer.first)
            for d1, two in enumerate(composer.second)
            if (one + composer.joiner + two).lower() in text
        ]
        for found in numbers:
            ranked = list(found)
            ranked.sort(key=lambda k: composer.name(k).lower() not in text)
            ranked.sort(key=lambda k: -len(composer.name(k)) if composer.name(k).lower() in text else 0)
            yield from (work for work in _works(language, iter(ranked), works) if work < works)
    for language, composer in COMPOSERS.items():
        limit = works // 2 + 2 if language == "zh" else works // 4 + 1
        for d0, one in enumerate(composer.first):
            if one.lower() in text:
                yield from (w for w in _works(language, composer.with_first(d0, limit), works) if w < works)
        for d1, two in enumerate(composer.second):
            if two.lower() in text:
                yield from (w for w in _works(language, composer.with_second(d1, limit), works) if w < works)
