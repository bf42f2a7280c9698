"""The main job as a user runs it, with real processes: run, again, killed in the middle, told apart by exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def audio(folder: Path) -> dict[str, str]:
    """Every finished audio file by path, with its sha256."""
    found = [path for path in folder.rglob("*") if path.suffix in (".mp3", ".flac", ".m4a", ".ogg")]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
    }


def recorded(cli: Cli) -> dict[str, str]:
    """What the log says is in place."""
    items = cli.json("events", "list", "--name", "file.verified", "--limit", "10000")["items"]
    return {item["fact"]["path"]: item["fact"]["sha256"] for item in items}


def test_run_brings_playlists_songs_and_lyrics_and_says_why(cli: Cli) -> None:
    summary = cli.json("run", "--limit", "3", code=None)
    songs = cli.json("songs", "--state", "done", "--limit", "500")["items"]
    story = cli.run("why", songs[0]["id"]).stdout

    assert {"success", "with_failures"} >= {summary["outcome"]}
    assert summary["stages"]["download"]["done"] == len(songs) > 0
    assert audio(cli.music) == recorded(cli)
    assert any(path.suffix == ".lrc" for path in cli.music.rglob("*"))
    assert "obtained from" in story
    assert "first sync brought it" in story


def test_running_again_fetches_nothing_twice(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    before = audio(cli.music)
    again = cli.json("run", "--limit", "3", code=None)

    assert 0 == again["stages"]["download"].get("done", 0)
    assert before == audio(cli.music)
    assert {"unchanged"} == {name for name in again["stages"]["sync"] if "." not in name}


def test_numbers_and_rows_survive_deleted_read_models(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    before = cli.json("songs", "--limit", "500"), cli.json("playlists")
    for path in cli.folder.glob("c.views*"):
        path.unlink()

    assert before == (cli.json("songs", "--limit", "500"), cli.json("playlists"))


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix signal")
def test_killed_in_the_middle_and_run_again_nothing_is_lost_or_half_there(cli: Cli) -> None:
    for delay in (1.2, 1.6, 2.0):
        process = subprocess.Popen(
            cli.command("run", "--limit", "3", "--jsonl", "--progress", "none"),
            env=cli.environment(),
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        if delay == 1.2:
            # At least one kill lands among the downloads, however slow the machine is.
            for line in process.stdout:
                if json.loads(line)["name"] == "song.obtained":
                    break
        else:
            time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert recorded(cli).items() <= audio(cli.music).items()
    cli.run("run", "--limit", "3", code=None)

    assert audio(cli.music) == recorded(cli)
    assert [] == list(cli.music.rglob("*.part*"))
    assert {"failed", "with_failures"} >= {job["outcome"] for job in cli.json("jobs")["items"]} - {"success"}


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(cli: Cli) -> None:
    process = subprocess.Popen(
        # Much more than it gets to before the signal arrives, also on a busy machine.
        cli.command("run", "--limit", "12", "--jsonl", "--progress", "none"),
        env=cli.environment() | {"CATALOGSYNC_BANDWIDTH_KBPS": "3000", "CATALOGSYNC_WORKERS": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["name"] == "song.obtained":
            break
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=180)

    assert 130 == process.returncode, talk
    assert "The same command goes on from here" in talk
    assert audio(cli.music) == recorded(cli)
    assert "paused" == cli.json("jobs")["items"][0]["phase"]


def test_a_file_run_touches_only_its_own_playlists(cli: Cli) -> None:
    cli.run("collect", "--sources", "qq", "--limit", "4")
    lists = cli.json("playlists")["items"]
    text = f"# mine\n{lists[1]['id'].replace(':', ',')}\nnonsense\n{lists[1]['id']}\n"
    done = cli.run("run", "--playlist-file", "-", "--no-lyrics", code=None, stdin=text)
    synced = [row["id"] for row in cli.json("playlists")["items"] if row["sync"] == "ok"]
    hung = [row["id"] for row in cli.json("playlists", "--pool", "manual")["items"]]

    assert "line 3" in done.stderr
    assert [lists[1]["id"]] == synced == hung
    assert not any(path.suffix == ".lrc" for path in cli.music.rglob("*"))


def test_lyrics_can_be_saved_later_and_overwritten(cli: Cli) -> None:
    cli.run("run", "--limit", "2", "--no-lyrics", code=None)
    first = cli.json("lyrics", "--limit", "200", code=None)
    again = cli.json("lyrics", "--limit", "200", code=None)
    over = cli.json("lyrics", "--playlist-ids", "1", "--overwrite-lyrics", code=None)

    assert first["stages"]["lyrics"]["lyric_saved"] > 0
    assert 0 == again["stages"]["lyrics"].get("lyric_saved", 0)
    assert over["stages"]["lyrics"]["lyric_saved"] > 0


def test_a_dry_run_writes_nothing(cli: Cli) -> None:
    before = cli.json("events", "list", "--limit", "10000")["items"]
    plan = cli.run("run", "--dry-run").stderr

    assert "would collect" in plan
    assert before == cli.json("events", "list", "--limit", "10000")["items"]


def test_a_plan_is_what_the_run_does_then(cli: Cli) -> None:
    cli.run("run", "--limit", "2", code=None)
    lyrics = cli.json("lyrics", "--dry-run")["stages"]["lyrics"]
    of_playlist = cli.json("run", "--playlist-ids", "1", "--dry-run")["stages"]
    of_all = cli.run("run", "--limit", "1", "--dry-run").stderr

    assert [] == lyrics  # those without words were asked for today
    assert 1 == len(of_playlist["sync"])
    assert "would sync the playlists found there (at most 1 of them)" in of_all


def test_a_dead_platform_is_not_a_success(cli: Cli) -> None:
    cli.gateway = "http://127.0.0.1:9"
    summary = cli.json("collect", "--sources", "qq", "--limit", "2", code=4)

    assert {"network": 2} == summary["failures"]
