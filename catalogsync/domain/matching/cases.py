"""Judging whole search lists written as JSON lines, for ``debug match CASES.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.values import Recording, Verdict


def judge_cases(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One answer per line: ``id``, ``accepted`` (best first), ``held`` and ``scores`` by candidate id.

    A line is an object with ``id``, ``want`` and ``candidates``; a recording has ``title``, ``artists``,
    ``album`` and ``duration_ms`` (milliseconds), all but the title may be missing or null. A line that cannot
    be read gives ``{"line": n, "error": "…"}`` (counted from 1); empty lines are skipped.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _judge(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield {"line": number, "error": str(error) or type(error).__name__}


def _judge(case: Any) -> dict[str, Any]:
    if not isinstance(case, dict) or not isinstance(case.get("candidates"), list):
        raise ValueError("a case is an object with want and candidates")
    want = recording(case.get("want"), "want")
    ids: list[str] = []
    found: list[Recording] = []
    for place, candidate in enumerate(case["candidates"], 1):
        found.append(recording(candidate, f"candidate {place}"))
        ids.append(str(candidate.get("id", place)))
    ranked = rank(want, found)
    return {
        "id": case.get("id"),
        "accepted": [ids[index] for index, score in ranked if score.verdict is Verdict.ACCEPT],
        "held": [ids[index] for index, score in ranked if score.verdict is Verdict.HOLD],
        "scores": {
            ids[index]: {
                "verdict": score.verdict.value,
                "total": score.total,
                "parts": score.parts,
                "reasons": list(score.reasons),
            }
            for index, score in ranked
        },
    }


def recording(fields: Any, where: str) -> Recording:
    """A recording from its JSON object; ValueError names the field that is wrong."""
    if not isinstance(fields, dict) or not isinstance(fields.get("title"), str):
        raise ValueError(f"{where}: no title")
    artists = fields.get("artists") or []
    aliases = fields.get("aliases") or []
    album, length = fields.get("album"), fields.get("duration_ms")
    if not isinstance(artists, list) or not all(isinstance(name, str) for name in artists):
        raise ValueError(f"{where}: artists is not a list of names")
    if not isinstance(aliases, list) or not all(isinstance(name, str) for name in aliases):
        raise ValueError(f"{where}: aliases is not a list of titles")
    if album is not None and not isinstance(album, str):
        raise ValueError(f"{where}: album is not text")
    if length is not None and (isinstance(length, bool) or not isinstance(length, int)):
        raise ValueError(f"{where}: duration_ms is not a whole number")
    return Recording(fields["title"], tuple(artists), album, length, tuple(aliases))
