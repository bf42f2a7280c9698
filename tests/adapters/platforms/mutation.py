"""Answers damaged in the ways answers get damaged, for property tests of parsers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from catalogsync.pipeline.errors import PlatformError

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**80,
    1.5,
    "",
    "0",
    "-1",
    "x" * 3000,
    "\u202etxt.exe\x00\x1b[31m",
    "<script>alert(1)</script>&amp;&#0;",
    "//evil.example/../../x",
    "2026-13-45",
    "99:99:99",
    [],
    {},
    [[]],
    [None, 1, "a", {}],
    {"id": {"id": []}},
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to the members of a value, at most 400 of them."""
    found: list[tuple[Any, ...]] = []
    stack = [(value, path)]
    while stack and len(found) < 400:
        node, where = stack.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in inner:
            found.append((*where, key))
            stack.append((child, (*where, key)))
    return found


@st.composite
def damaged(draw: st.DrawFn, raw: bytes) -> bytes:
    """The bytes with up to three members removed, replaced, doubled or nested, or with the text itself
    damaged."""
    how = draw(st.sampled_from(("members", "members", "members", "cut", "noise", "encoding", "wrapped")))
    if how == "cut":
        return raw[: draw(st.integers(0, len(raw)))]
    if how == "noise":
        at = draw(st.integers(0, len(raw)))
        return raw[:at] + draw(st.binary(max_size=8)) + raw[at:]
    if how == "encoding":
        encoding = draw(st.sampled_from(("gb18030", "utf-16", "big5", "latin-1")))
        return raw.decode("utf-8", "replace").encode(encoding, "replace")
    if how == "wrapped":
        before, after = draw(
            st.sampled_from(((b"cb(", b");"), (b"[", b"]"), (b"<html>", b""), (b"\xab\xcd\x01", b"")))
        )
        return before + raw + after
    try:
        value = json.loads(raw)
    except ValueError:
        return raw
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        places = _places(value)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder = value
        for step in way:
            holder = holder[step]
        change = draw(st.sampled_from(("remove", "replace", "text", "double", "nest")))
        if change == "remove":
            del holder[last]
        elif change == "replace":
            # A copy: later changes would otherwise reach into the next example.
            holder[last] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
        elif change == "text":
            holder[last] = json.dumps(holder[last], ensure_ascii=False)
        elif change == "double":
            holder[last] = [holder[last], holder[last]]
        else:
            holder[last] = {str(last): holder[last]}
    return json.dumps(value, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")


def monsters() -> list[bytes]:
    """Bodies that are huge, deep, empty or no text at all."""
    return [
        b"",
        b"   \n",
        b"null",
        b"0",
        b'"text"',
        b"[]",
        b"{}",
        b"[" * 50_000 + b"]" * 50_000,
        b'{"data":' * 900 + b"1" + b"}" * 900,
        b'{"code":"000000","data":' + b'{"contents":[' * 400 + b"]}" * 400 + b"}",
        b'{"code":"000000","state":true,"errno":22000,"data":['
        + b'{"songName":"'
        + b"a" * 2_000_000
        + b'"}]}',
        b'{"data":"' + b"&amp;" * 200_000 + b'"}',
        b'{"code":' + b"9" * 5000 + b"}",
        b"\xff\xfe\x00\xd8" * 100,
        bytes(range(256)) * 20,
        b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        b'{"code":NaN,"data":[Infinity]}',
    ]


def refused_by(parse: Callable[[bytes], object], raw: bytes) -> str | None:
    """The platform that refused to read these bytes, None when they were read; any other error goes
    through."""
    try:
        parse(raw)
    except PlatformError as e:
        return e.platform
    return None
