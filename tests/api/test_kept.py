from __future__ import annotations

from collections.abc import Callable

from catalogsync.api.kept import Kept


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def taking(clock: Clock, seconds: float, values: list[int]) -> Callable[[], int]:
    def count() -> int:
        clock.now += seconds
        return values.pop(0)

    return count


def test_a_count_has_a_twentieth_of_the_time_and_says_how_old_it_is() -> None:
    clock = Clock()
    kept, count = Kept(clock), taking(clock, 2.0, [7, 8])

    assert (7, 0.0) == kept.counted("n", 1, 0.0, count)
    clock.now += 39.0
    assert (7, 39.0) == kept.counted("n", 2, 0.0, count)
    clock.now += 2.0
    assert (8, 0.0) == kept.counted("n", 2, 0.0, count)


def test_a_count_of_a_store_that_stands_still_is_exact_however_old() -> None:
    clock = Clock()
    kept, count = Kept(clock), taking(clock, 0.1, [7])
    kept.counted("n", 1, 0.0, count)
    clock.now += 1_000.0

    assert (7, 0.0) == kept.counted("n", 1, 0.0, count)


def test_a_quick_count_is_as_new_as_asked_for() -> None:
    clock = Clock()
    kept, count = Kept(clock), taking(clock, 0.0, [7, 8, 9])
    kept.counted("n", 1, 5.0, count)
    clock.now += 1.0

    assert (7, 1.0) == kept.counted("n", 2, 5.0, count)
    assert (8, 0.0) == kept.counted("n", 2, 0.5, count)
