"""kill -9 at random moments and at the worst ones, again and again: do log and disk agree, is anything fetched twice?

    python -m benchmarks.kill_loop [--rounds 100] [--seed 1]

Real processes, real files, a sandbox over HTTP whose transfers are slowed down so that kills land in them. When a
library is complete, the loop goes on with an empty one.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.commands import Place, ask, audio, leftovers, sandbox
from benchmarks.measure import say
from catalogsync.adapters.part_notes import find_notes, read_note
from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.gateway import Gateway

SLOW = (
    {"kind": "latency", "operation": "cdn", "seconds": 0.05},
    {"kind": "drip", "operation": "cdn", "seconds": 0.01, "bytes": 32_768},
)
POINTS: dict[str, tuple[str, str, str]] = {
    "note written, no byte yet": ("catalogsync.adapters.transfer", "write_note", "after"),
    "whole, not judged": ("catalogsync.pipeline.landing", "judge", "before"),
    "judged, no name yet": ("catalogsync.adapters.parts", "_rename_to_free", "before"),
    "linked, part still there": ("os", "link", "after"),
    "named, not recorded": ("catalogsync.pipeline.landing", "record_file", "before"),
    "recorded, note still there": ("catalogsync.adapters.parts", "settle", "before"),
    "lyric begun": ("tempfile", "mkstemp", "after"),
}
"""Moments between two steps, as (module, function, before or after it): the process kills itself there."""

_DYING = """
import importlib, os, signal, sys
module, name, when, nth = sys.argv.pop(1), sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1))
owner, calls = importlib.import_module(module), [0]
original = getattr(owner, name)
def dying(*given, **named):
    calls[0] += 1
    last = calls[0] == nth
    if last and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = original(*given, **named)
    if last:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, name, dying)
from catalogsync.cli.app import main
sys.argv[0] = "catalogsync"
main()
"""
_WORDS = ("run", "--limit", "3", "--progress", "none")
_MEDIA = re.compile(r"/[A-Z]\w{3}(\w{14})\.\w+$")
"""QQ's addresses end in quality, media mid and suffix: `/M500001cpDHQjEizT7.mp3`."""


@dataclass
class Figures:
    """What the loop saw. Everything in `bad` is a broken promise."""

    rounds: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    libraries: int = 0
    files: int = 0
    resumed: int = 0
    recovered: int = 0
    fetched: int = 0
    begun_anew: int = 0
    bad: list[str] = field(default_factory=list)


class Loop:
    """One sandbox, one library after the other."""

    def __init__(self, folder: Path, address: str, seed: int, size: str) -> None:
        self.figures = Figures()
        self._folder, self._address, self._size = folder, address, size
        self._chance = random.Random(seed)
        self._platform = Gateway(Catalog("1", size)).platforms["qq"]
        self._place = self._empty()
        self._held: set[int] = set()

    def _empty(self) -> Place:
        self.figures.libraries += 1
        folder = self._folder / f"library-{self.figures.libraries}"
        folder.mkdir()
        # One platform, so that every file of the sandbox belongs to one song.
        place = Place(
            folder,
            self._address,
            {
                "CATALOGSYNC_SOURCES": "qq",
                "CATALOGSYNC_DOWNLOAD_SOURCES": "qq",
                "PYTHONFAULTHANDLER": "1",
            },
        )
        place.run("init-db")
        self._held = set()
        return place

    def round(self, point: str | None) -> None:
        """Start a run, kill it (at a point, or at random), look at what is left."""
        self.figures.rounds += 1
        ask(self._address, "log", "DELETE")
        with (self._place.folder / "talk").open("w") as talk:
            process = self._started(point, talk)
        if process.returncode == -signal.SIGKILL:
            self.figures.killed[point or "random"] += 1
        elif process.returncode in (0, 1):
            self.figures.finished += 1
        else:
            said = (self._place.folder / "talk").read_text(errors="replace")
            self._bad(f"a run ended with {process.returncode}: {said[:6000]}")
        self._look()
        if process.returncode in (0, 1):
            self.finish()

    def _started(self, point: str | None, talk: IO[str]) -> subprocess.Popen[str]:
        """A run, started and dead again."""
        if point is None:
            process = self._place.start(*_WORDS, stdout=subprocess.DEVNULL, stderr=talk)
            try:
                process.wait(self._chance.uniform(0.8, 6.0))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        else:
            module, name, when = POINTS[point]
            command = [
                sys.executable,
                "-c",
                _DYING,
                module,
                name,
                when,
                str(self._chance.randint(1, 4)),
                *_WORDS,
            ]
            process = subprocess.Popen(
                command,
                env=self._place.environment(),
                text=True,
                stdout=subprocess.DEVNULL,
                stderr=talk,
            )
            process.wait()
        return process

    def finish(self) -> None:
        """A run that nobody disturbs; afterwards log and disk must agree. Then begin with an empty library."""
        ask(self._address, "log", "DELETE")
        code, _, err = self._place.run(*_WORDS)
        if code not in (0, 1):
            self._bad(f"the last run ended with {code}: {err}")
        self._look()
        there, known = audio(self._place.music), self._place.recorded()
        self.figures.files += len(known)
        for path in sorted(there | known):
            if there.get(path) != known.get(path):
                self._bad(f"disk and log differ about {path}")
        for path in leftovers(self._place.music):
            self._bad(f"left behind: {path}")
        code, out, err = self._place.run("store", "verify")
        if code != 0:
            self._bad(f"store verify: {out} {err}")
        self.figures.recovered += self._recovered()
        self._place = self._empty()

    def _recovered(self) -> int:
        rows = self._place.rows("SELECT counts FROM jobs WHERE counts LIKE '%recovered%'")
        return sum(
            int(n) for (counts,) in rows for n in re.findall(r'"download\.recovered": ?(\d+)', str(counts))
        )

    def _look(self) -> None:
        """No event without its file, no half file under a final name, nothing fetched that was there."""
        there, known = audio(self._place.music), self._place.recorded()
        for path in known.keys() - there.keys():
            self._bad(f"recorded and not there: {path}")
        noted = {
            part.with_name(note.placed_as).relative_to(self._place.music).as_posix(): note.sha256
            for part in find_notes(self._place.music)
            if (note := read_note(part)) is not None and note.placed_as is not None
        }
        for path, sha256 in there.items():
            if sha256 not in (known.get(path), noted.get(path)):
                self._bad(f"under its final name and not whole: {path}")
        for entry in ask(self._address, "log?last=5000")["requests"]:
            if entry["operation"] != "cdn" or entry["status"] not in (200, 206):
                continue
            mid = _MEDIA.search(entry["path"])
            recording = self._platform.song_number(mid[1]) if mid else None
            if recording is None:
                continue
            self.figures.fetched += 1
            if "range" in entry["headers"]:
                self.figures.resumed += 1
            elif recording in self._held:
                self.figures.begun_anew += 1
                self._bad(f"fetched again from the start: recording {recording}")
        self._held = self._what_is_there()

    def _what_is_there(self) -> set[int]:
        """The recordings of which there are bytes: recorded, placed, or in a part."""
        songs = {
            song.partition(":")[2] for (song,) in self._place.rows("SELECT song FROM files WHERE present = 1")
        }
        for part in find_notes(self._place.music):
            note = read_note(part)
            if note is not None and (note.placed_as or (part.exists() and part.stat().st_size)):
                songs.add(note.song)
        return {n for song in songs if (n := self._platform.song_number(song)) is not None}

    def _bad(self, text: str) -> None:
        self.figures.bad.append(f"round {self.figures.rounds}: {text}")
        say(f"BAD {self.figures.bad[-1]}")


def run(folder: Path, points: Sequence[str | None], *, seed: int = 1, size: str = "tiny") -> Figures:
    """One round for each of the points (None: a random moment), and a last one that nobody disturbs."""
    with sandbox(size) as address:
        ask(address, "faults", "POST", list(SLOW))
        loop = Loop(folder, address, seed, size)
        for n, point in enumerate(points, 1):
            loop.round(point)
            if n % 10 == 0:
                say(
                    f"{n} rounds, {loop.figures.killed.total()} killed, {len(loop.figures.bad)} broken promises"
                )
        loop.finish()
        return loop.figures


def main() -> int:
    """Run and print what was seen."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    points = [None, *POINTS, None, None]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), [points[n % len(points)] for n in range(chosen.rounds)], seed=chosen.seed)
    out = [f"{figures.rounds} rounds in {time.monotonic() - began:.0f} s, {figures.killed.total()} killed:"]
    out += [f"    {n:4} {point}" for point, n in sorted(figures.killed.items())]
    out.append(
        f"{figures.libraries - 1} libraries completed, {figures.files} files; {figures.fetched} transfers,"
        f" {figures.resumed} resumed, {figures.begun_anew} begun anew though bytes were there,"
        f" {figures.recovered} placed files recorded afterwards"
    )
    out.append(f"{len(figures.bad)} broken promises")
    sys.stdout.write("\n".join([*out, *figures.bad]) + "\n")
    return 1 if figures.bad else 0


if __name__ == "__main__":
    sys.exit(main())
