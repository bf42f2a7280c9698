"""Short addresses: one request a hop, and never further than the platform's own hosts."""

from __future__ import annotations

from typing import Any

import pytest

from catalogsync.adapters.platforms.http import Answer
from catalogsync.adapters.platforms.short_links import resolve
from catalogsync.domain.links import LinkKind, parse_link
from catalogsync.pipeline.errors import NoSuchItem, UnexpectedAnswer


class Web:
    """Answers by address: a string is a 302 to it, bytes are a page, a number is a status."""

    def __init__(self, pages: dict[str, str | bytes | int]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def send(self, operation: str, method: str, url: str, **options: Any) -> Answer:
        assert ("short-link", "GET", False, False) == (
            operation,
            method,
            options["with_cookie"],
            options["follow_redirects"],
        )
        self.asked.append(url)
        page = self.pages[url]
        if isinstance(page, str):
            return Answer(302, {"location": page}, b"", url)
        return Answer(page, {}, b"", url) if isinstance(page, int) else Answer(200, {}, page, url)


@pytest.mark.parametrize(
    ("short", "location", "platform", "kind", "remote_id"),
    [
        (
            "https://163cn.tv/Ab12cd",
            "https://y.music.163.com/m/song?id=186016&uct2=x",
            "netease",
            "song",
            "186016",
        ),
        ("http://163.fm/Ab12cd", "//y.music.163.com/m/playlist/7?userid=1", "netease", "playlist", "7"),
        (
            "https://c6.y.qq.com/base/fcgi-bin/u?__=1MsbSLu",
            "https://i.y.qq.com/n2/m/share/details/taoge.html?platform=11&id=7011264340",
            "qq",
            "playlist",
            "7011264340",
        ),
        (
            "http://c.migu.cn/00bTX2",
            "https://h5.nf.migu.cn/app/v4/p/share/playlist/index.html?id=228114498",
            "migu",
            "playlist",
            "228114498",
        ),
        (
            "https://t1.kugou.com/6mLQk8",
            "https://m.kugou.com/songlist/gcid_3z11j1/",
            "kugou",
            "playlist",
            "gcid_3z11j1",
        ),
    ],
)
def test_a_short_address_becomes_what_its_platform_says(
    short: str, location: str, platform: str, kind: str, remote_id: str
) -> None:
    link = resolve(parse_link(short), Web({short: location}))

    assert (platform, kind, remote_id) == (link.platform, link.kind, link.remote_id)


def test_a_long_link_is_not_asked_about() -> None:
    web = Web({})
    link = parse_link("netease:7")

    assert link == resolve(link, web)
    assert [] == web.asked


def test_pages_in_between_are_followed_within_the_limit() -> None:
    a, b, c = "https://163cn.tv/a1", "https://y.music.163.com/jump?x=1", "https://163cn.tv/b2"
    web = Web({a: b, b: c, c: "https://music.163.com/song?id=5"})

    assert "5" == resolve(parse_link(a), web).remote_id
    assert [a, b, c] == web.asked


def test_a_circle_ends() -> None:
    a, b = "https://163cn.tv/a1", "https://163cn.tv/b2"
    web = Web({a: b, b: a})

    with pytest.raises(UnexpectedAnswer):
        resolve(parse_link(a), web)
    assert 3 == len(web.asked)


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.com/playlist?id=1",
        "https://music.163.com.evil.com/playlist?id=1",
        "http://127.0.0.1/playlist?id=1",
        "file:///etc/passwd",
        "https://y.qq.com/n/ryqq/playlist/7",
        "http://[",
        "https://y.music.163.com:8443/playlist?id=1",
        "orpheus://nothing/known",
    ],
)
def test_another_site_is_never_asked(location: str) -> None:
    web = Web({"https://163cn.tv/a1": location})

    with pytest.raises(UnexpectedAnswer):
        resolve(parse_link("https://163cn.tv/a1"), web)
    assert ["https://163cn.tv/a1"] == web.asked


def test_a_dead_code_is_no_such_item() -> None:
    with pytest.raises(NoSuchItem):
        resolve(parse_link("https://163cn.tv/a1"), Web({"https://163cn.tv/a1": 404}))


def test_a_kugou_share_page_names_its_list_or_song() -> None:
    page = "https://m.kugou.com/wc/s/abc123"
    listed = b'<script>var x = {"global_collection_id":"collection_3_12_2_0","specialid":0};</script>'
    song = b'<script>var dataFromSmarty = [{"hash":"a1b2c3d4e5f60718293a4b5c6d7e8f90","mixsongid":32029}]'

    assert "collection_3_12_2_0" == resolve(parse_link(page), Web({page: listed})).remote_id
    assert (LinkKind.SONG, "32029") == (
        resolve(parse_link(page), Web({page: song})).kind,
        resolve(parse_link(page), Web({page: song})).remote_id,
    )
    with pytest.raises(UnexpectedAnswer):
        resolve(parse_link(page), Web({page: b"<html>nothing</html>"}))
