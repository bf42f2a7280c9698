"""Answers have every member of the recorded ones, in their types."""

from __future__ import annotations

import json

import httpx
import pytest

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.platforms.qianqian.signing import APP_ID, sign
from tests.sandbox.conftest import Ask
from tests.sandbox.recordings import lacking, recorded

PHONE = "http://m.kugou.com"
OLD_APP = "http://mobilecdn.kugou.com/api/v3"
PLAYER = f"https://wwwapi.kugou.com/yy/index.php?r=play/getdata&mid={'a' * 32}&hash="
MIGU = "https://app.c.nf.migu.cn/MIGUM2.0/v1.0/content"
REMOTING = "https://m.music.migu.cn/migu/remoting"

KUGOU = {
    "rank-list-1": (f"{PHONE}/rank/list&json=true", ""),
    "rank-list-2": (f"{PHONE}/rank/list&json=true", ""),
    "rank-list-v3-1": (f"{OLD_APP}/rank/list?withsong=1", "data"),
    "rank-info-1": (f"{PHONE}/rank/info/?rankid=6666&page=1&json=true", ""),
    "rank-song-v3-1": (f"{OLD_APP}/rank/song?rankid=8888", "data"),
    "playlist-square-1": (f"{PHONE}/plist/index&json=true", ""),
    "playlist-detail-1": (f"{PHONE}/plist/list/{{playlist}}?json=true", ""),
    "playlist-categories-1": (f"{OLD_APP}/category/allList?plat=0", ""),
    "playlist-categories-2": (f"{OLD_APP}/tag/recommend?showtype=3", "data"),
    "category-playlists-1": (f"{OLD_APP}/category/special?withsong=1&categoryid=0", ""),
    "search-song-1": (f"{OLD_APP}/search/song?keyword=合成", ""),
    "search-song-2": (f"{OLD_APP}/search/song?keyword=合成", ""),
    "search-song-3": (f"{OLD_APP}/search/song?keyword=合成", "data"),
    "search-song-v2-1": ("https://songsearch.kugou.com/song_search_v2?keyword=合成", ""),
    "song-info-1": (f"{PHONE}/app/i/getSongInfo.php?cmd=playInfo&hash={{hash}}", ""),
    "song-info-2": (f"{PHONE}/app/i/getSongInfo.php?cmd=playInfo&hash={{hash}}", ""),
    "play-getdata-1": (f"{PLAYER}{{hash}}", ""),
    "play-getdata-2": (f"{PLAYER}{{hash}}", ""),
    "play-getdata-3": (f"{PLAYER}{{clip}}", "data"),
    "lyric-search-1": ("https://krcs.kugou.com/search?hash={hash}", ""),
    "lyric-search-2": ("https://krcs.kugou.com/search?hash={hash}", ""),
    "error-2": ("https://wwwapi.kugou.com/yy/index.php?r=play/getdata&hash={hash}", ""),
}
OF_SOME_SONGS = {"hash_offset", "cpy_attr0"}
"""Members that recorded songs had and others have not."""


@pytest.mark.parametrize("name", list(KUGOU))
def test_kugou(ask: Ask, gateway: Gateway, name: str) -> None:
    address, member = KUGOU[name]
    server, catalog = gateway.platforms["kugou"], gateway.world.catalog
    songs = (catalog.song("kugou", number) for number in range(catalog.world.recordings))
    clip = next(song for song in songs if song and "trial" in song.traps)
    ids = {"hash": server.song_ids(0)["hash"], "clip": server.song_ids(clip.number)["hash"]}
    wanted = recorded("kugou", name)

    told = json.loads(ask(address.format(playlist=server.lists()["playlists"][0]["id"], **ids)).body)

    missing = list(lacking(wanted, told[member] if member else told))
    assert [] == [place for place in missing if place.rsplit(".", 1)[-1] not in OF_SOME_SONGS]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("playlist-tags-1", f"{MIGU}/indexTagPage.do?needAll=0"),
        ("search-1", f"{MIGU}/search_all.do?text=合成"),
        ("search-remoting-1", f"{REMOTING}/scr_search_tag?keyword=合成&pgc=1"),
        ("song-detail-remoting-1", f"{REMOTING}/cms_detail_tag?cpid={{rights}}"),
    ],
)
def test_migu(ask: Ask, gateway: Gateway, name: str, address: str) -> None:
    rights = gateway.platforms["migu"].song_ids(0)["copyrightId"]
    wanted = recorded("migu", name)

    told = json.loads(ask(address.format(rights=rights), referer="https://m.music.migu.cn/").body)

    # Current servers leave the file addresses of 2020 out, and show no singer above the hits.
    missing = [p for p in lacking(wanted, told) if not p.endswith(".url") and "bestShow" not in p]
    assert [] == missing


def test_a_migu_search_row(ask: Ask) -> None:
    wanted = recorded("migu", "search-item-1")

    row = json.loads(ask(f"{MIGU}/search_all.do?text=合成").body)["songResultData"]["result"][0]

    assert [] == [place for place in lacking(wanted, row) if not place.endswith(".url")]


def test_qianqian(ask: Ask, gateway: Gateway) -> None:
    params = {
        "TSID": gateway.platforms["qianqian"].song_ids(0)["TSID"],
        "appid": APP_ID,
        "timestamp": "1795000000",
    }
    params["sign"] = sign(params)
    wanted = recorded("qianqian", "tracklink-1")

    told = json.loads(ask(str(httpx.URL("https://music.91q.com/v1/song/tracklink", params=params))).body)

    assert [] == list(lacking(wanted, told))
