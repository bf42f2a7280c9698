"""Read models that are closed while threads read end the reading with an error, never the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# In a process of its own: what is tried is whether it survives.
_CLOSED_UNDER_THEIR_HANDS = """
import sys, threading, time
from pathlib import Path
from sqlite3 import Error
from catalogsync.adapters.store.log import create_store
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import opened
from tests.projections.toys import toys

folder, ended = Path(sys.argv[1]), []
with create_store(folder / "catalog.db") as log:
    log.append([opened(f"toy:{n}") for n in range(3000)])

    def read_until_closed(models):
        try:
            while True:
                models.connection().execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
                                            " SELECT i FROM n").fetchall()
        except Error as e:
            ended.append(e)

    for turn in range(10):
        models = ReadModels(folder / "views.db", log, toys())
        threads = [threading.Thread(target=read_until_closed, args=(models,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(turn / 1000)
        models.close()
        for thread in threads:
            thread.join()
assert len(ended) == 40
"""


def test_read_models_closed_while_threads_read_refuse_them_and_the_process_lives(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED_UNDER_THEIR_HANDS, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
