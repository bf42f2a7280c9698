"""The live view: who is at what, how much so far, how fast."""

from __future__ import annotations

import threading

import pytest

from catalogsync.pipeline.board import Board


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("step", ["transferring", "uploading"])
def test_a_worker_shows_its_item_its_bytes_and_its_speed(step: str) -> None:
    clock = Clock()
    board = Board(clock)
    board.stage("download", None)
    board.doing("qq:1", step)
    for _ in range(4):
        clock.now += 0.5
        board.bytes(1000)
    (worker,) = board.view().workers

    assert ("qq:1", step, 2.0, 4000, 2000.0) == (
        worker.item,
        worker.step,
        worker.for_s,
        worker.size_bytes,
        worker.bytes_per_s,
    )
    board.doing("", "")
    assert () == board.view().workers
    assert 4000 == board.view().size_bytes


def test_each_thread_is_a_worker_of_its_own() -> None:
    board = Board()
    names = [f"resolve-{n}" for n in range(3)]
    for name in names:
        thread = threading.Thread(target=board.doing, args=(f"qq:{name}", "resolving"), name=name)
        thread.start()
        thread.join()

    assert names == [worker.name for worker in board.view().workers]


def test_speed_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    board = Board(clock)
    board.bytes(1_000_000)
    clock.now += 60

    assert 0 == board.view().bytes_per_s


def test_the_end_is_foretold_where_the_number_of_items_is_known() -> None:
    clock = Clock()
    board = Board(clock)
    board.stage("sync", 10)
    for _ in range(4):
        clock.now += 0.5
        board.item("synced", "x")

    assert (4, 10, 3.0) == (board.view().done, board.view().items, board.view().eta_s)


def test_a_lyric_beside_a_download_is_no_item_of_its_own() -> None:
    board = Board()
    board.stage("download", None)
    board.item("done", "qq:1")
    board.item("lyric_saved", "qq:1")

    assert 1 == board.view().done
    assert {"done": 1, "lyric_saved": 1} == board.view().counts


def test_the_end_is_still_foretold_while_one_item_takes_long() -> None:
    clock = Clock()
    board = Board(clock)
    board.stage("upload", 3)
    board.item("uploaded", "x")
    clock.now += 20
    seen = board.view()

    assert (0.05, 40.0) == (seen.items_per_s, seen.eta_s)
