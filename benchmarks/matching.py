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
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.measure import Line
from catalogsync.domain.matching import Recording, Verdict, rank, score
from catalogsync.domain.matching.cases import recording

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


def forget() -> None:
    """Empty the remembered normal forms; tables read once per process stay."""
    modules = [
        module for name, module in sys.modules.items() if name.startswith("catalogsync.domain.matching.")
    ]
    for module in modules:
        for value in vars(module).values():
            if getattr(value, "cache_info", None) and value.cache_info().maxsize:
                value.cache_clear()


def timed(work: Callable[[], object]) -> float:
    """Processor seconds the call took, without collecting garbage, as ``timeit`` does."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent


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


def speeds(pairs: list[tuple[Recording, Recording]]) -> tuple[float, float, float]:
    """Microseconds per candidate: with nothing remembered, with normal forms remembered, by plain fuzzy comparing."""

    def all_scores() -> None:
        for want, candidate in pairs:
            score(want, candidate)

    all_scores()  # tables are built on first use
    cold = []
    for _ in range(5):
        forget()
        cold.append(timed(all_scores))
    warm = min(timed(all_scores) for _ in range(5))
    peer = min(timed(lambda: [fuzzy(*pair) for pair in pairs]) for _ in range(5))
    return tuple(spent / len(pairs) * 1e6 for spent in (min(cold), warm, peer))  # type: ignore[return-value]


def run(folder: Path) -> list[Line]:
    """The speeds as lines of the table; `folder` is not needed."""
    pairs = [(want, candidate) for want, found, _ in load([OWN]) for candidate in found]
    cold, warm, peer = speeds(pairs)
    return [
        Line("judge a candidate, nothing remembered", cold, "µs", below=100),
        Line("the same, normal forms remembered", warm, "µs", peer, "token_set_ratio", lower_is_better=True),
    ]


def main(paths: list[Path]) -> None:
    """Print the table."""
    cases = load(paths or [OWN])
    pairs = [(want, candidate) for want, found, _ in cases for candidate in found]
    cold, warm, peer = speeds(pairs)
    best = max(
        (accuracy(cases, lambda w, c, at=at: fuzzy(w, c) >= at) for at in range(50, 101, 2)),
        key=lambda found: 2 * found[0] * found[1] / max(1e-9, sum(found)),
    )
    precision, recall = ours(cases)
    print(f"{len(cases)} cases, {len(pairs)} candidates")
    print(f"{'':24}{'µs/candidate':>14}{'precision':>11}{'recall':>8}")
    print(f"{'matching, cold':24}{cold:14.1f}{precision:11.4f}{recall:8.4f}")
    print(f"{'matching, remembered':24}{warm:14.1f}")
    print(f"{'token_set_ratio, best':24}{peer:14.1f}{best[0]:11.4f}{best[1]:8.4f}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
