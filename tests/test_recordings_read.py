"""Every recorded answer at hand is read, or refused as what it is."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from catalogsync.adapters.platforms.debug_parse import OPERATIONS
from catalogsync.domain.ids import PLATFORMS
from tests.recordings_read import SHARED, every_recording

PAGE = Path(__file__).parents[1] / "docs" / "platforms.md"


def told() -> dict[tuple[str, str], str]:
    """The column "recordings" of the page's table by platform and operation."""
    lines = (line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in line] for line in lines)
    return {(c[1], c[2]): c[6] for c in cells if len(c) == 10 and c[1] in PLATFORMS}


def test_every_recording_is_read_as_what_its_name_says() -> None:
    found = list(every_recording())
    if not found:
        pytest.skip(f"no recordings under {SHARED} (CATALOGSYNC_SHARED)")

    assert [] == [r for r in found if not r.right]


def test_the_page_has_a_row_for_every_operation_of_every_platform() -> None:
    assert set(product(PLATFORMS, OPERATIONS)) == set(told())


def test_the_page_counts_the_recordings_there_are() -> None:
    found = list(every_recording())
    if not found:
        pytest.skip(f"no recordings under {SHARED} (CATALOGSYNC_SHARED)")
    read = Counter((r.platform, r.operation) for r in found if r.right and r.outcome == "read")
    refused = Counter((r.platform, r.operation) for r in found if r.right and r.outcome != "read")
    counted = {of: f"{read[of]}" + (f" + {refused[of]}" if refused[of] else "") for of in told()}

    assert counted == told()
