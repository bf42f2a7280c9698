"""What the command line does when its streams are not what it hoped for; in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and signals as POSIX has them")


def shell(cli: Cli, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $CS is the program."""
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env=cli.environment() | environment | {"CS": f"{sys.executable} -m catalogsync"},
        capture_output=True,
        text=True,
        timeout=600,
    )


def unread(cli: Cli, *words: str, stream: str = "stdout") -> tuple[int, str]:
    """Run a command whose stream goes into a pipe that nobody reads any more; how it ended, and what the other one got."""
    read, write = os.pipe()
    os.close(read)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: write}
    try:
        process = subprocess.Popen(cli.command(*words), env=cli.environment(), text=True, **streams)  # type: ignore[call-overload]
    finally:
        os.close(write)
    out, err = process.communicate(timeout=600)
    return process.returncode, err if stream == "stdout" else out


def test_a_reader_of_the_progress_that_goes_away_does_not_end_the_run(cli: Cli) -> None:
    unread(cli, "collect", "--sources", "kuwo", "--limit", "3", stream="stderr")

    assert ["success"] == [job["outcome"] for job in cli.json("jobs")["items"]]


def test_a_reader_of_the_events_that_goes_away_ends_the_run_as_ctrl_c_does(cli: Cli) -> None:
    unread(cli, "run", "--sources", "kuwo", "--limit", "1", "--jsonl", "--progress", "none")
    (job,) = cli.json("jobs")["items"]

    assert ("paused", "nobody reads its --jsonl any more") == (job["phase"], job["reason"])


def test_results_that_nobody_reads_are_no_failure(cli: Cli) -> None:
    assert (0, "") == unread(cli, "--help")


def test_a_closed_stdout_is_a_sink(cli: Cli) -> None:
    done = shell(cli, "$CS projections status >&-")

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_results_that_cannot_be_written_are_one_line(cli: Cli) -> None:
    done = shell(cli, "$CS projections status >/dev/full")

    assert (1, "error: No space left on device\n") == (done.returncode, done.stderr)


def test_a_terminal_without_the_characters_gets_their_escapes(cli: Cli) -> None:
    cli.run("collect", "--sources", "kuwo", "--limit", "1")
    done = shell(cli, "$CS playlists", PYTHONIOENCODING="ascii")

    assert (0, True) == (done.returncode, "\\u" in done.stdout)
