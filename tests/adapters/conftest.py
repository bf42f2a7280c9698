"""Fixtures of the adapters' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.origin import Origin, running_origin


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A server on loopback that answers as the test says."""
    with running_origin() as server:
        yield server
