"""Works of classical music, which every platform titles its own way and a catalogue number tells apart.

``Nocturnes, Op. 9: No. 2`` and ``Nocturne No. 2 in E flat, Op. 9 No. 2`` are one piece; so are
``RV 269 "Spring": I. Allegro`` and ``Op.8, No.1, R.269 "La Primavera" - 1. Allegro``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.text import clean, key

_REFERENCE = re.compile(
    r"\b(op(?:us)?|bwv|kv|k|rv|r|d|hob|woo|hwv|twv|sz)\.? ?((?:[ivx]+:)?\d+[a-z]?)\b(?:\s?[,:/]?\s?(?:no|nr)\.? ?(\d+))?"
)
_ONE_NAME = {"opus": "op", "kv": "k", "r": "rv"}
_MOVEMENT = re.compile(r"[:\-]\s*\(?([ivx]+|\d+)[.:)]\s*(.*)$")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_FORMS = re.compile(
    r"\b(?:symphon|concert|sonat|nocturn|prelude|fugue|etude|mazurka|waltz|valse|polonaise|ballade|scherzo|suite|partita|"
    r"quartet|quintet|trio|variation|impromptu|overture|rhapsod|requiem|mass|cantata|invention|minuet|rondo|fantas)|"
    r"协奏|奏鸣|夜曲|练习曲|前奏曲|圆舞曲|变奏|组曲|序曲|四重奏|幻想曲|小步舞曲|平均律"
)

# Beside a performer they say what is played, not who plays.
COMPOSERS = """
Johann Sebastian Bach | J.S. Bach | Bach | 巴赫 | Ludwig van Beethoven | Beethoven | 贝多芬 | Wolfgang Amadeus Mozart | W.A. Mozart
Mozart | 莫扎特 | Frédéric Chopin | Chopin | 肖邦 | Antonio Vivaldi | Vivaldi | 维瓦尔第 | Franz Schubert | Schubert | 舒伯特
Robert Schumann | Schumann | 舒曼 | Johannes Brahms | Brahms | 勃拉姆斯 | Pyotr Ilyich Tchaikovsky | Tchaikovsky | 柴可夫斯基
Peter Ilyich Tchaikovsky | Claude Debussy | Debussy | 德彪西 | Maurice Ravel | Ravel | 拉威尔 | Franz Liszt | Liszt | 李斯特
Sergei Rachmaninoff | Sergei Rachmaninov | Rachmaninoff | 拉赫玛尼诺夫 | Joseph Haydn | Franz Joseph Haydn | Haydn | 海顿
George Frideric Handel | Handel | 亨德尔 | Antonín Dvořák | Dvořák | 德沃夏克 | Edvard Grieg | Grieg | 格里格 | Erik Satie | 萨蒂
Felix Mendelssohn | Mendelssohn | 门德尔松 | Gustav Mahler | Mahler | 马勒 | Camille Saint-Saëns | 圣-桑 | Johann Pachelbel | 帕赫贝尔
Dmitri Shostakovich | Shostakovich | 肖斯塔科维奇 | Sergei Prokofiev | 普罗科菲耶夫 | Jean Sibelius | 西贝柳斯 | Niccolò Paganini | 帕格尼尼
Georg Philipp Telemann | Domenico Scarlatti | Béla Bartók | Igor Stravinsky | Gabriel Fauré | Giuseppe Verdi | Giacomo Puccini
"""


class Work(NamedTuple):
    """A piece as its title names it: catalogue numbers by catalogue, and the movement."""

    references: frozenset[tuple[str, str]]  # ("op", "9/2"), ("bwv", "988")
    movement: str  # its number, or the word that follows where movements bear names


@lru_cache(maxsize=4096)
def read_work(cleaned: str) -> Work | None:
    """The work a cleaned title names by catalogue number; None for any other title."""
    found = list(_REFERENCE.finditer(cleaned))
    if not found or not (_FORMS.search(cleaned) or any(match[1] in ("bwv", "rv", "woo") for match in found)):
        return None
    references = frozenset(
        (_ONE_NAME.get(match[1], match[1]), f"{match[2]}/{match[3]}" if match[3] else match[2])
        for match in found
    )
    behind = cleaned[found[-1].end() :]
    if movement := _MOVEMENT.search(behind):
        return Work(references, _figure(movement[1]))
    return Work(references, key(behind.split("(")[0].strip(' :-,"')))


def same_work(one: Work, other: Work) -> bool:
    """Whether two titles name one movement of one work: a catalogue in common, and none that contradicts."""
    mine, theirs = dict(one.references), dict(other.references)
    shared = mine.keys() & theirs.keys()
    return bool(shared) and all(mine[name] == theirs[name] for name in shared) and _one_part(one, other)


def _one_part(one: Work, other: Work) -> bool:
    if one.movement == other.movement:
        return True
    # a key or a nickname behind the number is no movement: "Op. 9: No. 2 in E flat"
    return not (_names_a_part(one.movement) or _names_a_part(other.movement))


def _names_a_part(movement: str) -> bool:
    return bool(movement) and not re.match(r"in[a-h](?:flat|sharp)?(?:major|minor|dur|moll)?", movement)


def _figure(numeral: str) -> str:
    if numeral.isdecimal():
        return str(int(numeral))
    total = 0
    for place, letter in enumerate(numeral):
        value = _ROMAN[letter]
        total += -value if any(_ROMAN[later] > value for later in numeral[place + 1 :]) else value
    return str(total)


@cache
def _composers() -> frozenset[str]:
    return frozenset(key(clean(name)) for name in re.split(r"[|\n]", COMPOSERS) if name.strip())


def is_composer(keys: frozenset[str]) -> bool:
    """Whether one of an artist's keys is a classical composer's name."""
    return not _composers().isdisjoint(keys)
