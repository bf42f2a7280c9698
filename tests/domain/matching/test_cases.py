"""Whole lists: our own cases, the shared training set where it is present, and broken lines."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from catalogsync.domain.matching.cases import judge_cases

OWN = Path(__file__).with_name("own_cases.jsonl")
SHARED = Path(os.environ.get("CATALOGSYNC_SHARED") or Path(__file__).parents[4] / "shared")
TRAIN = SHARED / "matching" / "train.jsonl"


def figures(path: Path) -> dict[str, float]:
    """Precision and recall over accepted candidates; shares of best-first and of lists kept empty."""
    lines = path.read_text(encoding="utf-8").splitlines()
    said = right = hits = best = filled = empty = kept = 0
    for line, answer in zip(lines, judge_cases(lines), strict=True):
        truth: list[str] = json.loads(line)["accept"]
        accepted: list[str] = answer["accepted"]
        said, right, hits = said + len(accepted), right + len(truth), hits + len({*accepted} & {*truth})
        filled, empty = filled + bool(truth), empty + (not truth)
        best += bool(truth) and accepted[:1] == truth[:1]
        kept += not truth and not accepted
    return {"precision": hits / said, "recall": hits / right, "best": best / filled, "empty": kept / empty}


def test_our_own_cases_come_out_right() -> None:
    found = figures(OWN)

    assert found["precision"] >= 0.985
    assert found["recall"] >= 0.93
    assert found["best"] >= 0.95
    assert found["empty"] == 1.0


@pytest.mark.skipif(not TRAIN.exists(), reason="the shared training set is not beside this checkout")
def test_the_training_set_comes_out_right() -> None:
    found = figures(TRAIN)

    assert found["precision"] >= 0.99
    assert found["recall"] >= 0.93
    assert found["best"] >= 0.97
    assert found["empty"] == 1.0


def case(**changes: Any) -> str:
    want = {"title": "七里香", "artists": ["周杰伦"], "album": None, "duration_ms": 299_000}
    return json.dumps({"id": "a", "want": want, "candidates": [{"id": "c1", **want}], **changes})


def test_a_case_answers_with_verdict_total_parts_and_reasons() -> None:
    (answer,) = judge_cases([case()])

    assert answer["id"] == "a"
    assert answer["accepted"] == ["c1"]
    assert answer["held"] == []
    assert set(answer["scores"]["c1"]) == {"verdict", "total", "parts", "reasons"}
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"want": {}}',
        case(want={"title": 3}),
        case(candidates=[{"id": "c1"}]),
        case(candidates=[3]),
        case(candidates=[{"id": "c1", "title": "x", "artists": "周杰伦"}]),
        case(candidates=[{"id": "c1", "title": "x", "duration_ms": "long"}]),
    ],
)
def test_a_malformed_line_is_named_and_the_next_one_is_read(line: str) -> None:
    broken, good = judge_cases([line, case()])

    assert broken["line"] == 1
    assert broken["error"]
    assert good["accepted"] == ["c1"]


def test_empty_lines_are_skipped_and_still_counted() -> None:
    (broken,) = judge_cases(["", "  ", "{"])

    assert broken["line"] == 3
