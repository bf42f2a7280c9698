"""Which members a recorded answer has that ours lacks, or has in another type."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("CATALOGSYNC_SHARED") or Path(__file__).parents[3] / "shared")


def recorded(platform: str, name: str) -> Any:
    """A recorded answer; the test is skipped where the recordings are not at hand."""
    path = SHARED / "recorded" / platform / f"{name}.json"
    if not path.exists():
        pytest.skip(f"recordings of {platform} are not at hand (CATALOGSYNC_SHARED)")
    return json.loads(path.read_text("utf-8-sig"))


def lacking(theirs: Any, ours: Any, place: str = "") -> Iterator[str]:
    """Places of `theirs` that `ours` does not have or has with another type; null, "" and 0 go with anything."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name, value in theirs.items():
            if name not in ours:
                yield f"{place}.{name}"
            else:
                yield from lacking(value, ours[name], f"{place}.{name}")
    elif isinstance(theirs, list) and isinstance(ours, list):
        if theirs and ours:
            yield from lacking(theirs[0], ours[0], f"{place}[0]")
    elif theirs and ours and type(theirs) is not type(ours):
        yield f"{place}: {type(theirs).__name__} became {type(ours).__name__}"
