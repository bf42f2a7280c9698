"""NetEase as its wire page says a test server must behave (section 13), and its recorded members."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import md5
from typing import Any

import httpx

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Response
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

API = "https://music.163.com/api"
EAPI_EXAMPLE = "04AE33D34A93FE3EC22DA8FA305D290AB337D0FE5F36D211DE0D338CC6AA89D0"  # first two blocks of the page's own vector


def body(response: Response) -> Any:
    return json.loads(response.body)


def ids_of(gateway: Gateway, *songs: Song) -> list[str]:
    return [gateway.platforms["netease"].song_ids(song.number)["id"] for song in songs]


def special(gateway: Gateway, kind: str) -> str:
    rows = gateway.platforms["netease"].lists()["playlists"]
    return str(next(row["id"] for row in rows if row["kind"] == kind))


def test_track_ids_are_whole_while_tracks_are_a_preview(ask: Ask, gateway: Gateway) -> None:
    answer = body(ask(f"{API}/v6/playlist/detail?id={special(gateway, 'long')}&n=100000"))
    playlist = answer["playlist"]

    assert (1200, 10) == (len(playlist["trackIds"]), len(playlist["tracks"]))
    assert [p["id"] for p in answer["privileges"]] == [t["id"] for t in playlist["tracks"]]


def test_a_login_sees_up_to_a_thousand_tracks_and_a_toplist_is_whole_for_anyone(
    ask: Ask, gateway: Gateway
) -> None:
    long = body(
        ask(f"{API}/v6/playlist/detail?id={special(gateway, 'long')}&n=100000", cookie="MUSIC_U=user1")
    )
    top = body(ask(f"{API}/v6/playlist/detail?id=3778678&n=1000"))

    assert 1000 == len(long["playlist"]["tracks"])
    assert len(top["playlist"]["trackIds"]) == len(top["playlist"]["tracks"])


def test_no_tracks_wanted_gives_null(ask: Ask, gateway: Gateway) -> None:
    assert (
        body(ask(f"{API}/v6/playlist/detail?id={special(gateway, 'plain')}&n=0"))["playlist"]["tracks"]
        is None
    )


def test_the_count_of_one_list_promises_more_than_it_has(ask: Ask, gateway: Gateway) -> None:
    playlist = body(ask(f"{API}/v6/playlist/detail?id={special(gateway, 'gaps')}"))["playlist"]

    assert playlist["trackCount"] == len(playlist["trackIds"]) + 4


def test_refused_and_unknown_lists_say_so(ask: Ask, gateway: Gateway) -> None:
    lists = (special(gateway, "private"), special(gateway, "closed"), "1")

    assert [20001, 401, 404] == [body(ask(f"{API}/v6/playlist/detail?id={id_}"))["code"] for id_ in lists]


def test_song_detail_leaves_out_what_it_does_not_know(ask: Ask) -> None:
    answer = body(ask(f"{API}/v3/song/detail", form={"c": '[{"id":1},{"id":2}]'}))

    assert ([], 200) == (answer["songs"], answer["code"])


def test_song_detail_refuses_more_than_a_thousand(ask: Ask) -> None:
    many = json.dumps([{"id": n} for n in range(1001)])

    assert body(ask(f"{API}/v3/song/detail", form={"c": many}))["code"] == 400


def test_song_detail_comes_in_another_order_now_and_then(ask: Ask, gateway: Gateway) -> None:
    def turned_round(first: int) -> bool:
        songs = [song for n in range(first, first + 5) if (song := gateway.world.catalog.song("netease", n))]
        asked = [int(id_) for id_ in ids_of(gateway, *songs)]
        answer = body(ask(f"{API}/v3/song/detail", form={"c": json.dumps([{"id": n} for n in asked])}))
        came = [song["id"] for song in answer["songs"]]
        assert came in (asked, asked[::-1])
        return came != asked

    turned = [turned_round(first) for first in range(0, 200, 5)]

    assert 0 < sum(turned) < len(turned) / 2


def test_each_kind_of_access_has_its_own_row(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    kinds = ("vip", "trial", "grey", "region", "album")
    songs = [song_with("netease", kind) for kind in kinds]
    ids = ids_of(gateway, *songs)
    answer = body(ask(f"{API}/song/enhance/player/url?ids=[{','.join(ids)}]&br=999000"))
    rows = {str(row["id"]): row for row in answer["data"]}

    assert [-110, 200, 404, 404, -110] == [rows[id_]["code"] for id_ in ids]
    assert {"start": 0, "end": 30} == rows[ids[1]]["freeTrialInfo"]
    assert [row["id"] for row in answer["data"]] != [int(id_) for id_ in ids]


def test_a_wish_is_lowered_to_what_is_free(ask: Ask, gateway: Gateway) -> None:
    catalog = gateway.world.catalog
    songs = (catalog.song("netease", n) for n in range(4, 2000))
    song = next(s for s in songs if s and s.free == ("standard",))
    row = body(ask(f"{API}/song/enhance/player/url?ids=[{ids_of(gateway, song)[0]}]&br=999000"))["data"][0]

    assert (128000, "standard", "mp3") == (row["br"], row["level"], row["type"])


def test_a_member_is_given_the_lossless_file(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    id_ = ids_of(gateway, song_with("netease", "vip"))[0]
    url = f"{API}/song/enhance/player/url/v1?ids=[{id_}]&level=lossless"
    row = body(ask(url, cookie="MUSIC_U=vip1"))["data"][0]

    assert ("flac", None) == (row["type"], row["freeTrialInfo"])


def test_the_file_has_the_announced_digest(ask: Ask) -> None:
    song = body(ask(f"{API}/cloudsearch/pc?s=合成"))["result"]["songs"][0]
    row = body(ask(f"{API}/song/enhance/player/url?ids=[{song['id']}]&br=320000"))["data"][0]
    file = ask(row["url"]).file

    assert file is not None
    assert (row["size"], row["md5"]) == (file.size, md5(file.sound.read(0, file.size)).hexdigest())
    assert file.size == song["h"]["size"]


def test_there_are_several_ways_of_having_no_lyric(ask: Ask, gateway: Gateway) -> None:
    catalog, platform = gateway.world.catalog, gateway.platforms["netease"]
    seen = set()
    for number in range(600):
        if catalog.song("netease", number):
            answer = body(ask(f"{API}/song/lyric?id={platform.song_ids(number)['id']}&lv=-1"))
            seen |= {name for name in ("nolyric", "uncollected", "pureMusic") if answer.get(name)}
            seen |= {"empty"} if answer.get("lrc", {}).get("lyric") == "" else set()
            seen |= {"no translation"} if "tlyric" in answer and answer["tlyric"]["lyric"] is None else set()
            seen |= (
                {"json credits"} if str(answer.get("lrc", {}).get("lyric", "")).startswith('{"t":') else set()
            )

    assert {"nolyric", "uncollected", "pureMusic", "empty", "no translation", "json credits"} == seen


def test_pages_of_the_square_overlap_and_end(ask: Ask) -> None:
    pages, offset = [], 0
    for _ in range(20):
        page = body(ask(f"{API}/playlist/list?cat=全部&limit=20&offset={offset}"))
        pages.append([p["id"] for p in page["playlists"]])
        offset += 20
        if not page["more"]:
            break

    assert pages[0][-1] == pages[1][0]
    assert 72 == len({id_ for page in pages for id_ in page})


def test_the_cursor_of_the_select_lists_runs_through_all(ask: Ask) -> None:
    cursor, ids = 0, []
    for _ in range(20):
        page = body(ask(f"{API}/playlist/highquality/list?limit=5&lasttime={cursor}"))
        ids += [p["id"] for p in page["playlists"]]
        cursor = page["lasttime"]
        if not page["more"]:
            break

    assert (18, 18) == (len(ids), len(set(ids)))


def test_a_program_is_taken_for_a_robot(ask: Ask) -> None:
    for agent in ("", "python-httpx/0.28", "curl/8"):
        assert body(ask(f"{API}/toplist", user_agent=agent))["code"] == -460


def test_an_expired_login_is_told_to_log_in(ask: Ask) -> None:
    assert body(ask(f"{API}/toplist", cookie="MUSIC_U=expired"))["code"] == 301
    assert body(ask(f"{API}/nuser/account/get", cookie="MUSIC_U=expired"))["account"] is None
    assert body(ask(f"{API}/nuser/account/get", cookie="MUSIC_U=vip1"))["profile"]["vipType"] == 11


def test_weapi_answers_sealed_requests_with_the_sample_and_plain_ones_with_nothing(
    ask: Ask, gateway: Gateway
) -> None:
    url = "https://music.163.com/weapi/v3/song/detail"
    sealed = ask(url, form={"params": "x", "encSecKey": "y"})

    assert ids_of(gateway, gateway.world.catalog.sample_song("netease")) == [
        str(song["id"]) for song in body(sealed)["songs"]
    ]
    assert ask(url, form={"c": "[]"}).body == b""
    assert ask("https://music.163.com/eapi/song/lyric", form={"params": EAPI_EXAMPLE}).body == b""


def test_unknown_paths_answer_as_the_site_does(ask: Ask) -> None:
    assert body(ask(f"{API}/top/list?id=1"))["code"] == 404
    assert ask("https://music.163.com/nothing").body.startswith(b"<!DOCTYPE html>")


def test_a_short_link_takes_two_hops(ask: Ask) -> None:
    first = ask("https://163cn.tv/p0").headers["Location"]
    second = ask(first).headers["Location"]

    assert ("163cn.link", "y.music.163.com", "/m/playlist") == (
        httpx.URL(first).host,
        httpx.URL(second).host,
        httpx.URL(second).path,
    )


def test_a_search_without_hits_has_no_songs_and_a_blank_one_is_wrong(ask: Ask) -> None:
    assert "songs" not in body(ask(f"{API}/cloudsearch/pc?s=zzzz"))["result"]
    assert 400 == body(ask(f"{API}/cloudsearch/pc?s="))["code"]


def test_the_outer_address_leads_to_the_file_or_to_a_page(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    outer = "https://music.163.com/song/media/outer/url?id={}.mp3"
    whole, grey = gateway.world.catalog.sample_song("netease"), song_with("netease", "grey")
    places = [ask(outer.format(id_)).headers["Location"] for id_ in ids_of(gateway, whole, grey)]

    assert "music.126.net/" in places[0]
    assert places[1] == "http://music.163.com/404"
