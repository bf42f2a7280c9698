"""Rules learnt from lists never seen before: classical works, films beside songs, covers, languages, odd names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import score
from catalogsync.domain.matching.values import Recording, Verdict

ACCEPT, HOLD, REJECT = Verdict.ACCEPT, Verdict.HOLD, Verdict.REJECT

ALLEGRO = Recording(
    'Violin Concerto in E Major, Op. 8 No. 1, RV 269 "Spring": I. Allegro',
    ("Antonio Vivaldi", "Janine Jansen"),
    "Vivaldi: The Four Seasons",
    199_000,
)


def test_a_classical_movement_is_known_by_its_catalogue_number_however_it_is_titled() -> None:
    other = Recording(
        'Vivaldi: Concerto for Violin and Strings in E, Op.8, No.1, R.269 "La Primavera" - 1. Allegro',
        ("Janine Jansen",),
        "The Four Seasons",
        199_400,
    )

    assert score(ALLEGRO, other).verdict is ACCEPT
    assert score(ALLEGRO, replace(other, title=other.title.replace("- 1.", "- 3."))).verdict is REJECT
    assert score(ALLEGRO, replace(other, title=other.title.replace("269", "293"))).verdict is REJECT
    assert score(ALLEGRO, replace(other, artists=("Itzhak Perlman",))).verdict is REJECT


def test_the_composer_alone_does_not_stand_for_a_player() -> None:
    assert score(ALLEGRO, replace(ALLEGRO, artists=("Vivaldi", "Nigel Kennedy"))).verdict is REJECT


def test_a_title_that_also_names_its_film_is_the_song() -> None:
    want = Recording(
        "千と千尋の神隠し いつも何度でも", ("木村弓",), "千と千尋の神隠し サウンドトラック", 215_000
    )

    assert score(want, replace(want, title="いつも何度でも")).verdict is ACCEPT
    assert score(want, replace(want, title="あの夏へ")).verdict is REJECT


@pytest.mark.parametrize(
    ("note", "artists", "expected"),
    [
        ("Cover 周杰伦", ("刘瑞琦",), ACCEPT),  # her own take, whose song it was
        ("翻自 周杰伦", ("刘瑞琦",), ACCEPT),
        ("cover by 阿泽", ("刘瑞琦",), REJECT),
        ("阿泽翻唱", ("刘瑞琦",), REJECT),
        ("翻自 刘瑞琦", ("刘瑞琦",), REJECT),  # somebody else under her name
        ("Cover 周杰伦", ("阿泽",), REJECT),
    ],
)
def test_a_note_that_names_the_original_singer_is_a_note_on_his_coverers_take(
    note: str, artists: tuple[str, ...], expected: Verdict
) -> None:
    want = Recording("晴天", ("刘瑞琦",), None, 250_000)

    assert score(want, Recording(f"晴天 ({note})", artists, None, 250_000)).verdict is expected


def test_a_language_on_the_wanted_album_is_a_note_where_no_entry_goes_without_it() -> None:
    want = Recording("K歌之王", ("陈奕迅",), "反正是我", 222_000)
    marked = replace(want, title="K歌之王 (国语版)")
    elsewhere = replace(want, album="打得火热")
    cantonese = Recording("K歌之王 (粤语版)", ("陈奕迅",), None, 222_000)

    def verdicts(*found: Recording) -> list[Verdict]:
        judged = dict(rank(want, found))
        return [judged[place].verdict for place in range(len(found))]

    assert score(want, marked).verdict is HOLD
    assert verdicts(marked) == [ACCEPT]
    assert verdicts(marked, want) == [HOLD, ACCEPT]
    assert verdicts(marked, elsewhere) == [ACCEPT, ACCEPT]
    assert verdicts(marked, elsewhere, cantonese) == [ACCEPT, HOLD, REJECT]


def test_an_ai_voice_that_is_left_out_leaves_another_recording() -> None:
    want = Recording("发如雪", ("周杰伦", "AI孙燕姿"), None, 299_000)

    assert score(want, replace(want, artists=("周杰伦",))).verdict is REJECT


def test_a_childrens_singer_sings_nothing_else() -> None:
    want = Recording("两只老虎", ("贝瓦儿歌",), "贝瓦儿歌大全", 45_000)

    assert score(want, replace(want, album=None)).verdict is ACCEPT
    assert score(want, replace(want, artists=("张明敏",))).verdict is REJECT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("雪の華", "雪之华"),
        ("プラスティック・ラヴ", "プラスティック・ラブ"),
        ("Scarborough Fair / Canticle", "Scarborough Fair"),
        ("恋愛サーキュレーション (恋爱循环)", "恋愛サーキュレーション"),
    ],
)
def test_two_spellings_name_one_song(one: str, other: str) -> None:
    want = Recording(one, ("ある歌手",), "あるアルバム", 240_000)

    assert score(want, replace(want, title=other)).verdict is ACCEPT
    assert score(replace(want, title=other), want).verdict is ACCEPT


@pytest.mark.parametrize(
    ("one", "other"), [("约瑟翰·庞麦郎", "庞麦郎"), ("刘若英", "奶茶刘若英"), ("宝石Gem", "宝石老舅")]
)
def test_longer_and_shorter_forms_of_a_name_are_one_artist(one: str, other: str) -> None:
    want = Recording("我的滑板鞋", (one,), "我的滑板鞋", 225_000)

    assert score(want, replace(want, artists=(other,))).verdict is ACCEPT


def test_a_latin_note_of_unknown_meaning_needs_the_same_second_or_release() -> None:
    want = Recording("Paper Rivers", ("Ada Quinn",), "North", 240_000)
    noted = replace(want, title="Paper Rivers (Boombox Days)", duration_ms=241_000)

    assert score(want, noted).verdict is ACCEPT
    assert score(want, replace(noted, album=None)).verdict is HOLD
    assert score(want, replace(noted, album=None, duration_ms=240_500)).verdict is ACCEPT


def test_a_dj_among_the_guests_makes_no_remix() -> None:
    want = Recording("Lean On", ("Major Lazer", "DJ Snake", "MØ"), "Peace Is the Mission", 176_000)

    assert (
        score(want, replace(want, title="Lean On (feat. MØ & DJ Snake)", artists=("Major Lazer",))).verdict
        is ACCEPT
    )
