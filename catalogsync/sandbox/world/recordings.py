"""Recordings: the truth that every platform's song refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogsync.sandbox.audio.notes import STEP_MS
from catalogsync.sandbox.chance import below, chance, draw
from catalogsync.sandbox.world.artists import Artist, artist, artists_meant
from catalogsync.sandbox.world.titles import language_of, title_of, works_meant

PER_WORK = 4
"""A work has four recordings: studio, live, a cover by somebody else, and a derived version."""

STUDIO, LIVE, COVER, DERIVED = range(PER_WORK)
DERIVED_VERSIONS = ("instrumental", "dj", "remix", "piano", "sped-up")
_DERIVED_MARKS = {
    "instrumental": "(伴奏)",
    "dj": "(DJ版)",
    "remix": "(Remix)",
    "piano": "(钢琴版)",
    "sped-up": "(加速版)",
}


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording. `duration_ms` is exact; `version` is "" for the studio take of the first artist."""

    number: int
    title: str
    mark: str
    artists: tuple[Artist, ...]
    album: str
    album_number: int
    duration_ms: int
    version: str
    language: str

    @property
    def work(self) -> int:
        return self.number // PER_WORK

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.mark}" if self.mark else self.title

    @property
    def wordless(self) -> bool:
        return self.version in ("instrumental", "piano")


class World:
    """Every recording of one seed. Holds three numbers; everything else is computed when asked for."""

    def __init__(self, seed: str, songs: int) -> None:
        self.seed = seed
        self.works = max(4, -(-songs // PER_WORK))
        self.recordings = self.works * PER_WORK
        self.artists = max(12, self.works // 6)
        self._step = next(n for n in range(7, 1000, 2) if _coprime(n, self.artists))
        self._shift = below(self.artists, seed, "artists")

    def main_artist(self, work: int) -> int:
        return (self._step * work + self._shift) % self.artists

    def works_of(self, number: int) -> Iterator[int]:
        """Works whose main artist it is."""
        first = (number - self._shift) * pow(self._step, -1, self.artists) % self.artists
        yield from range(first, self.works, self.artists)

    def recording(self, number: int) -> Recording:
        work, slot = divmod(number, PER_WORK)
        title, main = title_of(work), self.main_artist(work)
        artists: tuple[Artist, ...] = (artist(main),)
        if chance(14, self.seed, work, "duet"):
            artists += (artist((main + 5) % self.artists),)
        album, album_number = self._album(work, title)
        steps = 139 + below(200, self.seed, work, "length")
        version = mark = ""
        if slot == LIVE:
            version, mark = "live", "(Live)"
            album, album_number = f"{artists[0].name} 巡回演唱会现场", self.works + main
            steps += 60 + below(40, self.seed, work, "live")
        elif slot == COVER:
            version = "cover"
            mark = "(翻唱)" if chance(50, self.seed, work, "says cover") else ""
            artists = (artist((main + 3 + below(5, self.seed, work, "who")) % self.artists),)
            album, album_number = f"{artists[0].name} 翻唱集", 2 * self.works + artists[0].number
            steps += 55 + below(30, self.seed, work, "cover")
        elif slot == DERIVED:
            version = DERIVED_VERSIONS[work % len(DERIVED_VERSIONS)]
            mark = _DERIVED_MARKS[version]
            steps += {"instrumental": 0, "sped-up": -60}.get(version, 58)
        return Recording(
            number, title, mark, artists, album, album_number, steps * STEP_MS, version, language_of(work)
        )

    def _album(self, work: int, title: str) -> tuple[str, int]:
        if chance(35, self.seed, work, "single"):
            return title, work
        other = draw(self.seed, work // 10, "album") % self.works
        return title_of(other), other

    def meant(self, text: str) -> Iterator[int]:
        """Recordings a search text may mean, best first, each once as far as the first thousand go."""
        seen: set[int] = set()
        people = list(artists_meant(text, self.artists))
        for work in self._works_meant(text, people):
            if work in seen:
                continue
            if len(seen) < 1000:
                seen.add(work)
            yield from range(work * PER_WORK, (work + 1) * PER_WORK)

    def _works_meant(self, text: str, people: list[int]) -> Iterator[int]:
        named = (work for work in works_meant(text, self.works))
        if people:
            titled = [work for work in _first(named, 300) if title_of(work).lower() in text]
            yield from (work for work in titled if self.main_artist(work) in people)
            yield from titled
            for number in people:
                yield from self.works_of(number)
        yield from works_meant(text, self.works)


def _first(works: Iterator[int], count: int) -> Iterator[int]:
    for _, work in zip(range(count), works, strict=False):
        yield work


def _coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1
