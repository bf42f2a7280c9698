"""What the credits of two entries say together with the evidence beside them."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from catalogsync.domain.matching.albums import Album, Release
from catalogsync.domain.matching.artists import (
    Artist,
    has_members,
    is_member,
    is_voice,
    same_artist,
)
from catalogsync.domain.matching.classical import is_composer
from catalogsync.domain.matching.identity import Kinship, kinship
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
    def people(self) -> tuple[Artist, ...]: ...
    @property
    def title(self) -> Title: ...
    @property
    def album(self) -> Album | None: ...


class Credits(NamedTuple):
    """The verdict the credits allow at best, their part (None when unknown), and why."""

    verdict: Verdict
    part: float | None
    reasons: tuple[str, ...]
    named: bool  # both sides name artists and they agree


_AGREED = Credits(Verdict.ACCEPT, 1.0, (), named=True)
_OTHER = Credits(Verdict.REJECT, 0.0, ("artist:other",), named=False)
_SURE_MS = 1_500  # lengths this close speak for one master
_EXACT_MS = 1_000  # and these for one file, where the names can say nothing


def compare_credits(want: Credited, candidate: Credited, release: Release, gap_ms: int | None) -> Credits:
    """Compare credits; ``gap_ms`` and ``release`` decide where guests are left out or names unreadable."""
    near = gap_ms is not None and gap_ms <= NEAR_MS
    sure = gap_ms is not None and gap_ms <= _SURE_MS
    if not want.artists or not candidate.artists:
        proven = near and release >= Release.EDITION
        return Credits(Verdict.ACCEPT if proven else Verdict.HOLD, None, ("artist:missing",), named=False)
    mine, theirs = want.people, candidate.people
    if want.title.work and candidate.title.work:
        mine, theirs = _players(mine), _players(theirs)
    if mine == theirs:
        return _AGREED
    if len(mine) == len(theirs) == 1:
        if same_artist(mine[0], theirs[0]):
            return _AGREED
        return _strangers(want, candidate, _telling(release, want), gap_ms)
    shared = [artist for artist in mine if any(same_artist(artist, other) for other in theirs)]
    if not shared:
        return _strangers(want, candidate, _telling(release, want), gap_ms)
    added = [
        other
        for other in theirs
        if not any(same_artist(artist, other) for artist in mine)
        and not is_member(other, mine)
        and not any(is_member(artist, (other,)) for artist in mine)
    ]
    added = [other for other in added if not _in_wanted_title(other, want)]
    if added and sure:
        missing = [artist for artist in mine if artist not in shared]
        added = [other for other in added if not _renamed(other, missing)]
    if added:
        if sure and any(is_voice(artist) for artist in shared):
            return Credits(Verdict.ACCEPT, 0.9, ("artist:author",), named=True)
        in_title = any(other in candidate.guests for other in added)
        if release < Release.EDITION or not sure or in_title:
            return Credits(Verdict.REJECT, 0.4, ("artist:guest",), named=False)
        # a fuller credit of the same track, unless the album, called like its song, cannot tell that
        verdict = Verdict.ACCEPT if _telling(release, want) >= Release.EDITION else Verdict.HOLD
        return Credits(verdict, 0.8, ("artist:guest",), named=verdict is Verdict.ACCEPT)
    left_out = [artist for artist in mine if artist not in shared and not is_member(artist, theirs)]
    if not left_out:
        return _AGREED
    if any(artist.synthetic for artist in left_out):
        return Credits(Verdict.REJECT, 0.4, ("version:ai",), named=False)
    if sure and any(is_voice(artist) for artist in shared):
        return Credits(Verdict.ACCEPT, 0.9, ("artist:author",), named=True)
    main_stays = mine[0] in shared
    if (main_stays and (sure or (near and release >= Release.EDITION))) or (
        release >= Release.EDITION and (sure or gap_ms is None)
    ):
        return Credits(Verdict.ACCEPT, 0.85, ("artist:guest-left-out",), named=True)
    return Credits(Verdict.HOLD, 0.6, ("artist:guest-left-out",), named=False)


def _players(people: tuple[Artist, ...]) -> tuple[Artist, ...]:
    """Who plays a classical work; its composer alone when nobody else is named."""
    return tuple(artist for artist in people if not is_composer(artist.keys)) or people


def _in_wanted_title(name: Artist, want: Credited) -> bool:
    """The remixer or guest the wanted title names may stand in the artist field too."""
    return any(len(spelt) >= 3 and spelt in want.title.whole for spelt in name.keys)


def _telling(release: Release, want: Credited) -> Release:
    """An album called like its song says nothing the title has not said."""
    return Release.UNKNOWN if want.album and want.album.core == want.title.base else release


def _renamed(name: Artist, missing: list[Artist]) -> bool:
    """Whether a name is likely one of the missing ones in another script; each stands for one only."""
    for place, artist in enumerate(missing):
        if kinship(artist, name) is Kinship.LIKELY:
            del missing[place]
            return True
    return False


def _strangers(want: Credited, candidate: Credited, release: Release, gap_ms: int | None) -> Credits:
    """No name in common; names in two scripts may still be one person when release or length agree."""
    mine, theirs = want.people, candidate.people
    if gap_ms is not None and gap_ms > NEAR_MS:
        return _unlike(mine, theirs)
    found = [kinship(one, other) for one in mine for other in theirs]
    sure = gap_ms is not None and gap_ms <= _SURE_MS
    if gap_ms is not None and gap_ms <= NEAR_MS and Kinship.LIKELY in found:
        return Credits(Verdict.ACCEPT, 0.7, ("artist:likely",), named=False)
    if Kinship.NONE in found:
        return _unlike(mine, theirs)
    if release >= Release.EDITION and sure:
        return Credits(Verdict.ACCEPT, 0.6, ("artist:other-script",), named=False)
    exact = gap_ms is not None and gap_ms <= _EXACT_MS
    named_alike = candidate.album is not None and _telling_title(want, candidate)
    if (exact and named_alike) or (gap_ms is None and release is Release.SAME):
        # one singer's name in two scripts, or somebody who sings over the same backing: the second is as long
        return Credits(Verdict.HOLD, 0.5, ("artist:other-script",), named=False)
    return _OTHER


def _unlike(mine: tuple[Artist, ...], theirs: tuple[Artist, ...]) -> Credits:
    """Nobody in common, but a member may stand for the band."""
    if has_members(theirs, mine) or has_members(mine, theirs):
        return Credits(Verdict.HOLD, 0.5, ("artist:member",), named=False)
    return _OTHER


def _telling_title(want: Credited, candidate: Credited) -> bool:
    """The same printed title, too long to be a common word."""
    base = want.title.base
    same = base == candidate.title.base or want.title.full == candidate.title.full
    return same and len(base) >= (8 if base.isascii() else 3)
