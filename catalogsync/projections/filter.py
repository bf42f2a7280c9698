"""The filter language of command line, API and console: `state:missed source:qq artist:"王 菲" since:7d 夜`.

Words joined by blanks must all hold. `key:value` asks one thing, `-key:value` its opposite, a bare word looks in
title and artists. A value with blanks stands in double quotes. Words, titles and artists are found in any script, case
and width. A filter becomes SQL over the `songs` table as `s`, with every value bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.errors import Failure, Refusal
from catalogsync.pipeline.ports import Quality
from catalogsync.projections.search import match_query

STATES = ("open", "done", "missed", "held", "excluded")
REASONS = (*Failure, "lost")
LYRICS = ("saved", "absent", "instrumental", "failed")

_FOUND_BY_NAME = "s.id IN (SELECT t.id FROM song_search f JOIN song_texts t ON t.number = f.rowid WHERE song_search MATCH {})"
# Asked of each song that is left by the rest: a word that is not wanted may be in very many.
_HAS_NAME = (
    "EXISTS (SELECT 1 FROM song_texts t JOIN song_search f ON f.rowid = t.number"
    " WHERE t.id = s.id AND song_search MATCH {})"
)

_TOKEN = re.compile(r'(-?)(?:([a-z_]+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))')
_AGE = re.compile(r"(\d{1,5})(m|h|d|w)")
_UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


@dataclass(frozen=True, slots=True)
class SongFilter:
    """A filter as SQL: `where` over `songs s`, its values bound by name. No filter is `1`.

    The same in two parts, for lists that the full-text index leads: `match`, all words that must be there (None: no
    words), and `rest`. Of the songs of `listed` (numbers, each once) are all that fit; they are as many as a playlist
    holds. So are they of `lately`, where these may be few or nearly all.
    """

    where: str
    values: dict[str, Any]
    match: str | None = None
    rest: str = "1"
    listed: str | None = None
    lately: str | None = None

    def also(self, condition: str, **values: Any) -> SongFilter:
        """The songs of this filter for which something else holds, too."""
        return replace(
            self,
            where=f"{self.where} AND {condition}",
            values={**self.values, **values},
            rest=f"{self.rest} AND {condition}",
        )

    def in_states(self, states: Iterable[str]) -> SongFilter:
        """The songs of this filter in one of these states."""
        named = {f"state{n}": state for n, state in enumerate(states)}
        # The plus sign leaves the index by state aside: few songs may have a reason among very many.
        return self.also(f"+s.state IN ({', '.join(f':{name}' for name in named)})", **named)


@dataclass(frozen=True, slots=True)
class _Asked:
    value: str
    now_ms: int

    def age_ms(self) -> int:
        found = _AGE.fullmatch(self.value)
        if found is None:
            raise Refusal(f"filter: {self.value!r} is no age such as 30m, 12h, 7d or 2w")
        return self.now_ms - int(found[1]) * _UNIT_MS[found[2]]


def _one_of(column: str, choices: Iterable[str]) -> Callable[[_Asked], tuple[str, Any]]:
    known = tuple(map(str, choices))

    def ask(asked: _Asked) -> tuple[str, Any]:
        if asked.value not in known:
            raise Refusal(f"filter: {asked.value!r} is none of {', '.join(known)}")
        return f"{column} = {{}}", asked.value

    return ask


def _holds(column: str) -> Callable[[_Asked], tuple[str, Any]]:
    return lambda asked: (f"instr(lower({column}), lower({{}})) > 0", asked.value)


_MOMENT = "coalesce(s.state_ms, s.found_ms)"
_PLAYLIST = "coalesce((SELECT id FROM playlists WHERE number = {}), {})"  # by number or id


def _since(asked: _Asked) -> tuple[str, Any]:
    # The plus sign leaves the index by time to `lately`: for a list by number it would sort all it finds.
    return f"+{_MOMENT} >= {{}}", asked.age_ms()


def _in_playlist(asked: _Asked) -> tuple[str, Any]:
    return f"s.id IN (SELECT e.song FROM playlist_entries e WHERE e.playlist = {_PLAYLIST})", asked.value


KEYS: dict[str, Callable[[_Asked], tuple[str, Any]]] = {
    "state": _one_of("s.state", STATES),
    "reason": _one_of("s.failure", REASONS),
    "platform": _one_of("s.platform", PLATFORMS),
    "source": _one_of("s.source", PLATFORMS),
    "quality": _one_of("s.quality", Quality),
    "lyric": _one_of("s.lyric", LYRICS),
    "title": _holds("s.title"),  # for signs only, which the search does not see
    "artist": _holds("s.artists"),
    "album": _holds("s.album"),
    "playlist": _in_playlist,
    "since": _since,
}
"""What can be asked: a condition with `{}` for the value, and the value."""

_NUMBERS = {
    "playlist": (
        "listed",
        "SELECT DISTINCT s.number FROM playlist_entries e JOIN songs s ON s.id = e.song"
        f" WHERE e.playlist = {_PLAYLIST}",
    ),
    "since": ("lately", f"SELECT s.number FROM songs s WHERE {_MOMENT} >= {{}}"),
}
"""The numbers of all songs that fit, by what is asked: the field of `SongFilter` and its SQL."""


_COLUMNS = {"title": "title", "artist": "artists"}
_LEADS = ("reason", "source", "state", "platform")
"""What an index finds, by how much it narrows: only the first that is asked may choose an index."""


def song_filter(text: str, now_ms: int) -> SongFilter:
    """Read a filter; Refusal with one line for what makes no sense."""
    asked = list(_read(text.strip()))
    leads = next((key for key in _LEADS if any(key == one for not_, one, _ in asked if not not_)), None)
    words: list[str] = []
    where: list[str] = []
    rest: list[str] = []
    numbers: dict[str, str] = {}
    values: dict[str, Any] = {}
    for not_, key, value in asked:
        query = _query(key, value)
        condition, bound = (_FOUND_BY_NAME, query) if query else _condition(key, value, now_ms)
        if query and not_:
            condition = _HAS_NAME
        elif query:
            words.append(f"({query})")
        elif key in _LEADS and key != leads:
            condition = f"+{condition}"
        name = f"filter{len(values)}"
        values[name] = bound
        condition = condition.replace("{}", f":{name}")
        if key in _NUMBERS and not not_:
            field, sql = _NUMBERS[key]
            numbers[field] = sql.replace("{}", f":{name}")
        condition = f"NOT coalesce(({condition}), 0)" if not_ else f"({condition})"
        where.append(condition)
        if not query or not_:
            rest.append(condition)
    return SongFilter(
        " AND ".join(where) or "1",
        values,
        " AND ".join(words) or None,
        " AND ".join(rest) or "1",
        **numbers,
    )


def _read(text: str) -> Iterator[tuple[bool, str | None, str]]:
    """Each thing asked: whether it must not hold, its key (None for a word) and its value."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Refusal(f"filter: cannot read {text[at : at + 40]!r}; is a quote missing?")
        not_, key, quoted, bare = found.groups()
        yield bool(not_), key, re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare
        at = found.end()
        while at < len(text) and text[at].isspace():
            at += 1


def _query(key: str | None, value: str) -> str | None:
    """What the full-text index is asked for this; None when it knows nothing of it."""
    query = match_query(value) if key is None or key in _COLUMNS else None
    return f"{_COLUMNS[key]} : ({query})" if query and key else query


def _condition(key: str | None, value: str, now_ms: int) -> tuple[str, Any]:
    if key is None:
        return "{} IS NULL", value  # a word without letters or digits
    if key not in KEYS:
        raise Refusal(f"filter: no {key!r}; choose from {', '.join(KEYS)}")
    return KEYS[key](_Asked(value, now_ms))
