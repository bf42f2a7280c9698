"""A whole Ceph in child processes: one monitor, one OSD that keeps its objects in memory, and the S3 gateway.

Everything listens on loopback, lives in one folder and is gone with it. About three seconds to start, 150 MB.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.adapters.storage.servers import BUCKET, KEY, SECRET, Server
from tests.ports import free_port

PROGRAMS = ("ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")

_CONF = """
[global]
fsid = {fsid}
mon initial members = a
mon host = [v2:127.0.0.1:{mon_port}]
public addr = 127.0.0.1
ms bind ipv6 = false
keyring = {folder}/keyring
auth allow insecure global id reclaim = false
mon data = {folder}/mon
mon data avail crit = 1
mon allow pool size one = true
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
# Decisions of a monitor that is alone need not be gathered for a second each.
paxos propose interval = 0.02
paxos min wait = 0.01
run dir = {folder}
admin socket =
log file = {folder}/$name.log
pid file =
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw enable apis = s3
rgw dns name = localhost
rgw dynamic resharding = false
"""


@contextmanager
def radosgw(folder: Path) -> Iterator[Server]:
    """Ceph's S3 gateway with its own cluster behind it. Skips where Ceph is not installed."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed (Debian: ceph-mon, ceph-osd, radosgw)")
    fsid, mon_port, port = str(uuid.uuid4()), free_port(), free_port()
    for name in ("mon", "osd", "rgw"):
        (folder / name).mkdir()
    conf = folder / "ceph.conf"
    conf.write_text(_CONF.format(fsid=fsid, mon_port=mon_port, port=port, folder=folder), encoding="utf-8")
    keyring, monmap = str(folder / "keyring"), str(folder / "monmap")
    with (folder / "output.log").open("wb") as log:
        running: list[subprocess.Popen[bytes]] = []

        def run(*words: str) -> None:
            """Run a program to its end."""
            subprocess.run(words, stdout=log, stderr=log, check=True, timeout=300)

        def begin(name: str, *words: str) -> None:
            """Run a daemon until the block ends."""
            command = [name, "-c", str(conf), *words]
            running.append(subprocess.Popen([*command, "-f"], stdout=log, stderr=log))

        try:
            run("ceph-authtool", "-C", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
            for name, may in (("client.admin", "allow *"), ("osd.0", "allow profile osd")):
                caps = ("--cap", "mon", may, "--cap", "osd", "allow *")
                run("ceph-authtool", keyring, "--gen-key", "-n", name, *caps)
            address = f"[v2:127.0.0.1:{mon_port}]"
            run("monmaptool", "--create", "--addv", "a", address, "--fsid", fsid, monmap)
            run("ceph-mon", "-c", str(conf), "--mkfs", "-i", "a", "--monmap", monmap, "--keyring", keyring)
            begin("ceph-mon", "-i", "a")
            run("ceph", "-c", str(conf), "--connect-timeout", "60", "osd", "create")
            run("ceph-osd", "-c", str(conf), "-i", "0", "--mkfs")
            begin("ceph-osd", "-i", "0")
            begin("radosgw", "-n", "client.admin")
            _wait(f"http://127.0.0.1:{port}/", running, folder / "output.log")
            user = ("user", "create", "--uid", "tests", "--display-name", "tests")
            run("radosgw-admin", "-c", str(conf), *user, "--access-key", KEY, "--secret", SECRET)
            server = Server("radosgw", f"http://127.0.0.1:{port}")
            server.client.create_bucket(Bucket=BUCKET)
            yield server
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


def _wait(address: str, running: Sequence[subprocess.Popen[bytes]], log: Path) -> None:
    """Until the gateway answers: it makes its pools first."""
    for _ in range(3000):
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=60).close()
            return
        assert all(process.poll() is None for process in running), log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)
    raise AssertionError(f"the gateway never answered; see {log}")
