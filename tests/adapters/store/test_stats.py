from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.store import schema, stats
from catalogsync.adapters.store.log import EventLog
from tests.adapters.store.facts import Closed, event, opened


@pytest.mark.parametrize("page", [1, 3, stats.PAGE])
def test_stats_count_events_streams_and_sizes(
    log: EventLog, path: Path, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stats, "PAGE", page)
    log.append([opened("toy:1"), opened("toy:2"), opened("toy:3"), event("toy:1", 2, Closed())])
    big, held = stats.extent(path), stats.contents(path)

    assert (big.events, big.last_position, big.schema) == (4, 4, schema.SCHEMA_VERSION)
    assert (big.first_ms, big.last_ms) == (1000, 1000)
    assert big.file_bytes > 0
    assert held.streams == 3
    assert [(topic, n) for topic, n, _ in held.facts] == [("toy.opened", 3), ("toy.closed", 1)]
    assert held.payload_bytes == sum(size for _, _, size in held.facts) > 0


def test_stats_of_an_empty_store_have_no_times(log: EventLog, path: Path) -> None:
    assert (stats.extent(path).events, stats.extent(path).first_ms) == (0, None)
    assert stats.contents(path) == stats.Contents(streams=0, payload_bytes=0, facts=())
