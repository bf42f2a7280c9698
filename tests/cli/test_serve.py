"""The server as a user starts it, in processes of its own: killed and started again, beside a run, beside another one."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Cli
from tests.cli.test_main_job import audio, recorded

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are Unix signals here")


SLOWLY = {"bandwidth_kbps": 3000, "workers": 2}
"""So that signals land among the downloads."""


@dataclass
class Server:
    """A running server and a client to ask it."""

    process: subprocess.Popen[str]
    client: httpx.Client

    def ask(self, method: str, path: str, body: Any = None, code: int = 200) -> Any:
        answer = self.client.request(method, path, json=body if method != "GET" else None)
        assert answer.status_code == code, answer.text
        return answer.json()

    def until(self, name: str, after: int = 0) -> int:
        """Follow the stream until an event of that name; its position."""
        headers = {"accept": "text/event-stream"}
        path = f"/api/v1/events?name={name}&after={after}"
        with self.client.stream("GET", path, headers=headers, timeout=180) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    return int(json.loads(line.removeprefix("data: "))["position"])
        raise AssertionError(f"the stream ended before {name}")

    def end(self, number: int) -> str:
        """Send a signal and wait for the end; what it said meanwhile."""
        self.client.close()
        self.process.send_signal(number)
        return self.process.communicate(timeout=180)[1]


@contextmanager
def serving(cli: Cli, *words: str) -> Iterator[Server]:
    process = subprocess.Popen(
        cli.command("serve", "--port", "0", *words),
        env=cli.environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://\S+?/", line)
        if found is None:
            process.kill()
        assert found, line + process.stderr.read()
        with httpx.Client(base_url=found[0], trust_env=False, timeout=120) as client:
            yield Server(process, client)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_killed_in_the_middle_the_next_start_goes_on_by_itself(cli: Cli) -> None:
    with serving(cli) as first:
        body = {"kind": "catalog_sync", "scope": {"limit": 3}, "settings": SLOWLY}
        job = first.ask("POST", "/api/v1/jobs", body, code=201)["id"]
        first.until("song.obtained")
        first.end(signal.SIGKILL)
    assert recorded(cli).items() <= audio(cli.music).items()
    killed_at = cli.json("events", "list", "--limit", "10000")["items"][-1]["position"]
    with serving(cli) as second:
        second.until("job.finished")
        ended = second.ask("GET", f"/api/v1/jobs/{job}")
        began = second.ask("GET", f"/api/v1/events?name=job.started&after={killed_at}")["items"]
        obtained = second.ask("GET", "/api/v1/events?name=song.obtained&limit=5000")["items"]
        said = second.end(signal.SIGINT)

    assert ("ended", 1, True) == (ended["phase"], ended["restarts"], began[0]["fact"]["again"])
    assert 3 == len(ended["scope"]["platforms"]) == ended["counts"]["sync.synced"]
    assert len(obtained) == len({event["stream"] for event in obtained})
    assert audio(cli.music) == recorded(cli)
    assert [] == list(cli.music.rglob("*.part*"))
    assert 0 == second.process.returncode, said


def test_one_runner_for_a_store_and_everybody_else_is_told_who(cli: Cli) -> None:
    with serving(cli) as server:
        assert "working" == server.ask("GET", "/readyz")["runner"]
        refused = cli.run("sync", "--limit", "1", code=3).stderr
        with serving(cli) as other:
            said = other.ask("POST", "/api/v1/jobs", {"kind": "sync_only"}, code=423)["error"]["message"]
            assert other.process.stderr is not None
            told = other.process.stderr.readline()
        job = server.ask("POST", "/api/v1/jobs", {"kind": "catalog_sync", "settings": SLOWLY}, code=201)
        server.until("song.obtained")
        server.end(signal.SIGINT)

    me = f"catalogsync serve (process {server.process.pid} on"
    assert me in refused
    assert me in said
    assert f"jobs are not run from here: {me}" in told
    assert 0 == server.process.returncode
    assert ("paused", job["id"]) == tuple(cli.json("jobs")["items"][0][name] for name in ("phase", "id"))


def test_a_store_named_by_a_relative_path_is_nothing_special(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(cli.db.parent)
    with serving(cli, "--db", cli.db.name) as server:
        server.ask("GET", "/readyz")  # it has said its address before it listens to signals
        server.end(signal.SIGINT)

    assert 0 == server.process.returncode


def test_a_port_that_is_taken_is_one_line(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = cli.run("serve", "--port", str(taken.getsockname()[1]), code=2).stderr

    assert "cannot listen on 127.0.0.1:" in said
    assert 1 == len(said.strip().splitlines())


def test_an_env_file_that_is_none_is_refused_with_its_line(cli: Cli, tmp_path: Path) -> None:
    broken = tmp_path / "x.env"
    broken.write_text("CATALOGSYNC_WORKERS=4\nnonsense\n")

    assert "line 2" in cli.run("serve", "--env-file", str(broken), code=2).stderr
    assert "cannot read" in cli.run("serve", "--env-file", str(tmp_path / "no.env"), code=2).stderr


def test_listening_beyond_this_machine_without_a_secret_is_refused(cli: Cli) -> None:
    assert "CATALOGSYNC_PASSWORD" in cli.run("serve", "--host", "0.0.0.0", "--port", "0", code=2).stderr


def test_without_a_store_it_says_how_to_make_one(cli: Cli, tmp_path: Path) -> None:
    assert 3 == cli.run("serve", "--port", "0", "--db", str(tmp_path / "none.db"), code=3).returncode


def test_a_run_of_its_own_hears_the_pause_that_was_asked_elsewhere(cli: Cli) -> None:
    process = subprocess.Popen(
        # Enough to be still at it when a server has started on a busy machine.
        cli.command("run", "--limit", "12", "--jsonl", "--progress", "none"),
        env=cli.environment() | {"CATALOGSYNC_BANDWIDTH_KBPS": "3000", "CATALOGSYNC_WORKERS": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    # The server must not be first at the lock.
    assert "job.queued" == json.loads(process.stdout.readline())["name"]
    with serving(cli) as server:
        for line in process.stdout:
            if json.loads(line)["name"] == "song.obtained":
                break
        job = server.ask("GET", "/api/v1/queue")[0]["id"]
        server.ask("POST", f"/api/v1/jobs/{job}/pause", {"reason": "not now"})
        process.communicate(timeout=180)
        paused = server.ask("GET", f"/api/v1/jobs/{job}")

    assert ("paused", "not now", False) == (paused["phase"], paused["reason"], paused["by_itself"])
