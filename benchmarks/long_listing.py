"""A playlist of 10,000 songs from each collecting platform: does it come whole, how long does a sync take?

    python -m benchmarks.long_listing [--songs 10000]

Each is synced twice over real HTTP from a sandbox in another process; the second time nothing has changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Line, machine, table
from catalogsync.adapters.store.log import create_store
from catalogsync.bootstrap.outside import open_sources
from catalogsync.config import Settings
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Playlist
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.sync import sync_playlist
from catalogsync.sandbox.catalog import Size
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.server import Sandbox

PLATFORMS = ("netease", "qq", "kuwo")


@dataclass(frozen=True, slots=True)
class Synced:
    """One platform: what came, what should have come, how long and how many events each sync took."""

    platform: str
    entries: list[str]
    truth: list[str]
    first_s: float
    again_s: float
    again_listing_s: float
    first_events: int
    again_events: int


def run(folder: Path, songs: int = 10_000) -> list[Synced]:
    """Sync the long list of each platform twice."""
    found = []
    size = Size(5, songs + songs // 2, (3, 6), 8, songs, 1.0)
    made = Sandbox(size=size)
    with made.running() as address, ExitStack() as stack, create_store(folder / "c.db") as log:
        settings = Settings(db=folder / "c.db", library_root=folder, gateway=address)
        sources = open_sources(settings, stack)
        catalog = Catalog(log, "bench")
        for name in PLATFORMS:
            remote_id, truth = _long_list(made.gateway, name)
            key, port = Key(name, remote_id), sources.lists[name]
            before, began = log.last_position(), time.perf_counter()
            sync_playlist(catalog, port, key)
            middle, half = log.last_position(), time.perf_counter()
            sync_playlist(catalog, port, key)
            end, after = time.perf_counter(), log.last_position()
            port.playlist(remote_id)
            listing_s = time.perf_counter() - end
            entries = catalog.load(Playlist, stream_id("playlist", key)).song_ids
            found.append(
                Synced(
                    name,
                    entries,
                    truth,
                    half - began,
                    end - half,
                    listing_s,
                    middle - before,
                    after - middle,
                )
            )
    return found


def _long_list(gateway: Gateway, name: str) -> tuple[str, list[str]]:
    """The id of the long list of a platform and the ids of its songs in order, as the sandbox has it."""
    platform, catalog = gateway.platforms[name], gateway.world.catalog
    shown = next(row for row in platform.lists()["playlists"] if row["kind"] == "long")
    songs = catalog.tracks(catalog.special(name, "long"))
    return str(shown["id"]), [next(iter(platform.song_ids(song.number).values())) for song in songs]


def main() -> int:
    """Run and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=10_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), chosen.songs)
    lines = []
    for one in found:
        whole = "whole" if one.entries == one.truth else f"{len(one.entries)} of {len(one.truth)}"
        lines.append(Line(f"{one.platform}: first sync of {chosen.songs:,} ({whole})", one.first_s, "s"))
        lines.append(
            Line(
                f"{one.platform}: again, {one.again_events} event",
                one.again_s,
                "s",
                one.again_listing_s,
                "asking alone",
                lower_is_better=True,
            )
        )
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return int(any(one.entries != one.truth or one.again_events != 1 for one in found))


if __name__ == "__main__":
    sys.exit(main())
