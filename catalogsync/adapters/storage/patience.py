"""Asking a storage backend again: by the class of the failure, a few times, with growing waits."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from catalogsync.adapters.bandwidth import nap
from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.storage_errors import StorageTrouble

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """At most `attempts` in all, within `total_s` seconds; the n-th wait is drawn from 0 to `base_s * 2**n`."""

    attempts: int = 5
    total_s: float = 60.0
    base_s: float = 0.25
    cap_s: float = 10.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    draw: Callable[[], float] = random.random

    def ask(self, request: Callable[[], T], stop: Callable[[], bool] = lambda: False) -> T:
        """The request's answer; the last StorageTrouble when it never came, TransferStopped when `stop` is true."""
        began = self.clock()
        for attempt in range(1, self.attempts + 1):
            try:
                return request()
            except StorageTrouble as e:
                wait = max(self.draw() * min(self.cap_s, self.base_s * 2.0**attempt), e.retry_after_s or 0.0)
                now = self.clock()
                if attempt == self.attempts or now + wait - began > self.total_s:
                    raise
                nap(now + wait, stop, self.clock, self.sleep)
                if stop():
                    raise TransferStopped("stopped while waiting for the storage backend") from e
        raise AssertionError("unreachable")
