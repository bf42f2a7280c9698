"""What the credits of two entries say together with the evidence beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from catalogsync.domain.matching.albums import Album, Release
from catalogsync.domain.matching.artists import (
    Artist,
    different_scripts,
    is_member,
    is_voice,
    same_artist,
    same_surname,
)
from catalogsync.domain.matching.titles import Title
from catalogsync.domain.matching.values import Verdict
from catalogsync.domain.matching.versions import NEAR_MS


class Credited(Protocol):
    """An entry's people: its artist field, and the guests its title names."""

    @property
    def artists(self) -> tuple[Artist, ...]: ...
    @property
    def guests(self) -> tuple[Artist, ...]: ...
    @property
    def title(self) -> Title: ...
    @property
    def album(self) -> Album | None: ...


@dataclass(frozen=True, slots=True)
class Credits:
    """The verdict the credits allow at best, their part (None when unknown), and why."""

    verdict: Verdict
    part: float | None
    reasons: tuple[str, ...]
    named: bool  # both sides name artists and they agree


_AGREED = Credits(Verdict.ACCEPT, 1.0, (), named=True)
_SURE_MS = 1_500  # lengths this close speak for one master


def compare_credits(want: Credited, candidate: Credited, release: Release, gap_ms: int | None) -> Credits:
    """Compare credits; ``gap_ms`` and ``release`` decide where guests are left out or names unreadable."""
    near = gap_ms is not None and gap_ms <= NEAR_MS
    sure = gap_ms is not None and gap_ms <= _SURE_MS
    if not want.artists or not candidate.artists:
        proven = near and release >= Release.EDITION
        return Credits(Verdict.ACCEPT if proven else Verdict.HOLD, None, ("artist:missing",), named=False)
    mine = (*want.artists, *want.guests)
    theirs = (*candidate.artists, *candidate.guests)
    if mine == theirs:
        return _AGREED
    shared = [artist for artist in mine if any(same_artist(artist, other) for other in theirs)]
    if not shared:
        return _strangers(mine, theirs, _telling(release, want), sure)
    added = [
        other
        for other in theirs
        if not any(same_artist(artist, other) for artist in mine)
        and not is_member(other, mine)
        and not any(is_member(artist, (other,)) for artist in mine)
    ]
    added = [other for other in added if not _in_wanted_title(other, want)]
    if added:
        if sure and any(is_voice(artist) for artist in shared):
            return Credits(Verdict.ACCEPT, 0.9, ("artist:author",), named=True)
        in_title = any(other in candidate.guests for other in added)
        fine = release >= Release.EDITION and sure and not in_title
        verdict = Verdict.ACCEPT if fine else Verdict.REJECT
        return Credits(verdict, 0.8 if fine else 0.4, ("artist:guest",), named=fine)
    left_out = [artist for artist in mine if artist not in shared and not is_member(artist, theirs)]
    if not left_out:
        return _AGREED
    main_stays = mine[0] in shared
    if (main_stays and (sure or (near and release >= Release.EDITION))) or (
        release >= Release.EDITION and (sure or gap_ms is None)
    ):
        return Credits(Verdict.ACCEPT, 0.85, ("artist:guest-left-out",), named=True)
    return Credits(Verdict.HOLD, 0.6, ("artist:guest-left-out",), named=False)


def _in_wanted_title(name: Artist, want: Credited) -> bool:
    """The remixer or guest the wanted title names may stand in the artist field too."""
    return any(len(spelt) >= 3 and spelt in want.title.whole for spelt in name.keys)


def _telling(release: Release, want: Credited) -> Release:
    """An album called like its song says nothing the title has not said."""
    return Release.UNKNOWN if want.album and want.album.core == want.title.base else release


def _strangers(mine: tuple[Artist, ...], theirs: tuple[Artist, ...], release: Release, sure: bool) -> Credits:
    """No name in common; names in two scripts may still be one person when release and length agree."""
    if any(artist.synthetic for artist in theirs) or not different_scripts(mine, theirs):
        if any(is_member(artist, theirs) for artist in mine) or any(
            is_member(other, mine) for other in theirs
        ):
            return Credits(Verdict.HOLD, 0.5, ("artist:member",), named=False)
        return Credits(Verdict.REJECT, 0.0, ("artist:other",), named=False)
    if sure and same_surname(mine, theirs):
        return Credits(Verdict.ACCEPT, 0.7, ("artist:surname",), named=False)
    if not sure or release < Release.EDITION:
        return Credits(Verdict.REJECT, 0.0, ("artist:other",), named=False)
    return Credits(Verdict.ACCEPT, 0.6, ("artist:other-script",), named=False)
