"""A file of playlists, as people write them: an address a line, comments, share texts, a few mistakes.

Every line ends as a link, a duplicate or a skipped line with its reason; only comments and blank lines say
nothing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogsync.domain.links import Link, LinkError, LinkKind, find_links

MAX_LINE = 8_192


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A playlist the file names, and where (line numbers start at 1)."""

    line: int
    link: Link


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that names no playlist. `text` is cut to 200 characters; `why` is one line for a person."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A playlist that line `first_line` named already."""

    line: int
    link: Link
    first_line: int


@dataclass(frozen=True, slots=True)
class PlaylistFile:
    """What a file says. `lines_read` counts every line, comments and blank ones included."""

    links: tuple[LinkLine, ...]
    skipped: tuple[Skipped, ...]
    duplicates: tuple[Duplicate, ...]
    lines_read: int


def read_playlist_file(lines: Iterable[str]) -> PlaylistFile:
    """Read the lines of a playlist file; never raises for what is in them.

    `#` starts a comment at the start of a line or after and before a blank, so the `#` of an address is none.
    Bytes that were no UTF-8 may come as surrogates (`errors="surrogateescape"`, as `text_lines` does): an
    address among them is still read, any other such line is skipped as not UTF-8.
    """
    links: list[LinkLine] = []
    skipped: list[Skipped] = []
    duplicates: list[Duplicate] = []
    first_lines: dict[tuple[str, str], int] = {}
    number = 0
    for number, raw in enumerate(lines, start=1):
        text = _without_comment(raw)
        if not text:
            continue
        try:
            found = _playlists_in(text)
        except LinkError as refusal:
            why = f"not UTF-8 text; save the file as UTF-8 ({refusal})" if _undecoded(text) else str(refusal)
            skipped.append(Skipped(number, _printable(text), why))
            continue
        for link in found:
            key = (link.platform, link.remote_id or link.url)
            if (first_line := first_lines.setdefault(key, number)) == number and LinkLine(
                number, link
            ) not in links:
                links.append(LinkLine(number, link))
            elif first_line != number:
                duplicates.append(Duplicate(number, link, first_line))
    return PlaylistFile(tuple(links), tuple(skipped), tuple(duplicates), number)


def text_lines(raw: bytes) -> Iterator[str]:
    """The lines of a file's bytes: UTF-8 or, with its mark, UTF-16; other bytes come as surrogates, line by
    line."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _split(raw.decode("utf-16", errors="replace"))
    else:
        yield from _split(raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="surrogateescape"))


def _split(text: str) -> Iterator[str]:
    # Not str.splitlines(): it also breaks at form feeds and U+2028, and line numbers would differ from an
    # editor's.
    lines = re.split(r"\r\n|\n|\r", text)
    yield from lines[:-1] if lines[-1] == "" else lines


def _without_comment(raw: str) -> str:
    text = raw.strip("\ufeff \t\r\n\x00\u3000")
    if text.startswith("#"):
        return ""
    return re.split(r"[ \t]#(?=[ \t]|$)", text[: MAX_LINE + 1], maxsplit=1)[0].strip()


def _playlists_in(text: str) -> list[Link]:
    found = find_links(text)
    playlists = [link for link in found if link.kind in (LinkKind.PLAYLIST, LinkKind.TOPLIST, LinkKind.SHORT)]
    if not playlists:
        raise LinkError(f"{found[0].url} is {_a(found[0].kind)}, not a playlist")
    return playlists


def _a(kind: LinkKind) -> str:
    return f"an {kind}" if kind is LinkKind.ALBUM else f"a {kind}"


def _undecoded(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" or character in "\ufffd\x00" for character in text)


def _printable(text: str) -> str:
    """The line as it can be shown: controls, direction marks and undecoded bytes replaced, cut."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:200])
