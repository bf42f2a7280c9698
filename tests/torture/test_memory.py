"""Memory stays flat over many songs."""

from __future__ import annotations

from pathlib import Path

from benchmarks.memory import run
from tests.torture.conftest import needs_time


@needs_time
def test_a_hundred_thousand_songs_take_no_more_memory_than_ten_thousand(tmp_path: Path) -> None:
    assert all(line.met is not False for line in run(tmp_path))
