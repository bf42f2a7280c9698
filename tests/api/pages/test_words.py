"""Every text of the console is there in every language, and nothing asks for a text that is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from catalogsync.api.i18n import LANGUAGES, Words, catalog, wanted_language
from catalogsync.api.pages.telling import sentence
from catalogsync.domain.event import known_facts

API = Path(__file__).parents[3] / "catalogsync" / "api"
FACTS = Path(__file__).parents[2] / "adapters" / "store" / "old" / "facts.json"
SOURCES = [*(API / "templates").rglob("*.html"), *(API / "pages").glob("*.py")]


def test_every_key_has_a_text_in_every_language() -> None:
    short = {key for key, texts in catalog().items() if len(texts) != len(LANGUAGES) or not all(texts)}

    assert short == set()


def test_all_languages_of_a_key_have_the_same_placeholders() -> None:
    def slots(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    differ = {key for key, texts in catalog().items() if len({frozenset(slots(t)) for t in texts}) > 1}

    assert differ == set()


def test_every_key_that_a_page_or_template_names_exists() -> None:
    named = {
        (path.name, key)
        for path in SOURCES
        for key in re.findall(
            r"""(?:\bt|words)\(\s*["']([a-z_]+(?:\.[\w?]+)*)["']\s*[,)]""", path.read_text()
        )
    }

    assert {(name, key) for name, key in named if key not in catalog()} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_has_a_name_and_is_told_in_a_sentence(lang: str) -> None:
    words = Words(lang)
    for name, how in json.loads(FACTS.read_text("utf-8")).items():
        if name.partition("@")[0] != name or not known_facts()[name].__module__.startswith("catalogsync."):
            continue
        for kept in (how["full"], how["least"]):
            text = sentence(msgspec.convert(kept, known_facts()[name]), name, words)

            assert "=" not in text, f"{name} shows its fields: {text}"
        assert words.maybe("event", name), name


@pytest.mark.parametrize(
    ("cookie", "accept", "lang"),
    [
        ("zh", "en", "zh"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr,en;q=0.5", "en"),
        ("xx", "", "en"),
        (None, "fr", "en"),
    ],
)
def test_the_switch_wins_then_the_browser_then_english(cookie: str | None, accept: str, lang: str) -> None:
    assert wanted_language(cookie, accept) == lang


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("song 004kUB is not handed out: it is for members", "歌曲 004kUB 不提供：仅限会员"),
        ("everything is paused: by console:anna", "已全部暂停：由 console:anna 操作"),
        (
            "waits for the upload lane: job #3 (upload_only) is at work there",
            "等待上传通道：任务 #3（上传）正在其中运行",
        ),
        (
            "quiet hours: cannot read '22'; write them like 22:00-06:30",
            "静默时段 '22' 无法识别；请写成 22:00-06:30",
        ),
        ("migu: song 6005 is not handed out (vip)", "咪咕：歌曲 6005 不提供（需要会员）"),
        ("qq: left alone after rate limited failures", "QQ 音乐：因“被限流”失败，暂停请求"),
        ("another object stands under the key music/a.mp3", "键 music/a.mp3 下已有其他对象"),
        ("nobody has words for this", "nobody has words for this"),
        ("{name} % {0}", "{name} % {0}"),
        ("x" * 5_000, "x" * 5_000),
    ],
)
def test_a_recorded_sentence_is_told_in_the_language_of_the_page(recorded: str, told: str) -> None:
    assert Words("en").phrase(recorded) == recorded
    assert Words("zh").phrase(recorded) == told


def test_a_reason_of_the_matching_rules_is_told_in_words() -> None:
    assert Words("en").reason("version:other-live") == "version · other · live"
    assert Words("zh").reason("note:lang-yue") == "注记 · 粤语"
    assert Words("zh").reason("brand:new-reason") == "brand · new-reason"


def test_a_word_of_a_platform_that_we_do_not_know_is_shown_as_it_is() -> None:
    assert Words("zh").name("failure", "brand_new") == "brand new"
