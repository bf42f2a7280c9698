"""A disk of three megabytes that really fills up, and really becomes read-only: a mount of its own, seen by nobody else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ON_A_SMALL_DISK = """
import subprocess, sys
from pathlib import Path
from catalogsync.adapters.store.errors import StoreFull, StoreReadOnly
from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.adapters.store.verify import verify
from tests.adapters.store.facts import opened

disk = Path(sys.argv[1])
path, ballast = disk / "catalog.db", disk / "ballast"
ballast.write_bytes(bytes(500_000))

def fill(name):
    stored = 0
    with open_store(path) as log:
        try:
            while True:
                log.append([opened(f"toy:{name}-{stored}", title="x" * 3000)])
                stored += 1
        except StoreFull:
            assert log.last_position() >= stored  # it still answers
    return stored

create_store(path).close()
first = fill("a")
assert first > 10
ballast.unlink()
second = fill("b")
assert second > 10, second
with open_store(path, read_only=True) as log:
    assert log.last_position() == first + second

mount = lambda how: subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)
mount("ro")
try:
    open_store(path)
except StoreReadOnly:
    pass
else:
    raise AssertionError("opened for writing on a read-only disk")
with open_store(path, read_only=True) as log:
    assert log.last_position() == first + second
mount("rw,size=9m")
with open_store(path) as log:
    assert log.append([opened("toy:after")]) == [first + second + 1]
seen = verify(path)
assert seen.findings == () and seen.events == first + second + 1, seen
"""


def own_mounts(*command: str) -> subprocess.CompletedProcess[str]:
    """Run as root of a namespace of its own, whose mounts end with it."""
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", *command],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def may_mount() -> None:
    if shutil.which("unshare") is None or own_mounts("mount", "-t", "tmpfs", "none", "/mnt").returncode:
        pytest.skip("needs user namespaces (Linux) for a disk of its own")


@pytest.mark.usefixtures("may_mount")
def test_a_disk_that_fills_and_turns_read_only_loses_nothing_that_was_reported(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=3m none "$1" && exec "$2" -c "$3" "$1"'
    done = own_mounts("sh", "-c", script, "sh", str(tmp_path), sys.executable, ON_A_SMALL_DISK)

    assert (done.returncode, done.stderr) == (0, "")
