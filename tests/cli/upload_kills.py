"""Uploads killed with SIGKILL at random moments, again and again, and what is left in the end.

    python -m tests.cli.upload_kills [--rounds 30] [--server moto|rclone|radosgw]

prints what docs/storage.md tells. Real processes over a real server; whenever everything is there, it is proven byte
by byte, and the loop goes on with a new catalog and an empty bucket.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.adapters.storage.ceph import radosgw
from tests.adapters.storage.servers import BUCKET, Server, backend, moto, rclone
from tests.adapters.storage.shelves import shelves
from tests.cli.test_storage import StorageCli

SERVERS = {"moto": moto, "rclone": rclone, "radosgw": radosgw}
SMALL, BIG = 12, 66 * 2**20
PROBE = ".catalogsync-probe-"


def kill_again_and_again(folder: Path, server: Server, rounds: int, seed: int = 1) -> Counter[str]:
    """Kill so many uploads; each catalog is brought to its end. What happened, counted; wrong ends are AssertionErrors."""
    chance, seen = random.Random(seed), Counter[str]()
    while seen["kills"] < rounds:
        seen["catalogs"] += 1
        _one_catalog(folder / str(seen["catalogs"]), server, rounds, chance, seen)
    return seen


def _one_catalog(
    folder: Path, server: Server, rounds: int, chance: random.Random, seen: Counter[str]
) -> None:
    server.empty()
    folder.mkdir()
    with shelves(folder) as opened:
        opened.add(1, chance.randbytes(1 << 16) * (BIG >> 16))
        for n in range(SMALL):
            opened.add(n + 2, chance.randbytes(200_000))
    cli = StorageCli(folder, "http://127.0.0.1:9")
    cli.register(server.endpoint)
    while seen["kills"] < rounds and _killed(cli, server, chance):
        seen["kills"] += 1
        left = list(backend(server.endpoint, ready=False).unfinished())
        assert len(left) <= 1
        seen["left an upload in parts"] += len(left)
    cli.run("upload", "--backend", "main-s3", "--workers", "3")
    facts = [item["fact"] for item in cli.json("events", "list", "--name", "file.uploaded")["items"]]
    standing = server.keys()
    keys = [key for key in standing if PROBE not in key]
    assert SMALL + 1 == len(facts)
    assert sorted(keys) == sorted(fact["key"] for fact in facts)
    assert [] == list(backend(server.endpoint, ready=False).unfinished())
    counts = cli.json("storage", "check", "main-s3", "--deep")["counts"]
    assert {"verified": SMALL + 1} == counts
    seen["copies proven"] += len(facts)
    seen["adopted: arrived, and not recorded"] += sum(fact.get("adopted", False) for fact in facts)
    seen["probes left"] += len(standing) - len(keys)


def _killed(cli: StorageCli, server: Server, chance: random.Random) -> bool:
    """Begin an upload and kill it once something of it has arrived; False when it came to its end before."""
    command = cli.command("upload", "--backend", "main-s3", "--workers", "3", "--bandwidth-kbps", "20000")
    before, wait_s = _arrived(server), chance.uniform(0, 0.6)
    process = subprocess.Popen(
        command,
        env=cli.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and _arrived(server) == before:
        time.sleep(0.02)
    try:
        process.wait(wait_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def _arrived(server: Server) -> int:
    """Objects and parts that stand there; probes are none."""
    client = server.client
    parts = 0
    for upload in backend(server.endpoint, ready=False).unfinished():
        try:
            page = client.list_parts(Bucket=BUCKET, Key=upload.key, UploadId=upload.upload_id)
        except client.exceptions.ClientError:
            continue  # completed in the meantime
        parts += len(page.get("Parts", ()))
    standing = server.keys()
    return parts + sum(PROBE not in key for key in standing)


def main() -> int:
    """Kill, and tell what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--server", choices=SERVERS, action="append")
    chosen = options.parse_args()
    for name in chosen.server or SERVERS:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for part in ("server", "catalogs"):
                (folder / part).mkdir()
            server = stack.enter_context(SERVERS[name](folder / "server"))
            seen = kill_again_and_again(folder / "catalogs", server, chosen.rounds)
        sys.stdout.write(f"{name}: " + ", ".join(f"{n} {what}" for what, n in seen.items()) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
