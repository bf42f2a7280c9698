"""The difference between two orders of a playlist, small to store and exact to apply, duplicates included.

A patch is a list of steps over the old order: a positive number keeps that many entries, a negative one drops that
many, a list puts these ids there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Patch = list[int | list[str]]

_CAREFUL = 3_000
"""Beyond this many differing entries the middle is replaced whole: matching is quadratic on shuffled lists."""


def make_patch(old: Sequence[str], new: Sequence[str]) -> Patch:
    """The steps that turn `old` into `new`."""
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < len(old) - head and tail < len(new) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    steps: Patch = [head] if head else []
    steps += _middle(before, after)
    if tail:
        steps.append(tail)
    return steps


def _middle(before: Sequence[str], after: Sequence[str]) -> Patch:
    if max(len(before), len(after)) > _CAREFUL:
        return [-len(before), list(after)] if before else [list(after)]
    steps: Patch = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            steps.append(i2 - i1)
            continue
        if i2 > i1:
            steps.append(i1 - i2)
        if j2 > j1:
            steps.append(list(after[j1:j2]))
    return steps


def apply_patch(old: Sequence[str], patch: Patch) -> list[str]:
    """The new order; ValueError when the patch was made for another old order's length."""
    new: list[str] = []
    at = 0
    for step in patch:
        if isinstance(step, list):
            new.extend(step)
            continue
        if step > 0:
            new.extend(old[at : at + step])
        at += abs(step)
    if at != len(old):
        raise ValueError(f"a patch over {at} entries does not fit {len(old)}")
    return new


@dataclass(frozen=True, slots=True)
class Difference:
    """What a patch means to a person: ids put in, taken out, and those that only changed place."""

    added: list[str]
    removed: list[str]
    moved: list[str]


def explain(old: Sequence[str], patch: Patch) -> Difference:
    """Read a patch over `old` as added, removed and moved ids, each in order, once per occurrence."""
    put: list[str] = []
    dropped: list[str] = []
    at = 0
    for step in patch:
        if isinstance(step, list):
            put.extend(step)
            continue
        if step < 0:
            dropped.extend(old[at : at - step])
        at += abs(step)
    both = Counter(put) & Counter(dropped)
    return Difference(_minus(put, both), _minus(dropped, both), list(both.elements()))


def _minus(ids: Sequence[str], taken: Counter[str]) -> list[str]:
    left = Counter(taken)
    kept = []
    for id_ in ids:
        if left[id_] > 0:
            left[id_] -= 1
        else:
            kept.append(id_)
    return kept
