"""`doctor`, recordings, links, and a person's decisions, against the sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogsync.adapters.platforms.recording import Recording, scrub
from tests.cli.conftest import Cli

EVERYTHING = {
    "categories",
    "playlist-list",
    "toplist-list",
    "playlist-detail",
    "toplist-detail",
    "search",
    "song-detail",
    "song-url",
    "lyric",
}


def test_the_doctor_finds_every_operation_of_every_platform_working(cli: Cli) -> None:
    items = cli.json("doctor")["items"]
    works = {(item["platform"], item["operation"]) for item in items if item["state"] == "works"}

    assert {
        (platform, operation) for platform in ("netease", "qq", "kuwo") for operation in EVERYTHING
    } <= works
    for platform in ("migu", "qianqian", "kugou"):
        assert {
            (platform, operation) for operation in ("search", "song-detail", "song-url", "lyric")
        } <= works


def test_the_doctor_tells_a_dead_network_from_a_refusal(cli: Cli) -> None:
    cli.gateway = "http://127.0.0.1:9"
    items = cli.json("doctor", "--platforms", "kuwo", code=4)["items"]

    assert {"down", "skipped"} == {item["state"] for item in items if item["platform"] == "kuwo"}


@pytest.mark.parametrize("platform", ["netease", "qq", "kuwo", "kugou", "migu", "qianqian"])
def test_a_recording_answers_like_the_platform_it_was_made_of(cli: Cli, platform: str) -> None:
    folder = cli.folder / "recording"
    cli.run("debug", "record", str(folder), "--platforms", platform)
    live = cli.json("doctor", "--platforms", platform)["items"]
    with Recording(folder).served() as address:
        cli.gateway = address
        again = cli.json("doctor", "--platforms", platform)["items"]

    def told(items: list[dict[str, str]]) -> list[tuple[str, str]]:
        return [(item["operation"], item["state"]) for item in items if item["platform"] == platform]

    assert told(live) == told(again)


def test_a_recording_holds_no_personal_ids_and_no_signatures() -> None:
    text = '{"userId":12345,"nickname":"Ann","url":"http://cdn.example/a.mp3?vkey=ABC123&guid=9","name":"a song"}'

    assert {
        "userId": 10000,
        "nickname": "000",
        "url": "http://cdn.example/a.mp3?vkey=000000&guid=1",
        "name": "a song",
    } == json.loads(scrub(text))


def test_a_folder_without_a_recording_is_refused(cli: Cli, tmp_path: Path) -> None:
    assert "no recording" in cli.run("debug", "replay", str(tmp_path), code=2).stderr


def test_links_are_told_apart(cli: Cli) -> None:
    words = (
        "https://music.163.com/#/playlist?id=7",
        "https://y.qq.com/n/ryqq/songDetail/003aAYrm3GE0Ac",
        "https://example.com/",
    )
    items = json.loads(cli.run("resolve", "--json", *words, code=2).stdout)["items"]

    assert [("netease", "playlist", "7"), ("qq", "song", "003aAYrm3GE0Ac")] == [
        (item["platform"], item["kind"], item["id"]) for item in items[:2]
    ]
    assert "error" in items[2]


def test_what_a_link_is_is_told_in_words_and_what_is_none_on_the_other_stream(cli: Cli) -> None:
    told = cli.run("resolve", "https://music.163.com/#/playlist?id=7", "https://example.com/", code=2)

    assert ["netease", "playlist", "7"] == told.stdout.splitlines()[2].split()[:3]
    assert told.stderr.startswith("https://example.com/: ")


def test_a_persons_word_is_kept_and_shown(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    song = cli.json("songs", "--state", "done", "--limit", "1")["items"][0]
    cli.run("redo", str(song["number"]))
    cli.run("exclude", song["id"], "--reason", "too loud")
    accepted = cli.run("accept", song["id"], "kuwo:1")
    cli.run("undo", song["id"], "kuwo:1")
    twice = cli.run("undo", song["id"], code=2).stderr
    told = cli.run("why", song["id"]).stdout
    cli.run("projections", "rebuild")

    assert "no search for it has ever found kuwo:1" in accepted.stdout + accepted.stderr
    assert "excluded it: too loud" in told
    assert "took back that they accepted kuwo:1: the rules decide again" in told
    assert "nobody decided" in twice
    assert "excluded" == cli.json("songs", "--limit", "500")["items"][song["number"] - 1]["state"]


def test_a_lost_file_is_noticed_and_brought_back(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    lost, cut = cli.json("songs", "--state", "done")["items"][:2]
    (cli.music / lost["path"]).unlink()
    (cli.music / cut["path"]).write_bytes(b"ID3")
    found = cli.json("verify", code=1)
    cli.run("download", code=None)

    assert {"missing": 1, "truncated": 1} == found["failures"]
    assert (cli.music / lost["path"]).stat().st_size > 1000
    assert (cli.music / cut["path"]).stat().st_size > 1000
    assert cli.json("verify", "--deep")["failures"] == {}


def test_a_library_that_is_not_mounted_pauses_instead_of_losing_everything(cli: Cli) -> None:
    cli.run("run", "--limit", "2", code=None)
    cli.music.rename(cli.folder / "away")
    cli.music.mkdir()
    done = cli.run("verify", code=5)

    assert "mount it" in done.stderr
    assert [] == cli.json("events", "list", "--name", "file.lost")["items"]


def test_later_songs_go_to_another_root_and_old_ones_stay_found(cli: Cli) -> None:
    cli.run("run", "--limit", "2", code=None)
    before = {item["id"]: item["path"] for item in cli.json("songs", "--state", "done")["items"]}
    second = cli.folder / "second"
    second.mkdir()
    cli.run("run", "--limit", "4", "--library-root", str(second), code=None)

    assert any(path.suffix in (".mp3", ".flac") for path in second.rglob("*"))
    assert (
        before.items()
        <= {
            i["id"]: i["path"] for i in cli.json("songs", "--state", "done", "--limit", "900")["items"]
        }.items()
    )
    assert cli.json("verify", "--library-root", str(second))["failures"] == {}


def test_wanted_groups_what_is_missing_by_reason(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    wanted = cli.json("wanted")
    missed = cli.json("songs", "--state", "missed", "--limit", "500")["items"]

    assert sum(row["n"] for row in wanted["reasons"]) >= len(missed)
    assert "filter" in cli.run("wanted", "nonsense:1", code=2).stderr


def test_a_cookie_that_expired_is_noticed_once_and_a_new_one_opens_what_waited(cli: Cli) -> None:
    env = cli.folder / "c.env"
    env.write_text("CATALOGSYNC_COOKIE_NETEASE='MUSIC_U=expired'\n", "utf-8")
    for _ in range(2):
        cli.run("run", "--limit", "2", "--sources", "netease", "--env-file", str(env), code=None)
    expired = cli.json("events", "list", "--name", "session.expired")["items"]
    env.write_text("CATALOGSYNC_COOKIE_NETEASE='MUSIC_U=vip1'\n", "utf-8")
    cli.run("run", "--limit", "2", "--sources", "netease", "--env-file", str(env), code=None)

    assert ["netease"] == [item["fact"]["platform"] for item in expired]
    assert 2 == len(cli.json("events", "list", "--name", "session.given")["items"])
    assert "MUSIC_U" not in str(cli.json("events", "list", "--limit", "10000"))


def test_missing_songs_are_opened_again_once(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    missed = {item["id"] for state in ("missed", "held") for item in _all_in(cli, state)}

    assert missed == set(cli.json("retry", "", "--dry-run")["songs"])
    assert missed == set(cli.json("retry", "")["songs"])
    assert [] == cli.json("retry", "")["songs"]
    assert "0 songs" in cli.run("retry", "state:held").stderr


def test_a_page_of_a_filter_goes_on_where_the_one_before_ended(cli: Cli) -> None:
    cli.run("run", "--limit", "3", code=None)
    whole = [item["id"] for item in cli.json("songs", "--limit", "9000")["items"]]
    first = cli.json("songs", "since:9999w", "--limit", "5")
    second = cli.json("songs", "--limit", "9000", "--after", str(first["next"]), "since:9999w")

    assert whole == [item["id"] for item in (*first["items"], *second["items"])]
    assert "key" not in first["items"][0]


def _all_in(cli: Cli, state: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = cli.json("songs", "--state", state, "--limit", "900")["items"]
    return items
