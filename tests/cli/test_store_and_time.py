"""The care of the store and looking back in time, as a user does it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import Cli


def test_a_sound_store_verifies_backs_up_and_comes_back(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    seen = cli.json("store", "verify")
    made = cli.json("store", "backup", str(cli.folder / "backups"))
    for path in cli.folder.glob("c*.db*"):
        path.unlink()
    cli.run("store", "restore", str(cli.folder / "backups" / made["file"]))
    again = cli.json("store", "verify")

    assert seen["sound"]
    assert (seen["digest"], seen["events"]) == (again["digest"], again["events"])
    assert cli.json("playlists")["items"]


def test_a_restore_refuses_to_lose_events(cli: Cli) -> None:
    made = cli.json("store", "backup", str(cli.folder / "backups"))
    cli.run("collect", "--limit", "2")

    assert "error" in cli.run("store", "restore", str(cli.folder / "backups" / made["file"]), code=3).stderr


def test_a_flipped_byte_is_found(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    db = sqlite3.connect(cli.db)
    db.execute("UPDATE stored_events SET state = replace(state, 'cli', 'clj') WHERE id = 3")
    db.commit()
    db.close()
    seen = cli.json("store", "verify", code=6)

    assert not seen["sound"]
    assert 3 == seen["findings"][0]["position"]


def test_an_export_makes_an_equal_store(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    cli.run("store", "export", str(cli.folder / "all.jsonl"))
    other = cli.folder / "other.db"
    cli.run("store", "import", str(cli.folder / "all.jsonl"), "--db", str(other))

    assert cli.json("store", "verify")["digest"] == cli.json("store", "verify", "--db", str(other))["digest"]


def test_a_playlist_is_shown_as_it_was(cli: Cli, tmp_path: Path) -> None:
    cli.run("run", "--limit", "1", "--no-lyrics", code=None)
    now = cli.json("playlist", "show", "1")
    before = cli.json("playlist", "show", "1", "--as-of", "2020-01-01")
    change = cli.json("playlist", "diff", "1", "--since", "1h")

    assert 1 == now["version"]
    assert [] == before["items"]
    assert {"added"} == {item["change"] for item in change["items"]}
    assert len(now["items"]) == len(change["items"])
    assert "versions" in cli.run("playlist", "show", "1", "--version", "9", code=2).stderr


def test_songs_are_found_by_any_two_characters(cli: Cli) -> None:
    cli.run("run", "--limit", "3", "--no-lyrics", code=None)
    song = next(item for item in cli.json("songs", "--limit", "500")["items"] if len(item["title"]) >= 3)
    found = cli.json("songs", f'"{song["title"][1:3]}"')["items"]

    assert song["id"] in [item["id"] for item in found]


def test_a_parked_projection_can_only_be_skipped_when_it_is(cli: Cli) -> None:
    assert "not parked" in cli.run("projections", "skip", "songs", "--reason", "x", code=2).stderr
    assert "no projection" in cli.run("projections", "retry", "nope", code=2).stderr
