"""Make one clean LRC text of what platforms call a lyric.

Reads LRC with all its habits (several stamps per line, unsorted, `[mm:ss:xx]`, offsets), word-by-word texts (yrc,
klyric, qrc, krc: `[start,length]` in ms), netease's JSON credit lines, base64, entities, BOM. Writes `[mm:ss.xx]text`
lines, sorted, offset applied. Hostile text costs bounded time and space: it is cut, never refused.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_CHARACTERS = 400_000
MOST_LINES = 5_000
MOST_LINE_CHARACTERS = 1_000
MOST_OFFSET_MS = 300_000
PAIRING_MS = 30
"""How far apart the stamps of a line and its translation may be; platforms round one of them to 10 ms at times."""


class Merge(StrEnum):
    """Which other text goes under each line of the original."""

    NONE = "none"
    TRANSLATION = "translation"
    ROMANISATION = "romanisation"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Lyrics:
    """A lyric as read: `lines` are (ms from the start in steps of 10, text), sorted; `untimed` the lines of a text without stamps."""

    tags: dict[str, str] = field(default_factory=dict)
    lines: tuple[tuple[int, str], ...] = ()
    untimed: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is sung or said, without empty lines."""
        return tuple(text for text in (*(text for _, text in self.lines), *self.untimed) if text)


_STAMP = re.compile(r"\s{0,8}\[(\d{1,4}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_WORD_LINE = re.compile(r"\s{0,8}\[(\d{1,9}),(\d{1,9})\]")
_WORD_MARK = re.compile(r"\(\d{1,9},\d{1,9}(?:,\d{1,9})?\)|<\d{1,9},\d{1,9}(?:,\d{1,9})?>")
_INNER_STAMP = re.compile(r"<\d{1,4}:\d{1,2}(?:[.:]\d{1,3})?>")
_TAG = re.compile(r"\s{0,8}\[([a-zA-Z#_]{1,20}):(.*)\]\s*$")
_QRC = re.compile(r'LyricContent="([^"]*)"')
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]{8,}={0,2}\s*")
_SPACES = re.compile(r"[ \t\u00a0]+")
_KEPT_TAGS = ("ti", "ar", "al")

_FILLERS = re.compile(
    r"(此|该|本)?(歌曲|首歌|曲)?(为|是)?(没有填词的|一首)?(纯音乐|純音樂)(,|，)?(无歌词)?(请|請)?(您)?(欣赏|欣賞)?"
    r"|(this (song|track) is )?(an? )?instrumental( music)?( only)?(,? ?please enjoy)?"
)
_NOTHING = re.compile(
    r"(此|该|本|這|这)?(歌曲|首歌|首歌曲)?(暂无|暫無|没有|沒有|无|尚无)(歌词|歌詞|文本歌词)(,|，)?(请欣赏|敬请期待|求歌词)?"
    r"|(歌词|歌詞)(未上传|貢獻中|正在上传)|no lyrics( available)?"
)
_CREDIT = re.compile(
    r"\s*(作?[词詞曲]|编曲|編曲|混音|制作人?|製作人?|监制|出品人?|录音|母带|吉他|贝斯|鼓|键盘|和声|弦乐|演唱|原唱|发行|企划|统筹|封面"
    r"|lyrics?( by)?|music( by)?|composer?d?( by)?|arrang\w{0,6}( by)?|producer?d?( by)?|written by|op|sp|isrc)"
    r"[^:：]{0,24}[:：]",
    re.IGNORECASE,
)
_PUNCTUATION = "。.!！~～…-—*()（）[]【】「」♪♫ \u3000"


def to_lrc(
    original: str,
    *,
    translation: str | None = None,
    romanisation: str | None = None,
    word_timed: str | None = None,
    merge: Merge = Merge.NONE,
) -> str | None:
    """The clean text to save, ending in a line feed; None when there is nothing to sing (empty or instrumental).

    `word_timed` stands in where the original is empty or has no stamps. A text without any stamps comes out as plain
    lines. With `merge`, romanisation and translation follow each line under the same stamp.
    """
    lyrics = read_lyrics(original)
    if not lyrics.lines and word_timed:
        timed = read_lyrics(word_timed)
        lyrics = timed if timed.lines or not lyrics.texts else lyrics
    if not lyrics.texts or _is_filler(lyrics):
        return None
    under: list[Lyrics] = []
    if merge in (Merge.ROMANISATION, Merge.BOTH) and romanisation:
        under.append(read_lyrics(romanisation))
    if merge in (Merge.TRANSLATION, Merge.BOTH) and translation:
        under.append(read_lyrics(translation))
    head = [f"[{name}:{lyrics.tags[name]}]" for name in _KEPT_TAGS if lyrics.tags.get(name)]
    if not lyrics.lines:
        return "\n".join([*head, *lyrics.untimed]) + "\n"
    body = [f"[{_stamp(ms)}]{text}" for ms, text in _merged(lyrics.lines, under)]
    return "\n".join([*head, *body]) + "\n"


def is_instrumental(text: str | None) -> bool:
    """Whether a lyric only says that the piece has no words (`纯音乐，请欣赏`)."""
    return _is_filler(read_lyrics(text or ""), nothing=False)


def is_empty(text: str | None) -> bool:
    """Whether a lyric has no words at all, or only says that nobody has contributed them (`暂无歌词`)."""
    lyrics = read_lyrics(text or "")
    return not lyrics.texts or (_is_filler(lyrics) and not _is_filler(lyrics, nothing=False))


def read_lyrics(text: str) -> Lyrics:
    """Read any of the known forms."""
    tags: dict[str, str] = {}
    lines: list[tuple[int, str]] = []
    timed = False
    last_ms = 0
    for raw in _plain(text).split("\n", MOST_LINES)[:MOST_LINES]:
        line = raw[: 4 * MOST_LINE_CHARACTERS]
        stamps, words = _timed(line)
        if stamps:
            timed, words, last_ms = True, _clean(words), stamps[-1]
            lines.extend((ms, words) for ms in stamps)
        elif tag := _TAG.match(line):
            tags.setdefault(tag[1].lower(), _clean(tag[2]))
        elif not line.lstrip().startswith('{"') and (words := _clean(line)):
            lines.append((last_ms, words))  # a broken line belongs to the moment of the one before
        if len(lines) > MOST_LINES:
            break
    if not timed:
        return Lyrics(tags, (), tuple(words for _, words in lines))
    offset_ms = _offset_ms(tags.get("offset", ""))
    shifted = [(max(0, ms - offset_ms) // 10 * 10, words) for ms, words in lines[:MOST_LINES]]
    return Lyrics(tags, tuple(_tidy(sorted(shifted, key=lambda line: line[0]))))


def _plain(text: str) -> str:
    """The text itself, out of base64, XML, entities and odd line ends."""
    text = text[:MOST_CHARACTERS].lstrip("\ufeff")
    text = _out_of_base64(text)
    if found := _QRC.search(text):
        text = found[1]
    if "&" in text:
        text = html.unescape(text)
        if "&#" in text or "&amp;" in text or "&apos;" in text or "&nbsp;" in text:
            text = html.unescape(text)
    text = text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if "\n" not in text and "\\n" in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
    return text


def _out_of_base64(text: str) -> str:
    if (len(text) % 4 and "\n" not in text) or not _BASE64.fullmatch(text):
        return text
    try:
        decoded = base64.b64decode(text, validate=False).decode("utf-8-sig")
    except (binascii.Error, ValueError):
        return text
    # A single English word is valid base64 as well; a lyric has stamps, lines or letters beyond ASCII.
    return decoded if "[" in decoded or "\n" in decoded or not decoded.isascii() else text


def _timed(line: str) -> tuple[list[int], str]:
    """The stamps of a line in ms and what follows them; no stamps when it has none."""
    if found := _WORD_LINE.match(line):
        return [int(found[1])], _WORD_MARK.sub("", line[found.end() :])
    stamps: list[int] = []
    at = 0
    while (stamp := _STAMP.match(line, at)) and len(stamps) < 100:
        fraction = (stamp[3] or "").ljust(3, "0")
        stamps.append((int(stamp[1]) * 60 + int(stamp[2])) * 1000 + int(fraction))
        at = stamp.end()
    if stamps:
        return stamps, _INNER_STAMP.sub("", line[at:])
    return _credit(line)


def _credit(line: str) -> tuple[list[int], str]:
    """netease's credits: `{"t":0,"c":[{"tx":"作曲: "},{"tx":"…"}]}`, one JSON object per line."""
    if not line.lstrip().startswith('{"'):
        return [], ""
    try:
        match json.loads(line):
            case {"t": int(ms), "c": list(parts)}:
                words = "".join(
                    p["tx"] for p in parts if isinstance(p, dict) and isinstance(p.get("tx"), str)
                )
                return [min(max(ms, 0), 86_400_000)], words
    except (ValueError, RecursionError):
        pass
    return [], ""


def _clean(text: str) -> str:
    """One line without control, bidi and invisible characters; wide and double wide spaces stay as written."""
    text = unicodedata.normalize("NFC", text[:MOST_LINE_CHARACTERS])
    kept = "".join(
        c
        for c in text
        if c in "\u200c\u200d\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
    )
    return _SPACES.sub(lambda run: " " * min(len(run[0]), 2), kept).strip()


def _offset_ms(text: str) -> int:
    """LRC's offset: positive means that the lines come earlier. Nonsense and whole minutes of it count as none."""
    found = re.fullmatch(r"\s*([+-]?\d{1,7})\s*", text, re.ASCII)
    offset_ms = int(found[1]) if found else 0
    return offset_ms if abs(offset_ms) <= MOST_OFFSET_MS else 0


def _tidy(lines: Sequence[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """Without repetitions, and without empty lines but those that end a passage."""
    seen: set[tuple[int, str]] = set()
    sung_at = {ms for ms, text in lines if text}
    before = ""
    for line in lines:
        ms, text = line
        if line in seen or (not text and (ms in sung_at or not before)):
            continue
        seen.add(line)
        before = text
        yield line


def _merged(lines: Sequence[tuple[int, str]], under: Sequence[Lyrics]) -> Iterable[tuple[int, str]]:
    queues = [_Paired(other.lines) for other in under]
    for ms, text in lines:
        yield ms, text
        if text:
            for paired in queues:
                other = paired.take(ms)
                if other and other != text:
                    yield ms, other


class _Paired:
    """Gives out the lines of a translation by their stamps, each once and in order."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        self._lines = [(ms, "" if set(text) <= set("/ ") else text) for ms, text in lines]
        self._times = [ms for ms, _ in self._lines]
        self._taken = [False] * len(self._lines)

    def take(self, ms: int) -> str:
        """The text at this moment, or the nearest one not further than the pairing distance; may be empty."""
        best: tuple[int, int] | None = None
        first = bisect_left(self._times, ms - PAIRING_MS)
        for n in range(first, min(first + 64, len(self._times))):
            distance = abs(self._times[n] - ms)
            if self._times[n] > ms + PAIRING_MS:
                break
            if not self._taken[n] and self._lines[n][1] and (best is None or distance < best[0]):
                best = distance, n
        if best is None:
            return ""
        self._taken[best[1]] = True
        return self._lines[best[1]][1]


def _without_credits(lyrics: Lyrics) -> list[str]:
    """The lines that are neither credits nor the opening `title - artist`."""
    texts = list(lyrics.texts)
    if len(texts) > 1 and " - " in texts[0]:
        texts = texts[1:]
    return [text for text in texts if not _CREDIT.match(text)]


def _is_filler(lyrics: Lyrics, *, nothing: bool = True) -> bool:
    """Whether all that is there are phrases for "no words"; `nothing` includes those for "nobody wrote them down"."""
    texts = _without_credits(lyrics)
    phrases = (_FILLERS, _NOTHING) if nothing else (_FILLERS,)
    bare = [text.strip(_PUNCTUATION).lower() for text in texts[:8]]
    return 0 < len(texts) <= 4 and all(any(p.fullmatch(text) for p in phrases) for text in bare)


def _stamp(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000 // 10:02d}"
