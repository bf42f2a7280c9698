"""What is counted while a file is on its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.storage.body import Body
from catalogsync.pipeline.errors import TransferStopped


def test_signing_costs_no_bandwidth_and_a_retry_is_no_progress(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    told: list[int] = []
    slept: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    slow = Bandwidth(4.0, clock=lambda: now[0], sleep=sleep)
    with Body(tmp_path / "a", 2, 6, slow, told.append, lambda: False) as body:
        signed = body.read()
        for _ in range(2):
            body.seek(0)
            body.signal_transferring()
            sent = body.read(4) + body.read(4) + body.read(4)
            body.signal_not_transferring()

    assert b"234567" == signed == sent
    assert [4, 2] == told
    assert sum(slept) > 1.0


def test_a_wish_to_stop_is_heard_only_while_sending(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    with Body(tmp_path / "a", 0, 10, Bandwidth(), lambda n: None, lambda: True) as body:
        assert b"0123456789" == body.read()
        body.seek(0)
        body.signal_transferring()
        with pytest.raises(TransferStopped):
            body.read()
