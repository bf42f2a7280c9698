"""Titles as they are said: kanji by their usual reading, figures as English words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from catalogsync.domain.matching.names.readings import READINGS
from catalogsync.domain.matching.romanize import latin
from catalogsync.domain.matching.text import clean, script_of

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ")  # noqa: SIM905 (read as a row)
_SAID = {**{str(value): (word,) for value, word in enumerate(_WORDS)}, "2": ("two", "to", "too"), "4": ("four", "for"),
         "100": ("hundred", "onehundred"), "1000": ("thousand", "onethousand"), "20": ("twenty",), "50": ("fifty",),
         "99": ("ninetynine",), "24": ("twentyfour",)}  # fmt: skip
_FIGURES = re.compile(r"(\d+)")


def numbers_as_words(text: str) -> tuple[str, ...]:
    """The ways a text with one or two figures may be written in words; empty where a figure is not known."""
    parts = _FIGURES.split(text)
    if not 1 < len(parts) <= 5:
        return ()
    ways = [_SAID.get(part, ()) if part.isdecimal() else (part,) for part in parts]
    return tuple("".join(way) for way in product(*ways))


@cache
def _readings() -> tuple[dict[str, str], int]:
    pairs = (entry.split() for line in READINGS.split("\n") for entry in line.split("|") if entry.strip())
    table = {clean(word): reading for word, reading in pairs}
    return table, max(map(len, table))


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[tuple[str, int], ...]:
    """A Japanese title cut into what is read: the Latin reading and the length of each piece.

    The reading is "" for a run of kanji the table does not know; nothing is given for a title without kanji.
    """
    if len(text) > 40 or not any(script_of(char) == "han" for char in text):
        return ()
    table, longest = _readings()
    pieces: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        length = 1
        reading = ""
        if script_of(text[at]) == "kana":
            while at + length < len(text) and script_of(text[at + length]) == "kana":
                length += 1
            reading = latin(text[at : at + length])
        else:
            for length in range(min(longest, len(text) - at), 0, -1):
                if reading := table.get(text[at : at + length], ""):
                    break
        pieces.append((reading, length))
        at += length
    return tuple(pieces)


def japanese(text: str) -> str:
    """A title key in Latin letters when every kanji of it is in the table of readings, else ""."""
    pieces = syllables(text)
    return "".join(reading for reading, _ in pieces) if all(reading for reading, _ in pieces) else ""
