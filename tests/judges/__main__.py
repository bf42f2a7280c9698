"""`python -m tests.judges [client ...]`: install public clients, run them against the sandbox, print one table.

The redirect that bends them and the scripts that drive them do not ship; they are looked for in `redirect/` under
CATALOGSYNC_SHARED, or in a folder `shared` beside the repository. Clients are installed once, under `build/judges/`.
Exit status: 0 all checks pass and equal the truth (or nothing can be run here), 1 otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from catalogsync.sandbox import Sandbox
from tests.judges.clients import CLIENTS, Client, NotInstalled
from tests.judges.ours import read_by_ours
from tests.judges.rows import Row, rows_from, table
from tests.judges.truth import Truth

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "judges"
JUDGE_LIMIT_S = 900


def main(wanted: list[str]) -> int:
    shared = Path(os.environ.get("CATALOGSYNC_SHARED") or ROOT.parent / "shared") / "redirect"
    if not (shared / "redirect.py").is_file():
        _say(f"skipped: no redirect at {shared} (set CATALOGSYNC_SHARED to the folder that holds redirect/)")
        return 0
    if not shutil.which("openssl"):
        _say("skipped: the redirect needs the openssl command")
        return 0
    clients = [client for client in CLIENTS if not wanted or client.name in wanted]
    if unknown := sorted(set(wanted) - {client.name for client in CLIENTS}):
        _say(f"no such client: {', '.join(unknown)}; there are {', '.join(c.name for c in CLIENTS)}")
        return 1
    versions, missing = _installed(clients)
    found = BUILD / "found"
    shutil.rmtree(found, ignore_errors=True)
    sandbox = Sandbox()
    truth = Truth(sandbox, found)
    rows: list[Row] = []
    with sandbox.running() as address:
        for client in clients:
            if client.name in versions:
                rows += [truth.judged(row) for row in _judge(client, shared, address, truth, found)]
        rows += read_by_ours(address, truth)
    _say(table(rows))
    passed = sum(row.passed for row in rows)
    _say(f"\n{passed} of {len(rows)} checks pass; " + ", ".join(f"{k} {v}" for k, v in versions.items()))
    for line in missing:
        _say(f"not run: {line}")
    return 0 if passed == len(rows) and not missing else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _installed(clients: list[Client]) -> tuple[dict[str, str], list[str]]:
    """Versions of the clients that are there, and why the others are not."""
    versions: dict[str, str] = {}
    missing: list[str] = []
    for client in clients:
        try:
            versions[client.name] = client.ready(BUILD)
        except NotInstalled as error:
            missing.append(f"{client.name}: {error}")
    return versions, missing


def _judge(client: Client, shared: Path, address: str, truth: Truth, found: Path) -> list[Row]:
    """Run one judge through the redirect; what it printed, or one row that says why there is nothing."""
    work = BUILD / "redirect" / client.name
    work.mkdir(parents=True, exist_ok=True)
    (work / "blocked.log").unlink(missing_ok=True)
    folder = client.folder(BUILD)
    settings = {**truth.asked(), "J_OUT": str(found), "J_NODE_DIRS": str(folder)}
    # The child finds packages in its own folder only: not in ours, whose names differ.
    inherited = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "NODE_OPTIONS", "VIRTUAL_ENV")
    }
    upstream = address.removeprefix("http://")
    bent = [
        sys.executable,
        str(shared / "redirect.py"),
        "run",
        "--dir",
        str(work),
        "--upstream",
        upstream,
        "--",
    ]
    judge = [client.command(folder), str(shared / "judges" / client.script)]
    sys.stderr.write(f"running {client.name}\n")
    try:
        ran = subprocess.run(
            [*bent, *judge],
            cwd=folder,
            env={**inherited, **settings},
            capture_output=True,
            timeout=JUDGE_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [Row(client.name, "-", "-", False, error=f"no end after {JUDGE_LIMIT_S} s")]
    rows = list(rows_from(ran.stdout.decode("utf-8", "replace")))
    said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
    return rows or [Row(client.name, "-", "-", False, error=said[-1] if said else "printed nothing")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
