"""Text as it compares: one width, one script, one case, no accents, no markup.

``clean`` keeps punctuation, because brackets and dashes carry the structure of a title; ``key`` drops it.
Chinese is folded to simplified characters by OpenCC's own character tables; Japanese forms go the same way.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

LONGEST = 512  # characters looked at: no honest title is longer, a hostile one has 10 MB
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
_HALF_WIDTH = re.compile("[｡-ﾟ]")
_ENTITY = re.compile(r"&#?\w{1,10};")
_SPELLED = {  # signs platforms write one way or another
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʻ": "'", "ʼ": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "〝": '"', "〞": '"', "″": '"',
    "—": "-", "–": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "～": "~", "〜": "~", "ー": "ー",
    "【": "[", "】": "]", "〔": "[", "〕": "]", "『": "「", "』": "」", "〈": "《", "〉": "》", "〖": "[", "〗": "]",
    "〇": "零", "○": "零", "∞": "o", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ı": "i",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "÷": "÷",
    "妳": "你", "祢": "你", "牠": "它", "囍": "喜", "著": "着", "喫": "吃", "痺": "痹", "箇": "个", "鬪": "斗",
}  # fmt: skip


def _table(name: str) -> list[tuple[str, str]]:
    lines = (files("opencc") / "dictionary" / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if "\t" in line)
    return [(left, right.split(" ")[0]) for left, right in pairs if len(left) == 1]


@cache
def _simplified() -> dict[str, str]:
    """Character to its simplified form: traditional ones, and the Japanese, Taiwan and Hong Kong shapes."""
    forms = dict(_table("TSCharacters.txt"))
    for regional in ("JPVariants.txt", "TWVariants.txt", "HKVariants.txt"):
        for standard, shape in _table(regional):
            if shape not in forms and len(shape) == 1:
                forms[shape] = forms.get(standard, standard)
    return {shape: forms.get(form, form) for shape, form in forms.items()}


class _Folding(dict[int, str]):
    """What each character folds to, worked out on first sight (only the basic plane is remembered)."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if code < 0x10000:
            self[code] = folded
        return folded


def _fold(char: str) -> str:
    if char in _SPELLED:
        return _SPELLED[char]
    if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if unicodedata.category(char) in ("Cf", "Cs", "Mn", "Co"):
        return ""  # invisible or direction marks, variation selectors, a lone surrogate
    out = []
    for part in unicodedata.normalize("NFKC", char).casefold():
        if part in _SPELLED:
            part = _SPELLED[part]
        elif part < "ↀ" and part >= "\x80":
            base = unicodedata.normalize("NFD", part)[0].casefold()
            part = base if unicodedata.category(base) != "Mn" else ""
        out.append(_simplified().get(part, part))
    return "".join(out)


_FOLDING = _Folding()


@lru_cache(maxsize=16_384)
def clean(text: str) -> str:
    """The text folded for comparing, punctuation kept, spaces single; at most ``LONGEST`` characters."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if "&" in text:
        for _ in range(2):  # some answers are escaped twice
            if _ENTITY.search(text):
                text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    if text.isascii():
        text = text.lower()
    else:
        # half-width kana carry their voicing marks as characters of their own: compose before folding
        text = unicodedata.normalize("NFKC", text) if _needs_composing(text) else text
        text = text.translate(_FOLDING)
    return " ".join(text[:LONGEST].split())


def _needs_composing(text: str) -> bool:
    return not unicodedata.is_normalized("NFC", text) or _HALF_WIDTH.search(text) is not None


def key(cleaned: str) -> str:
    """Only what is read aloud of a cleaned text: letters and digits; a text of signs alone stays as it is."""
    if cleaned.isalnum():
        return cleaned if cleaned.isascii() else _numerals(cleaned)
    spoken = cleaned
    if ("&" in cleaned or "+" in cleaned) and len(cleaned) > 2:
        spoken = cleaned.replace("&", "and").replace("+", "and")
    if "$" in spoken:
        spoken = re.sub(r"(?<=\w)\$|\$(?=\w)", "s", spoken)
    letters = "".join(filter(str.isalnum, spoken))
    if letters and letters != "and":
        return letters if letters.isascii() else _numerals(letters)
    signs = cleaned.replace(" ", "")
    return _SPOKEN_SIGNS.get(signs, signs)


# Names that are one sign are said, and printed by some platforms, as a word.
_SPOKEN_SIGNS = {
    "÷": "divide",
    "×": "multiply",
    "+": "plus",
    "=": "equals",
    "-": "subtract",
    "♥": "heart",
    "?": "questionmark",
}

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = re.compile(r"[零一二两三四五六七八九十百千万]+")


def _numerals(text: str) -> str:
    return _NUMERAL.sub(_arabic, text)


def _arabic(found: re.Match[str]) -> str:
    """1990 for 一九九零 and for 一千九百九十; ambiguity is harmless, both sides are read alike."""
    numeral = found[0]
    if not any(char in _UNITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total, digit = (total + digit or 1) * 10_000, 0
        else:
            total, digit = total + (digit or 1) * _UNITS[char], 0
    return str(total + digit)


@lru_cache(maxsize=16_384)
def scripts(text: str) -> frozenset[str]:
    """Which of ``latin``, ``han``, ``kana``, ``hangul`` and ``other`` the letters of a text belong to."""
    if text.isascii():
        return _LATIN if _LETTER.search(text) else _NONE
    return frozenset(map(script_of, text)) - _UNWRITTEN


_NONE: frozenset[str] = frozenset()
_LATIN = frozenset({"latin"})
_UNWRITTEN = frozenset({""})  # digits and signs
_LETTER = re.compile(r"[A-Za-z]")


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of one character; empty for digits, signs and spaces."""
    if char.isascii():
        return "latin" if char.isalpha() else ""
    if "぀" <= char <= "ヿ":
        return "kana"
    if "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or "\U00020000" <= char <= "\U0003ffff":
        return "han"
    if "가" <= char <= "힣" or "ㄱ" <= char <= "ㆎ" or "ᄀ" <= char <= "ᇿ":
        return "hangul"
    return "other" if char.isalpha() else ""


_EAST = frozenset({"han", "kana", "hangul"})


def asian(text: str) -> bool:
    """Whether a text holds a character of an East Asian script."""
    return not text.isascii() and not scripts(text).isdisjoint(_EAST)


def runs(cleaned: str) -> list[str]:
    """A text cut where Latin meets an East Asian script: ``g.e.m.邓紫棋`` is ``g.e.m.`` and ``邓紫棋``."""
    marks = [(index, kind == "latin") for index, char in enumerate(cleaned) if (kind := script_of(char))]
    cuts = [later[0] for earlier, later in pairwise(marks) if earlier[1] != later[1]]
    edges = [0, *cuts, len(cleaned)]
    return [part for start, end in pairwise(edges) if (part := cleaned[start:end].strip())]
