"""What holds for every test."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

# The tests start hundreds of programs; without compiled modules at hand each would begin by compiling them all.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A busy machine is no fault: examples are counted, never timed. And they are the same ones everywhere, so that what passed
# here passes there; `--hypothesis-profile explore` draws new ones.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.register_profile("explore", PATIENT)
settings.register_profile("suite", PATIENT, derandomize=True)
settings.load_profile("suite")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many go side by side with `-n auto`: many tests wait for a disk, a server or a child, so two a processor."""
    return min(8, 2 * (os.cpu_count() or 1))
