"""One line of the table, how to time, and the machine it was measured on."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, ours and the limit or peer (same unit), their ratio and the goal for it.

    The goal is a ratio at least (`>=`), or a value at most (`<`) where there is no peer.
    """

    what: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    at_least: float | None = None
    below: float | None = None
    lower_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the peer we are; above 1 is better, whatever the unit."""
        if self.peer is None:
            return None
        return self.peer / self.ours if self.lower_is_better else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Is the goal reached? None without one."""
        if self.at_least is not None and self.ratio is not None:
            return self.ratio >= self.at_least
        return None if self.below is None else self.ours < self.below

    @property
    def failed(self) -> bool:
        """Below 0.7 of the goal: too far for noise."""
        if self.at_least is not None and self.ratio is not None:
            return self.ratio < 0.7 * self.at_least
        return self.below is not None and self.ours > self.below / 0.7


@dataclass(slots=True)
class Spent:
    """Time that one side took, summed up over its turns: of the processor (all threads), and by the clock."""

    cpu: float = 0.0
    clock: float = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Count what happens inside."""
        cpu, clock = time.process_time(), time.perf_counter()
        try:
            yield
        finally:
            self.cpu += time.process_time() - cpu
            self.clock += time.perf_counter() - clock


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of all lie below."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(lines: Sequence[Line]) -> str:
    """All lines as a Markdown table."""
    rows = ["| what | ours | limit or peer | ratio | goal | |", "|---|---:|---:|---:|---:|---|"]
    for line in lines:
        peer = "" if line.peer is None else f"{_number(line.peer)} {line.unit} ({line.peer_name})"
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}x"
        goal = f">= {line.at_least:g}x" if line.at_least is not None else ""
        if line.below is not None:
            goal = f"< {line.below:g} {line.unit}"
        word = {True: "met", False: "**missed**", None: ""}[line.met]
        rows.append(
            f"| {line.what} | {_number(line.ours)} {line.unit} | {peer} | {ratio} | {goal} | {word} |"
        )
    return "\n".join(rows)


def machine() -> str:
    """The machine in one line."""
    cpu = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.partition(":")[2].strip()
            for line in cpuinfo.read_text().splitlines()
            if "model name" in line
        ]
        cpu = names[0] if names else cpu
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    return (
        f"{os.cpu_count()} cores ({cpu}), {platform.system()} {platform.release()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, load {load} at the end"
    )


def peak_mib() -> float:
    """The most memory that this process has had, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux includes the process that this one was started from
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def say(text: str) -> None:
    """Talk, to stderr: the table alone is the output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
