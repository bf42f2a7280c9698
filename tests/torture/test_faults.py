"""Faults of every kind over real HTTP and real processes: nothing wrong is owned, nothing available stays missing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.faults_run import FAULTS, run
from tests.torture.conftest import needs_time

_OFTEN = [{**rule, "rate": min(1.0, rule["rate"] * 2)} for rule in FAULTS]


def test_after_a_run_with_every_fault_a_clean_one_has_it_all_and_nothing_wrong(tmp_path: Path) -> None:
    report = run(tmp_path, size="tiny", limit=3, faults=_OFTEN, clean=1)

    assert [] == report.bad
    assert report.last.owned > 0


@needs_time
def test_the_same_with_more_playlists_and_more_faults(tmp_path: Path) -> None:
    report = run(tmp_path, size="demo", limit=24, faults=_OFTEN, clean=2)

    assert [] == report.bad
    assert set(report.hits) == {rule["kind"] for rule in FAULTS}
