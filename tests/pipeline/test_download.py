"""A song's way to a file: own platform, fallback by matching, honest failures, lyrics beside."""

from __future__ import annotations

import re
from typing import Any

import pytest

from catalogsync.domain.ids import Key
from catalogsync.domain.song import Missed, Song
from catalogsync.pipeline.download import DownloadStage
from catalogsync.pipeline.errors import (
    AddressExpired,
    FileRejected,
    LibraryUnavailable,
    NetworkFailed,
    VipOnly,
)
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.ports import Lyric, LyricKind, Quality
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.sync import sync
from tests.pipeline.doubles import Bytes, Platform, World, info, sources, whole_mp3

EVERYTHING = Selection(("qq", "netease", "kuwo"))


def stage(here: World, *platforms: Platform, fetch: Bytes | None = None, **more: object) -> DownloadStage:
    some = sources(*platforms)
    order = [platform.name for platform in platforms]
    lyrics = LyricStage(here.catalog, here.queries, some, here.library, here.watch, here.brake, order)
    given: dict[str, Any] = {"ladder": tuple(Quality), "lyrics": lyrics, "inspect": whole_mp3, **more}
    return DownloadStage(
        catalog=here.catalog,
        ask=here.queries,
        sources=some,
        fetch=fetch or Bytes(),
        library=here.library,
        watch=here.watch,
        brake=here.brake,
        order=order,
        **given,
    )


def synced(here: World, platform: Platform) -> None:
    sync(
        here.catalog,
        {platform.name: platform},
        [Key(platform.name, id_) for id_ in platform.lists],
        here.watch,
        here.brake,
    )


def test_a_song_comes_from_its_own_platform_with_its_lyric_beside_it(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 2, 2)

    assert {"done": 1, "done.qq": 1} == tally.as_counts()
    assert (here.folder / "music/qq/某人/某人 - 歌a.mp3").is_file()
    assert "[00:01.00]词\n" == (here.folder / "music/qq/某人/某人 - 歌a.lrc").read_text("utf-8")
    assert ["song.catalogued", "song.obtained", "song.lyric_saved"] == here.names("song:qq:a")


def test_what_is_there_is_not_fetched_again(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    fetch = Bytes()
    stage(here, qq, fetch=fetch).run(EVERYTHING, 1, 1)
    stage(here, qq, fetch=fetch).run(EVERYTHING, 1, 1)

    assert 1 == len(fetch.fetched)


def test_a_refused_song_comes_from_elsewhere_when_the_recording_is_the_same(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "9", "歌a (Live)"), info("kuwo", "8", "歌a")])
    synced(here, qq)
    tally = stage(here, qq, kuwo).run(EVERYTHING, 1, 1)

    assert {"done": 1, "done.kuwo": 1} == tally.as_counts()
    assert ["song.catalogued", "song.attempt_failed", "song.searched", "song.obtained"] == here.names(
        "song:qq:a"
    )[:4]


def test_a_wrong_version_is_never_taken(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "9", "歌a (Live)"), info("kuwo", "7", "歌a", "翻唱者")])
    synced(here, qq)
    tally = stage(here, qq, kuwo).run(EVERYTHING, 1, 1)

    assert {"missed": 1, "failed.vip": 1} == tally.as_counts()


def test_a_persons_word_outranks_the_score(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "9", "歌a (Live)"), info("kuwo", "8", "歌a")])
    synced(here, qq)
    here.catalog.change(Song, "song:qq:a", lambda song: song.accept("kuwo", "9"))
    here.catalog.change(Song, "song:qq:a", lambda song: song.reject("kuwo", "8"))
    fetch = Bytes()
    stage(here, qq, kuwo, fetch=fetch).run(EVERYTHING, 1, 1)

    assert ["http://cdn.example/kuwo/9"] == fetch.fetched


def test_an_expired_address_is_asked_for_anew(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    url = "http://cdn.example/qq/a"
    fetch = Bytes({url: [AddressExpired("qq", "fetch", "403", code="HTTP 403")]})
    tally = stage(here, qq, fetch=fetch).run(EVERYTHING, 1, 1)

    assert {"done": 1, "done.qq": 1} == tally.as_counts()
    assert ["stream a", "stream a"] == [asked for asked in qq.asked if asked.startswith("stream")]


def test_a_damaged_file_leaves_nothing_behind_and_is_tried_later(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    fetch = Bytes({"http://cdn.example/qq/a": [FileRejected("cut")]})
    tally = stage(here, qq, fetch=fetch).run(EVERYTHING, 1, 1)
    left = [path.name for path in (here.folder / "music").rglob("*") if path.is_file()]

    assert {"missed": 1, "failed.corrupt": 1} == tally.as_counts()
    assert [".catalogsync-root"] == left
    assert [] == list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock()))
    assert [Key("qq", "a")] == list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock() + 10**8))
    a_day_before = here.catalog.clock() - 86_400_000  # the clock was a day ahead when it was missed
    assert [Key("qq", "a")] == list(here.queries.songs_to_download(EVERYTHING, a_day_before))


def test_two_songs_that_want_one_path_both_get_one(here: World) -> None:
    qq = Platform("qq", {"1": ["a", "b"]}, titles={"a": "Intro", "b": "intro"})
    synced(here, qq)
    stage(here, qq).run(EVERYTHING, 2, 2)
    names = {path.name for path in (here.folder / "music").rglob("*.mp3")}

    assert 2 == len({name.casefold() for name in names})


def test_a_library_without_room_pauses_everything_once(here: World) -> None:
    qq = Platform("qq", {"1": ["a", "b", "c"]})
    synced(here, qq)
    full = LibraryUnavailable("the disk is full")
    fetch = Bytes({f"http://cdn.example/qq/{id_}": [full] for id_ in "abc"})
    with pytest.raises(LibraryUnavailable, match="the disk is full"):
        stage(here, qq, fetch=fetch).run(EVERYTHING, 1, 1)

    assert "song.missed" not in here.names("song:qq:a") + here.names("song:qq:b") + here.names("song:qq:c")


def test_our_own_fault_costs_one_song_and_no_other(here: World) -> None:
    qq = Platform("qq", {"1": ["a", "b"]}, refuses={"stream a": ZeroDivisionError("ours")})
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)

    (missed,) = [e.fact for e in here.catalog.log.load("song:qq:a") if isinstance(e.fact, Missed)]

    assert {"missed": 1, "failed.bug": 1, "done": 1, "done.qq": 1} == tally.as_counts()
    assert re.fullmatch(r"our own fault: ZeroDivisionError at \w+\.py:\d+", missed.message)


def test_sources_that_keep_helping_come_first(here: World) -> None:
    ids = [str(n) for n in range(30)]
    refused = {f"stream {id_}": VipOnly("qq", "song-url", "members only") for id_ in ids}
    qq = Platform("qq", {"1": ids}, titles=dict.fromkeys(ids, "同名"), refuses=refused)
    kuwo, netease = Platform("kuwo"), Platform("netease", finds=[info("netease", "5", "同名")])
    synced(here, qq)
    stage(here, qq, kuwo, netease).run(EVERYTHING, 1, 1)
    netease_rate, kuwo_rate = (here.queries.fallback_rates("qq")[name] for name in ("netease", "kuwo"))

    assert netease_rate[1] > 10 > kuwo_rate[1] == 0


def test_absent_and_instrumental_lyrics_are_answers_and_fail_nothing(here: World) -> None:
    qq = Platform("qq", {"1": ["a", "b"]})
    qq.lyrics = {"a": Lyric(LyricKind.ABSENT), "b": Lyric(LyricKind.INSTRUMENTAL)}
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)

    assert 2 == tally.counts["done"]
    assert "song.lyric_absent" == here.names("song:qq:a")[-1]
    assert "song.instrumental" == here.names("song:qq:b")[-1]


def test_a_lyric_that_was_there_is_kept_unless_told_otherwise(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    ours = here.folder / "music/qq/某人/某人 - 歌a.lrc"
    ours.parent.mkdir(parents=True)
    ours.write_text("my own", "utf-8")
    stage(here, qq).run(EVERYTHING, 1, 1)
    kept = ours.read_text("utf-8")
    some = sources(qq)
    over = LyricStage(
        here.catalog, here.queries, some, here.library, here.watch, here.brake, ["qq"], overwrite=True
    )
    over.run(EVERYTHING, 1)

    assert "my own" == kept
    assert "[00:01.00]词\n" == ours.read_text("utf-8")
    assert ["song.lyric_kept", "song.lyric_saved"] == here.names("song:qq:a")[-2:]


def test_a_failing_lyric_source_fails_no_download(here: World) -> None:
    qq = Platform(
        "qq", {"1": ["a"]}, refuses={"lyric a": NetworkFailed("qq", "lyric", "reset", code="reset")}
    )
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)

    assert {"done": 1, "done.qq": 1} == tally.as_counts()
    assert "song.lyric_failed" == here.names("song:qq:a")[-1]
