"""Faults that change what an answer says: members renamed or lost, lists emptied, pages repeated, hostile names."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from catalogsync.sandbox.chance import pick
from catalogsync.sandbox.http import Request, Response, dumps, loaded
from catalogsync.sandbox.risk import risk_answer

Alteration = Callable[[Request, Response], Response]

HOSTILE = (
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    'a/b\\c:d*e?f"g<h>i|j',
    "'; DROP TABLE songs; --",
    "\x1b[31mred\x1b[0m\x07",
    "\u202egnp.exe\u202c",
    "CON",
    "...",
    "名" * 20_000,
    "e\u0301\u0000nul",
    "&lt;img src=x onerror=1&gt;",
)
NAME_MEMBERS = frozenset(
    """
    name title subtitle txt nick nickname desc intro
    songname songName SongName SONGNAME NAME song_name audio_name filename FileName fileName
    singername singerName SingerName artist ARTIST author_name choricSinger
    album ALBUM albumname albumName AlbumName album_name albumTitle
    dissname specialname playListName rankname rankName
    """.split()
)
"""Members that hold a name for people to read."""

PAGING_MEMBERS = frozenset(
    """
    offset limit start startIndex begin_idx sin ein song_begin song_num num begin size
    page p pn pgc page_num page_no pageNo pageNumber cur_page curPage currentPage
    n rn pagesize pageSize num_per_page lasttime
    rnd timestamp clienttime reqId sign signature
    """.split()
)
"""Parameters that say which page is meant, or that differ from call to call anyway."""

_WRAPPED = re.compile(r"\A([\w$.]+\()(.*)(\)\s*;?\s*)\Z", re.S)


def _json_change(change: Callable[[Any], Any]) -> Alteration:
    """An alteration of the JSON inside an answer; an answer without JSON stays as it is."""

    def altered(request: Request, response: Response) -> Response:
        text = response.body.decode("utf-8", "replace")
        wrapped = _WRAPPED.match(text)
        value = loaded(wrapped.group(2) if wrapped else text)
        if value is None:
            return response
        new = dumps(change(value))
        if wrapped:
            new = wrapped.group(1) + new + wrapped.group(3)
        return Response(response.status, new.encode("utf-8", "surrogatepass"), dict(response.headers))

    return altered


def _walk(value: Any, visit: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if isinstance(value, dict):
        return {key: _walk(inner, visit) for key, inner in visit(value).items()}
    if isinstance(value, list):
        return [_walk(inner, visit) for inner in value]
    return value


def rename(spec: dict[str, Any]) -> Alteration:
    old, new = spec["member"], str(spec.get("to", f"{spec['member']}_v2"))
    return _json_change(lambda v: _walk(v, lambda d: {(new if k == old else k): x for k, x in d.items()}))


def remove(spec: dict[str, Any]) -> Alteration:
    return _json_change(lambda v: _walk(v, lambda d: {k: x for k, x in d.items() if k != spec["member"]}))


def retype(spec: dict[str, Any]) -> Alteration:
    def other(value: Any) -> Any:
        return [value] if isinstance(value, int | float) else str(value)

    return _json_change(
        lambda v: _walk(v, lambda d: {k: other(x) if k == spec["member"] else x for k, x in d.items()})
    )


def _lists(value: Any) -> Iterator[list[Any]]:
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield inner
        else:
            yield from _lists(inner)


def empty(spec: dict[str, Any]) -> Alteration:
    def emptied(value: Any) -> Any:
        longest = max(_lists(value), key=len, default=None)
        if longest is not None:
            longest.clear()
        return value

    return _json_change(emptied)


def hostile(spec: dict[str, Any]) -> Alteration:
    def named(members: dict[str, Any]) -> dict[str, Any]:
        return {
            k: f"{v} {pick(HOSTILE, k, v)}" if k in NAME_MEMBERS and isinstance(v, str) else v
            for k, v in members.items()
        }

    return _json_change(lambda v: _walk(v, named))


def risk(spec: dict[str, Any]) -> Alteration:
    """The answer a platform gives to a caller it takes for a robot; `body` in the rule replaces it."""
    if "body" in spec:
        return _json_change(lambda _: spec["body"])

    def refused(request: Request, response: Response) -> Response:
        audio = response.file is not None or response.media_type.startswith(("image/", "audio/"))
        return response if audio else risk_answer(str(spec["platform"]), request)

    return refused


ALTERATIONS: dict[str, Callable[[dict[str, Any]], Alteration]] = {
    "rename": rename,
    "remove": remove,
    "retype": retype,
    "empty": empty,
    "hostile": hostile,
    "risk": risk,
}


class Pages:
    """Remembers the first page of every listing and gives it for the later ones, as a caching proxy gone wrong."""

    def __init__(self) -> None:
        self._first: dict[tuple[Any, ...], Response] = {}

    def clear(self) -> None:
        self._first.clear()

    def first_page(self, request: Request, response: Response) -> Response:
        query = tuple(sorted((k, v) for k, v in parse_qsl(request.raw_query) if k not in PAGING_MEMBERS))
        body = loaded(request.body.decode("utf-8", "replace"))
        rest = dumps(_walk(body, _without_paging)) if body is not None else _form_without_paging(request)
        return self._first.setdefault((request.host, request.path, query, rest), response)


def _without_paging(members: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in members.items() if k not in PAGING_MEMBERS}


def _form_without_paging(request: Request) -> str:
    return dumps(sorted((k, v) for k, v in request.form.items() if k not in PAGING_MEMBERS))
