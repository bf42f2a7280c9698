"""Many threads reading their first events at the same moment do not bring the process down."""

from __future__ import annotations

import subprocess
import sys

_FIRST_READS = """
import sys, threading
sys.setswitchinterval(1e-6)
from catalogsync.adapters.store.mapper import event_reader
from catalogsync.domain import facts
read_event = event_reader()
state = (b'{"at":1,"by":"x","fact":{"source":"qq","query":"1","rules":1,"candidates":[{"song_id":"1","verdict":"a",'
         b'"total":0.5,"parts":{"a":1.0},"reasons":["r"],"about":{"title":"t","artists":[{"name":"x"}]}}]}}')
together = threading.Barrier(4)
def read():
    together.wait()
    for _ in range(50):
        read_event((0, "song:qq:1", 1, "song.searched", state))
threads = [threading.Thread(target=read) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
"""


def test_first_reads_in_many_threads_at_once_crash_nothing() -> None:
    ended = [subprocess.run([sys.executable, "-c", _FIRST_READS], check=False).returncode for _ in range(3)]

    assert [0, 0, 0] == ended
