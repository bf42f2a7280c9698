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


def test_an_empty_mount_point_is_no_new_library(cli: Cli) -> None:
    cli.run("init-db")
    (cli.music / ".catalogsync-root").unlink()

    assert "is its disk mounted?" in line(cli, "run", code=5)
    assert [] == list(cli.music.iterdir())
    cli.run("init-db")
    assert (cli.music / ".catalogsync-root").is_file()


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


def test_a_misspelt_name_in_the_env_file_is_told_and_credentials_of_backends_are_not(cli: Cli) -> None:
    env = cli.folder / "my.env"
    env.write_text("CATALOGSYNC_WORKER=4\nCATALOGSYNC_MAIN_S3_ACCESS_KEY_ID=abc\n")
    told = cli.run("songs", "--env-file", str(env)).stderr

    assert "CATALOGSYNC_WORKER in the env file is no setting; did you mean CATALOGSYNC_WORKERS?" in told
    assert "S3" not in told


@pytest.mark.skipif(os.name == "nt", reason="there are no such rights")
@pytest.mark.parametrize("name", ["my.env", "my.toml"])
def test_a_file_with_a_secret_that_everybody_may_read_is_told(cli: Cli, name: str) -> None:
    file = cli.folder / name
    file.write_text("CATALOGSYNC_COOKIE_QQ='abc'\n" if name == "my.env" else "cookie_qq = 'abc'\n")
    flag = "--env-file" if name == "my.env" else "--config"
    file.chmod(0o644)
    assert f"can read it: chmod 600 {file}" in cli.run("songs", flag, str(file)).stderr
    file.chmod(0o640)
    assert "chmod" not in cli.run("songs", flag, str(file)).stderr
    file.write_text("")
    file.chmod(0o644)
    assert "chmod" not in cli.run("songs", flag, str(file)).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--workers", "0"), "workers (from flag): 0 is too small, the least is 1"),
        (("runn",), "did you mean 'run'?"),
        (("songs", "--limt", "3"), "songs --help` tells more"),
        (("songs", "--platform", "napster"), "unknown platform 'napster'"),
        (("why", "xyz"), "no number and no platform:id either"),
        (("exclude",), "name songs (12, qq:003xyz) or a --playlist"),
        (("want",), "name songs"),
        (("why",), "missing argument 'song'"),
    ],
)
def test_what_was_typed_wrong_is_one_line_with_the_way_on(
    cli: Cli, words: tuple[str, ...], said: str
) -> None:
    assert said.lower() in line(cli, *words, code=2).lower()


def test_a_wrong_file_given_as_playlist_file_does_not_flood_the_terminal(cli: Cli) -> None:
    wrong = cli.folder / "wrong.txt"
    wrong.write_text("no address here\n" * 500)

    assert len(cli.run("run", "--playlist-file", str(wrong), code=2).stderr.splitlines()) < 30


def test_an_empty_list_tells_nothing_fits_from_nothing_yet(cli: Cli) -> None:
    assert "no songs yet" in cli.run("songs").stderr
    assert "no songs fit" in cli.run("songs", "reason:vip").stderr


def test_a_demo_empties_no_folder_that_is_not_its_own_or_at_work(cli: Cli) -> None:
    demo = cli.folder / "demo"
    demo.mkdir()
    (demo / "mine").touch()
    assert "name another --folder" in line(cli, "demo", "--folder", str(demo), code=2)

    (demo / ".catalogsync-demo").touch()
    with RunLock(demo / "catalogsync.db").acquire("serve"):
        assert "serve (process" in line(cli, "demo", "--folder", str(demo), code=2)
    assert (demo / "mine").exists()
