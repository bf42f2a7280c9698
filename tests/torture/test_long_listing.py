"""Long playlists come whole from every collecting platform, and unchanged ones cost one event."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.long_listing import run
from tests.torture.conftest import needs_time


@pytest.mark.parametrize("songs", [520, pytest.param(10_000, marks=needs_time)])
def test_a_long_playlist_comes_whole_and_again_costs_one_event(tmp_path: Path, songs: int) -> None:
    for one in run(tmp_path, songs):
        assert one.truth == one.entries, one.platform
        assert 1 == one.again_events, one.platform
