from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROUNDS = os.environ.get("CATALOGSYNC_CRASH_ROUNDS", "12")


def test_processes_killed_at_random_moments_lose_nothing_and_confuse_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.projections.crashing", str(tmp_path), ROUNDS, "7"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert "none lost" in done.stdout
