"""kill -9 in the middle of uploads to each server: in the end everything is there once, proven, and nothing is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.upload_kills import SERVERS, kill_again_and_again


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix signal")
@pytest.mark.parametrize(("name", "rounds"), [("moto", 2), ("rclone", 1), ("radosgw", 1)])
def test_killed_in_the_middle_and_run_again_everything_is_there_once(
    name: str, rounds: int, tmp_path: Path
) -> None:
    for folder in ("server", "catalogs"):
        (tmp_path / folder).mkdir()
    with SERVERS[name](tmp_path / "server") as server:
        seen = kill_again_and_again(tmp_path / "catalogs", server, rounds)

    assert rounds == seen["kills"]
    assert 13 * seen["catalogs"] == seen["copies proven"]
