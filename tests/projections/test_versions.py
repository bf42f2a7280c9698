"""A projection whose tables or facts change gets a new version; UPDATE_DOCS=1 writes `versions.json` anew.

Rows of the same version count as right. A program that did not hear of a fact has passed such facts over, so one that
hears of it needs a version of its own, or it would take those rows for whole.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from catalogsync.domain.event import stored_name
from catalogsync.projections.registry import projections

KEPT = Path(__file__).with_name("versions.json")


def declared() -> dict[str, dict[str, Any]]:
    return {
        each.name: {
            "version": each.version,
            "shape": each.shape(),
            "hears": sorted(stored_name(fact).topic for fact in each.handlers()),
        }
        for each in projections()
    }


def test_what_a_projection_declares_has_a_version_of_its_own() -> None:
    kept, now = json.loads(KEPT.read_text(encoding="utf-8")), declared()
    stale = [
        name
        for name, was in kept.items()
        if now.get(name) != was and now.get(name, {}).get("version") == was["version"]
    ]
    assert [] == stale, "their version must go up"
    if os.environ.get("UPDATE_DOCS"):
        KEPT.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")

    assert now == json.loads(KEPT.read_text(encoding="utf-8"))
