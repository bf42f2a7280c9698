"""The care of the store and looking back in time, as a user does it."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.store import export
from catalogsync.bootstrap import workshop
from catalogsync.cli import care, opened
from catalogsync.cli.pace import Pace
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

    assert (
        "--lose-events"
        in cli.run("store", "restore", str(cli.folder / "backups" / made["file"]), code=3).stderr
    )


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


def test_an_export_that_fails_on_the_way_leaves_no_file(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(log: object, **_: object) -> Iterator[bytes]:
        yield b"{}"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(care.export, "export_lines", torn)
    said = cli.run("store", "export", str(cli.folder / "all.jsonl"), code=2).stderr

    assert "No space left on device; there is no such file now" in said
    assert [] == list(cli.folder.glob("all.jsonl*"))


def test_an_export_does_not_write_over_a_file(cli: Cli) -> None:
    (cli.folder / "all.jsonl").write_text("mine")
    cli.run("store", "export", str(cli.folder / "all.jsonl"), code=2)

    assert "mine" == (cli.folder / "all.jsonl").read_text()


def test_an_import_that_fails_on_the_way_leaves_no_store_and_may_be_repeated(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    whole, torn, other = cli.folder / "all.jsonl", cli.folder / "torn.jsonl", cli.folder / "other.db"
    cli.run("store", "export", str(whole))
    torn.write_bytes(whole.read_bytes()[:-20])
    cli.run("store", "import", str(torn), "--db", str(other), code=3)
    left = list(cli.folder.glob("other.db*"))
    cli.run("store", "import", str(whole), "--db", str(other))

    assert [] == left
    assert cli.json("store", "verify")["digest"] == cli.json("store", "verify", "--db", str(other))["digest"]


def test_a_ctrl_c_leaves_nothing_half_and_says_what_is_there(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run("collect", "--limit", "2")
    file, other = cli.folder / "all.jsonl", cli.folder / "other.db"
    made = cli.json("store", "backup", str(cli.folder / "backups"))
    cli.run("store", "export", str(file))
    backup = str(cli.folder / "backups" / made["file"])
    before = sorted(path.name for path in cli.folder.rglob("*"))

    def hit_ctrl_c(self: Pace, what: str, done: int, total: int) -> None:
        signal.raise_signal(signal.SIGTERM if "copied" in what else signal.SIGINT)
        heard()

    def heard() -> None:
        """Python looks for signals where a function begins: here, and not in a finalizer that would swallow it."""

    monkeypatch.setattr(export, "PAGE", 3)
    monkeypatch.setattr(Pace, "__call__", hit_ctrl_c)
    for words, left in (
        (("verify",), "not read to its end"),
        (("stats",), "not counted by kind"),
        (("backup", str(cli.folder / "backups")), "no backup was made"),
        (("restore", backup), "the store is as it was"),
        (("export", str(cli.folder / "more.jsonl")), "there is no "),
        (("import", str(file), "--db", str(other)), "there is no "),
    ):
        said = cli.run("store", *words, code=130).stderr.splitlines()[-1]
        assert said.startswith("interrupted: ")
        assert left in said
        assert before == sorted(path.name for path in cli.folder.rglob("*"))


def test_read_models_that_find_no_room_are_one_line_and_the_codes_of_a_store(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(workshop, "ReadModels", full)
    said = cli.run("songs", code=3).stderr

    assert said.startswith("error: no room left for the read models, on their disk or in the folder for temp")


def test_read_models_that_are_made_say_so_and_go_on_after_a_ctrl_c(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run("collect", "--limit", "2")
    last = cli.json("events", "list", "--limit", "1000")["items"][-1]["position"]
    monkeypatch.setattr("catalogsync.projections.rebuild.PAGE", 3)
    real = opened.CtrlC.__call__

    def hit_ctrl_c(self: opened.CtrlC) -> bool:
        real(self)
        signal.raise_signal(signal.SIGINT)
        return real(self)

    with monkeypatch.context() as patch:
        patch.setattr(opened.CtrlC, "__call__", hit_ctrl_c)
        stopped = cli.run("projections", "rebuild", code=130).stderr
    done = cli.run("projections", "rebuild").stderr

    assert f"stopped at event 0 of {last}: the next rebuild goes on from there" in stopped
    assert f"rebuilt up to event {last}" in done


def test_read_models_that_stand_still_are_told_with_every_command_and_what_to_do_with_the_status(
    cli: Cli,
) -> None:
    cli.run("run", "--limit", "1", "--no-lyrics", code=None)
    db = sqlite3.connect(cli.db)
    db.execute("UPDATE stored_events SET topic = topic || '@9' WHERE topic = 'song.obtained'")
    db.commit()
    db.close()
    for path in cli.folder.glob("c.views*"):
        path.unlink()
    said = cli.run("playlists").stderr
    status = cli.run("projections", "status")
    skipped = cli.run("projections", "skip", "songs", "--reason", "from a newer program").stderr

    assert "standing still before an event; see `catalogsync projections status`" in said
    assert "version 9 is newer" in status.stdout
    assert "`projections retry NAME` after an upgrade" in status.stderr
    assert "songs: skipped song:" in skipped


def test_an_event_nobody_can_read_is_shown_as_it_is_stored_and_hides_no_other(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    before = cli.json("events", "list")["items"]
    db = sqlite3.connect(cli.db)
    db.execute(
        "UPDATE stored_events SET topic = topic || '@9', state = CAST(state || '}' AS BLOB) WHERE id = 3"
    )
    db.commit()
    db.close()
    after = cli.json("events", "list")["items"]
    shown = cli.json("events", "show", "3")["event"]

    assert [e["position"] for e in before] == [e["position"] for e in after]
    assert "version 9 is newer" in after[2]["unreadable"]
    assert shown["state"].startswith('{"at":')
    assert shown["state"].endswith("}}")
    assert "unreadable" in cli.run("events", "list").stdout


def test_a_stream_is_listed_past_an_event_nobody_can_read(cli: Cli) -> None:
    cli.run("collect", "--limit", "2")
    stream = cli.json("events", "list")["items"][2]["stream"]
    before = cli.json("events", "list", "--stream", stream)["items"]
    db = sqlite3.connect(cli.db)
    db.execute("UPDATE stored_events SET topic = topic || '@9' WHERE id = ?", (before[0]["position"],))
    db.commit()
    db.close()
    after = cli.json("events", "list", "--stream", stream)["items"]

    assert [e["position"] for e in before] == [e["position"] for e in after]
    assert "version 9 is newer" in after[0]["unreadable"]
    assert after[1:] == before[1:]


def test_a_song_is_told_as_it_was_known(cli: Cli) -> None:
    cli.run("run", "--limit", "1", "--no-lyrics", code=None)
    song = cli.json("songs", "--state", "done", "--limit", "1")["items"][0]["id"]
    before = cli.json("why", song, "--as-of", "2020-01-01")
    now = cli.json("why", song, "--as-of", "0m")

    assert ("unknown", [], []) == (before["song"]["state"], before["events"], before["playlists"])
    assert "done" == now["song"]["state"]
    assert now["events"] == cli.json("why", song)["events"]
    assert f"[{song}] was done at " in cli.run("why", song, "--as-of", "0m").stdout


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
