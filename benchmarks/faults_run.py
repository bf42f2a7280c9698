"""A run over a sandbox with every kind of fault, then runs without: is anything wrong owned, anything available missed?

    python -m benchmarks.faults_run [--limit PLAYLISTS] [--size demo] [--factor 1.0]

Each song is compared with the sandbox's truth: the file must be the true recording, byte for byte, in some quality.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.commands import Place, ask, audio, leftovers, sandbox
from benchmarks.measure import say

FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "latency", "rate": 0.05, "seconds": 0.2},
    {"kind": "status", "status": 429, "rate": 0.01, "retry_after": 1},
    {"kind": "status", "status": 429, "rate": 0.005},
    {"kind": "status", "status": 503, "rate": 0.02},
    {"kind": "html", "rate": 0.01},
    {"kind": "reset", "rate": 0.01},
    {"kind": "truncate", "rate": 0.01},
    {"kind": "rename", "rate": 0.005, "member": "name"},
    {"kind": "rename", "rate": 0.005, "member": "url"},
    {"kind": "remove", "rate": 0.005, "member": "duration"},
    {"kind": "remove", "rate": 0.005, "member": "interval"},
    {"kind": "remove", "rate": 0.005, "member": "id"},
    {"kind": "retype", "rate": 0.005, "member": "id"},
    {"kind": "retype", "rate": 0.005, "member": "duration"},
    {"kind": "empty", "rate": 0.01},
    {"kind": "repeat", "rate": 0.01},
    {"kind": "hostile", "rate": 0.02},
    {"kind": "expired", "rate": 0.05},
    {"kind": "truncate", "rate": 0.05, "operation": "cdn", "after_bytes": 200_000},
    {"kind": "reset", "rate": 0.05, "operation": "cdn", "after_bytes": 300_000},
    {"kind": "html", "rate": 0.02, "operation": "cdn"},
    {"kind": "status", "status": 503, "rate": 0.03, "operation": "cdn"},
    {"kind": "drip", "rate": 0.02, "operation": "cdn", "seconds": 0.01, "bytes": 16_384},
)
"""Rates as on a bad evening: about one platform request in eight and one transfer in five meets something."""


@dataclass
class Verdict:
    """What is true about the songs of a store. `wrong` and `lost` must be empty after clean runs."""

    songs: int = 0
    owned: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    nowhere: Counter[str] = field(default_factory=Counter)


def compare(place: Place, download_sources: Sequence[str]) -> Verdict:
    """Every song of the store beside the truth.

    `lost`: its own platform hands it to anyone, and it is missing. `elsewhere`: another one does, by the class it
    was missed with (matching may hold or refuse it). `nowhere`: nobody hands the whole recording out.
    """
    verdict = Verdict()
    rows = place.rows(
        "SELECT s.id, s.state, s.failure, f.sha256, f.source, f.source_song_id, f.path FROM songs s"
        " LEFT JOIN files f ON f.song = s.id AND f.present = 1 WHERE s.gone = 0"
    )
    for song, state, failure, sha256, source, source_song_id, path in rows:
        platform, _, remote_id = song.partition(":")
        truth = ask(place.gateway, f"truth?platform={platform}&song={remote_id}")
        verdict.songs += 1
        if state == "done":
            verdict.owned += 1
            if sha256 not in {file["sha256"] for file in truth["audio"].values()}:
                verdict.wrong.append(f"{song} {truth['traps']} from {source}:{source_song_id} {path}")
        elif platform in truth["playable"]:
            verdict.lost.append(f"{song} {state} {failure}")
        elif set(truth["playable"]) & set(download_sources):
            verdict.elsewhere[f"{state}: {failure}"] += 1
        else:
            verdict.nowhere[f"{state}: {failure}"] += 1
    return verdict


@dataclass
class Report:
    """One row of the table per run, and what was found on the disk in the end."""

    rows: list[tuple[object, ...]]
    last: Verdict
    classes: dict[str, dict[str, int]]
    hits: dict[str, int]
    differences: list[str]
    leftovers: list[str]
    bugs: list[str]

    @property
    def bad(self) -> list[str]:
        """Every broken promise."""
        return [*self.last.wrong, *self.last.lost, *self.differences, *self.leftovers, *self.bugs]


def run(
    folder: Path,
    *,
    size: str = "demo",
    limit: int = 20,
    faults: Sequence[dict[str, Any]] = FAULTS,
    clean: int = 2,
) -> Report:
    """One run with faults and some without, all over the same playlists."""
    rows: list[tuple[object, ...]] = []
    classes: dict[str, dict[str, int]] = {}
    bugs: list[str] = []
    with sandbox(size) as address:
        place = Place(folder, address)
        place.run("init-db")
        place.run("collect", "--limit", str(limit), "--progress", "none")
        # The same share of each platform, its lists and toplists in turn.
        chosen = place.rows(
            "SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY platform ORDER BY number) AS n"
            f" FROM playlists) ORDER BY n, number LIMIT {limit}"
        )
        names = ",".join(str(number) for (number,) in chosen)
        ask(address, "faults", "POST", list(faults))
        hits: Counter[str] = Counter()
        for n in range(1 + clean):
            if n == 1:
                for rule in ask(address, "faults")["faults"]:
                    hits[rule["kind"]] += rule["hit"]
                ask(address, "faults", "DELETE")
            if n:
                place.run("retry")
            began = time.monotonic()
            _, out, talk = place.run("run", "--playlist-ids", names, "--progress", "none", "--json")
            summary = json.loads(out)
            seconds = time.monotonic() - began
            verdict = compare(place, ("netease", "qq", "kuwo", "kugou", "migu", "qianqian"))
            name = f"clean run {n}" if n else "every fault"
            classes[name] = summary["failures"]
            if "bug" in summary["failures"]:
                bugs.append(f"{name}: {talk[-4000:]}")
            counts = summary["stages"].get("download", {})
            rows.append(
                (
                    name,
                    summary["outcome"],
                    verdict.songs,
                    verdict.owned,
                    counts.get("done", 0),
                    len(verdict.wrong),
                    len(verdict.lost),
                    verdict.elsewhere.total(),
                    verdict.nowhere.total(),
                    f"{seconds:.0f} s",
                )
            )
            say(
                f"{name}: {summary['outcome']}, {verdict.owned} of {verdict.songs} owned, {len(verdict.wrong)} wrong,"
                f" {len(verdict.lost)} lost"
            )
        there, known = audio(place.music), place.recorded()
        differences = sorted(path for path in there | known if there.get(path) != known.get(path))
        return Report(rows, verdict, classes, dict(hits), differences, leftovers(place.music), bugs)


def main() -> int:
    """Run, print the tables to stdout."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="demo", help="size of the sandbox's catalog")
    options.add_argument("--limit", type=int, default=20, help="number of playlists")
    options.add_argument("--factor", type=float, default=1.0, help="how many times as often as usual")
    options.add_argument("--folder", type=Path, help="keep the store and library here")
    chosen = options.parse_args()
    faults = [{**rule, "rate": min(1.0, rule["rate"] * chosen.factor)} for rule in FAULTS]
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        report = run(folder, size=chosen.size, limit=chosen.limit, faults=faults)
    head = ("run", "outcome", "songs", "owned", "new", "wrong", "lost", "only elsewhere", "nowhere", "took")
    out = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    out += [f"| {' | '.join(str(cell) for cell in row)} |" for row in report.rows]
    out += ["", "faults met: " + ", ".join(f"{n} {kind}" for kind, n in sorted(report.hits.items()))]
    for name, found in report.classes.items():
        out.append(f"failures, {name}: " + ", ".join(f"{n} {kind}" for kind, n in sorted(found.items())))
    out.append(f"still missing, free elsewhere: {dict(report.last.elsewhere)}")
    out.append(f"still missing, free nowhere: {dict(report.last.nowhere)}")
    out += [f"BAD: {line}" for line in report.bad]
    sys.stdout.write("\n".join(out) + "\n")
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
