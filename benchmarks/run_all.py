"""Every benchmark in one run and one table: `python -m benchmarks.run_all [--full] [--only NAME …] [--write FILE]`.

Each line runs the limit or the peer beside ours, in the same minutes on the same machine, because absolute figures of
a shared machine say little. `--full` replays a million events and shows pages of a million songs. `--write` puts the
table between the markers of a document. Exits with 1 when a part broke down, or a goal is missed by more than noise
explains (30 %).
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Line, machine, say, table

EVENTS, TITLES, SONGS = 200_000, 1_000_000, 200_000
FULL = 1_000_000
BIG_FILES = 20
PARTS = {
    "append": "store_append",
    "follow": "store_follow",
    "search": "store_search",
    "rebuild": "store_rebuild",
    "matching": "matching",
    "downloads": "downloads",
    "uploads": "uploads",
    "live": "sse_fanout",
    "pages": "pages",
}
"""The module of each part, in their order."""
FROM, TO = "<!-- the last run: made by benchmarks.run_all --write -->", "<!-- end of the last run -->"


def main() -> int:
    """Run, print the table to stdout, talk to stderr."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true", help=f"{FULL:,} events, titles and songs")
    options.add_argument("--events", type=int, help=f"events of the rebuild ({EVENTS:,})")
    options.add_argument("--titles", type=int, help=f"titles of the search ({TITLES:,})")
    options.add_argument("--songs", type=int, help=f"songs behind the pages ({SONGS:,})")
    options.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    options.add_argument("--folder", type=Path, help="where the stores are made (a real disk, not a tmpfs)")
    options.add_argument("--write", type=Path, help="put the table into this document, between its markers")
    chosen = options.parse_args()
    if chosen.write is not None and FROM not in chosen.write.read_text("utf-8"):
        options.error(f"{chosen.write} has no line {FROM!r}")
    sizes: dict[str, dict[str, int]] = {
        "search": {"count": chosen.titles or TITLES},
        "rebuild": {"count": chosen.events or (FULL if chosen.full else EVENTS)},
        "downloads": {"files": BIG_FILES},
        "pages": {"songs": chosen.songs or (FULL if chosen.full else SONGS), "crowd": chosen.full},
    }
    began = time.monotonic()
    lines: list[Line] = []
    broken = []
    for name in PARTS:
        if name in chosen.only:
            try:
                lines += _alone(name, sizes.get(name, {}), chosen.folder)
            except Exception:  # one part without its server or its port leaves the others worth having
                traceback.print_exc()
                broken.append(name)
    text = f"{table(lines)}\n\n{_when(time.monotonic() - began)}\n"
    sys.stdout.write(text)
    if chosen.write is not None:
        _write(chosen.write, text)
    missed = [line.what for line in lines if line.failed]
    say("".join(f"missed by more than 30 %: {what}\n" for what in missed))
    say("".join(f"broke down: {name}\n" for name in broken))
    return 1 if missed or broken else 0


def _alone(name: str, sizes: dict[str, int], folder: Path | None) -> list[Line]:
    """One part in a process of its own: nobody's memory or garbage is measured with another's."""
    began = time.monotonic()
    say(f"{name} …")
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process,
    ):
        found = process.submit(_run, PARTS[name], Path(scratch), sizes).result()
    say(f"{table(found)}\n{name} took {time.monotonic() - began:.0f} s")
    return found


def _run(module: str, folder: Path, sizes: dict[str, int]) -> list[Line]:
    """Imported here and not above: what the other parts import would be in this one's memory, too."""
    found: list[Line] = import_module(f"benchmarks.{module}").run(folder, **sizes)
    return found


def _when(seconds: float) -> str:
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {seconds:.0f} s in all. Machine: {machine()}."


def _write(document: Path, text: str) -> None:
    before, _, rest = document.read_text("utf-8").partition(FROM)
    _, _, after = rest.partition(TO)
    document.write_text(f"{before}{FROM}\n\n{text}\n{TO}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
