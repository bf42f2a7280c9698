"""Invented artists, their names in Latin letters, and which artists a text may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogsync.sandbox.world.composition import Composer
from catalogsync.sandbox.world.words import ARTIST_WORDS, FIRST_ARTIST, ROMANISED

_JOINERS = {"zh": ("", ""), "en": (" ", " "), "ja": ("", "")}
COMPOSERS = {
    language: Composer(tuple(first), tuple(second), tuple(third), *_JOINERS[language])
    for language, (first, second, third) in ARTIST_WORDS.items()
}


@dataclass(frozen=True, slots=True)
class Artist:
    """One artist of the world; `alias` is another name it goes by, or ""."""

    number: int
    name: str
    alias: str


def artist(number: int) -> Artist:
    if number == 0:
        return Artist(0, FIRST_ARTIST, "Synthetic Ensemble")
    language, k = _place(number)
    composer = COMPOSERS[language]
    name = composer.name(k)
    alias = ""
    if language != "en" and k < len(composer.first) * len(composer.second):
        first = next(word for word in composer.first if name.startswith(word))
        alias = f"{ROMANISED[first]} {ROMANISED[name[len(first) :]]}"
    return Artist(number, name, alias)


def _place(number: int) -> tuple[str, int]:
    slot = number % 4
    if slot < 2:
        return "zh", 2 * (number // 4) + slot
    return ("en", "ja")[slot - 2], number // 4


def _number(language: str, k: int) -> int:
    return k // 2 * 4 + k % 2 if language == "zh" else k * 4 + (2 if language == "en" else 3)


def artists_meant(text: str, artists: int) -> Iterator[int]:
    """Artists below `artists` whose whole name (or Latin alias) stands in the text."""
    if FIRST_ARTIST in text or "synthetic ensemble" in text:
        yield 0
    for language, composer in COMPOSERS.items():
        limit = artists // 2 + 2 if language == "zh" else artists // 4 + 1
        for d0, one in enumerate(composer.first):
            for d1, two in enumerate(composer.second):
                plain = (one + composer.joiner + two).lower()
                latin = f"{ROMANISED.get(one, one)} {ROMANISED.get(two, two)}".lower()
                if plain not in text and latin not in text:
                    continue
                for k in composer.with_pair(d0, d1, limit):
                    number = _number(language, k)
                    known = composer.name(k).lower() in text or latin in text
                    if 0 < number < artists and known:
                        yield number
