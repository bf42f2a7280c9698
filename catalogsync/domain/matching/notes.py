"""What a bracketed or dashed note beside a title says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.artists import is_known
from catalogsync.domain.matching.lexicon import find, units
from catalogsync.domain.matching.text import key, script_of
from catalogsync.domain.matching.words import LANGUAGES, NEUTRAL, Kind

_GUEST = re.compile(
    r"^(?:feat|ft|featuring|with|w/|duet with|合作|和(?!\S))(?:[.:\s]+|(?=[^\x00-\x7f]))(.+)$"
)
_WORK = re.compile(r"《([^》]*)》|「([^」]*)」|\"([^\"]*)\"")
_FROM = re.compile(
    r"^from (?!the first take|the vault|the basement|tour)(?:the )?(?:(?:motion picture|movie|film|series|soundtrack|musical)\b[: ]*)?(.*)$"
)
_PRODUCED = re.compile(
    r"^(?:(?:prod|produced|co-?prod|written|composed)\b\.? ?(?:by\b)?|(?:lyrics|music) ?(?:by\b|:)|(?:作词|作曲|编曲|词曲|制作人?|监制|词|曲) ?:)[. :]*.+$"
)
# Whose song it was; "cover by", and a name before the word, would say who sings now.
_COVERS = re.compile(r"^(?:cover|翻唱|翻自|原唱|カバー)[: ]+(?!by\b)(.+)$")
_YEAR = re.compile(r"19[5-9]\d|20[0-4]\d")  # alone beside a title it marks a new take or mix of that year
# Inside a note about a film or game these still name another recording; other words belong to the film.
_STAY_IN_SOUNDTRACK = frozenset(
    {
        Kind.INSTRUMENTAL,
        Kind.REMIX,
        Kind.DEMO,
        Kind.COVER,
        Kind.CLIP,
        Kind.SPEED,
        Kind.AI,
        Kind.LIVE,
        Kind.ARRANGED,
    }
)


# Beside an edit label these say where or when it was sold, not who made it.
_MARKETS = frozenset(
    {
        "uk",
        "us",
        "usa",
        "eu",
        "german",
        "international",
        "european",
        "single",
        "cd",
        "lp",
        "ep",
        "album",
        "radio",
    }
)


class Note(NamedTuple):
    """One note: the version kinds it names, and what is left of it.

    ``details`` are the words that tell one version of a kind from another (a remixer, a venue). ``subtitle``
    is the note's key when it says nothing known: a translation, a second title. ``works`` are keys of the
    films and games it names.
    """

    kinds: frozenset[Kind] = frozenset()
    details: frozenset[str] = frozenset()
    subtitle: str = ""
    guests: str = ""
    works: tuple[str, ...] = ()
    quality: bool = False
    marked_version: bool = False  # says 版 or version, not merely a word
    covers: str = ""  # key of whom a cover's note names as the original singer

    @property
    def says_something(self) -> bool:
        """Whether the note is more than a second title."""
        return not self.subtitle


@lru_cache(maxsize=8192)
def read_note(text: str) -> Note:
    """Read the cleaned text of one note, without its brackets."""
    text = text.strip(" -~:·|/")
    if text.startswith("和") and is_known(key(text[1:])):
        return Note(guests=text[1:])
    if guest := _GUEST.match(text):
        found, rest = find(units(guest[1]))
        if not found or rest:
            kinds = frozenset(
                kind
                for kind, words in found
                if kind in (Kind.LIVE, Kind.REMIX) and words[0] not in ("dj", "djs")
            )  # a DJ among the guests is a guest
            return Note(guests=guest[1], kinds=kinds)
    if (original := _COVERS.match(text)) and find(units(original[1]))[1]:
        return _judge(find(units(text)), text, ())._replace(covers=key(original[1]))
    if _PRODUCED.match(text):
        return Note()
    works = tuple(key(name) for groups in _WORK.findall(text) for name in groups if name)
    if came := _FROM.match(text):
        return Note(works=works or ((key(came[1]),) if came[1] else ()))
    plain = _WORK.sub(" ", text) if works else text
    words = units(plain)
    if not words:
        return Note(works=works)
    if len(words) == 1 and _YEAR.fullmatch(words[0]):
        return Note(kinds=frozenset({Kind.RERECORD}), details=frozenset(words))
    if words[0] == "ai" and len(words) > 1 and script_of(words[1][0]) not in ("latin", ""):
        return Note(kinds=frozenset({Kind.AI}), details=frozenset(words[1:]))
    if "vs" in words[1:-1]:
        return Note(kinds=frozenset({Kind.REMIX}), details=frozenset(words) - {"vs"})
    return _judge(find(words), text, works)


def _judge(
    read: tuple[list[tuple[Kind, tuple[str, ...]]], list[str]], text: str, works: tuple[str, ...]
) -> Note:
    found, rest = read
    kinds = {kind for kind, _ in found}
    marked = any(phrase[-1] in ("版", "version", "ver", "本") for _, phrase in found)
    strong = kinds - NEUTRAL
    if (
        strong == {Kind.LOOP}
        and rest
        and not any(word[0].isdecimal() for _, phrase in found for word in phrase)
    ):
        return Note(subtitle=key(text), works=works)  # 恋爱循环 is a title
    quality = Kind.QUALITY in kinds
    if Kind.SOUNDTRACK in kinds:
        strong &= _STAY_IN_SOUNDTRACK
        return Note(kinds=frozenset(strong), details=frozenset(rest), works=works or _named(rest))
    if strong - {Kind.OTHER}:
        strong -= {Kind.OTHER} if not (rest and strong == {Kind.EDIT, Kind.OTHER}) else {Kind.EDIT}
        strong -= {Kind.EDIT} if strong - {Kind.EDIT} - LANGUAGES else set()
    elif Kind.OTHER in strong and not rest and kinds & {Kind.QUALITY, Kind.NOTE}:
        strong = set()
    if (
        not strong
        and rest
        and Kind.NOTE in kinds
        and any("remaster" in word for _, phrase in found for word in phrase)
    ):
        return Note(quality=quality)
    if strong == {Kind.EDIT} and not _MARKETS.issuperset(word for word in rest if not word[0].isdecimal()):
        strong = {Kind.REMIX}  # an edit or mix that bears a name is somebody's
    if not strong and rest:
        return Note(subtitle=key(text), works=works)
    details = rest + [
        word for kind, phrase in found for word in phrase if word[0].isdecimal() and kind in strong
    ]
    return Note(frozenset(strong), frozenset(details), works=works, quality=quality, marked_version=marked)


def _named(rest: list[str]) -> tuple[str, ...]:
    """The film a note names without quoting it: 电影泰坦尼克号主题曲."""
    name = key("".join(rest))
    return (name,) if len(name) >= 2 else ()
