"""`python -m tests.recordings_read`: what `debug parse` makes of every recorded answer at hand, one table.

Recordings do not ship; they are looked for in `recorded/<platform>/` under CATALOGSYNC_SHARED, or in a folder `shared`
beside the repository. Exit status 1 when one is not read as what its name says.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogsync.adapters.platforms.debug_parse import OPERATIONS, parse_answer
from catalogsync.domain.ids import PLATFORMS

SHARED = Path(os.environ.get("CATALOGSYNC_SHARED") or Path(__file__).resolve().parents[2] / "shared")

NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    "netease": (
        ("playlist-categories", "categories"),
        ("playlist-hottags", "categories"),
        ("playlist-detail", "playlist-detail"),
        ("playlist-", "playlist-list"),
        ("search-playlist", "playlist-list"),
        ("user-playlist", "playlist-list"),
        ("search", "search"),
        ("song-url", "song-url"),
        ("song-", "song-detail"),
        ("toplist", "toplist-list"),
        ("lyric", "lyric"),
        ("error", "search"),
    ),
    "qq": (
        ("hall-categories", "categories"),
        ("playlist-categories", "categories"),
        ("playlist-detail", "playlist-detail"),
        ("playlist-square", "playlist-list"),
        ("recommend", "playlist-list"),
        ("search-playlists", "playlist-list"),
        ("search", "search"),
        ("new-songs", "song-detail"),
        ("song-detail", "song-detail"),
        ("track-info", "song-detail"),
        ("stream", "song-url"),
        ("toplist-detail", "toplist-detail"),
        ("toplists", "toplist-list"),
        ("lyric", "lyric"),
    ),
    "kuwo": (
        ("playlist-tags", "categories"),
        ("playlist-detail", "playlist-detail"),
        ("album-detail", "playlist-detail"),
        ("playlist-", "playlist-list"),
        ("search-playlist", "playlist-list"),
        ("search-album", ""),
        ("search-artist", ""),
        ("search", "search"),
        ("artist-songs", "search"),
        ("song-url", "song-url"),
        ("song-detail", "song-detail"),
        ("toplist-detail", "toplist-detail"),
        ("toplist-", "toplist-list"),
        ("lyric", "lyric"),
        ("error", "search"),
    ),
    "kugou": (
        ("playlist-categories", "categories"),
        ("category-playlists", "playlist-list"),
        ("playlist-square", "playlist-list"),
        ("playlist-detail", "playlist-detail"),
        ("rank-list", "toplist-list"),
        ("rank-", "toplist-detail"),
        ("search", "search"),
        ("song-info", "song-detail"),
        ("song-url", "song-url"),
        ("play-getdata", "song-url"),
        ("lyric", "lyric"),
        ("error", "song-url"),
    ),
    "migu": (
        ("playlist-tags", "categories"),
        ("search", "search"),
        ("song-detail", "song-detail"),
        ("song-url", "song-url"),
        ("lyric", "lyric"),
        ("error", "song-url"),
    ),
    "qianqian": (("tracklink", "song-url"), ("partnerdoc-album", "song-detail")),
}
"""The operation a recording's name stands for, the first beginning that fits; "" where there is no such operation."""

REFUSALS = {
    "kugou/error-1": "changed_shape",  # code 152: our parameters are not accepted any more
    "kugou/error-2": "login",
    "kugou/error-3": "blocked",
    "kugou/play-getdata-3": "trial",
    "kugou/song-url-v5-1": "vip",
    "kugou/song-url-v5-2": "vip",
    "kugou/song-url-v5-3": "blocked",
    "kugou/song-url-v5-4": "withdrawn",
    "kuwo/error-1": "login",
    "migu/error-1": "login",
    "netease/error-1": "login",
    "netease/error-2": "blocked",
    "netease/error-3": "blocked",
    "netease/song-url-4": "vip",
    "netease/song-url-5": "withdrawn",
    "netease/song-url-6": "withdrawn",
    "qq/search-blocked-1": "blocked",
    "qq/stream-key-legacy-1": "changed_shape",  # a key of 2016 that opened every file; no song's address
    "qq/stream-key-legacy-error-1": "vip",
    "qq/stream-url-error-1": "region",
}
"""Recordings that are refusals, and the failure each has to come out as."""


@dataclass(frozen=True, slots=True)
class Read:
    """One recording. `outcome` is "read", a failure, or "no such operation"; `right` is whether it had to be that."""

    platform: str
    name: str
    operation: str
    outcome: str
    right: bool


def every_recording() -> Iterator[Read]:
    """Each recording read by the parser its name stands for; none where recordings are not at hand."""
    for platform in PLATFORMS:
        for path in sorted((SHARED / "recorded" / platform).glob("*")):
            if not path.name.endswith(".source.txt"):
                yield _read(platform, path)


def _read(platform: str, path: Path) -> Read:
    operation = next((op for start, op in NAMED[platform] if path.name.startswith(start)), None)
    if operation is None:
        return Read(platform, path.name, "?", "a name nobody knows", False)
    if not operation:
        return Read(platform, path.name, "-", "no such operation", True)
    document, ok = parse_answer(platform, operation, path.read_bytes())
    outcome = "read" if ok else str(document["error"]["failure"])
    expected = REFUSALS.get(f"{platform}/{path.stem}", "read")
    found = not ok or any(document["result"].values())
    return Read(platform, path.name, operation, outcome, outcome == expected and found)


def table(found: list[Read]) -> str:
    """Recordings read per platform and operation: songs, lists and words, then refusals told as what they are."""
    lines = [f"{'':17}" + "".join(f"{platform:>12}" for platform in PLATFORMS)]
    for operation in OPERATIONS:
        read = Counter(
            r.platform for r in found if r.operation == operation and r.right and r.outcome == "read"
        )
        told = Counter(
            r.platform for r in found if r.operation == operation and r.right and r.outcome != "read"
        )
        cells = [f"{read[p]}" + (f" (+{told[p]})" if told[p] else "") for p in PLATFORMS]
        lines.append(f"{operation:17}" + "".join(f"{cell:>12}" for cell in cells))
    return "\n".join(lines)


def main() -> int:
    found = list(every_recording())
    if not found:
        sys.stdout.write(f"skipped: no recordings under {SHARED} (set CATALOGSYNC_SHARED)\n")
        return 0
    sys.stdout.write(f"{table(found)}\n\nread, and in brackets refusals that came out as what they are\n")
    wrong = [r for r in found if not r.right]
    for r in wrong:
        sys.stdout.write(f"WRONG {r.platform}/{r.name} as {r.operation}: {r.outcome}\n")
    sys.stdout.write(f"{len(found) - len(wrong)} of {len(found)} as they should be\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
