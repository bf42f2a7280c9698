"""Every recorded answer at hand is read, or refused as what it is."""

from __future__ import annotations

import pytest

from tests.recordings_read import SHARED, every_recording


def test_every_recording_is_read_as_what_its_name_says() -> None:
    found = list(every_recording())
    if not found:
        pytest.skip(f"no recordings under {SHARED} (CATALOGSYNC_SHARED)")

    assert [] == [r for r in found if not r.right]
