"""Rules for how titles are said and how people are credited, learnt from lists never seen before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import score
from catalogsync.domain.matching.values import Recording, Verdict

ACCEPT, HOLD, REJECT = Verdict.ACCEPT, Verdict.HOLD, Verdict.REJECT


def titled(one: str, other: str) -> Verdict:
    """The verdict on two entries that differ by the title, and stand on different albums."""
    want = Recording(one, ("ある歌手",), "あるアルバム", 240_000)
    return score(want, replace(want, title=other, album=None)).verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 Miles", "Five Hundred Miles"),
        ("A Thousand Miles", "1000 Miles"),
        ("Nineteen Eighty Five", "1985"),
        ("24 Hours", "Twenty Four Hours"),
        ("Girls Just Want to Have Fun", "Girls Just Wanna Have Fun"),
        ("thank u, next", "Thank You, Next"),
        ("Livin' on a Prayer", "Living on a Prayer"),
        ("True Colors", "True Colours"),
        ("恋をしたから", "Koi wo shita kara"),
        ("君はロック", "Kimi wa Rokku"),
        ("東京テディベア", "Tokyo Teddy Bear"),
        ("secret base ~君がくれたもの~", "secret base (你给我的所有)"),
        ("See You Again", "See You Again 电影速度与激情7片尾曲"),
        ("Paper Rivers", "Paper Rivers フルバージョン"),
    ],
)
def test_what_is_said_alike_is_one_title(one: str, other: str) -> None:
    assert titled(one, other) is ACCEPT
    assert titled(other, one) is ACCEPT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 Miles", "Five Miles"),
        ("1985", "Nineteen Eighty Four"),
        ("7 Years", "17 Years"),
        ("Paper Lanterns", "Paper Lanterns MR"),
        ("Paper Lanterns", "Paper Lanterns II"),
        ("See You Again", "See You Again 钢琴曲"),
        ("落叶归根", "落叶归根 和声伴奏"),
        ("晴空之下", "晴空之下 Rave Edit"),
        ("晴空之下", "晴空之下 (Cover ver.)"),
        ("东京", "Tokyo Teddy Bear"),
    ],
)
def test_what_is_said_otherwise_is_another_song_or_version(one: str, other: str) -> None:
    assert titled(one, other) is not ACCEPT
    assert titled(other, one) is not ACCEPT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五月天阿信", "阿信"),
        ("SUGA of BTS", "슈가"),
        ("Rin Kagamine", "鏡音リン"),
        ("JENNIE (from BLACKPINK)", "Jennie"),
    ],
)
def test_a_member_may_be_named_with_the_band_and_a_latin_name_either_way_round(one: str, other: str) -> None:
    want = Recording("晴空之下", (one,), "远方", 240_000)

    assert score(want, replace(want, artists=(other,), album=None)).verdict is ACCEPT
    assert score(want, replace(want, artists=("怪兽",), album=None)).verdict is not ACCEPT


def test_a_member_credited_beside_the_band_by_any_of_his_names_is_no_guest() -> None:
    want = Recording("거짓말", ("BIGBANG",), "Always", 229_000)

    assert score(want, replace(want, artists=("BIGBANG", "权志龙"), album=None)).verdict is ACCEPT
    assert score(want, replace(want, artists=("BIGBANG", "2NE1"), album=None)).verdict is REJECT


def test_a_fuller_credit_on_an_album_called_like_its_song_is_asked_about() -> None:
    want = Recording("往后余生", ("马良",), "往后余生", 195_000)
    both = replace(want, artists=("马良", "孙茜茹"))

    assert score(want, both).verdict is HOLD
    assert score(replace(want, album="北方来信"), replace(both, album="北方来信")).verdict is ACCEPT
    assert score(want, replace(both, album="北方来信")).verdict is REJECT


def test_a_language_an_album_names_as_its_version_is_the_version_of_its_songs() -> None:
    want = Recording("FANCY", ("TWICE (트와이스)",), "FANCY YOU", 214_000)

    assert score(want, replace(want, album="#TWICE3 (Japanese Ver.)")).verdict is REJECT
    assert score(want, replace(want, album="#TWICE3 (Korean Ver.)")).verdict is ACCEPT


def test_the_entry_that_names_the_wanted_version_comes_before_one_that_names_none() -> None:
    want = Recording("江南 (Live)", ("林俊杰",), "圣所 世界巡回演唱会", 300_000)
    unmarked = replace(want, title="江南")
    marked = replace(want, artists=("JJ Lin",))

    assert [place for place, _ in rank(want, [unmarked, marked])] == [1, 0]


@pytest.mark.parametrize(
    "album", ["No Need to Argue (The Complete Sessions)", "明日之子 原创合辑", "Long Live"]
)
def test_an_album_may_hold_a_word_for_concerts_and_no_concert(album: str) -> None:
    want = Recording("晴空之下", ("林夕遥",), "远方", 240_000)

    assert score(want, replace(want, album=album)).verdict is ACCEPT
