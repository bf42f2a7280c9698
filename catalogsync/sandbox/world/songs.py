"""A recording as one platform lists it: the same truth under another id, in other words."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.chance import below, chance
from catalogsync.sandbox.world.access import SAMPLE, Access, Defect, access, defect, listed
from catalogsync.sandbox.world.artists import Artist
from catalogsync.sandbox.world.recordings import Recording, World
from catalogsync.sandbox.world.words import full_width, traditional

PLATFORMS = ("netease", "qq", "kuwo", "kugou", "migu", "qianqian")
QUALITIES = ("standard", "high", "lossless")
_STANDARD_ONLY = ("kugou", "migu")
"""Whoever comes without a login is handed 128 kbit/s there, whatever was asked for (their wire pages, section 6)."""

TEXT_TRAPS = ("traditional", "full-width", "artist-alias", "soundtrack-note", "album-missing", "spaced")

NEAR_LENGTH = "near-duration"
"""The platform lists a cut that is some seconds longer: nearly the same, which no rule should decide."""


@dataclass(frozen=True, slots=True)
class Song:
    """What a platform shows of a recording.

    `title` is what it displays (version words included), `name` the title without them, `subtitle` a note beside
    it. `duration_ms` is what the platform claims. `free` lists the qualities anyone may have, `exists` those that
    exist at all. `traps` names everything in which the listing differs from the plain truth.
    """

    platform: str
    recording: Recording
    name: str
    title: str
    subtitle: str
    artists: tuple[Artist, ...]
    album: str
    duration_ms: int
    access: Access
    defect: Defect
    exists: tuple[str, ...]
    free: tuple[str, ...]
    traps: tuple[str, ...]

    @property
    def number(self) -> int:
        return self.recording.number

    @property
    def album_number(self) -> int:
        return self.recording.album_number

    @property
    def year(self) -> int:
        return 1995 + self.album_number % 31

    @property
    def released(self) -> str:
        """Day of release, YYYY-MM-DD."""
        return f"{self.year}-{1 + self.album_number % 12:02d}-{1 + self.album_number % 28:02d}"


def song(world: World, platform: str, number: int) -> Song | None:
    """The recording as the platform lists it, or None when it has no such song."""
    if not 0 <= number < world.recordings or not listed(world.seed, platform, number):
        return None
    truth = world.recording(number)
    kind, wrong = access(world.seed, platform, number), defect(world.seed, platform, number)
    name, mark, subtitle, album = truth.title, truth.mark, "", truth.album
    artists = truth.artists
    trap = ""
    if number != SAMPLE and chance(24, world.seed, platform, number, "wording"):
        trap = TEXT_TRAPS[below(len(TEXT_TRAPS), world.seed, platform, number, "words")]
    if trap == "traditional":
        name, album = traditional(name), traditional(album)
    elif trap == "full-width":
        name, mark = full_width(name), full_width(mark)
    elif trap == "artist-alias":
        artists = tuple(
            Artist(a.number, f"{a.name} ({a.alias})" if a.alias else a.name, a.alias) for a in artists
        )
    elif trap == "soundtrack-note":
        subtitle = f"电视剧《{truth.album}》插曲"
    elif trap == "album-missing":
        album = ""
    elif trap == "spaced":
        name = f" {name}"
    claimed = truth.duration_ms
    if wrong is Defect.OTHER_LENGTH:
        claimed += 21_000
    near = kind in (Access.GREY, Access.REGION) and chance(15, world.seed, platform, number, "longer intro")
    if near:
        # No caller gets a file there, so only matching sees it: close enough for a person to look.
        claimed += 5_000
    lossy = number != SAMPLE and chance(12, world.seed, platform, number, "no flac")
    exists = QUALITIES[:2] if lossy else QUALITIES
    title = f"{name} {mark}" if mark else name
    withheld = kind.value if kind is not Access.FREE else ""
    told = (truth.version, trap, withheld, wrong.value, NEAR_LENGTH if near else "")
    traps = tuple(word for word in told if word)
    free = _free(world.seed, platform, number, exists) if kind is Access.FREE else ()
    return Song(
        platform, truth, name, title, subtitle, artists, album, claimed, kind, wrong, exists, free, traps
    )


def _free(seed: str, platform: str, number: int, exists: tuple[str, ...]) -> tuple[str, ...]:
    """Anyone may stream the standard quality; the better ones are free for some songs of some platforms only."""
    if platform in _STANDARD_ONLY:
        return exists[:1]
    luck = 0 if number == SAMPLE else below(100, seed, platform, number, "free quality")
    count = 3 if luck < 15 else 2 if luck < 60 else 1
    return exists[:count]
