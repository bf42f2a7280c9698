"""Kugou over a table of answers, which may be files of the folder `answers`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.platforms.kugou import Kugou
from tests.adapters.platforms import answering

ANSWERS = Path(__file__).parent / "answers"


class Site(answering.Site):
    """Takes the name of a fixture for an answer, too."""

    def put(self, address: str, answer: str | bytes | answering.Respond | dict[str, Any] | list[Any]) -> None:
        super().put(address, (ANSWERS / answer).read_bytes() if isinstance(answer, str) else answer)

    def hosts(self) -> list[str]:
        return [request.url.host for request in self.asked]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def kugou(site: Site) -> Kugou:
    return kugou_with(site)


def kugou_with(site: Site, cookie: str | None = None) -> Kugou:
    return Kugou(answering.http_for("kugou", site, cookie))
