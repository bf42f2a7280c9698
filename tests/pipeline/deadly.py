"""A process that works the queue of a store off, and is killed by every `verify` job it takes: for tests."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from catalogsync.bootstrap.runner import StoredQueue, StoreLease
from catalogsync.bootstrap.workshop import open_workshop, run_lock
from catalogsync.config import Settings
from catalogsync.domain.job import Job
from catalogsync.domain.job_kinds import KINDS
from catalogsync.pipeline.board import Board
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.jobs import Stage
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.worker import Runner


@contextmanager
def perform(job: Job, board: Board, brake: Brake) -> Iterator[Mapping[str, Stage]]:
    """Stages that do nothing; that of a verify job kills this process."""
    assert job.queued is not None
    kind = job.queued.job_kind

    def stage(catalog: Catalog) -> Tally:
        if kind == "verify":
            os.kill(os.getpid(), signal.SIGKILL)
        return Tally()

    yield dict.fromkeys(KINDS[kind], stage)


def main(db: Path) -> None:
    """Work until nothing is left to take."""
    settings = Settings(db=db, library_root=db.parent / "music")
    with open_workshop(settings, "runner") as shop:
        queue = StoredQueue(shop)
        lease = StoreLease(run_lock(settings))
        runner = Runner(replace(shop.catalog, actor="runner"), queue, lease, perform)
        runner.start()
        until = time.monotonic() + 180
        while queue.queue() and time.monotonic() < until:
            time.sleep(0.02)
        runner.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
