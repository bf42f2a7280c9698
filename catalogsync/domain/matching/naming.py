"""Whether two titles name one song."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from catalogsync.domain.matching.classical import same_work
from catalogsync.domain.matching.likeness import alike
from catalogsync.domain.matching.romanize import latin, pinyin, short_vowels, skeleton
from catalogsync.domain.matching.spoken import formal_english, japanese, numbers_as_words, syllables
from catalogsync.domain.matching.text import asian, script_of, scripts
from catalogsync.domain.matching.titles import Title


class Naming(Enum):
    """How two titles relate, surest first; ``part`` is the title part of a score."""

    SAME = 1.0
    ALIAS = 0.97  # one side's second title, or a subtitle only one side has
    REMARK = (
        0.95  # a Latin title with a Latin note of unknown meaning: (In Other Words), (Boombox Rehearsals)
    )
    SOUND = 0.93  # one spelt in Latin letters
    SPELLING = 0.9  # a slip of the pen
    TRANSLATED = 0.5  # other scripts, so the words cannot be compared
    GLOSSED = 0.45  # Chinese characters beside a Japanese title: a translation, or another song
    SUBTITLE = 0.4  # the same words with different second titles
    OTHER = 0.0

    def __init__(self, part: float) -> None:
        self.part = part  # as a plain attribute: the enum's own value is looked up in Python every time


def compare_titles(want: Title, candidate: Title, *, by_sound: bool = True) -> Naming:
    """The surest relation between two titles; without ``by_sound`` only what is printed is compared."""
    if want.whole == candidate.whole:
        return Naming.SAME
    if want.base == candidate.base:
        if _subtitles_differ(want, candidate):
            return Naming.SUBTITLE
        if want.full == candidate.full:
            return Naming.SAME
        return Naming.REMARK if _remarked(want, candidate) else Naming.ALIAS
    if not want.names.isdisjoint(candidate.names):
        return Naming.ALIAS
    if want.work and candidate.work:
        return Naming.ALIAS if same_work(want.work, candidate.work) else Naming.OTHER
    if not by_sound:
        return Naming.OTHER
    pairs = [(a, b) for a in want.names for b in candidate.names if a and b]
    if any(_sound_alike(a, b) or _numbers_alike(a, b) for a, b in pairs):
        return Naming.SOUND
    if want.main.isascii() and candidate.main.isascii() and _written_out(want) == _written_out(candidate):
        return Naming.SPELLING
    if _misspelt(want.base, candidate.base) or _misspelt(want.full, candidate.full):
        return Naming.OTHER if _word_added(want.main, candidate.main) else Naming.SPELLING
    mine, theirs = scripts(want.base), scripts(candidate.base)
    if mine and theirs and not mine & theirs:
        return Naming.TRANSLATED
    if ("kana" in mine) != ("kana" in theirs) and min(len(want.base), len(candidate.base)) >= 4:
        return Naming.GLOSSED if mine == {"han"} or theirs == {"han"} else Naming.OTHER
    return Naming.OTHER


def _numbers_alike(left: str, right: str) -> bool:
    """7years and sevenyears."""
    if not (left.isascii() and right.isascii()) or left.isalpha() == right.isalpha():
        return False
    figures, words = (right, left) if left.isalpha() else (left, right)
    return words in numbers_as_words(figures)


def _remarked(want: Title, candidate: Title) -> bool:
    """Whether only the candidate bears a note, and in the title's own Latin letters, so that it translates nothing."""
    if not candidate.base.isascii() or any(note.subtitle for note in want.notes):
        return False
    known = want.others | {want.whole}
    return any(
        note.subtitle.isascii() and note.subtitle not in known for note in candidate.notes if note.subtitle
    )


def _subtitles_differ(want: Title, candidate: Title) -> bool:
    """Both have second titles, in one script, and none in common: (Esto es África), (This Time for Africa)."""
    one = {note.subtitle for note in want.notes if note.subtitle}
    other = {note.subtitle for note in candidate.notes if note.subtitle}
    if not one or not other or one & other:
        return False
    mine, theirs = scripts("".join(one)), scripts("".join(other))
    if ("kana" in mine) != ("kana" in theirs):
        return False  # one of them is Japanese and the other may be its translation
    return bool(mine & theirs) and not any(_misspelt(a, b) for a in one for b in other)


@lru_cache(maxsize=16_384)
def _sound_alike(left: str, right: str) -> bool:
    mine, theirs = scripts(left), scripts(right)
    kana = "kana" in mine or "kana" in theirs
    if mine == theirs and not kana:
        return False
    if kana and asian(left) and asian(right):
        return (
            _one_kana(left) == _one_kana(right)
            or _of(left) == _of(right)
            or _han_of(left) == _han_of(right) != ""
            or _spoken(left) == _spoken(right) != ""
            or _read_in_japanese(left, right)
            or _read_in_japanese(right, left)
        )
    if "latin" not in mine | theirs:
        return False
    if "latin" in mine | theirs and (_reads_as(left, right) or _reads_as(right, left)):
        return True
    if _read_in_japanese(left, right) or _read_in_japanese(right, left):
        return True
    one, other = _spoken(left), _spoken(right)
    if len(one) < 3 or len(other) < 3:
        return False
    if one == other:
        return True
    bones = skeleton(one)
    return len(bones) >= (3 if kana else 4) and "han" not in mine | theirs and bones == skeleton(other)


def _reads_as(japanese_title: str, spelling: str) -> bool:
    """Whether what can be read of a title stands in its spelling where it should, whatever the other
    kanji read: 夜に駆ける and yorunikakeru."""
    if not spelling.isascii() or scripts(japanese_title) - {"kana", "han"}:
        return False
    spelling = _particles(short_vowels(spelling))
    pieces = syllables(japanese_title)
    place = known = 0
    for reading, length in pieces:  # cheap, and nearly always enough to say no
        if reading:
            place = spelling.find(_particles(short_vowels(reading)), place) + 1
            known += length if length > 1 else len(reading) // 2
            if not place:
                return False
    if known < 2:
        return False
    pattern = "".join(
        re.escape(_particles(short_vowels(reading))) if reading else f"[a-z]{{{length},{6 * length}}}"
        for reading, length in pieces
    )
    return re.fullmatch(pattern, spelling) is not None


def _read_in_japanese(written: str, spelt: str) -> bool:
    """桜 and さくら or sakura, as far as the readings are known."""
    read = japanese(written)
    if len(read) < 3:
        return False
    if _particles(short_vowels(read)) == _spoken(spelt):
        return True
    bones = skeleton(read) if "kana" in scripts(written) and spelt.isascii() else ""
    return len(bones) >= 5 and bones == skeleton(spelt)  # 東京テディベア and tokyo teddy bear


def _spoken(text: str) -> str:
    return _particles(short_vowels(latin(text)))


def _particles(spelling: str) -> str:
    """One spelling for は, which is said wa where it is a particle."""
    return spelling.replace("wa", "ha")


def _han_of(text: str) -> str:
    """The kanji of a title when there are at least two: 打上花火 and 打ち上げ花火."""
    if not scripts(text) <= {"han", "kana"} or any(map(str.isdecimal, text)):
        return ""
    han = "".join(char for char in text if script_of(char) == "han")
    return han if len(han) >= 2 and len(text) - len(han) <= 4 else ""


_ONE_KANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}  # 丸ノ内 and 丸の内
_V = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}  # ラヴ and ラブ


def _one_kana(text: str) -> str:
    text = text.translate(_ONE_KANA)
    if "ヴ" in text:
        for written, usual in _V.items():
            text = text.replace(written, usual)
    return text


def _of(text: str) -> str:
    """雪の華 as a Chinese listing prints it: 雪之华."""
    return text.replace("の", "之").replace("的", "之")


_NUMBERS = re.compile(r"\d+")


def _written_out(title: Title) -> str:
    return formal_english(title.main)


def _word_added(left: str, right: str) -> bool:
    """Whether one title is the other with a short word more, which may name a version: paper lanterns mr."""
    short, long = sorted((left.split(), right.split()), key=len)
    return long[: len(short)] == short and bool(set(long[len(short) :]) - {"the"})


@lru_cache(maxsize=16_384)
def _misspelt(left: str, right: str) -> bool:
    if _NUMBERS.findall(left) != _NUMBERS.findall(right):
        return False
    if asian(left) or asian(right):
        if len(left) != len(right) or scripts(left) != scripts(right):
            return False
        slips = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
        return (
            len(left) >= 3 and len(slips) == 1 and scripts(left) == {"han"} and pinyin(left) == pinyin(right)
        )
    return min(len(left), len(right)) >= 6 and alike(left, right, 90)
