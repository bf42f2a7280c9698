from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalogsync.adapters.store.errors import StoreLocked
from catalogsync.adapters.store.lock import RunLock

HOLD = (
    "import sys, time; from pathlib import Path; from catalogsync.adapters.store.lock import RunLock;"
    "lock = RunLock(Path(sys.argv[1])).acquire('the other run'); print('held', flush=True); sys.stdin.read()"
)


def holding_process(path: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_run_learns_who_holds_the_store(path: Path) -> None:
    with RunLock(path).acquire("catalogsync run"), pytest.raises(StoreLocked) as caught:
        RunLock(path).acquire("catalogsync sync")

    assert "catalogsync run" in str(caught.value)
    assert str(os.getpid()) in str(caught.value)


def test_a_released_lock_can_be_taken_again(path: Path) -> None:
    with RunLock(path).acquire("one"):
        pass
    with RunLock(path).acquire("two") as lock:
        holder = lock.holder()

    assert holder is not None
    assert holder.command == "two"
    assert RunLock(path).holder() is None


def test_nobody_holds_a_lock_that_was_never_taken(path: Path) -> None:
    assert RunLock(path).holder() is None


def test_a_lock_dies_with_its_process(path: Path) -> None:
    child = holding_process(path)
    with pytest.raises(StoreLocked, match="the other run"):
        RunLock(path).acquire("me")
    holder = RunLock(path).holder()
    assert holder is not None
    assert holder.pid == child.pid

    child.send_signal(signal.SIGKILL)
    child.communicate()

    with RunLock(path).acquire("me"):
        pass


def test_a_damaged_lock_file_is_only_a_text(path: Path) -> None:
    lock = RunLock(path)
    lock.path.write_text("{not json")

    with lock.acquire("me"):
        pass
