"""Where the words come from, in which order, and when absent ones are asked for again."""

from __future__ import annotations

import pytest

from catalogsync.pipeline.download import DownloadStage
from catalogsync.pipeline.errors import NetworkFailed, VipOnly
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.ports import Lyric, LyricKind, SongInfo
from tests.pipeline.doubles import Platform, World, info, sources
from tests.pipeline.test_download import EVERYTHING, stage, synced

DAY = 86_400_000


def downloaded(here: World, *platforms: Platform) -> DownloadStage:
    work = stage(here, *platforms, lyrics=None)
    work.run(EVERYTHING, 1, 1)
    return work


def lyrics(here: World, *platforms: Platform, recheck_days: int = 30) -> LyricStage:
    order = [platform.name for platform in platforms]
    return LyricStage(
        here.catalog,
        here.queries,
        sources(*platforms),
        here.library,
        here.watch,
        here.brake,
        order,
        recheck_days=recheck_days,
    )


def later(here: World, days: float) -> None:
    now = here.catalog.clock
    object.__setattr__(here.catalog, "clock", lambda: now() + int(days * DAY))


def asked(*platforms: Platform) -> list[str]:
    return [f"{p.name} {line}" for p in platforms for line in p.asked if line.startswith("lyric")]


def test_the_audios_own_source_is_asked_first(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "8", "歌a")])
    synced(here, qq)
    downloaded(here, qq, kuwo)
    lyrics(here, qq, kuwo).run(EVERYTHING, 1)

    assert ["kuwo lyric 8"] == asked(qq, kuwo)


def test_without_words_there_its_own_platform_is_next_and_then_others(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "8", "歌a")])
    netease = Platform("netease", finds=[info("netease", "5", "歌a")])
    qq.lyrics = {"a": Lyric(LyricKind.ABSENT)}
    kuwo.lyrics = {"8": Lyric(LyricKind.ABSENT)}
    synced(here, qq)
    downloaded(here, qq, kuwo, netease)
    tally = lyrics(here, qq, kuwo, netease).run(EVERYTHING, 1)

    assert ["qq lyric a", "kuwo lyric 8", "netease lyric 5"] == asked(qq, kuwo, netease)
    assert {"lyric_saved": 1} == tally.as_counts()


@pytest.mark.parametrize("kind", [LyricKind.ABSENT, LyricKind.INSTRUMENTAL])
def test_no_words_is_an_answer_until_the_settings_time_is_over(here: World, kind: LyricKind) -> None:
    qq = Platform("qq", {"1": ["a"]}, lyrics={"a": Lyric(kind)})
    synced(here, qq)
    downloaded(here, qq)
    lyrics(here, qq).run(EVERYTHING, 1)
    later(here, 29)
    lyrics(here, qq).run(EVERYTHING, 1)
    early = len(asked(qq))
    later(here, 2)
    qq.lyrics = {}
    tally = lyrics(here, qq).run(EVERYTHING, 1)

    assert 1 == early
    assert {"lyric_saved": 1} == tally.as_counts()


def test_a_failure_is_no_answer_and_is_asked_again_at_once(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"lyric a": NetworkFailed("qq", "lyric", "reset")})
    synced(here, qq)
    downloaded(here, qq)
    first = lyrics(here, qq).run(EVERYTHING, 1)
    qq.refuses.clear()
    second = lyrics(here, qq).run(EVERYTHING, 1)

    assert {"lyric_failed": 1, "failed.network": 1} == first.as_counts()
    assert {"lyric_saved": 1} == second.as_counts()


def test_our_own_fault_in_a_lyric_costs_no_song_and_no_other_lyric(here: World) -> None:
    class Breaks(Platform):
        def lyric(self, song: SongInfo) -> Lyric:
            if song.song_id == "a":
                raise ZeroDivisionError
            return super().lyric(song)

    qq = Breaks("qq", {"1": ["a", "b"]})
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)
    tally_after = lyrics(here, qq).run(EVERYTHING, 1)

    assert 2 == tally.counts["done"]
    assert "song.missed" not in here.names("song:qq:a")
    assert "song.lyric_failed" == here.names("song:qq:a")[-1]
    assert "song.lyric_saved" == here.names("song:qq:b")[-1]
    assert {"lyric_failed": 1, "failed.bug": 1} == tally_after.as_counts()
