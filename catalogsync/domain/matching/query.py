"""The words worth sending to a platform's search."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_NOTES = re.compile(r"[(（\[【〔《「『][^()（）\[\]【】〔〕《》「」『』]*[)）\]】〕》」』]")
_AFTER = re.compile(r"\s+[-–—~]+\s.*$|\s(?:feat|ft|featuring)\b\.?\s.*$", re.IGNORECASE)
_SEPARATED = re.compile(r"\s*[/、;；,，×|]\s*")


def search_text(title: str, artists: Sequence[str]) -> str:
    """First artist and bare title, as printed: scripts and case are left as the catalog has them."""
    plain = html.unescape(title[:600])
    bare = _AFTER.sub("", _without_notes(plain)).strip() or _NOTES.sub(lambda found: found[0][1:-1], plain)
    first = next((name for name in artists if name.strip()), "")
    first = _NOTES.sub(" ", html.unescape(first[:200])).strip() or html.unescape(first[:200])
    first = _SEPARATED.split(first)[0] if len(first) > 12 else first
    words = "".join(char if char.isprintable() else " " for char in f"{first} {bare}")
    return " ".join(words.split())[:120]


def _without_notes(text: str) -> str:
    for _ in range(3):  # brackets inside brackets
        text = _NOTES.sub(" ", text)
    return text
