"""The matching rules, one by one, and what must hold for any text."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.domain.matching.query import search_text
from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import score
from catalogsync.domain.matching.values import Recording, Verdict

WANT = Recording("七里香", ("周杰伦",), "七里香", 299_000)
ACCEPT, HOLD, REJECT = Verdict.ACCEPT, Verdict.HOLD, Verdict.REJECT

words = st.text(
    st.sampled_from(
        "abcxyzABC 0123 七里香晴天夜曲愛恋桜カナかな사랑éüß·-()[]（）【】《》「」～~&/.,'\"!?🎈★\u200b\u202e"
    ),
    max_size=30,
)
titles = st.one_of(words, st.text(max_size=60))
recordings = st.builds(
    Recording,
    titles,
    st.lists(titles, max_size=3).map(tuple),
    st.none() | titles,
    st.none() | st.integers(-1, 10**9),
    st.lists(titles, max_size=2).map(tuple),
)
song_titles = st.text("abcdefghij", min_size=3, max_size=12) | st.text(
    "晴天夜曲稻香安静彩虹屋顶搁浅断了的弦", min_size=2, max_size=6
)
songs = st.builds(
    Recording,
    song_titles,
    st.sampled_from([("周杰伦",), ("Adele",), ("宇多田ヒカル",), ("아이유",)]),
    st.none() | st.just("十一月"),
    st.integers(60_000, 400_000),
)


@given(recordings, recordings)
@settings(max_examples=100, deadline=None)
def test_any_texts_are_judged_alike_every_time(want: Recording, candidate: Recording) -> None:
    first = score(want, candidate)

    assert score(want, candidate) == first
    assert 0.0 <= first.total <= 1.0
    assert set(first.parts) <= {"title", "artists", "album", "duration", "version"}
    assert all(0.0 <= part <= 1.0 for part in first.parts.values())
    assert (first.total >= 0.8) == (first.verdict is ACCEPT)
    assert (first.total < 0.5) == (first.verdict is REJECT)
    assert first.verdict is ACCEPT or first.reasons


@given(songs)
@settings(max_examples=50, deadline=None)
def test_an_identical_recording_is_accepted(song: Recording) -> None:
    assert score(song, song).verdict is ACCEPT


@given(
    songs,
    st.sampled_from(
        [" (Live)", "（Live）", " - Live", " [现场版]", " (伴奏)", " (Remix)", "（DJ版）", " (Cover)"]
    ),
)
@settings(max_examples=50, deadline=None)
def test_a_version_word_on_one_side_rejects(song: Recording, word: str) -> None:
    other = replace(song, title=song.title + word)

    assert score(song, other).verdict is REJECT
    assert score(other, song).verdict is REJECT


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@given(songs, st.sampled_from([str.upper, str.title, _wide, html.escape, lambda text: f"  {text} "]))
@settings(max_examples=50, deadline=None)
def test_case_width_and_entities_do_not_alter_the_verdict(song: Recording, change: object) -> None:
    assert callable(change)
    other = replace(song, title=change(song.title), artists=tuple(map(change, song.artists)))

    assert score(song, other).verdict is ACCEPT
    assert score(other, song).verdict is ACCEPT


@given(songs, songs)
@settings(max_examples=50, deadline=None)
def test_another_artist_is_never_accepted(song: Recording, other: Recording) -> None:
    if song.artists != other.artists:
        assert score(song, replace(song, artists=other.artists)).verdict is not ACCEPT


@pytest.mark.parametrize(
    ("want", "candidate"),
    [
        (WANT, Recording("七里香", ("周杰倫",), "七里香", 299_400)),
        (WANT, Recording("周杰伦 - 七里香", (), "七里香", 299_000)),
        (WANT, Recording("周杰伦-七里香 (无损)", (), None, 299_000)),
        (Recording("夜に駆ける", ("YOASOBI",), "THE BOOK", 261_000), Recording("Yoru ni Kakeru", ("ヨアソビ",), None, 261_000)),
        (Recording("강남스타일", ("싸이",), None, 219_000), Recording("Gangnam Style", ("PSY",), None, 219_000)),
        (Recording("恋曲1990", ("罗大佑",), None, 282_000), Recording("戀曲一九九○", ("羅大佑",), None, 282_000)),
        (Recording("Levels", ("Avicii",), None, 199_000), Recording("Levels (Radio Edit)", ("Avicii",), None, 199_000)),
        (Recording("Yesterday", ("The Beatles",), "Help!", 125_000), Recording("Yesterday (Remastered 2009)", ("披头士乐队",), None, 125_000)),
        (Recording("Get Lucky (feat. Pharrell Williams)", ("Daft Punk",)), Recording("Get Lucky", ("Daft Punk", "Pharrell Williams"))),
        (Recording("Sweet Dreams", ("Eurythmics",), None, 216_000), Recording("Sweet Dreams", ("Eurythmics、Annie Lennox",), None, 216_000)),
    ],
)  # fmt: skip
def test_notes_scripts_and_spellings_make_no_difference(want: Recording, candidate: Recording) -> None:
    assert score(want, candidate).verdict is ACCEPT


@pytest.mark.parametrize(
    ("want", "candidate", "reason"),
    [
        (WANT, Recording("七里香", ("周杰伦",), "2004无与伦比演唱会 Live CD", 299_000), "version:live"),
        (WANT, Recording("七里香 (AI孙燕姿)", ("周杰伦",), None, 299_000), "version:ai"),
        (WANT, Recording("七里香 (0.8x)", ("周杰伦",), None, 299_000), "version:speed"),
        (WANT, Recording("七里香钢琴曲", ("周杰伦",), None, 299_000), "version:arranged"),
        (WANT, Recording("七里香", ("小潘潘",), "七里香", 299_000), "artist:other"),
        (WANT, Recording("七里香 (feat. 某人)", ("周杰伦",), None, 299_000), "artist:guest"),
        (WANT, Recording("七里香", ("周杰伦",), None, 250_000), "duration:far"),
        (WANT, Recording("搁浅", ("周杰伦",), "七里香", 299_000), "title:other"),
        (Recording("Style", ("Taylor Swift",), "1989", 231_000), Recording("Style", ("Taylor Swift",), "1989 (Taylor's Version)", 231_000), "version:rerecord"),
        (Recording("Levels", ("Avicii",), None, 338_000), Recording("Levels (Radio Edit)", ("Avicii",)), "edit:length-unknown"),
        (Recording("Stay (MK Remix)", ("Adele",), None, 200_000), Recording("Stay (R3HAB Remix)", ("Adele",), None, 200_000), "version:other-remix"),
        (Recording("富士山下", ("陈奕迅",), "认了吧", 259_000), Recording("富士山下 (国语版)", ("陈奕迅",), None, 259_000), "version:lang-zh"),
        (Recording("恋曲1990", ("罗大佑",), None, 282_000), Recording("恋曲1980", ("罗大佑",), None, 282_000), "title:other"),
    ],
)  # fmt: skip
def test_another_recording_is_rejected_with_its_reason(
    want: Recording, candidate: Recording, reason: str
) -> None:
    found = score(want, candidate)

    assert found.verdict is REJECT
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("want", "candidate", "reason"),
    [
        (WANT, Recording("七里香", ("周杰伦",), "七里香", 305_000), "duration:near"),
        (WANT, Recording("七里香", (), None, 299_000), "artist:missing"),
        (Recording("我心永恒", ("Céline Dion",), None, 280_000), Recording("My Heart Will Go On", ("Céline Dion",), None, 280_000), "title:translated"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_held_for_a_person(want: Recording, candidate: Recording, reason: str) -> None:
    found = score(want, candidate)

    assert found.verdict is HOLD
    assert reason in found.reasons


def test_the_same_release_comes_before_another_and_a_tagged_upload_last() -> None:
    found = [
        Recording("七里香 [FLAC]", ("周杰伦",), None, 299_000),
        Recording("七里香", ("周杰伦",), "精选", 299_000),
        Recording("七里香", ("周杰伦",), None, 299_000),
        Recording("七里香", ("周杰伦",), "七里香", 300_500),
        Recording("七里香 (Live)", ("周杰伦",), None, 305_000),
    ]

    assert [index for index, _ in rank(WANT, found)] == [3, 1, 2, 0, 4]


def test_a_missing_artist_is_learnt_from_a_candidate_its_album_proves() -> None:
    want = Recording("画心", (), "画皮 电影原声", 226_000)
    found = [
        Recording("画心", ("张靓颖",), "张靓颖@音乐", None),
        Recording("畫心 (電影《畫皮》主題曲)", ("張靚穎",), "畫皮", 226_000),
        Recording("画心", ("古风小筑",), None, 226_000),
    ]

    assert [(index, judged.verdict) for index, judged in rank(want, found)] == [
        (1, ACCEPT),
        (0, ACCEPT),
        (2, REJECT),
    ]


def test_ten_megabytes_of_title_are_cut_before_they_are_read() -> None:
    hostile = Recording("(" * 5_000_000 + "七里香" * 1_700_000, ("A" * 10_000_000,), "[" * 1_000_000, 1)

    assert score(WANT, hostile).verdict is REJECT
    assert rank(WANT, [hostile, WANT])[0][0] == 1
    assert score(hostile, hostile).verdict is not REJECT
    assert len(search_text(hostile.title, hostile.artists)) <= 120


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("小幸运 (电影《我的少女时代》主题曲)", ("田馥甄 (Hebe)",), "田馥甄 小幸运"),
        ("Get Lucky (feat. Pharrell Williams)", ("Daft Punk", "Pharrell Williams"), "Daft Punk Get Lucky"),
        ("Don&#39;t Stop - Remastered 2011", (), "Don't Stop"),
        ("《七里香》", ("周杰伦",), "周杰伦 七里香"),
    ],
)
def test_a_search_asks_for_the_first_artist_and_the_bare_title(
    title: str, artists: tuple[str, ...], expected: str
) -> None:
    assert search_text(title, artists) == expected


@given(titles, st.lists(titles, max_size=3))
@settings(max_examples=50, deadline=None)
def test_a_search_text_is_short_and_printable(title: str, artists: list[str]) -> None:
    found = search_text(title, artists)

    assert found.isprintable()
    assert len(found) <= 120
