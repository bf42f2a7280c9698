"""Whether two credits name the same people."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.likeness import alike
from catalogsync.domain.matching.names import LINES, VOICES
from catalogsync.domain.matching.romanize import latin, short_vowels
from catalogsync.domain.matching.text import clean, key, runs, scripts

_JOINED = re.compile(
    r"\s*(?:[/、;,&×|+]|(?<!\w)x(?!\w)|(?<!\w)vs\.?(?!\w)|(?<!\w)(?:feat|ft|featuring|with|and)\b\.?)\s*"
)
_MAY_BE_JOINED = re.compile(r"[/、;,&×|+]|(?<!\w)(?:x|vs|feat|ft|featuring|with|and)(?!\w)")
_INSIDE = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]+)[)\]]\s*$")
_NOBODY = frozenset(
    {"", "群星", "华语群星", "佚名", "未知", "未知歌手", "未知艺人", "网络歌手", "variousartists", "various", "va",
     "unknown", "unknownartist", "ヴァリアスアーティスト", "オムニバス", "合辑", "匿名", "null"}
)  # fmt: skip
_NOT_A_NAME = frozenset(
    {"dj", "mc", "ai", "cv", "the", "vs", "band", "乐队", "乐团", "组合", "official", "cover"}
)
_WORD = re.compile(r"[a-z]+")
_AI_VOICE = re.compile(r"ai ?[^\x00-\x7f]")


class Spelt(IntEnum):
    """What the keys of a name are written in, as far as it settles what can be compared."""

    LATIN = 0  # ASCII letters and digits only
    MIXED = 1
    OTHER = 2  # no Latin letter at all


class Artist(NamedTuple):
    """One credited name: every key it may be known by, and who those are in the table of names."""

    keys: frozenset[str]
    known: frozenset[int]
    members: frozenset[str]
    shown: str  # the first key, for romanising
    words: frozenset[str]  # its words in Latin letters
    spelt: Spelt  # what its keys are written in
    last: str  # key of the family name behind a dot: 庞麦郎 of 约瑟翰·庞麦郎
    synthetic: bool = False  # an AI voice that carries somebody's name


@cache
def _table() -> tuple[dict[str, frozenset[int]], list[frozenset[str]], list[frozenset[str]]]:
    """Key to line numbers; each line's keys; each line's members' keys."""
    where: dict[str, set[int]] = {}
    names: list[frozenset[str]] = []
    members: list[frozenset[str]] = []
    for number, line in enumerate(LINES):
        own, _, inside = line.partition(">")
        names.append(frozenset(key(clean(name)) for name in own.split("|")) - {""})
        members.append(frozenset(key(clean(name)) for name in inside.split("|")) - {""})
        for name in names[-1]:
            where.setdefault(name, set()).add(number)
    return {name: frozenset(lines) for name, lines in where.items()}, names, members


def is_known(name_key: str) -> bool:
    """Whether the table of names lists this key."""
    return name_key in _table()[0]


@lru_cache(maxsize=8192)
def read_artists(names: tuple[str, ...]) -> tuple[Artist, ...]:
    """The people of a credit, joined names taken apart, "various" and "unknown" left out."""
    found: list[Artist] = []
    for name in names:
        for part in _separate(clean(name)):
            if artist := _artist(part):
                found.append(artist)
    return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


def _separate(cleaned: str) -> list[str]:
    if cleaned.isalnum() or not _MAY_BE_JOINED.search(cleaned):
        return [cleaned] if cleaned else []
    if is_known(key(cleaned)):
        return [cleaned]
    outside = _INSIDE.match(cleaned)
    if outside and is_known(key(outside[1])):
        return [cleaned]
    parts = [part for part in _JOINED.split(_shielded(cleaned)) if part]
    return [part.replace("\0", ",").replace("\1", "&").replace("\2", "/") for part in parts]


def _shielded(cleaned: str) -> str:
    """Separators inside brackets belong to the bracket: ``a (b & c)``."""
    return re.sub(
        r"\([^()]*\)",
        lambda found: found[0].replace(",", "\0").replace("&", "\1").replace("/", "\2"),
        cleaned,
    )


@lru_cache(maxsize=8192)
def _artist(cleaned: str) -> Artist | None:
    whole = key(cleaned)
    if whole in _NOBODY:
        return None
    if cleaned.startswith("ai") and _AI_VOICE.match(cleaned):
        return Artist(
            frozenset({whole}), frozenset(), frozenset(), whole, frozenset(), Spelt.MIXED, "", synthetic=True
        )
    spelt = [whole]
    pieces = [cleaned]
    if cleaned[-1] in ")]" and (bracket := _INSIDE.match(cleaned)):
        pieces = [bracket[1], bracket[2]]
        spelt += [key(bracket[1]), key(bracket[2])]
    words = _WORD.findall(cleaned)
    if words and not cleaned.isascii():
        for piece in pieces:
            if not piece.isascii() and _WORD.search(piece) and len(parts := runs(piece)) == 2:
                spelt += map(key, parts)
    keys: set[str] = set()
    for name in spelt:
        if name not in _NOT_A_NAME and (len(name) > 1 or name == whole):
            keys.add(name)
            if name.startswith("the") and len(name) > 6:
                keys.add(name := name[3:])
            if name.endswith(_CALLED) and len(short := name[: -_length_of_calling(name)]) >= 2:
                keys.add(short)
    where, _, members = _table()
    known, inside = _NOBODY_KNOWN, _NO_NAMES
    for name in keys:
        if name in where:
            known |= where[name]
    if not known and len(whole) >= 4:
        known = where.get("".join(reversed(words)), _NOBODY_KNOWN) if whole.isascii() else _named_twice(whole)
    if not known and (own := _named_with_band(cleaned, whole)):
        keys.add(own)
        known = where.get(own, _NOBODY_KNOWN)
    for line in known:
        if members[line]:
            inside |= members[line]
    spelt_in = Spelt.LATIN if whole.isascii() and len(pieces) == 1 else Spelt.MIXED if words else Spelt.OTHER
    last = key(cleaned.rpartition("·")[2]) if "·" in cleaned else ""
    return Artist(frozenset(keys), known, inside, key(pieces[0]), frozenset(words), spelt_in, last)


def _named_twice(whole: str) -> frozenset[int]:
    """Two names of one artist written as one: 奶茶刘若英."""
    where, _, _ = _table()
    for cut in range(2, len(whole) - 1):
        if (first := where.get(whole[:cut])) and (second := where.get(whole[cut:])) and first & second:
            return first & second
    return _NOBODY_KNOWN


_OF_BAND = re.compile(r"(.+?) (?:of|from) (.+)")


def _named_with_band(cleaned: str, whole: str) -> str:
    """The member's own key in a name that carries the band too: 五月天阿信, suga of bts; else empty."""
    where, _, members = _table()
    if found := _OF_BAND.fullmatch(cleaned):
        pairs = [(key(found[1]), key(found[2]))]
    elif not cleaned.isascii() and 4 <= len(whole) <= 24:
        pairs = [(whole[cut:], whole[:cut]) for cut in range(2, len(whole) - 1)]
    else:
        return ""
    for own, band in pairs:
        if any(own in members[line] for line in where.get(band, ())):
            return own
    return ""


_NOBODY_KNOWN: frozenset[int] = frozenset()
_NO_NAMES: frozenset[str] = frozenset()
_CALLED = ("合唱团", "乐队", "乐团", "组合", "band")


def _length_of_calling(name: str) -> int:
    return next(len(word) for word in _CALLED if name.endswith(word))


def same_artist(left: Artist, right: Artist) -> bool:
    """Whether two names are one person or band, by spelling, table or romanisation."""
    if left.synthetic or right.synthetic:
        return left.synthetic == right.synthetic and left.keys == right.keys
    if not left.keys.isdisjoint(right.keys) or not left.known.isdisjoint(right.known):
        return True
    if left.known and right.known:
        return False
    if left.spelt is right.spelt is Spelt.OTHER:
        return False  # homophones are different names
    if left.spelt is right.spelt is Spelt.LATIN:
        return _misspelt(left.keys, right.keys)
    for one in left.keys:
        for other in right.keys:
            if _sounds_alike(one, other):
                return True
    return False


def _misspelt(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two Latin names differ by a slip of the pen; only long ones can."""
    for one in left:
        if len(one) >= 7:
            for other in right:
                if len(other) >= 7 and alike(one, other, 92):
                    return True
    return False


@lru_cache(maxsize=16_384)
def _sounds_alike(left: str, right: str) -> bool:
    if left.isascii() and right.isascii():  # most pairs: a slip in a long name is all there can be
        return min(len(left), len(right)) >= 7 and alike(left, right, 92)
    mine, theirs = scripts(left), scripts(right)
    if mine == theirs == {"latin"}:
        return min(len(left), len(right)) >= 7 and alike(left, right, 92)
    if mine == theirs or "latin" not in mine | theirs:
        return False  # homophones are different names
    for chinese, spelt in ((left, theirs), (right, mine)):
        if scripts(chinese) == {"han"} and spelt == {"latin"}:
            spelling = right if chinese is left else left
            if latin(chinese[0]) not in spelling:  # the family name alone settles most, and is remembered
                return False
    one, other = latin(left), latin(right)
    if len(one) < 4 or len(other) < 4:
        return False
    one, other = short_vowels(one), short_vowels(other)
    if one == other or _turned(one, other):
        return True
    return "hangul" in mine | theirs and alike(one, other, 85)


def _turned(one: str, other: str) -> bool:
    """Family name first or last: cuijian and jiancui."""
    return len(one) == len(other) >= 6 and other in one + one


def is_called(name: Artist, spelt: str) -> bool:
    """Whether a key is one of an artist's names."""
    return spelt in name.keys or (bool(name.known) and not name.known.isdisjoint(_table()[0].get(spelt, ())))


def is_member(name: Artist, of: tuple[Artist, ...]) -> bool:
    """Whether one name is a member or regular voice of another credit."""
    return any(_belongs(name, artist) for artist in of)


def _belongs(name: Artist, band: Artist) -> bool:
    if not band.members:
        return False
    if not name.keys.isdisjoint(band.members):
        return True
    names = _table()[1]
    return any(not names[line].isdisjoint(band.members) for line in name.known)


def has_members(bands: tuple[Artist, ...], names: tuple[Artist, ...]) -> bool:
    """Whether any name is a member or regular voice of any band."""
    return any(_belongs(name, band) for band in bands for name in names)


@cache
def _voices() -> tuple[Artist, ...]:
    return tuple(artist for name in VOICES.split("|") if (artist := _artist(clean(name.strip()))))


@lru_cache(maxsize=4096)
def is_voice(name: Artist) -> bool:
    """Whether a name is a singing synthesiser's, beside which the song's author is credited."""
    return any(same_artist(name, voice) for voice in _voices())


@lru_cache(maxsize=4096)
def known_scripts(name: Artist) -> frozenset[str]:
    """The scripts the table of names writes an artist in; empty for one it does not know."""
    _, names, _ = _table()
    return frozenset().union(*(scripts(spelt) for line in name.known for spelt in names[line]))
