"""Following: how long another process's append takes to be in the read models here, and what idling costs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Line, percentile
from benchmarks.store_append import one
from catalogsync.adapters.store.log import create_store
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

APPENDS = 120
IDLE_S = 4.0

APPENDING = """
import random, sys, time
from pathlib import Path
from benchmarks.store_append import one
from catalogsync.adapters.store.log import open_store
log = open_store(Path(sys.argv[1]))
chance = random.Random(1)
print("ready", flush=True)
for n in range(int(sys.argv[2])):
    time.sleep(chance.uniform(0.01, 0.07))
    log.append([one(0, n)])
    print(time.time_ns(), flush=True)
"""


def run(folder: Path) -> list[Line]:
    """All of it."""
    with (
        create_store(folder / "follow.db") as log,
        ReadModels(folder / "follow-views.db", log, projections()) as models,
    ):
        stop = threading.Event()
        follower = models.follow(stop)
        seen = _seen(models)
        began = time.process_time()
        time.sleep(IDLE_S)
        idle = (time.process_time() - began) / IDLE_S * 100
        child = subprocess.Popen(
            [sys.executable, "-c", APPENDING, str(log.name), str(APPENDS)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        child.stdout.readline()
        late = []
        for n, line in enumerate(child.stdout, 1):
            appended = int(line)
            while seen() < n:
                time.sleep(0.001)
            late.append(max(0.0, (time.time_ns() - appended) / 1e6))
        child.wait()
        stop.set()
        own = []
        for n in range(APPENDS):
            began = time.perf_counter()
            log.append([one(1, n)])
            models.catch_up()
            own.append((time.perf_counter() - began) * 1e3)
        follower.join()
    return [
        Line("another process's append is in the read models, p50", percentile(late, 50), "ms"),
        Line("another process's append is in the read models, p99", percentile(late, 99), "ms", below=250),
        Line("an idle follower", idle, "% of a core", below=3),
        Line("append and read one's own write, p50", percentile(own, 50), "ms"),
        Line("append and read one's own write, p99", percentile(own, 99), "ms", below=50),
    ]


def _seen(models: ReadModels) -> Callable[[], int]:
    def position() -> int:
        row = models.connection().execute("SELECT min(position) FROM projection_state").fetchone()
        return int(row[0])

    return position
