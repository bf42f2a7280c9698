"""How a name would be written in Latin letters: pinyin, kana by Hepburn, Hangul by the revised rules.

Kanji are not read (their Japanese reading needs a dictionary), so a text that mixes kana and kanji has no
romanisation here. ``skeleton`` forgets vowels and what Japanese cannot tell apart, which is what a foreign
word keeps on its way through katakana: マリーゴールド and Marigold.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from catalogsync.domain.matching.text import scripts

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_IRREGULAR = {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"}
_OTHERS = {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "vu"}
_KANA = {
    **{kana: head + vowel for head, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)},
    **_OTHERS,
    **_IRREGULAR,
}
_SMALL = {
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ャ": "ya",
    "ュ": "yu",
    "ョ": "yo",
    "ヮ": "wa",
}
_LEADS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")  # noqa: SIM905 (read as a row)
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" ")  # noqa: SIM905 (read as a row)
_TAILS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")  # noqa: SIM905 (read as a row)


@lru_cache(maxsize=8192)
def latin(text: str) -> str:
    """The Latin spelling of a key without spaces, or "" where it cannot be known."""
    found = scripts(text)
    if found <= {"latin"}:
        return text
    if "other" in found or {"han", "kana"} <= found or {"han", "hangul"} <= found:
        return ""
    if "han" in found:
        return "".join(pinyin(text))
    return _kana(text) if "kana" in found else _hangul(text)


def pinyin(text: str) -> tuple[str, ...]:
    """The toneless syllables of a Chinese text, each character by its commonest reading."""
    return tuple(map(_syllable, text))


@lru_cache(maxsize=8192)
def _syllable(char: str) -> str:
    marked = _readings().get(str(ord(char)), char).split(",")[0]
    parts = unicodedata.normalize("NFD", marked.replace("ü", "v").translate(_TONED_U))
    return "".join(part for part in parts if not unicodedata.combining(part))


@cache
def _readings() -> dict[str, str]:
    """Code point (in decimal) to its readings, commonest first: pypinyin's own table.

    Read from its file, because importing the library builds its phrase tables too, which takes ten times as long
    and which single characters do not need. A release without that file is asked in the ordinary way.
    """
    library = find_spec("pypinyin")
    folders = (library and library.submodule_search_locations) or ()
    for folder in folders:
        table = Path(folder, "pinyin_dict.json")
        if table.is_file():
            found: dict[str, str] = json.loads(table.read_bytes())
            return found
    from pypinyin.constants import PINYIN_DICT

    return {str(code): readings for code, readings in PINYIN_DICT.items()}


_TONED_U = str.maketrans("ǖǘǚǜ", "vvvv")


def _kana(text: str) -> str:
    spelled = ""
    double = False
    for char in text:
        kana = chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char
        if kana == "ッ":
            double = True
            continue
        if kana in _SMALL and spelled:
            glide = _SMALL[kana]
            stem = spelled[:-1]
            soft = stem.endswith(("sh", "ch", "j")) and glide[0] == "y"
            spelled = stem + (glide[1:] if soft else glide)
            continue
        sound = _KANA.get(kana, "" if kana == "ー" else _SMALL.get(kana, kana))
        spelled += sound[:1] + sound if double and sound else sound
        double = False
    return spelled


def _hangul(text: str) -> str:
    spelled = []
    for char in text:
        if "가" <= char <= "힣":
            code = ord(char) - 0xAC00
            spelled.append(_LEADS[code // 588] + _VOWELS[code % 588 // 28] + _TAILS[code % 28])
        else:
            spelled.append(char)
    return "".join(spelled)


_LONG_VOWELS = re.compile(r"(?<=o)u|([aeiou])(?=\1)|(?<=o)h(?![aeiou])|w(?=o)|-")


@lru_cache(maxsize=4096)
def short_vowels(spelling: str) -> str:
    """One spelling for the ways long Japanese vowels and を are written: Tokyo, Tôkyô, Toukyou; koi wo, koi o."""
    return _LONG_VOWELS.sub("", spelling)


_SILENT_R = re.compile(r"(?<=[aeiou])r(?![aeiouy])")  # bird is ba-do; the r of romaji always has a vowel
_ALIKE = str.maketrans(
    {"l": "r", "v": "b", "c": "k", "q": "k", "x": "k", "z": "s", "f": "h", "p": "b", "j": "s"}
)


@lru_cache(maxsize=4096)
def skeleton(spelling: str) -> str:
    """The consonants of a spelling, those merged that a borrowing merges; doubles count once."""
    spelling = (
        spelling.replace("ck", "k")
        .replace("th", "s")
        .replace("ph", "f")
        .replace("tsu", "t")
        .replace("chi", "t")
    )
    spelling = _SILENT_R.sub("", spelling)
    bones = re.sub(r"[aeiouyhw'\s-]", "", spelling.translate(_ALIKE))
    return re.sub(r"(.)\1+", r"\1", bones)
