"""Kill real processes at random moments, over and over, and look at what is left.

    python -m tests.projections.crashing FOLDER ROUNDS SEED

Each round a fresh process (a fork) opens the store and the read models, appends from three threads, follows, and at
times rebuilds; it says which appends were reported as stored. It is killed without warning. Then: everything that was
reported is there, the chain is sound, and following from where it stood gives the rows of a plain replay.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

from catalogsync.adapters.store.errors import Conflict
from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.adapters.store.verify import verify
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import Closed, Filled, event, opened
from tests.projections.equivalence import rows_of
from tests.projections.toys import toys

THREADS = 3
STREAMS = 40


def work(folder: Path, seed: int, say: int) -> None:
    """Append, follow and rebuild until killed."""
    chance = random.Random(seed)
    log = open_store(folder / "catalog.db")
    models = ReadModels(folder / "views.db", log, toys())
    models.follow(threading.Event())

    def append(chance: random.Random) -> None:
        while True:
            stream = f"toy:{chance.randrange(STREAMS)}"
            last = log.last_of(stream)
            version = 1 if last is None else last.originator_version + 1
            facts = [opened(stream, version), event(stream, version + 1, Filled(title="x", count=version))]
            if chance.random() < 0.2:
                facts = [event(stream, version, Closed())]
            try:
                positions = log.append(facts)
            except Conflict:
                continue
            os.write(say, b"%d %d\n" % (positions[0], len(positions)))

    for n in range(THREADS):
        threading.Thread(target=append, args=(random.Random(seed * 10 + n),), daemon=True).start()
    while True:
        models.catch_up()
        if chance.random() < 0.3:
            models.rebuild(["lines"] if chance.random() < 0.5 else None, wait=True)
        time.sleep(0.002)


def one_round(folder: Path, seed: int) -> int:
    """Start, kill, check; returns how many events were reported as stored."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            work(folder, seed, write)
        finally:
            os._exit(3)
    os.close(write)
    time.sleep(random.Random(seed).uniform(0.05, 1.2))
    os.kill(child, signal.SIGKILL)
    with os.fdopen(read, "rb") as pipe:
        reported = [
            tuple(map(int, line.split()))
            for line in pipe.read().splitlines(keepends=True)
            if line.endswith(b"\n")
        ]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"round {seed}: the process ended by itself"

    with open_store(folder / "catalog.db") as log:
        there = {row[0] for row in log.rows(0, 1_000_000)}
        for first, count in reported:
            assert set(range(first, first + count)) <= there, f"round {seed}: lost {first}"
    seen = verify(folder / "catalog.db")
    assert not seen.findings, f"round {seed}: {seen.findings[:3]}"
    return sum(count for _, count in reported)


def compare(folder: Path) -> None:
    """The rows that were followed, crash after crash, are those of a plain replay."""
    with open_store(folder / "catalog.db") as log:
        with ReadModels(folder / "views.db", log, toys()) as models:
            models.catch_up()
            followed = rows_of(models)
        with ReadModels(folder / "plain.db", log, toys()) as plain:
            plain.rebuild()
            assert followed == rows_of(plain)


def main(folder: Path, rounds: int, seed: int) -> None:
    """Some rounds, compared every fifth; prints one line."""
    create_store(folder / "catalog.db").close()
    stored = 0
    for n in range(rounds):
        stored += one_round(folder, seed + n)
        if n % 5 == 4:
            compare(folder)
    compare(folder)
    sys.stdout.write(f"{rounds} rounds, {stored} events reported as stored, none lost, rows as replayed\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
