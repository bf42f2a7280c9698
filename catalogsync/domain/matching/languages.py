"""Songs sung in two languages, where only the whole list tells which of them is wanted.

国语版 on the wanted album with the wanted length is a note when no entry of that album goes without it; with one beside
it, the album may hold both. Where the list knows the song in another language too, an entry that names none and
stands on another album may be either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalogsync.domain.matching.albums import Release
from catalogsync.domain.matching.score import Reading, hold, judge, read, release_of
from catalogsync.domain.matching.values import Recording, Score, Verdict
from catalogsync.domain.matching.words import LANGUAGES, Kind

_PRINTED = {
    Kind.LANG_ZH: "国语", Kind.LANG_YUE: "粤语", Kind.LANG_NAN: "台语", Kind.LANG_EN: "英文", Kind.LANG_JA: "日文",
    Kind.LANG_KO: "韩文",
}  # fmt: skip


def told_apart(
    want: Recording, candidates: Sequence[Recording], scored: list[tuple[int, Score]]
) -> list[tuple[int, Score]]:
    """The scores again, with what the list says of the language wanted."""
    unclear = {
        index
        for index, found in scored
        if found.verdict is Verdict.HOLD
        and any(why.startswith("version:which-lang") for why in found.reasons)
    }
    if not unclear:
        return scored
    wanted = read(want)[0]
    offered = [read(candidate)[0] for candidate in candidates]
    if any(
        found.verdict is Verdict.ACCEPT and release_of(wanted, offered[index]) >= Release.EDITION
        for index, found in scored
    ):
        return scored
    languages = {kind for index in unclear for kind in _languages(offered[index])}
    if len(languages) != 1:
        return scored
    (language,) = languages
    if language not in _PRINTED:
        return scored
    named = read(replace(want, title=f"{want.title[:500]} ({_PRINTED[language]})"))
    other = any(_languages(reading) - languages for reading in offered)
    result = []
    for index, found in scored:
        if index in unclear:
            found = judge(named, read(candidates[index]))
        elif other and found.verdict is Verdict.ACCEPT and not _languages(offered[index]):
            found = hold(found, f"version:which-{language}")
        result.append((index, found))
    return result


def _languages(reading: Reading) -> frozenset[Kind]:
    return reading.version.labels & LANGUAGES
