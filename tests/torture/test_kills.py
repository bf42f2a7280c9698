"""kill -9 in real processes, at random and at the worst moments: log and disk agree, nothing is fetched twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.kill_loop import POINTS, run
from tests.torture.conftest import needs_time

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix signal")


def test_killed_at_bad_moments_nothing_is_lost_half_there_or_fetched_twice(tmp_path: Path) -> None:
    figures = run(tmp_path, ["named, not recorded", "whole, not judged"], seed=3)

    assert [] == figures.bad
    assert 2 <= figures.killed.total()


@needs_time
def test_killed_a_hundred_times(tmp_path: Path) -> None:
    figures = run(tmp_path, [*POINTS, None, None, None] * 10, seed=4)

    assert [] == figures.bad
    assert set(POINTS) < set(figures.killed)
