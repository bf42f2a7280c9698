"""Bad input: one clear line, the documented exit code, and nothing lost."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from catalogsync.adapters.store.lock import RunLock
from tests.cli.conftest import Cli


def line(cli: Cli, *words: str, code: int) -> str:
    done = cli.run(*words, code=code)
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert 1 == len(lines), done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


def test_no_store(cli: Cli) -> None:
    cli.db.unlink()

    assert "init-db" in line(cli, "run", code=3)


def test_a_file_that_is_no_store_is_left_alone(cli: Cli) -> None:
    other = cli.folder / "other.db"
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE mine (a)")
    db.close()
    before = other.read_bytes()
    line(cli, "init-db", "--db", str(other), code=3)
    line(cli, "playlists", "--db", str(other), code=3)

    assert before == other.read_bytes()


def test_a_store_from_a_newer_program(cli: Cli) -> None:
    db = sqlite3.connect(cli.db)
    db.execute("PRAGMA user_version = 999")
    db.close()

    assert "newer" in line(cli, "playlists", code=3)


def test_a_store_another_run_works_on_says_who(cli: Cli) -> None:
    with RunLock(cli.db).acquire("the other run"):
        assert "the other run" in line(cli, "run", "--limit", "1", code=3)


def test_a_missing_library(cli: Cli) -> None:
    assert "does not exist" in line(cli, "run", "--library-root", str(cli.folder / "gone"), code=2)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_library(cli: Cli) -> None:
    cli.music.chmod(0o500)

    assert "permissions" in line(cli, "run", code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--sources", "spotify"), "unknown platform 'spotify'"),
        (("run", "--sources", ","), "at least one"),
        (("run", "--download-sources", "qq,nope"), "unknown platform 'nope'"),
        (("run", "--workers", "1000"), "workers"),
        (("run", "--gateway", "127.0.0.1:1"), "gateway"),
        (("sync", "--playlist-ids", "999"), "no playlist '999'"),
        (("sync", "--playlist-ids", "what"), "what"),
        (("why", "999"), "no song '999'"),
        (("why", "99999999999999999999999"), "no song"),
        (("songs", "--state", "lost"), "none of open"),
        (("events", "show", "99999"), "no event"),
        (("events", "list", "--name", "nope"), "no event is named"),
        (("run", "--playlist-file", "/nonexistent/list.txt"), "cannot read playlist file"),
        (("run", "--env-file", "/nonexistent/env"), "cannot read env file"),
    ],
)
def test_flags_that_make_no_sense(cli: Cli, words: tuple[str, ...], said: str) -> None:
    assert said in line(cli, *words, code=2)


def test_limits_are_checked_by_the_command_line_itself(cli: Cli) -> None:
    assert "--limit" in cli.run("run", "--limit", "0", code=2).stderr


def test_a_malformed_env_file_names_its_line(cli: Cli) -> None:
    env = cli.folder / "bad.env"
    env.write_text("A=1\nthis is wrong\n", "utf-8")

    assert "line 2" in line(cli, "run", "--env-file", str(env), code=2)


def test_a_playlist_file_without_playlists_is_refused(cli: Cli) -> None:
    file = cli.folder / "list.txt"
    file.write_text("# nothing\nhttps://example.com/1\n", "utf-8")
    done = cli.run("run", "--playlist-file", str(file), code=2)

    assert "line 2" in done.stderr


def test_settings_come_from_the_nearest_layer_and_secrets_are_not_shown(cli: Cli, tmp_path: Path) -> None:
    env = tmp_path / "c.env"
    env.write_text("CATALOGSYNC_COOKIE_QQ='very secret'\nCATALOGSYNC_WORKERS=3\n", "utf-8")
    config = tmp_path / "c.toml"
    config.write_text("workers = 5\nresolvers = 7\n", "utf-8")
    done = cli.json("config", "show", "--origin", "--env-file", str(env), "--config", str(config))
    found = {item["name"]: (item["value"], item["origin"]) for item in done["items"]}

    assert ("3", f"env file {env}") == found["workers"]
    assert ("7", f"config file {config}") == found["resolvers"]
    assert "environment" == found["db"][1]
    assert "(set)" == found["cookie_qq"][0]
    assert "very secret" not in str(done)
