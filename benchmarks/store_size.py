"""One big store from end to end: `python -m benchmarks.store_size --events 10000000 [--folder DIR]`.

Fill, rebuild, verify, back up, search and page, each in a process of its own, with how long it took and the most memory
it had. There is no peer in it: it says what a size means on a machine, and takes from minutes to an hour. A store that
is in the folder already is used as it is. The folder needs some 1.5 KB of disk per event.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Line, machine, peak_mib, percentile, say, table
from benchmarks.store_events import HAN, filled
from catalogsync.adapters.store.backup import backup
from catalogsync.adapters.store.log import open_store
from catalogsync.adapters.store.verify import verify
from catalogsync.projections.filter import song_filter
from catalogsync.projections.generations import Generations, connect
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.song_list import songs_of

ASKED = 500


def fill(folder: Path, count: int) -> None:
    """Append the made-up catalog, 1,000 events at a time."""
    filled(folder / "catalog.db", count).close()


def rebuild(folder: Path) -> None:
    """Make all read models, by all cores: the memory told is that of the process that takes the parts together."""
    with open_store(folder / "catalog.db", read_only=True) as log:
        ReadModels(folder / "views.db", log, projections(), cores=os.cpu_count() or 1).close()


def sound(folder: Path) -> None:
    """Verify the whole store."""
    assert verify(folder / "catalog.db").sound


def back_up(folder: Path) -> None:
    """Make a verified copy of it."""
    backup(folder / "catalog.db", folder / "backups")


def ask(folder: Path) -> list[Line]:
    """Search and page through the read models."""
    file = Generations(folder / "views.db").present()
    assert file is not None
    db = connect(file)
    songs = db.execute("SELECT max(number) FROM songs").fetchone()[0]
    chance = random.Random(5)
    pairs = ["".join(chance.sample(HAN, 2)) for _ in range(ASKED)]
    places = [chance.randrange(songs) for _ in range(ASKED)]
    found = sorted(_ms(lambda q=q: songs_of(db, song_filter(q, 0))) for q in pairs)
    page = "SELECT * FROM songs WHERE number > ? ORDER BY number LIMIT 50"
    pages = sorted(_ms(lambda at=at: db.execute(page, (at,)).fetchall()) for at in places)
    db.close()
    return [
        Line(f"two Chinese characters in {songs:,} songs, p99", percentile(found, 99), "ms", below=5),
        Line("a page of songs from anywhere, p99", percentile(pages, 99), "ms", below=10),
    ]


def _timed(work: Callable[[], object]) -> tuple[float, float, object]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, peak_mib(), result


def _alone(work: Callable[[], object]) -> tuple[float, float, object]:
    """In a process of its own: seconds, MiB at its peak, the result."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_timed, work).result()


def run(folder: Path, count: int) -> list[Line]:
    """All of it, for so many events."""
    lines: list[Line] = []
    steps: dict[str, Callable[[], object]] = {} if _there(folder) else {"fill": partial(fill, folder, count)}
    count = _there(folder) or count
    steps |= {
        "rebuild": partial(rebuild, folder),
        "verify": partial(sound, folder),
        "back up": partial(back_up, folder),
    }
    for name, work in steps.items():
        seconds, mib, _ = _alone(work)
        lines.append(Line(f"{name} {count:,} events", seconds, "s"))
        lines.append(Line(f"{name}: events per second, at most {mib:,.0f} MiB", count / seconds, "/s"))
        say(table(lines[-2:]))
    _, _, asked = _alone(partial(ask, folder))
    assert isinstance(asked, list)
    for name in ("catalog.db", "views.db"):
        size = (folder / name).stat().st_size / 1024**2
        lines.append(Line(f"{name}", size, "MiB"))
    return [*lines, *asked]


def _there(folder: Path) -> int:
    """How many events the store in the folder holds, 0 without one."""
    path = folder / "catalog.db"
    if not path.exists():
        return 0
    with open_store(path, read_only=True) as log:
        return log.last_position()


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def main() -> int:
    """Run and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, help="where the store is, or is made and kept (a real disk)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() if chosen.folder is None else nullcontext(chosen.folder) as folder:
        lines = run(Path(folder), chosen.events)
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
