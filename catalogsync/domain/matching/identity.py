"""Whether two names that share no spelling could be one person or band: 李宗盛 and Jonathan Lee.

This proves nothing by itself. It tells which of two strangers' names contradict each other and which merely
stand in different scripts, so that length and release may speak.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache

from catalogsync.domain.matching.artists import Artist, known_scripts
from catalogsync.domain.matching.likeness import alike
from catalogsync.domain.matching.names.surnames import CHINESE_SURNAMES, JAPANESE_SURNAMES, KOREAN_SURNAMES
from catalogsync.domain.matching.romanize import latin, pinyin, skeleton
from catalogsync.domain.matching.text import scripts


class Kinship(IntEnum):
    """How well one name may be the other in another script."""

    NONE = 0
    POSSIBLE = 1  # nothing speaks against it
    LIKELY = 2  # the family name, the sound or the written stem agrees


@cache
def _surnames() -> dict[str, frozenset[str]]:
    lines = " | ".join((CHINESE_SURNAMES, JAPANESE_SURNAMES, KOREAN_SURNAMES)).replace("\n", " | ")
    found: dict[str, frozenset[str]] = {}
    for entry in lines.split("|"):
        if words := entry.split():
            found[words[0]] = found.get(words[0], frozenset()) | frozenset(words[1:])
    return found


def _spellings(name: str) -> frozenset[str]:
    """How the family name a written name begins with is spelt; empty when it begins with none."""
    table = _surnames()
    for length in (3, 2, 1):
        if length < len(name) <= length + 3 and (spelt := table.get(name[:length])):
            return spelt
    return frozenset()


@lru_cache(maxsize=8192)
def kinship(left: Artist, right: Artist) -> Kinship:
    """Whether two names could be one artist's; symmetric."""
    if left.synthetic or right.synthetic or (left.known and right.known):
        return Kinship.NONE
    mine, theirs = scripts(left.shown), scripts(right.shown)
    if not mine or not theirs:
        return Kinship.NONE
    if mine & theirs:
        one_last = left.last == right.shown or right.last == left.shown
        if one_last and min(len(left.shown), len(right.shown)) >= 3:
            return Kinship.LIKELY
        return Kinship.LIKELY if _same_stem(left.shown, right.shown) else Kinship.NONE
    written, spelt = (left, right) if mine != {"latin"} else (right, left)
    if scripts(spelt.shown) == {"latin"} and (family := _spellings(written.shown)):
        if family & spelt.words:
            return Kinship.LIKELY
        if len(written.shown) <= 4:
            return Kinship.NONE  # a person's name, and the other is not of that family
    if _sounds_like(written.shown, spelt.shown):
        return Kinship.LIKELY
    if known_scripts(left) & theirs or known_scripts(right) & mine:
        return Kinship.NONE  # the table knows what this artist is called in that script
    return Kinship.POSSIBLE


def _same_stem(one: str, other: str) -> bool:
    """宇多田光 and 宇多田ヒカル; 叶倩文 and 叶蒨文."""
    if scripts(one) <= {"han"} and scripts(other) <= {"han"}:
        slips = sum(a != b for a, b in zip(one, other, strict=False))
        return len(one) == len(other) >= 3 and slips == 1 and pinyin(one) == pinyin(other)
    both_japanese = scripts(one) | scripts(other) <= {"han", "kana"}
    return both_japanese and one[:2] == other[:2] and scripts(one[:2]) == {"han"}


def _sounds_like(written: str, spelt: str) -> bool:
    """Whether a foreign name was written down by its sound: 贾斯汀比伯 and Justin Bieber."""
    if not spelt.isascii() or len(spelt) < 4:
        return False
    spoken = latin(written)
    if len(spoken) < 4:
        return False
    one, other = skeleton(spoken.replace("ng", "n").replace("sh", "s")), skeleton(spelt)
    shorter = min(len(one), len(other))
    return shorter >= 3 and alike(one, other, 75 if shorter >= 5 else 85)  # few consonants agree by chance
