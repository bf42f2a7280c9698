"""Albums: which release, and what its name says of every song on it."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.lexicon import find, units
from catalogsync.domain.matching.romanize import latin
from catalogsync.domain.matching.text import clean, key, scripts
from catalogsync.domain.matching.words import LANGUAGES, Kind

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SONGS_OF_THEIR_OWN = re.compile(
    r"\blive (?:through|and|forever|to|your|my|fast|for|like|as|it|or|wire|by)\b|tour de |long live|sessions? musik|"
    r"\bcomplete (?:studio |recording )?sessions\b|原创"
)
_OF_EVERY_SONG = frozenset(
    {Kind.LIVE, Kind.REMIX, Kind.INSTRUMENTAL, Kind.ARRANGED, Kind.SPEED, Kind.DEMO, Kind.CHILD, Kind.MEDLEY,
     Kind.AI, Kind.RADIO}
)  # fmt: skip
# Words that make a note beside a title, but are too common in the names of studio albums.
_COMMON = frozenset(
    {"festival", "jazz", "爵士", "reggae", "drum", "drums", "brass", "bass", "bossa", "strings", "ensemble", "harp",
     "flute", "campfire", "salsa", "session", "house", "dub", "mix", "mixed", "alternate", "ballad", "dialogue",
     "voice", "interview", "故事", "推荐", "commentary", "bootleg"}
)  # fmt: skip
_SUNG_AGAIN = frozenset(
    {("taylors", "version"), ("re", "recorded"), ("rerecorded",), ("重", "录"), ("重", "唱"), ("新", "录"), ("再", "录"),
     ("self", "cover"), ("セ", "ル"), ("重", "新")}
)  # fmt: skip
_LATIN_LABELS = re.compile(
    r"\b(?:original|complete|motion picture|soundtracks?|score|ost|deluxe|expanded|special|legacy|bonus|limited|"
    r"anniversary|remaster(?:ed)?|super|edition|version|repackage|\d{4}|ep|single|the|album|music from|inspired by)\b"
)
_LABELS = re.compile(
    r"电影原声带?|原声带?|原声大碟|电视剧|电影|豪华版|专辑|单曲|サウンドトラック|オリジナル|同名"
)


# Concert albums whose names do not say so and are too particular to be anything else.
_CONCERT_NAMES = """
Hell Freezes Over | Stop Making Sense | Frampton Comes Alive! | Under a Blood Red Sky | Delicate Sound of Thunder
The Song Remains the Same | Alive 1997 | Alive 2007 | Rattle and Hum | The Last Waltz | At Folsom Prison | At San Quentin
At Fillmore East | Get Yer Ya-Ya's Out! | How the West Was Won | Wings Over America | Playing the Piano | S&M2 | S&M
24 Nights | Made in Japan | Rust Never Sleeps | Before the Flood | Flashpoint | One More from the Road | Seconds Out
LeftRightLeftRightLeft | Familiar to Millions | Mystery White Boy | Exit... Stage Left | If You Want Blood You've Got It
Road to Revolution | 菲比寻常 | 唱游大世界 | 十亿个掌声 | 摇滚中国乐势力 | 中国摇滚乐势力
"""
_CONCERTS = frozenset(key(clean(name)) for name in re.split(r"[|\n]", _CONCERT_NAMES) if name.strip())


class Release(IntEnum):
    """How two album names relate; the higher the surer."""

    OTHER = 0
    UNKNOWN = 1
    TRANSLATED = 2  # different scripts: may be the same name
    EDITION = 3
    SAME = 4


class Album(NamedTuple):
    """An album's name as keys, and the kinds it gives to every song it holds."""

    whole: str
    core: str
    aliases: frozenset[str]
    kinds: frozenset[Kind]
    languages: frozenset[Kind]
    language_marked: bool


@lru_cache(maxsize=8192)
def read_album(name: str | None) -> Album | None:
    """The album's keys and kinds; None when there is no name."""
    cleaned = clean(name) if name else ""
    if not cleaned:
        return None
    found, _ = find(units(cleaned))
    kinds = languages = _NONE
    marked = False
    telling = [hit for hit in found if hit[0] in _TELLING and (hit[1][0] not in _COMMON or len(hit[1]) > 1)]
    if telling:
        kinds = _of_every_song(telling, cleaned)
        languages = frozenset(kind for kind, _ in telling if kind in LANGUAGES)
        marked = any(kind in LANGUAGES and phrase[-1] in ("版", "version", "ver") for kind, phrase in telling)
    bracketed = "(" in cleaned or "[" in cleaned
    outside = _BRACKETS.sub(" ", cleaned) if bracketed else cleaned
    whole = key(cleaned)
    plain = key(outside) if bracketed else whole
    bare = _bare(outside)
    core = (key(bare) if bare is not outside else plain) or plain or whole
    inside = _NO_NAMES
    if bracketed:
        inside = frozenset(key(_bare(part[1:-1])) for part in _BRACKETS.findall(cleaned)) - {""}
    if plain in _CONCERTS:
        kinds |= {Kind.LIVE}
    return Album(whole, core, inside, kinds, languages, marked)


def _bare(name: str) -> str:
    """An album's name without the words that tell editions apart."""
    if not name.isascii() and not _LABEL_SIGNS.isdisjoint(name):
        name = _LABELS.sub(" ", name)
    if _YEAR.search(name) or not _LABEL_WORDS.isdisjoint(_WORD.findall(name)):
        name = _LATIN_LABELS.sub(" ", name)
    return name


# One sign of each of those labels, and the words the Latin ones begin with: most names hold none.
_LABEL_SIGNS = frozenset("影声剧版辑曲サリ同")
_WORD = re.compile(r"[a-z]+")
_YEAR = re.compile(r"\d{4}")
_LABEL_WORDS = frozenset(
    [
        "original",
        "complete",
        "motion",
        "soundtrack",
        "soundtracks",
        "score",
        "scores",
        "ost",
        "deluxe",
        "expanded",
        "special",
        "legacy",
        "bonus",
        "limited",
        "anniversary",
        "remaster",
        "remastered",
        "super",
        "edition",
        "version",
        "repackage",
        "ep",
        "single",
        "the",
        "album",
        "music",
        "inspired",
    ]
)
_NO_NAMES: frozenset[str] = frozenset()
_NONE: frozenset[Kind] = frozenset()
_TELLING = _OF_EVERY_SONG | LANGUAGES | {Kind.RERECORD, Kind.COVER}


@lru_cache(maxsize=1024)
def kinds_named(name: str) -> frozenset[Kind]:
    """The kinds whose words stand in a name."""
    return frozenset(kind for kind, _ in find(units(name))[0])


def _of_every_song(found: list[tuple[Kind, tuple[str, ...]]], cleaned: str) -> frozenset[Kind]:
    """The version an album's name gives to songs that name none themselves."""
    kinds = {kind for kind, _ in found if kind in _OF_EVERY_SONG}
    if Kind.LIVE in kinds and _SONGS_OF_THEIR_OWN.search(cleaned):
        kinds.discard(Kind.LIVE)
    for kind, phrase in found:
        if (kind is Kind.RERECORD and phrase[:2] in _SUNG_AGAIN) or (
            kind is Kind.COVER and phrase[0] in ("翻", "tribute")
        ):
            kinds.add(kind)
    return frozenset(kinds)


def relation(left: Album | None, right: Album | None) -> Release:
    """How likely two names mean one release."""
    if left is None or right is None:
        return Release.UNKNOWN
    if left.whole == right.whole:
        return Release.SAME
    short, long = left.core, right.core
    if short == long != "" or short in right.aliases or long in left.aliases:
        return Release.EDITION
    if left.aliases and not left.aliases.isdisjoint(right.aliases):
        return Release.EDITION
    if len(short) > len(long):
        short, long = long, short
    if short in long and len(short) >= (3 if not short.isascii() else 6) and len(short) * 3 >= len(long):
        return Release.EDITION
    if short.isascii() and long.isascii():
        return Release.OTHER
    one, other = scripts(left.core), scripts(right.core)
    if one and other and not one & other:
        return Release.EDITION if latin(left.core) == latin(right.core) != "" else Release.TRANSLATED
    return Release.OTHER
