"""The filter language of command line, API and console: `state:missed source:qq artist:"王 菲" since:7d 夜`.

Words joined by blanks must all hold. `key:value` asks one thing, `-key:value` its opposite, a bare word looks in
title and artists. A value with blanks stands in double quotes. A filter becomes SQL over the `songs` table as `s`,
with every value bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalogsync.pipeline.errors import Refusal
from catalogsync.projections.search import FOUND, match_query

STATES = ("open", "done", "missed", "held", "excluded")

FOUND_BY_NAME = FOUND.replace("?", "{}")

_TOKEN = re.compile(r'(-?)(?:([a-z_]+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))')
_AGE = re.compile(r"(\d{1,5})(m|h|d|w)")
_UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


@dataclass(frozen=True, slots=True)
class SongFilter:
    """A filter as SQL: `where` over `songs s`, its values bound by name. No filter is `1`."""

    where: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    value: str
    now_ms: int

    def age_ms(self) -> int:
        found = _AGE.fullmatch(self.value)
        if found is None:
            raise Refusal(f"filter: {self.value!r} is no age such as 30m, 12h, 7d or 2w")
        return self.now_ms - int(found[1]) * _UNIT_MS[found[2]]


def _one_of(column: str, choices: tuple[str, ...]) -> Callable[[_Asked], tuple[str, Any]]:
    def ask(asked: _Asked) -> tuple[str, Any]:
        if asked.value not in choices:
            raise Refusal(f"filter: {asked.value!r} is none of {', '.join(choices)}")
        return f"{column} = {{}}", asked.value

    return ask


def _equals(column: str) -> Callable[[_Asked], tuple[str, Any]]:
    return lambda asked: (f"{column} = {{}}", asked.value)


def _holds(column: str) -> Callable[[_Asked], tuple[str, Any]]:
    return lambda asked: (f"instr(lower({column}), lower({{}})) > 0", asked.value)


def _since(asked: _Asked) -> tuple[str, Any]:
    return "coalesce(s.state_ms, s.found_ms) >= {}", asked.age_ms()


def _in_playlist(asked: _Asked) -> tuple[str, Any]:
    column = "p.number" if asked.value.isdigit() else "p.id"
    return (
        "s.id IN (SELECT e.song FROM playlist_entries e JOIN playlists p ON p.id = e.playlist"
        f" WHERE {column} = {{}})",
        asked.value,
    )


KEYS: dict[str, Callable[[_Asked], tuple[str, Any]]] = {
    "state": _one_of("s.state", STATES),
    "reason": _equals("s.failure"),
    "platform": _equals("s.platform"),
    "source": _equals("s.source"),
    "quality": _equals("s.quality"),
    "lyric": _equals("s.lyric"),
    "title": _holds("s.title"),
    "artist": _holds("s.artists"),
    "album": _holds("s.album"),
    "playlist": _in_playlist,
    "since": _since,
}
"""What can be asked: a condition with `{}` for the value, and the value."""


def song_filter(text: str, now_ms: int) -> SongFilter:
    """Read a filter; Refusal with one line for what makes no sense."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    at = 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Refusal(f"filter: cannot read {text[at : at + 40]!r}; is a quote missing?")
        not_, key, quoted, bare = found.groups()
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare
        condition, bound = _condition(key, value, now_ms)
        name = f"filter{len(values)}"
        values[name] = bound
        condition = condition.replace("{}", f":{name}")
        conditions.append(f"NOT coalesce(({condition}), 0)" if not_ else f"({condition})")
        at = found.end()
        while at < len(text) and text[at].isspace():
            at += 1
    return SongFilter(" AND ".join(conditions) or "1", values)


def _condition(key: str | None, value: str, now_ms: int) -> tuple[str, Any]:
    if key is None:
        query = match_query(value)
        return (f"s.id IN (SELECT id FROM ({FOUND_BY_NAME}))", query) if query else ("{} IS NULL", value)
    if key not in KEYS:
        raise Refusal(f"filter: no {key!r}; choose from {', '.join(KEYS)}")
    return KEYS[key](_Asked(value, now_ms))
