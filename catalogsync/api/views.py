"""How values look on a page: times, sizes, lengths, and texts from platforms made harmless."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from catalogsync.api.i18n import Words

LONGEST = 160
"""Characters of a name from a platform that a page shows; the rest is clipped."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def short(text: object, limit: int = LONGEST) -> str:
    """A text without control and direction characters, clipped. None is empty."""
    if text is None:
        return ""
    text = str(text)
    if len(text) <= limit and text.isprintable():  # as nearly all are; nothing of the above is printable
        return text
    text = text[: limit * 4]
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def number(value: float | None) -> str:
    """`12,345`."""
    return "–" if value is None else f"{value:,.0f}"


def at_least(n: int, *, more: bool) -> str:
    """`12,345`, with `more` of them uncounted `12,345+`; `…` where nothing was found up to now, which is no number."""
    if not more:
        return f"{n:,}"
    return f"{n:,}+" if n else "…"


def size(size_bytes: float | None) -> str:
    """`3.8 MB`."""
    if size_bytes is None:
        return "–"
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size_bytes) < 1000:
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"


def length(duration_ms: int | None) -> str:
    """`3:07`."""
    if duration_ms is None:
        return "–"
    minutes, seconds = divmod(duration_ms // 1000, 60)
    return f"{minutes}:{seconds:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def percent(part: float | None, whole: float | None) -> str:
    """`87 %`; a dash when there is no whole. Never 100 % of what is not all."""
    if not whole:
        return "–"
    share = 100 * (part or 0) / whole
    if share > 99 and (part or 0) < whole:
        return "99 %"
    return f"{share:.0f} %"


def when(at_ms: int | None) -> str:
    """A time of the day with its date, local to the server."""
    if at_ms is None:
        return "–"
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at_ms // 1000))


def iso(at_ms: int | None) -> str:
    """For `<time datetime>`."""
    if at_ms is None:
        return ""
    told = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(at_ms // 1000))
    return f"{told[:-2]}:{told[-2:]}"


_STEPS = ((60, "s"), (3600, "m"), (86_400, "h"), (86_400 * 14, "d"))
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def span(seconds: float | None, words: Words) -> str:
    """`42 s`, `7 min`, `3 h`, `5 d`, `12 w` in the words of the language."""
    if seconds is None:
        return "–"
    seconds = max(0.0, seconds)
    for below, unit in _STEPS:
        if seconds < below:
            return words(f"span.{unit}", n=f"{seconds / _UNITS[unit]:.0f}")
    return words("span.w", n=f"{seconds / 604_800:.0f}")


def ago(at_ms: int | None, now_ms: int, words: Words) -> str:
    """How long ago, or how long from now."""
    if at_ms is None:
        return "–"
    seconds = (now_ms - at_ms) / 1000
    if abs(seconds) < 3:
        return words("span.now")
    text = span(abs(seconds), words)
    return words("span.ago", span=text) if seconds > 0 else words("span.ahead", span=text)


def address(path: str, values: Mapping[str, Any]) -> str:
    """A path with the values that are set."""
    given = [
        f"{key}={quote_plus(str(value))}" for key, value in values.items() if value not in (None, "", False)
    ]
    return f"{path}?{'&'.join(given)}" if given else path
