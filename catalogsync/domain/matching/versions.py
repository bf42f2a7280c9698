"""Whether two entries name the same version of a song."""

from __future__ import annotations

from typing import NamedTuple

from catalogsync.domain.matching.albums import Album, Release
from catalogsync.domain.matching.artists import Artist
from catalogsync.domain.matching.notes import Note
from catalogsync.domain.matching.text import scripts
from catalogsync.domain.matching.titles import Title
from catalogsync.domain.matching.values import Verdict
from catalogsync.domain.matching.words import LANGUAGES, Kind

NEAR_MS = 3_000  # the same recording on two platforms; measured lengths differ by padding and rounding
FAR_MS = 10_000  # between the two a person looks

_APART = frozenset({Kind.EDIT, Kind.CLEAN}) | LANGUAGES  # judged by rules of their own
_BESIDE_LIVE = frozenset({Kind.ARRANGED, Kind.OTHER, Kind.RERECORD, Kind.VOICE, Kind.DEMO})
_TOLD_BY_DETAILS = frozenset(
    {Kind.LIVE, Kind.REMIX, Kind.OTHER, Kind.ARRANGED, Kind.RERECORD, Kind.COVER, Kind.AI, Kind.DEMO}
)


class Version(NamedTuple):
    """What an entry says of its version, from its title first and its album else."""

    kinds: frozenset[Kind]
    details: frozenset[str]
    labels: frozenset[Kind]  # edit, clean and language words
    language_marked: bool  # 版 or version stands beside the language
    album_languages: frozenset[Kind]
    live_album: bool = False
    covers: frozenset[str] = frozenset()  # keys of the original singers a cover's notes name


class Comparison(NamedTuple):
    """The verdict versions allow at best, how alike they are (0..1), and why."""

    verdict: Verdict
    part: float
    reasons: tuple[str, ...]


_NO_KINDS: frozenset[Kind] = frozenset()
_NO_WORDS: frozenset[str] = frozenset()
_PLAIN = Version(_NO_KINDS, _NO_WORDS, _NO_KINDS, False, _NO_KINDS)
_AS_WANTED = Comparison(Verdict.ACCEPT, 1.0, ())


def version_of(title: Title, album: Album | None, *, with_bare: bool) -> Version:
    """The version an entry names; ``with_bare`` counts unbracketed last words of the title as notes."""
    if not title.notes and not title.bare and not (album and (album.kinds or album.languages)):
        return _PLAIN
    notes: tuple[Note, ...] = title.notes + title.bare if with_bare else title.notes
    kinds = labels = _NO_KINDS
    details = _NO_WORDS
    marked = False
    covers = _NO_WORDS
    for note in notes:
        if not note.kinds:
            continue
        if own := note.kinds - _APART:
            kinds |= own
            details |= note.details
        labels |= note.kinds & _APART
        if note.covers:
            covers |= {note.covers}
        marked = marked or (note.marked_version and not note.kinds.isdisjoint(LANGUAGES))
    if album is None:
        return Version(kinds, details, labels, marked, _NO_KINDS, covers=covers)
    if album.language_marked and labels.isdisjoint(LANGUAGES):
        labels |= album.languages
        marked = True
    live = Kind.LIVE in album.kinds
    return Version(kinds or album.kinds, details, labels, marked, album.languages, live, covers)


def compare(
    want: Version,
    candidate: Version,
    *,
    release: Release,
    gap_ms: int | None,
    title_text: str,
    singers: tuple[Artist, ...],
) -> Comparison:
    """Compare the versions two entries name, with their release and length gap as witnesses.

    ``title_text`` is the bare title wanted, and ``singers`` are both sides' artists: their script may tell the
    language.
    """
    if not (want.kinds or want.labels or candidate.kinds or candidate.labels):
        return _AS_WANTED
    near = gap_ms is not None and gap_ms <= NEAR_MS
    findings = _kinds(want, candidate, release, near) if want.kinds or candidate.kinds else []
    if want.labels or candidate.labels:
        findings += _edits(want, candidate, gap_ms)
        findings += _languages(want, candidate, release, near, title_text, singers)
    if not findings:
        return _AS_WANTED
    rejected = tuple(reason for verdict, reason in findings if verdict is Verdict.REJECT)
    if rejected:
        return Comparison(Verdict.REJECT, 0.0, rejected)
    held = tuple(reason for verdict, reason in findings if verdict is Verdict.HOLD)
    noted = tuple(reason for verdict, reason in findings if verdict is Verdict.ACCEPT)
    if held:
        return Comparison(Verdict.HOLD, 0.5, held)
    return Comparison(Verdict.ACCEPT, 0.95, noted)


_Finding = tuple[Verdict, str]


def _kinds(want: Version, candidate: Version, release: Release, near: bool) -> list[_Finding]:
    wanted, offered = want.kinds, candidate.kinds
    if Kind.LIVE in wanted and Kind.LIVE in offered:
        wanted, offered = wanted - _BESIDE_LIVE, offered - _BESIDE_LIVE
    if near and (want.covers or candidate.covers) and (wanted ^ offered) == {Kind.COVER}:
        # both name one singer (else the credits reject), who says on one side only whose song it was
        return [(Verdict.ACCEPT, "note:cover")]
    different = sorted(wanted ^ offered)
    if not different:
        return _same_kinds(want, candidate, release, near) if wanted else []
    named = want.details | candidate.details
    if different == [Kind.OTHER] and near and release >= Release.EDITION and named - _numbers(named):
        return [(Verdict.HOLD, "version:other")]  # "Electric Version" may be what the album has always held
    return [(Verdict.REJECT, f"version:{kind}") for kind in different]


def _same_kinds(want: Version, candidate: Version, release: Release, near: bool) -> list[_Finding]:
    kind = min(want.kinds & candidate.kinds)
    one, other = want.details, candidate.details
    told = want.kinds & candidate.kinds & _TOLD_BY_DETAILS
    if one and other and told:
        if not one & other:
            return [(Verdict.REJECT, f"version:other-{kind}")]
        if (one ^ other) & _numbers(one | other):
            return [(Verdict.HOLD, f"version:other-{kind}")]
    live = Kind.LIVE in want.kinds
    if not near and release < Release.EDITION and (live or not one & other):
        return [(Verdict.HOLD, f"version:which-{kind}")]
    if live and want.live_album and candidate.live_album and release is Release.OTHER and not one & other:
        return [(Verdict.HOLD, "version:which-live")]
    return []


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdecimal())


def _edits(want: Version, candidate: Version, gap_ms: int | None) -> list[_Finding]:
    findings: list[_Finding] = []
    if Kind.CLEAN in want.labels ^ candidate.labels:
        findings.append((Verdict.REJECT, "version:clean"))
    if Kind.EDIT in want.labels | candidate.labels:
        if gap_ms is None:
            both = Kind.EDIT in want.labels & candidate.labels
            findings.append((Verdict.HOLD if both else Verdict.REJECT, "edit:length-unknown"))
        elif gap_ms > NEAR_MS:
            findings.append((Verdict.REJECT, "edit:length"))
        else:
            findings.append((Verdict.ACCEPT, "edit:same-length"))
    return findings


def _languages(
    want: Version,
    candidate: Version,
    release: Release,
    near: bool,
    title_text: str,
    singers: tuple[Artist, ...],
) -> list[_Finding]:
    wanted, offered = want.labels & LANGUAGES, candidate.labels & LANGUAGES
    if wanted == offered:
        return []
    if wanted and offered and not wanted & offered:
        return [(Verdict.REJECT, f"version:{min(offered)}")]
    language = min(wanted ^ offered)
    named, silent = (want, candidate) if wanted else (candidate, want)
    evident = language in _evident(title_text)
    same_album = release >= Release.EDITION and near
    if same_album and not _foreign(language, title_text):
        if not named.language_marked or evident:
            return [(Verdict.ACCEPT, f"note:{language}")]
        if not wanted:  # the list may tell whether the album holds one version or two
            return [(Verdict.HOLD, f"version:which-{language}")]
    if near and language in named.album_languages | silent.album_languages:
        own = language in _evident("".join(spelt for name in singers for spelt in name.keys))
        if own or not named.language_marked:  # #TWICE3 (Korean Ver.) by 트와이스
            return [(Verdict.ACCEPT, f"note:{language}")]
    return [(Verdict.REJECT, f"version:{language}")]


def _evident(text: str) -> frozenset[Kind]:
    found = scripts(text)
    if "kana" in found:
        return frozenset({Kind.LANG_JA})
    if "hangul" in found:
        return frozenset({Kind.LANG_KO})
    return frozenset()  # Latin letters name songs of every language


def _foreign(language: Kind, text: str) -> bool:
    """Whether the script of a title speaks against its being sung in that language."""
    chinese = language in (Kind.LANG_ZH, Kind.LANG_YUE, Kind.LANG_NAN)
    found = scripts(text)
    if chinese:
        return bool(found & {"kana", "hangul"}) or found == {"latin"}
    return found == {"latin"} or (found == {"han"} and language is not Kind.LANG_JA)
