"""Titles as they are said: kanji by their usual reading, figures as English words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from catalogsync.domain.matching.names.readings import READINGS
from catalogsync.domain.matching.romanize import latin
from catalogsync.domain.matching.text import clean, script_of

_WORDS = (  # noqa: SIM905 (read as a row)
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split(" ")
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ")  # noqa: SIM905
_ALSO_SAID = {"2": ("two", "to", "too"), "4": ("four", "for")}
_FIGURES = re.compile(r"(\d+)")


def numbers_as_words(text: str) -> tuple[str, ...]:
    """The ways a text with one or two figures may be written in words; empty where a figure is not known."""
    parts = _FIGURES.split(text)
    if not 1 < len(parts) <= 5:
        return ()
    ways = [_said(part) if part.isdecimal() else (part,) for part in parts]
    return tuple("".join(way) for way in product(*ways))


def _said(figure: str) -> tuple[str, ...]:
    """The ways a figure of up to four digits is said, written as one word: 500, 1985 and 24 in titles."""
    if figure in _ALSO_SAID:
        return _ALSO_SAID[figure]
    if len(figure) > 4 or (figure[0] == "0" and figure != "0"):
        return ()
    head, rest = divmod(int(figure), 100)
    if not head:
        return (_below_hundred(rest),)
    tail = _below_hundred(rest) if rest else ""
    thousands, hundreds = divmod(head, 10)
    full = _WORDS[thousands] + "thousand" if thousands else ""
    full += _WORDS[hundreds] + "hundred" if hundreds else ""
    ways = {full + tail, full + "and" + tail if tail else full}
    ways |= {
        article + way.removeprefix("one") for way in ways if way.startswith("one") for article in ("", "a")
    }
    if thousands and hundreds:
        ways.add(_below_hundred(head) + (tail or "hundred"))  # a year
    return tuple(sorted(ways))


_WRITTEN_OUT = """
wanna=wantto gonna=goingto gotta=gotto cause=because cuz=because til=until till=until u=you ur=your r=are n=and
luv=love nite=night tonite=tonight thru=through ya=you yeh=yeah ok=okay alright=allright em=them round=around
colour=color colours=colors grey=gray favourite=favorite theatre=theater honour=honor ol=old lil=little outta=outof
"""
_SLANG = dict(pair.split("=") for pair in _WRITTEN_OUT.split())
_ENGLISH = re.compile(r"[a-z0-9']+")


@lru_cache(maxsize=8192)
def formal_english(cleaned: str) -> str:
    """A Latin title's key with slang and British spellings written out: girls just wanna, livin', thank u."""
    words = (
        word[:-1] + "g" if word.endswith("in'") else word.strip("'") for word in _ENGLISH.findall(cleaned)
    )
    return "".join(_SLANG.get(word, word) for word in words)


def _below_hundred(value: int) -> str:
    if value < 20:
        return _WORDS[value]
    return _TENS[value // 10 - 2] + (_WORDS[value % 10] if value % 10 else "")


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
