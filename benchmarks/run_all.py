"""Every benchmark in one run and one table: `python -m benchmarks.run_all [--full] [--only NAME] [--folder DIR]`.

Each line runs the limit or the peer beside ours, in the same minutes on the same machine, because absolute figures of
a shared machine say little. By default it takes a few minutes; `--full` replays a million events and searches a
million titles. Exits with 1 when a goal is missed by more than noise explains (30 %).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import downloads, store_append, store_follow, store_rebuild, store_search
from benchmarks.measure import Line, machine, say, table

EVENTS, TITLES = 60_000, 100_000
FULL = 1_000_000
BIG_FILES = 20


def main() -> int:
    """Run, print the table to stdout, talk to stderr."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true", help=f"{FULL:,} events and titles")
    options.add_argument("--events", type=int, help=f"events of the rebuild ({EVENTS:,})")
    options.add_argument("--songs", type=int, help=f"titles of the search ({TITLES:,})")
    options.add_argument("--only", choices=("append", "follow", "search", "rebuild", "downloads"))
    options.add_argument("--folder", type=Path, help="where the stores are made (a real disk, not a tmpfs)")
    chosen = options.parse_args()
    parts: dict[str, Callable[[Path], list[Line]]] = {
        "append": store_append.run,
        "follow": store_follow.run,
        "search": partial(store_search.run, count=chosen.songs or (FULL if chosen.full else TITLES)),
        "rebuild": partial(store_rebuild.run, count=chosen.events or (FULL if chosen.full else EVENTS)),
        "downloads": partial(downloads.run, files=BIG_FILES),
    }
    lines: list[Line] = []
    for name, run in parts.items():
        if chosen.only in (None, name):
            began = time.monotonic()
            say(f"{name} …")
            # A process for each: nobody's memory or garbage is measured with another's.
            with (
                tempfile.TemporaryDirectory(dir=chosen.folder) as folder,
                ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process,
            ):
                found = process.submit(run, Path(folder)).result()
            lines += found
            say(f"{table(found)}\n{name} took {time.monotonic() - began:.0f} s")
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
