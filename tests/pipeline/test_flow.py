"""Two pools and a bounded queue: everything is worked off once, a stop is heard, and nothing waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from catalogsync.pipeline.errors import LibraryUnavailable
from catalogsync.pipeline.flow import Flow, Step
from catalogsync.pipeline.outcome import Brake


class Item:
    """A task that does as it was told: `steps` for resolving, an exception to raise where one is named."""

    def __init__(
        self, log: list[str], name: str = "a", fails: BaseException | None = None, again: int = 0
    ) -> None:
        self.log, self.name, self.fails, self.again = log, name, fails, again
        self.unrecordable: Exception | None = None

    def resolve(self) -> Step:
        self.log.append(f"resolve {self.name}")
        return Step.TRANSFER if self.again >= 0 else Step.DONE

    def transfer(self) -> Step:
        self.log.append(f"transfer {self.name}")
        if self.fails is not None:
            raise self.fails
        self.again -= 1
        return Step.RESOLVE

    def crashed(self, error: Exception) -> None:
        self.log.append(f"crashed {self.name}")
        if self.unrecordable is not None:
            raise self.unrecordable


def test_a_task_goes_back_and_forth_until_it_is_done() -> None:
    log: list[str] = []
    Flow(1, 1, Brake()).run([Item(log, again=1)])

    assert ["resolve a", "transfer a", "resolve a", "transfer a", "resolve a"] == log


def test_a_crash_costs_one_item_and_no_other() -> None:
    log: list[str] = []
    Flow(2, 2, Brake()).run([Item(log, "a", ZeroDivisionError()), Item(log, "b")])

    assert {"crashed a", "transfer b"} <= set(log)


@pytest.mark.parametrize("workers", [1, 4])
def test_what_cannot_even_be_recorded_stops_everything_instead_of_waiting_for_ever(workers: int) -> None:
    log: list[str] = []

    def items() -> Iterator[Item]:
        for n in range(1000):
            item = Item(log, str(n), ZeroDivisionError())
            item.unrecordable = OSError("the store is full")
            yield item

    with pytest.raises(OSError, match="the store is full"):
        Flow(workers, workers, Brake()).run(items())

    assert len(log) < 300


class Panic(BaseException):
    """What an extension raises past `except Exception`."""


def test_a_panic_in_an_item_ends_everything_instead_of_waiting_for_ever() -> None:
    log: list[str] = []
    with pytest.raises(Panic):
        Flow(1, 1, Brake()).run(Item(log, str(n), Panic()) for n in range(1000))

    assert len(log) < 300


def test_a_panic_in_the_source_ends_everything_instead_of_waiting_for_ever() -> None:
    def items() -> Iterator[Item]:
        yield Item([], "a")
        raise Panic

    with pytest.raises(Panic):
        Flow(2, 2, Brake()).run(items())


def test_a_library_that_is_gone_is_said_once_after_what_is_in_hand() -> None:
    log: list[str] = []
    with pytest.raises(LibraryUnavailable):
        Flow(2, 2, Brake()).run(Item(log, str(n), LibraryUnavailable("gone")) for n in range(1000))

    assert [] == [line for line in log if line.startswith("crashed")]
    assert len(log) < 300


def test_a_source_that_breaks_is_raised_after_what_is_in_hand() -> None:
    log: list[str] = []

    def items() -> Iterator[Item]:
        yield Item(log, "a")
        raise ValueError("unreadable")

    with pytest.raises(ValueError, match="unreadable"):
        Flow(2, 2, Brake()).run(items())

    assert "transfer a" in log


def test_a_pulled_brake_takes_nothing_new_and_finishes_what_is_in_hand() -> None:
    log: list[str] = []
    brake = Brake()

    class Pulls(Item):
        def transfer(self) -> Step:
            if not brake.pulled:
                brake.pull("enough")
            return super().transfer()

    Flow(1, 1, brake).run(Pulls(log, str(n)) for n in range(1000))

    begun = [line for line in log if line.startswith("transfer")]
    assert len(begun) < 10
    assert len(log) == 3 * len(begun)


def test_a_slow_lookup_keeps_no_transfer_waiting() -> None:
    """With one lookup stuck, everything else still goes through both pools."""
    log: list[str] = []
    released = threading.Event()

    class Stuck(Item):
        def resolve(self) -> Step:
            if "transfer 50" not in log:
                released.wait(300)
            return super().resolve()

    class Releases(Item):
        def transfer(self) -> Step:
            step = super().transfer()
            if self.name == "50":
                released.set()
            return step

    items = [Stuck(log, "stuck"), *(Releases(log, str(n)) for n in range(1, 51))]
    Flow(2, 1, Brake()).run(items)

    assert log.index("transfer 50") < log.index("transfer stuck")


def test_memory_holds_only_what_is_in_hand() -> None:
    """The source is drawn from lazily: never further ahead than both pools and the queue have room."""
    log: list[str] = []
    drawn: list[int] = []
    ahead: list[int] = []

    class Counts(Item):
        def transfer(self) -> Step:
            ahead.append(len(drawn) - sum(line.startswith("transfer") for line in log))
            return super().transfer()

    def items() -> Iterator[Item]:
        for n in range(500):
            drawn.append(n)
            yield Counts(log, str(n))

    Flow(4, 8, Brake()).run(items())

    assert 500 == len(drawn)
    assert max(ahead) <= 4 + 8 + 8 + 1
