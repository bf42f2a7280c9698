"""How big a catalog can be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How big a catalog is.

    `playlists` stand in each platform's square, `songs` is the number of recordings, `tracks` the shortest and
    longest ordinary playlist, `toplist` the length of a toplist, `longest` that of the one long playlist.
    `taste` is how much lists prefer the same few songs: 1 not at all.
    """

    playlists: int
    songs: int
    tracks: tuple[int, int]
    toplist: int
    longest: int
    taste: float


SIZES = {
    "tiny": Size(5, 160, (3, 6), 8, 40, 1.0),
    "demo": Size(72, 2_400, (6, 14), 20, 1_200, 1.4),
    "medium": Size(1_000, 100_000, (20, 120), 100, 3_000, 1.6),
    "large": Size(10_000, 1_000_000, (20, 300), 100, 10_000, 1.6),
}
