"""A store that is closed while threads read and append ends their work with an error, never the process."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store.closing import InUse

# In a process of its own: what is tried is whether it survives.
_CLOSED_UNDER_THEIR_HANDS = """
import sys, threading, time
from pathlib import Path
from catalogsync.adapters.store.errors import StoreError
from catalogsync.adapters.store.log import create_store, open_store
from tests.adapters.store.facts import opened

path, refused = Path(sys.argv[1]), []
with create_store(path) as log:
    log.append([opened(f"toy:{n}") for n in range(2000)])

def read(log, name):
    log.rows(0, 500)

def append(log, name):
    log.append([opened(f"toy:{name}-{n}") for n in range(20)])

def until_closed(log, do, name):
    try:
        for n in range(1_000_000):
            do(log, f"{name}-{n}")
    except StoreError as e:
        refused.append(e)

for turn in range(40):
    log = open_store(path)
    threads = [threading.Thread(target=until_closed, args=(log, do, f"{turn}-{do.__name__}-{n}"))
               for do in (read, append) for n in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(turn / 4000)
    log.close()
    for thread in threads:
        thread.join()
assert len(refused) == 160
"""


def test_a_store_closed_while_threads_work_refuses_them_and_the_process_lives(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED_UNDER_THEIR_HANDS, str(path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_closing_waits_for_who_is_at_work() -> None:
    in_use = InUse()
    closing = threading.Thread(target=in_use.close)
    with in_use:
        closing.start()
        closing.join(0.05)
        waited = closing.is_alive()
    closing.join()

    assert waited
    with pytest.raises(Exception, match="closed meanwhile"), in_use:
        pass
