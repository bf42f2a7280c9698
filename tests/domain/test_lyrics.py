"""What platforms call a lyric becomes one clean LRC text."""

from __future__ import annotations

import base64
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.lyrics import (
    MOST_LINES,
    Merge,
    is_empty,
    is_instrumental,
    read_lyrics,
    to_lrc,
)

LINE = re.compile(r"(\[(ti|ar|al):[^\n]*|\[(\d{2,4}):(\d{2})\.(\d{2})\][^\n]*)")


def test_stamps_of_every_form_come_out_alike_and_sorted() -> None:
    text = "[01:02.5]d\n[00:03:25]b\r\n[00:01]a\r[61:00.123]e\n[00:04.999]c"

    assert to_lrc(text) == "[00:01.00]a\n[00:03.25]b\n[00:04.99]c\n[01:02.50]d\n[61:00.12]e\n"


def test_a_line_with_several_stamps_is_sung_several_times() -> None:
    assert to_lrc("[00:01.00] [00:03.00]la\n[00:02.00]di") == "[00:01.00]la\n[00:02.00]di\n[00:03.00]la\n"


@pytest.mark.parametrize(
    ("offset", "want"), [("500", "01.50"), ("-500", "02.50"), ("+9000", "00.00"), ("x", "02.00")]
)
def test_a_positive_offset_brings_lines_forward(offset: str, want: str) -> None:
    assert f"[00:{want}]la\n" == to_lrc(f"[offset:{offset}]\n[00:02.00]la")


def test_only_the_tags_that_say_what_it_is_are_kept() -> None:
    text = "[ti:远山]\n[ar:星河]\n[al:]\n[by:someone]\n[hash:abc]\n[00:01.00]la"

    assert to_lrc(text) == "[ti:远山]\n[ar:星河]\n[00:01.00]la\n"


def test_json_credit_lines_become_lines() -> None:
    text = '{"t":0,"c":[{"tx":"作曲: "},{"tx":"甲","li":"x","or":"orpheus://y"}]}\n[00:05.00]la'

    assert to_lrc(text) == "[00:00.00]作曲: 甲\n[00:05.00]la\n"


@pytest.mark.parametrize(
    "line",
    ['{"t":"x","c":3}', '{"t":0', '{"a":1}', '{"t":0,"c":[1,null,{"tx":4}]}', '{"x":' * 3000],
)
def test_json_lines_of_another_shape_leave_no_trace(line: str) -> None:
    assert to_lrc(line + "\n[00:05.00]la") == "[00:05.00]la\n"


@pytest.mark.parametrize(
    "line",
    [
        "[1500,2000](0,100)远(0,200)山",
        "[1500,2000](1500,100,0)远(1600,200,0)山",
        "[1500,2000]远(1500,100)山(1600,200)",
        "[1500,2000]<0,100,0>远<100,200,0>山",
        "[00:01.50]<00:01.50>远<00:01.70>山",
    ],
)
def test_word_by_word_texts_become_lines(line: str) -> None:
    assert to_lrc(line) == "[00:01.50]远山\n"


def test_the_xml_around_a_word_timed_text_is_read() -> None:
    text = '<?xml version="1.0"?><Lyric_1 LyricType="1" LyricContent="[1500,200]远(1500,9)&#10;[2500,9]山(1,2)"/>'

    assert to_lrc(text) == "[00:01.50]远\n[00:02.50]山\n"


def test_word_timed_text_stands_in_for_an_original_without_stamps() -> None:
    assert to_lrc("远山", word_timed="[1500,9](0,1)远(0,1)山") == "[00:01.50]远山\n"
    assert to_lrc("远山", word_timed="") == "远山\n"


def test_base64_entities_bom_and_written_line_feeds_are_undone() -> None:
    plain = "\ufeff[00:01.00]it&apos;s&nbsp;&#30495;\\n[00:02.00]好"
    packed = base64.b64encode(plain.encode()).decode()

    assert "[00:01.00]it's 真\n[00:02.00]好\n" == to_lrc(plain) == to_lrc(packed)


def test_a_word_that_happens_to_be_base64_stays_a_word() -> None:
    assert to_lrc("Hallelujah12") == "Hallelujah12\n"


def test_translation_goes_under_its_line_and_placeholders_do_not() -> None:
    text, other = "[00:01.00]one\n[00:02.00]two\n[00:03.00]three", "[00:02.01]二\n[00:01.00]一\n[00:03.00]//"

    want = "[00:01.00]one\n[00:01.00]一\n[00:02.00]two\n[00:02.00]二\n[00:03.00]three\n"

    assert want == to_lrc(text, translation=other, merge=Merge.TRANSLATION)
    assert "一" not in (to_lrc(text, translation=other) or "")


def test_romanisation_comes_before_translation() -> None:
    found = to_lrc("[00:01]山", translation="[00:01]hill", romanisation="[00:01]yama", merge=Merge.BOTH)

    assert found == "[00:01.00]山\n[00:01.00]yama\n[00:01.00]hill\n"


def test_repeated_stamps_pair_their_translations_in_order() -> None:
    found = to_lrc("[00:01]a\n[00:01]b", translation="[00:01]甲\n[00:01]乙", merge=Merge.BOTH)

    assert found == "[00:01.00]a\n[00:01.00]甲\n[00:01.00]b\n[00:01.00]乙\n"


@pytest.mark.parametrize(
    "text",
    [
        "[00:05.00]纯音乐，请欣赏\n",
        "[99:00.00]纯音乐，请欣赏",
        "[00:00.00]此歌曲为没有填词的纯音乐，请您欣赏",
        "[00:00]远山 - 星河\n[00:01]作曲 : 星河\n[00:02]純音樂，請欣賞。",
        "Instrumental",
    ],
)
def test_instrumental_phrases_are_no_words(text: str) -> None:
    assert to_lrc(text) is None
    assert is_instrumental(text)
    assert not is_empty(text)


@pytest.mark.parametrize(
    "text", ["", "  \n", "[ti:x]", "[00:01.00]", "[00:01]暂无歌词", "该歌曲没有歌词", None]
)
def test_nothing_is_empty_and_not_instrumental(text: str | None) -> None:
    assert is_empty(text)
    assert not is_instrumental(text)
    assert to_lrc(text or "") is None


def test_a_song_about_instrumental_music_has_words() -> None:
    text = "[00:01]纯音乐，请欣赏\n[00:02]他说\n[00:03]可我还在唱\n[00:04]一首歌"

    assert not is_instrumental(text)
    assert to_lrc(text) is not None


def test_empty_lines_stay_only_where_a_passage_ends() -> None:
    text = "[00:00]\n[00:01]a\n[00:02]\n[00:03]   \n[00:04]  \n[00:04]b"

    assert to_lrc(text) == "[00:01.00]a\n[00:02.00]\n[00:04.00]b\n"


def test_lines_without_stamps_join_the_line_before() -> None:
    assert to_lrc("[00:01]a\nb") == "[00:01.00]a\n[00:01.00]b\n"


def test_control_and_bidi_characters_are_gone() -> None:
    assert to_lrc("[00:01]\x1b\u202ea\u2066b\u200b\u00a0c\x00") == "[00:01.00]ab c\n"


ANY = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='[]:.,0123456789<>(){}"tcx&#;\n\r\\n远 ', max_size=300),
    st.lists(
        st.tuples(st.integers(0, 7_000_000), st.text(alphabet="ab远 /", max_size=8)).map(
            lambda p: f"[{p[0] // 60000}:{p[0] // 1000 % 60}.{p[0] % 1000:03d}]{p[1]}"
        ),
        max_size=20,
    ).map("\n".join),
)


@given(ANY, ANY, ANY, st.sampled_from(Merge))
def test_whatever_comes_the_result_is_clean_lrc(text: str, other: str, third: str, merge: Merge) -> None:
    found = to_lrc(text, translation=other, romanisation=third, word_timed=third, merge=merge)
    if found is None:
        return

    lines = found.removesuffix("\n").split("\n")
    assert found.endswith("\n")
    assert "\r" not in found
    assert "\ufeff" not in found
    if read_lyrics(text).lines:
        assert all(LINE.fullmatch(line) for line in lines)
        stamps = [m.groups()[2:] for line in lines if (m := LINE.fullmatch(line)) and m[3]]
        times = [int(m) * 6000 + int(s) * 100 + int(c) for m, s, c in stamps]
        assert times == sorted(times)


@given(ANY)
def test_clean_lrc_is_left_as_it_is(text: str) -> None:
    once = to_lrc(text)
    if once is not None and read_lyrics(text).lines and "&" not in once and "\\" not in once:
        assert once == to_lrc(once)


@given(st.binary(max_size=200))
def test_base64_of_anything_is_survived(raw: bytes) -> None:
    to_lrc(base64.b64encode(raw).decode())


def test_huge_texts_cost_bounded_space() -> None:
    for text in (
        "[00:01]" * 400_000,
        "a\n" * 500_000,
        "[" * 1_000_000,
        html.escape("<") * 300_000,
        "A" * 4_000_000,
    ):
        assert len(to_lrc(text) or "") < 20_000_000
        assert len(read_lyrics(text).lines) <= MOST_LINES
