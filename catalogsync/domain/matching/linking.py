"""What a whole list of hits teaches that no single one shows: other names of the singer and of the song.

Where one hit says 防弹少年团 (BTS), another that says only one of the two names the same artist; where an accepted
hit is called いつも何度でも (永远同在), another called 永远同在 is the same song, if the rest agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from catalogsync.domain.matching.artists import read_artists, same_artist
from catalogsync.domain.matching.languages import told_apart
from catalogsync.domain.matching.score import judge, read, score
from catalogsync.domain.matching.text import scripts
from catalogsync.domain.matching.values import Recording, Score, Verdict

_MOST = 4  # names learnt for one list: honest lists need one or two
_TELLING = 8  # letters: a shorter second title may be any word
Scored = list[tuple[int, Score]]


def linked(want: Recording, candidates: Sequence[Recording], scored: Scored) -> Scored:
    """The scores again, those improved that only a name the list explains stood against."""
    scored = _artist_found(want, candidates, scored)
    strangers = _because_of(_NAMES, scored)
    if strangers:
        for variant in islice(_renamed(want, candidates), _MOST):
            scored = _again(variant, candidates, scored, strangers)
    untitled = _because_of(_TITLES, scored)
    if untitled and (aliases := _titles(want, candidates, scored)):
        scored = _again(replace(want, aliases=(*want.aliases, *aliases)), candidates, scored, untitled)
    return told_apart(want, candidates, scored)


_NAMES = frozenset({"artist:other", "artist:guest", "artist:guest-left-out"})
_TITLES = frozenset({"title:translated", "title:other"})


def _because_of(names: frozenset[str], scored: Scored) -> set[int]:
    """The places of what is not accepted for one of these reasons, and for none that no name can mend."""
    return {
        index
        for index, found in scored
        if found.verdict is not Verdict.ACCEPT
        and not names.isdisjoint(found.reasons)
        and not any(why.startswith(_FINAL) for why in found.reasons)
    }


_FINAL = ("version:", "duration:", "edit:length")


def _again(want: Recording, candidates: Sequence[Recording], scored: Scored, places: set[int]) -> Scored:
    """Judge some candidates anew, keeping what is now accepted."""
    result = []
    wanted = read(want)
    for index, found in scored:
        if index in places and found.verdict is not Verdict.ACCEPT:
            anew = judge(wanted, read(candidates[index]))
            found = anew if anew.verdict is Verdict.ACCEPT else found
        result.append((index, found))
    return result


def _renamed(want: Recording, candidates: Sequence[Recording]) -> list[Recording]:
    """The wanted recording under each fuller name a hit gives one of its artists."""
    found = []
    for place, name in enumerate(want.artists[:4]):
        mine = read_artists((name[:200],))
        if len(mine) != 1:
            continue
        fuller = dict.fromkeys(
            spelt[:200]
            for candidate in candidates
            for spelt in candidate.artists[:4]
            if spelt.endswith((")", "）")) and _is_one(spelt[:200], mine[0].keys)
        )
        found += [
            replace(want, artists=(*want.artists[:place], new, *want.artists[place + 1 :])) for new in fuller
        ]
    return found


def _is_one(name: str, keys: frozenset[str]) -> bool:
    people = read_artists((name,))
    return len(people) == 1 and bool(people[0].keys & keys) and bool(people[0].keys - keys)


def _titles(want: Recording, candidates: Sequence[Recording], scored: Scored) -> tuple[str, ...]:
    """Second titles in another script that accepted hits give the song."""
    mine = scripts(read(want)[0].title.base)
    return tuple(
        dict.fromkeys(
            alias
            for index, found in scored
            if found.verdict is Verdict.ACCEPT
            for alias in sorted(read(candidates[index])[0].title.others)
            if (not alias.isascii() or len(alias) >= _TELLING) and not scripts(alias) & mine
        )
    )[:_MOST]


def _artist_found(want: Recording, candidates: Sequence[Recording], scored: Scored) -> Scored:
    """Lend a wanted recording without artist the one its proven candidates agree on."""
    if want.artists:
        return scored
    proven = [
        candidates[index]
        for index, found in scored
        if found.verdict is Verdict.ACCEPT and read(candidates[index])[0].artists
    ]
    if not proven or any(not _share(proven[0], other) for other in proven):
        return scored
    want = replace(want, artists=proven[0].artists)
    return [
        (index, found if found.verdict is Verdict.ACCEPT else score(want, candidates[index]))
        for index, found in scored
    ]


def _share(one: Recording, other: Recording) -> bool:
    return any(same_artist(a, b) for a in read(one)[0].artists for b in read(other)[0].artists)
