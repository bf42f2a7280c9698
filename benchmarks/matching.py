# ruff: noqa: T201 (its output is what it is for)
"""How fast a candidate is judged, and what plain fuzzy comparing would have decided.

    python -m benchmarks.matching [CASES.jsonl …]

Without arguments it reads the project's own cases. Prints microseconds per candidate with nothing remembered
and with normal forms remembered, and precision and recall beside RapidFuzz's token_set_ratio over title and
artist at its best threshold for the same cases.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.measure import Line
from catalogsync.domain.matching.cases import recording
from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.values import Recording, Verdict

OWN = Path(__file__).parents[1] / "tests" / "domain" / "matching" / "own_cases.jsonl"
Case = tuple[Recording, list[Recording], list[bool]]


def load(paths: list[Path]) -> list[Case]:
    """Wanted recording, candidates, and whether each is right."""
    cases: list[Case] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            candidates = case["candidates"]
            right = [candidate["id"] in case["accept"] for candidate in candidates]
            cases.append(
                (recording(case["want"], "want"), [recording(c, "candidate") for c in candidates], right)
            )
    return cases


def remembered() -> list[Callable[[], None]]:
    """What empties the remembered normal forms; tables read once per process stay."""
    modules = [
        module for name, module in sys.modules.items() if name.startswith("catalogsync.domain.matching.")
    ]
    found = {
        id(value): value.cache_clear
        for module in modules
        for value in vars(module).values()
        if getattr(value, "cache_info", None) and value.cache_info().maxsize
    }
    return list(found.values())


def timed(work: Callable[[], object]) -> float:
    """Seconds the call took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(cases: list[Case], work: Callable[[Case], object], *, cold: bool, rounds: int = 12) -> float:
    """Seconds for all cases, each by its quickest of some rounds: what others run beside us interrupts whole passes,
    but seldom one list in every round. No garbage is collected meanwhile, as in ``timeit``."""
    clears = remembered()
    quickest = [float("inf")] * len(cases)
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for place, case in enumerate(cases):
            if cold:
                for clear in clears:
                    clear()
            quickest[place] = min(quickest[place], timed(partial(work, case)))
    gc.enable()
    return sum(quickest)


def accuracy(cases: list[Case], accepts: Callable[[Recording, Recording], bool]) -> tuple[float, float]:
    """Precision and recall of a yes-or-no judge over all candidates."""
    judged = [
        (accepts(want, c), ok) for want, found, right in cases for c, ok in zip(found, right, strict=True)
    ]
    hits = sum(said and ok for said, ok in judged)
    return hits / max(1, sum(said for said, _ in judged)), hits / max(1, sum(ok for _, ok in judged))


def ours(cases: list[Case]) -> tuple[float, float]:
    """Precision and recall of ``rank``, which also uses the list as a whole."""
    said = right = hits = 0
    for want, found, truth in cases:
        for index, judged in rank(want, found):
            said += judged.verdict is Verdict.ACCEPT
            hits += judged.verdict is Verdict.ACCEPT and truth[index]
        right += sum(truth)
    return hits / max(1, said), hits / max(1, right)


def fuzzy(want: Recording, candidate: Recording) -> float:
    """How alike title and artists are, 0 to 100, by plain fuzzy comparing."""
    return fuzz.token_set_ratio(
        f"{want.title} {' '.join(want.artists)}", f"{candidate.title} {' '.join(candidate.artists)}"
    )


def alike(at_least: int, want: Recording, candidate: Recording) -> bool:
    """The verdict of plain fuzzy comparing at a threshold."""
    return fuzzy(want, candidate) >= at_least


def speeds(cases: list[Case]) -> tuple[float, float, float]:
    """Microseconds per candidate of a ranked list: nothing remembered, normal forms remembered, plain fuzzy comparing."""
    for want, found, _ in cases:
        rank(want, found)  # tables are built on first use
    candidates = sum(len(found) for _, found, _ in cases)
    cold = best(cases, lambda case: rank(case[0], case[1]), cold=True)
    warm = best(cases, lambda case: rank(case[0], case[1]), cold=False)
    peer = best(cases, lambda case: [fuzzy(case[0], candidate) for candidate in case[1]], cold=False)
    return cold / candidates * 1e6, warm / candidates * 1e6, peer / candidates * 1e6


def run(folder: Path) -> list[Line]:
    """The speeds as lines of the table; `folder` is not needed."""
    cold, warm, peer = speeds(load([OWN]))
    return [
        Line("judge a candidate, nothing remembered", cold, "µs", below=100),
        Line("the same, normal forms remembered", warm, "µs", peer, "token_set_ratio", lower_is_better=True),
    ]


def main(paths: list[Path]) -> None:
    """Print the table."""
    cases = load(paths or [OWN])
    cold, warm, peer = speeds(cases)
    peer_best = max(
        (accuracy(cases, partial(alike, at)) for at in range(50, 101, 2)),
        key=lambda found: 2 * found[0] * found[1] / max(1e-9, sum(found)),
    )
    precision, recall = ours(cases)
    print(f"{len(cases)} cases, {sum(len(found) for _, found, _ in cases)} candidates")
    print(f"{'':24}{'µs/candidate':>14}{'precision':>11}{'recall':>8}")
    print(f"{'matching, cold':24}{cold:14.1f}{precision:11.4f}{recall:8.4f}")
    print(f"{'matching, remembered':24}{warm:14.1f}")
    print(f"{'token_set_ratio, best':24}{peer:14.1f}{peer_best[0]:11.4f}{peer_best[1]:8.4f}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
