from __future__ import annotations

import threading
from functools import partial
from random import Random

import pytest
from eventsourcing.persistence import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store import group as group_module
from catalogsync.adapters.store.group import GroupCommit, Take
from tests.adapters.store.interleaved import Interleaved


class Disk:
    """Takes work when let; remembers what was committed together."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.let = threading.Semaphore(0)
        self.entered = threading.Semaphore(0)
        self.raises: list[BaseException] = []

    def commit(self, take: Take[str]) -> None:
        turns = take()
        self.entered.release()
        self.let.acquire()
        if self.raises:
            raise self.raises.pop()
        self.batches.append([turn.work for turn in turns])
        for n, turn in enumerate(turns):
            turn.result = [len(self.batches) * 100 + n]


def start(group: GroupCommit[str], work: str, ended: dict[str, object], size: int = 1) -> threading.Thread:
    def run() -> None:
        try:
            ended[work] = group.submit(work, size)
        except BaseException as e:
            ended[work] = e

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def queued(group: GroupCommit[str], count: int) -> None:
    """Until so many wait behind the one that commits."""
    while len(group._waiting) < count:
        threading.Event().wait(0.001)


def test_what_comes_during_a_commit_goes_into_the_next_one_together() -> None:
    disk, ended = Disk(), {}
    group = GroupCommit(disk.commit)
    threads = [start(group, "a", ended)]
    disk.entered.acquire()
    for n, work in enumerate("bcd", 1):
        threads.append(start(group, work, ended))
        queued(group, n)
    disk.let.release(2)
    for t in threads:
        t.join()

    assert disk.batches == [["a"], ["b", "c", "d"]]
    assert ended == {"a": [100], "b": [200], "c": [201], "d": [202]}


def test_a_group_is_no_bigger_than_its_cap_unless_one_alone_is() -> None:
    disk, ended = Disk(), {}
    group = GroupCommit(disk.commit, cap=10)
    threads = [start(group, "a", ended)]
    disk.entered.acquire()
    for n, (work, size) in enumerate({"b": 6, "c": 6, "d": 99, "e": 1}.items(), 1):
        threads.append(start(group, work, ended, size))
        queued(group, n)
    disk.let.release(9)
    for t in threads:
        t.join()

    assert disk.batches == [["a"], ["b"], ["c"], ["d"], ["e"]]


def test_what_a_commit_raises_reaches_everybody_in_it_and_nobody_else() -> None:
    disk, ended = Disk(), {}
    group = GroupCommit(disk.commit)
    threads = [start(group, "a", ended)]
    disk.entered.acquire()
    for n, work in enumerate("bc", 1):
        threads.append(start(group, work, ended))
        queued(group, n)
    failure = OperationalError("disk")
    disk.let.release()
    disk.entered.acquire()
    disk.raises.append(failure)
    disk.let.release()
    for t in threads:
        t.join()
    disk.let.release()

    assert ended == {"a": [100], "b": failure, "c": failure}
    assert group.submit("d", 1) == [200]


def test_an_interrupted_leader_stops_nobody_else() -> None:
    disk, ended = Disk(), {}
    group = GroupCommit(disk.commit)
    first = start(group, "a", ended)
    disk.entered.acquire()
    threads = []
    for n, work in enumerate("bc", 1):
        threads.append(start(group, work, ended))
        queued(group, n)
    disk.raises.append(KeyboardInterrupt())
    disk.let.release(2)
    for t in (first, *threads):
        t.join()

    assert isinstance(ended["a"], KeyboardInterrupt)
    assert (ended["b"], ended["c"]) == ([100], [101])


def test_who_shares_the_commit_of_an_interrupted_leader_learns_that_it_did_not_happen() -> None:
    disk, ended = Disk(), {}
    group = GroupCommit(disk.commit)
    threads = [start(group, "a", ended)]
    disk.entered.acquire()
    for n, work in enumerate("bc", 1):
        threads.append(start(group, work, ended))
        queued(group, n)
    disk.let.release()
    disk.entered.acquire()
    disk.raises.append(KeyboardInterrupt())
    disk.let.release()
    for t in threads:
        t.join()

    assert isinstance(ended["b"], KeyboardInterrupt)
    with pytest.raises(OperationalError, match="interrupted"):
        raise ended["c"]


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_in_any_order_of_their_steps_everybody_ends_with_what_was_committed(
    writers: int, each: int, cap: int, seed: int
) -> None:
    threads = Interleaved(Random(seed).choice, group_module.__file__)
    committed: list[str] = []
    ended: dict[str, object] = {}

    def commit(take: Take[str]) -> None:
        for turn in take():
            committed.append(turn.work)
            turn.result = [len(committed)]

    def write(n: int) -> None:
        for i in range(each):
            ended[f"{n}.{i}"] = group.submit(f"{n}.{i}", 1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(group_module, "Lock", threads.lock)
        group = GroupCommit(commit, cap)
        threads.run(*(partial(write, n) for n in range(writers)))

    assert ended == {work: [position] for position, work in enumerate(committed, 1)}
    assert len(committed) == writers * each
