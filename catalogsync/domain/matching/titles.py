"""A title taken apart: the bare song, its notes, its guests."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.classical import Work, read_work
from catalogsync.domain.matching.lexicon import last_units, longest_phrase, units
from catalogsync.domain.matching.notes import Note, read_note
from catalogsync.domain.matching.text import asian, clean, key, runs, scripts
from catalogsync.domain.matching.words import Kind

_ROUND = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\]")  # most titles hold no other sign
_BRACKETED = re.compile(
    r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\]|「([^」]*)」|"
    r"(?:(?:(?:tv)?电影|(?:tv)?动画|电视剧|影视剧|网络剧|网剧|短剧|综艺(?:节目)?|纪录片|手游|游戏|动漫|微电影|舞台剧|音乐剧|话剧|小说|剧集|日剧|韩剧)\s*)?《([^》]*)》([^()\[\]《「-]*)|~([^~]+)(?:~|$)|\s-([^-]+)-\s*$"
)
_DASH = re.compile(r"\s+-+\s*|\s*-+\s+|(?<=[^\x00-\x7f])-+|-+(?=[^\x00-\x7f])|\s*\|\s*")
_FEAT = re.compile(r"\s(?:feat|ft|featuring)\b[. ]+(.+)$")
_EMOJI = re.compile("[☀-➿\U0001f000-\U0001faff]")
# Words that may end a title without brackets and still be a note ("晴天钢琴曲", "少年Remix").
_TRAILING = frozenset(
    {Kind.LIVE, Kind.REMIX, Kind.INSTRUMENTAL, Kind.ARRANGED, Kind.DEMO, Kind.CLIP, Kind.SPEED, Kind.OTHER,
     Kind.EDIT, Kind.QUALITY, Kind.COVER, Kind.NOTE, Kind.RERECORD}
)  # fmt: skip


class Title(NamedTuple):
    """One reading of a title. Keys are as ``text.key`` makes them."""

    base: str  # the bare song
    full: str  # with every note that is not known to be a label
    others: frozenset[str]  # second titles: subtitles, the other script's half, aliases
    notes: tuple[Note, ...]
    bare: tuple[Note, ...]  # read from unbracketed last words, which may be part of the title after all
    guests: tuple[str, ...]
    segments: tuple[str, ...]  # cleaned parts of "a - b", empty where there is one part
    names: frozenset[str]  # base, full and others
    whole: str  # key of everything
    tagged: bool  # carries quality tags or emoji
    main: str  # the cleaned text the base was made from
    work: Work | None  # a classical piece named by its catalogue number

    def also_called(self, *names: str) -> Title:
        """The title with more second names."""
        return self._replace(others=self.others.union(names), names=self.names.union(names))

    @property
    def works(self) -> tuple[str, ...]:
        """Films, series and games its notes name."""
        return tuple(work for note in self.notes for work in note.works)


@lru_cache(maxsize=16_384)
def read_title(title: str, artist_keys: frozenset[str] = frozenset(), aliases: tuple[str, ...] = ()) -> Title:
    """Take a title apart; a leading or trailing name of its own artist is dropped."""
    cleaned = clean(title)
    notes: list[Note] = []
    bare: list[Note] = []
    outside = _without_brackets(cleaned, notes)
    work = read_work(cleaned) if _DIGIT.search(cleaned) and _FIGURE.search(cleaned) else None
    segments: tuple[str, ...] = ()
    if work:  # its dashes and last words name movements and instruments, not versions
        main = outside
    else:
        main, segments = _without_dashes(outside, notes, artist_keys)
        if not segments and " f" in main and (feat := _FEAT.search(main)):
            notes.append(Note(guests=feat[1]))
            main = main[: feat.start()]
        main = _without_trailing_words(_without_second_half(main, bare), bare)
    base = key(main) or key(cleaned)
    others = {key(clean(alias)) for alias in aliases} if aliases else set()
    if " " in main or "/" in main or "·" in main:
        others |= _halves(main)
    subtitles = ""
    guests: list[str] = []
    tagged = False
    for note in notes:
        if note.subtitle:
            others.add(note.subtitle)
            subtitles += note.subtitle
        if note.guests:
            guests.append(note.guests)
        tagged |= note.quality
    for note in bare:
        tagged |= note.quality
    full = base + subtitles
    second = frozenset(others - {"", base}) if others else _NO_TITLES
    return Title(
        base=base,
        full=full,
        others=second,
        names=second | {base, full},
        notes=tuple(notes),
        bare=tuple(bare),
        guests=tuple(guests),
        segments=segments,
        whole=base if main == cleaned else key(cleaned),
        tagged=tagged or (not title.isascii() and bool(_EMOJI.search(title[:512])) and base.isalnum()),
        main=main,
        work=work,
    )


_NO_TITLES: frozenset[str] = frozenset()
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[a-z]\.? ?\d")  # what a catalogue number looks like: most titles have none
_SPOKEN = re.compile(r"[^\W_]")
_OTHER_SIGN = re.compile("[「《~-]")
_NOTE_SIGN = re.compile("[([「《~-]")


def _without_brackets(cleaned: str, notes: list[Note]) -> str:
    if not _NOTE_SIGN.search(cleaned):
        return cleaned
    pattern = _BRACKETED if _OTHER_SIGN.search(cleaned) else _ROUND

    def take(found: re.Match[str]) -> str:
        content = found[found.lastindex or 0]
        if pattern is _BRACKETED and found[4] is not None:
            content, after = found[4], found[5] or ""
            note = read_note(f"《{content}》{after}")
            if (
                after.strip() and note.subtitle
            ):  # words after a quoted name that are no note belong to the title
                note, after = read_note(f"《{content}》"), found[5]
                notes.append(note)
                return f" {after}"
            notes.append(note)
            return " "
        if note_text := content.strip():
            notes.append(read_note(note_text))
        return " "

    outside = " ".join(pattern.sub(take, cleaned).split())
    if _SPOKEN.search(outside):
        return _without_unquoted_film(outside, notes)
    if outside:  # signs only, such as ★
        return outside
    notes.clear()
    return cleaned


_FILM = re.compile(r"^(.+?)\s+((?:tv)?(?:电影|电视剧|网剧|动画|动漫|游戏|日剧|韩剧)\S*)$")


def _without_unquoted_film(outside: str, notes: list[Note]) -> str:
    if " " in outside and not outside.isascii() and (found := _FILM.match(outside)):
        notes.append(read_note(found[2]))
        return found[1]
    return outside


def _without_dashes(
    outside: str, notes: list[Note], artist_keys: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    if "-" not in outside and "|" not in outside:
        return outside, ()
    parts = [part for part in _DASH.split(outside) if part and key(part)]
    own = [part for part in parts if key(part) not in artist_keys]
    parts = own or parts[:1]
    kept = parts[:1]
    for part in parts[1:]:
        note = read_note(part)
        if note.says_something:
            notes.append(note)
        else:
            kept.append(part)
    if len(kept) < 2:
        return (kept[0] if kept else outside), ()
    return " ".join(kept), tuple(kept)


def _without_trailing_words(main: str, bare: list[Note]) -> str:
    last = main[-1:]
    if not last.isascii() and last.isalpha() and last not in last_units():
        return main  # most titles in East Asian scripts: no known word ends with that character
    words = units(main)
    if len(words) < 2 or not (words[-1] in last_units() or words[-1][0].isdecimal()):
        return main
    for start in range(max(1, len(words) - 10), len(words)):
        if not _all_known(words, start):
            continue
        phrase = words[start:]
        single = len(phrase) == 1 and len(phrase[0]) == 1  # 版 alone: its modifier is part of the title
        cut = _cut_before(main, phrase)
        if single or cut is None:
            continue
        bare.append(read_note(main[cut:]))
        return main[:cut].strip()
    return main


_LATIN_HALF = re.compile(
    r"[\x00-\x7f]*[\x21-\x7f](?= [^ ]*[^\x00-\x7f])"
)  # see you again, of see you again 主题曲
_LIVE_SOMEWHERE = re.compile(r"(?<=\S) live (?:at|from|in|on) .+$")


def _without_second_half(main: str, bare: list[Note]) -> str:
    """Words behind a space that read as a note though nothing sets them off: 晴天 live at taipei."""
    if " " not in main:
        return main
    if main.isascii():
        found = _LIVE_SOMEWHERE.search(main) if " live " in main else None
        tail = found[0] if found else ""
    else:
        latin_half = _LATIN_HALF.match(main)
        tail = main[latin_half.end() :] if latin_half else main[main.index(" ") :]
        if tail.isascii() == main[: -len(tail)].isascii() and len(tail) < 4:
            return main
    note = read_note(tail) if tail else None
    if note is None or not (note.kinds or note.guests or (note.says_something and not tail.isascii())):
        return main
    bare.append(note)
    return main[: -len(tail)].strip()


def _all_known(words: list[str], start: int) -> bool:
    while start < len(words):
        hit = longest_phrase(words, start)
        if hit is None or hit[0] not in _TRAILING:
            return False
        start += hit[1]
    return True


def _cut_before(main: str, phrase: list[str]) -> int | None:
    at = main.rfind(phrase[0])
    if at <= 0 or units(main[at:]) != phrase:
        return None
    glued = main[at - 1].isascii() and main[at - 1].isalnum() and phrase[0].isascii()
    return None if glued else at


def _halves(main: str) -> set[str]:
    """``告白气球 love confession`` and ``scarborough fair / canticle`` are two titles; ``你好 world 朋友`` is one.

    Of ``盗墓笔记·十年人间`` the second half is the song, the first what it was written for.
    """
    series, dot, song = main.partition("·")
    if dot and "·" not in song and asian(main) and len(key(series)) >= 3 and len(key(song)) >= 3:
        return {key(song)}
    if "/" in main and len(sides := main.split("/")) == 2 and all(len(key(side)) >= 5 for side in sides):
        return set(map(key, sides))
    if not (" " in main or "/" in main) or main.isascii() or len(scripts(main)) < 2:
        return set()
    parts = runs(main)
    if len(parts) == 2 and asian(main) and all(len(key(part)) >= 2 for part in parts):
        return {key(part) for part in parts}
    return set()
