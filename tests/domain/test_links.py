"""Every share form of the wire pages (2026-11), and what must not be taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.link_routes import ID_SHAPES
from catalogsync.domain.links import LinkError, LinkKind, find_links, link_to, parse_link

HASH = "A1B2C3D4E5F60718293A4B5C6D7E8F90"


def read(text: str) -> str:
    """The address a text leads to, or the line that refuses it; any other error goes through."""
    try:
        return parse_link(text).url
    except LinkError as refusal:
        return str(refusal)


PLAYLISTS = [
    ("https://music.163.com/#/playlist?id=131149308", "netease", "131149308"),
    ("https://music.163.com/playlist?id=131149308&userid=93983257", "netease", "131149308"),
    ("https://music.163.com/playlist?userid=93983257&id=131149308", "netease", "131149308"),
    ("https://music.163.com/#/m/playlist?id=131149308", "netease", "131149308"),
    ("https://music.163.com/m/playlist?id=131149308", "netease", "131149308"),
    (
        "https://y.music.163.com/m/playlist?id=131149308&userid=1&creatorId=2&app_version=8",
        "netease",
        "131149308",
    ),
    ("https://y.music.163.com/m/playlist/131149308", "netease", "131149308"),
    ("http://music.163.com/playlist/131149308/93983257/?userid=93983257", "netease", "131149308"),
    ("https://music.163.com/playlist/131149308", "netease", "131149308"),
    ("https://music.163.com/#/my/m/music/playlist?id=131149308", "netease", "131149308"),
    ("https://music.163.com/m/playlist?id=131149308#?thirdfrom=qq", "netease", "131149308"),
    ("orpheus://playlist/131149308", "netease", "131149308"),
    ("orpheus://nm/playlist/detail?id=131149308", "netease", "131149308"),
    ("music.163.com/#/playlist?id=131149308", "netease", "131149308"),
    ("HTTPS://MUSIC.163.COM/#/playlist?id=131149308", "netease", "131149308"),
    ("https://music.163.com/playlist?userid=5&amp;id=131149308", "netease", "131149308"),
    (
        "分享张三创建的歌单「名字」: http://music.163.com/playlist/131149308/93983257/?userid=93983257"
        " (来自@网易云音乐)",
        "netease",
        "131149308",
    ),
    ("https://y.qq.com/n/ryqq/playlist/7011264340", "qq", "7011264340"),
    ("https://y.qq.com/n/ryqq_v2/playlist/7011264340?ADTAG=ryqq.playlist", "qq", "7011264340"),
    ("https://y.qq.com/n/yqq/playlist/7011264340.html#stat=y_new", "qq", "7011264340"),
    ("https://y.qq.com/n/yqq/playsquare/7011264340.html", "qq", "7011264340"),
    ("https://y.qq.com/n/yqq/playlist/7011264340", "qq", "7011264340"),
    ("https://y.qq.com/portal/playlist.html?disstid=7011264340", "qq", "7011264340"),
    ("https://y.qq.com/w/taoge.html?id=7011264340", "qq", "7011264340"),
    ("https://y.qq.com/n/m/detail/taoge/index.html?id=7011264340", "qq", "7011264340"),
    ("https://y.qq.com/n/m/share/details/taoge.html?id=7011264340", "qq", "7011264340"),
    (
        "https://i.y.qq.com/n2/m/share/details/taoge.html?platform=11&appshare=android_qq&appversion=9050006"
        "&hosteuin=oK6kowEAoK4z7eczoioA7eClon**&id=7011264340&ADTAG=qfshare",
        "qq",
        "7011264340",
    ),
    (
        "https://i2.y.qq.com/n3/other/pages/details/playlist.html"
        "?platform=11&appversion=20010508&id=7011264340",
        "qq",
        "7011264340",
    ),
    ("http://www.kuwo.cn/playlist_detail/1082685104", "kuwo", "1082685104"),
    ("https://kuwo.cn/playlist_detail/1082685104?from=x", "kuwo", "1082685104"),
    ("http://www.kuwo.cn/playlist/index?pid=1082685104", "kuwo", "1082685104"),
    ("https://m.kuwo.cn/h5app/playlist/1082685104?t=plantform&from=ar", "kuwo", "1082685104"),
    ("https://m.kuwo.cn/newh5app/playlist_detail/1082685104?t=plantform&from=ar", "kuwo", "1082685104"),
    ("http://m.kuwo.cn/newh5/playlist_detail/1082685104", "kuwo", "1082685104"),
    (
        "https://h5app.kuwo.cn/m/bodian/collection.html?uid=3&playlistId=77&source=4&ownerId=9",
        "kuwo",
        "bodian-4-77",
    ),
    ("https://bodian.kuwo.cn/playlist?pid=77&source=5", "kuwo", "bodian-5-77"),
    ("https://www.kugou.com/yy/special/single/604610.html", "kugou", "604610"),
    ("https://m.kugou.com/plist/list/604610", "kugou", "604610"),
    ("https://m.kugou.com/plist/list/604610/?json=true", "kugou", "604610"),
    ("https://www.kugou.com/songlist/gcid_3z11j1lz2/?uid=1&chl=qq&iszlist=1", "kugou", "gcid_3z11j1lz2"),
    (
        "分享X的歌单《Y》https://m.kugou.com/songlist/gcid_3z11j1lz2/?src_cid=3z1（@酷狗音乐）",
        "kugou",
        "gcid_3z11j1lz2",
    ),
    (
        "https://www.kugou.com/share/zlist.html?listid=2&type=0&uid=12&token=abcdef"
        "&global_collection_id=collection_3_12_2_0",
        "kugou",
        "collection_3_12_2_0",
    ),
    (
        "https://wwwapi.kugou.com/share/zlist.html?global_collection_id=collection_3_12_2_0",
        "kugou",
        "collection_3_12_2_0",
    ),
    (
        "https://m3ws.kugou.com/zlist/list?x=1&global_collection_id=collection_3_12_2_0",
        "kugou",
        "collection_3_12_2_0",
    ),
    (
        "https://activity.kugou.com/a/b.html?global_specialid=collection_3_12_2_0",
        "kugou",
        "collection_3_12_2_0",
    ),
    ("https://music.migu.cn/v3/music/playlist/228114498?from=x", "migu", "228114498"),
    ("https://music.migu.cn/v3/my/playlist/228114498", "migu", "228114498"),
    ("https://music.migu.cn/v5/#/playlist?playlistId=228114498&playlistType=ordinary", "migu", "228114498"),
    ("https://music.migu.cn/v5/music/playlist/228114498", "migu", "228114498"),
    ("https://m.music.migu.cn/v3/music/playlist/228114498", "migu", "228114498"),
    ("m.music.migu.cn/v4/music/playlist/228114498", "migu", "228114498"),
    (
        "https://h5.nf.migu.cn/app/v4/p/share/playlist/index.html?id=228114498&channel=0146921",
        "migu",
        "228114498",
    ),
    ("https://y.migu.cn/app/v4/p/share/playlist/index.html?id=228114498", "migu", "228114498"),
    ("mgmusic://song-list-info?id=234305486", "migu", "234305486"),
    ("https://music.91q.com/songlist/295893", "qianqian", "295893"),
    ("http://music.taihe.com/songlist/295893?x=1#y", "qianqian", "295893"),
    ("https://music.91q.com/tracklist/295893", "qianqian", "295893"),
    ("https://m.music.91q.com/playlist/295893", "qianqian", "295893"),
    ("https://music.91q.com/?songlistid=295893", "qianqian", "295893"),
    ("https://music.91q.com/songlist?id=295893", "qianqian", "295893"),
    ("netease:131149308", "netease", "131149308"),
    ("playlist:qq:7011264340", "qq", "7011264340"),
    ("qq,7011264340", "qq", "7011264340"),
    ("netease,https://music.163.com/#/playlist?id=131149308", "netease", "131149308"),
    ('NetEase , "https://music.163.com/#/playlist?id=131149308"', "netease", "131149308"),
    ("qianqian，https://music.91q.com/songlist/295893", "qianqian", "295893"),
]

OTHERS = [
    ("https://music.163.com/#/discover/toplist?id=3778678", "netease", LinkKind.TOPLIST, "3778678"),
    ("https://music.163.com/discover/toplist?id=3778678", "netease", LinkKind.TOPLIST, "3778678"),
    ("https://music.163.com/#/discover/toplist", "netease", LinkKind.TOPLIST, "19723756"),
    ("https://music.163.com/#/song?id=33894312", "netease", LinkKind.SONG, "33894312"),
    (
        "https://y.music.163.com/m/song?id=33894312&uct2=abc&app_version=9",
        "netease",
        LinkKind.SONG,
        "33894312",
    ),
    ("https://y.music.163.com/m/song/33894312", "netease", LinkKind.SONG, "33894312"),
    ("http://music.163.com/song/33894312/?userid=5", "netease", LinkKind.SONG, "33894312"),
    ("https://music.163.com/song/media/outer/url?id=33894312.mp3", "netease", LinkKind.SONG, "33894312"),
    ("https://music.163.com/#/album?id=18915", "netease", LinkKind.ALBUM, "18915"),
    ("https://y.qq.com/n/ryqq/toplist/26", "qq", LinkKind.TOPLIST, "26"),
    ("https://y.qq.com/n/yqq/toplist/26.html", "qq", LinkKind.TOPLIST, "26"),
    ("https://i.y.qq.com/n2/m/share/details/toplist.html?id=26", "qq", LinkKind.TOPLIST, "26"),
    ("https://y.qq.com/n/ryqq/songDetail/002XWgfo0IKPOH", "qq", LinkKind.SONG, "002XWgfo0IKPOH"),
    ("https://y.qq.com/n/yqq/song/002XWgfo0IKPOH.html", "qq", LinkKind.SONG, "002XWgfo0IKPOH"),
    ("https://y.qq.com/n/yqq/song/102065757_num.html", "qq", LinkKind.SONG, "102065757"),
    ("https://i.y.qq.com/v8/playsong.html?songmid=002XWgfo0IKPOH", "qq", LinkKind.SONG, "002XWgfo0IKPOH"),
    ("https://i.y.qq.com/v8/playsong.html?songid=102065757&songtype=0", "qq", LinkKind.SONG, "102065757"),
    (
        "https://y.qq.com/#type=song&mid=002XWgfo0IKPOH&tpl=yqq_song_detail",
        "qq",
        LinkKind.SONG,
        "002XWgfo0IKPOH",
    ),
    ("https://y.qq.com/#type=song&id=102065757", "qq", LinkKind.SONG, "102065757"),
    ("https://y.qq.com/n/ryqq/albumDetail/002XWgfo0IKPOH", "qq", LinkKind.ALBUM, "002XWgfo0IKPOH"),
    (
        "https://i.y.qq.com/n2/m/share/details/album.html?albumMid=002XWgfo0IKPOH",
        "qq",
        LinkKind.ALBUM,
        "002XWgfo0IKPOH",
    ),
    ("http://www.kuwo.cn/rankList?bangId=16", "kuwo", LinkKind.TOPLIST, "16"),
    ("http://www.kuwo.cn/rankList", "kuwo", LinkKind.TOPLIST, "93"),
    ("http://www.kuwo.cn/rankList/17", "kuwo", LinkKind.TOPLIST, "17"),
    ("https://m.kuwo.cn/newh5app/ranklist?t=1&bangId=158", "kuwo", LinkKind.TOPLIST, "158"),
    ("http://www.kuwo.cn/play_detail/6910877", "kuwo", LinkKind.SONG, "6910877"),
    ("http://www.kuwo.cn/yinyue/6910877/", "kuwo", LinkKind.SONG, "6910877"),
    ("https://m.kuwo.cn/newh5app/play_detail/6910877?f=arphone&t=usercopy", "kuwo", LinkKind.SONG, "6910877"),
    ("http://www.kuwo.cn/album_detail/555", "kuwo", LinkKind.ALBUM, "555"),
    ("http://www.kuwo.cn/x?albumid=555", "kuwo", LinkKind.ALBUM, "555"),
    ("https://www.kugou.com/yy/rank/home/1-8888.html?from=rank", "kugou", LinkKind.TOPLIST, "8888"),
    ("https://m.kugou.com/rank/info/8888", "kugou", LinkKind.TOPLIST, "8888"),
    ("https://m.kugou.com/rank/info/?rankid=8888", "kugou", LinkKind.TOPLIST, "8888"),
    (f"https://www.kugou.com/song/#hash={HASH.lower()}&album_id=5", "kugou", LinkKind.SONG, HASH),
    ("https://www.kugou.com/song/#j6ju8e3", "kugou", LinkKind.SONG, "j6ju8e3"),
    ("https://www.kugou.com/mixsong/j6ju8e3.html", "kugou", LinkKind.SONG, "j6ju8e3"),
    (f"https://www.kugou.com/share/song.html?hash={HASH}&x=1", "kugou", LinkKind.SONG, HASH),
    (
        f"https://h5.kugou.com/v2/v-5a15aeb1/index.html?album_audio_id=32029&album_id=5&hash={HASH}",
        "kugou",
        LinkKind.SONG,
        "32029",
    ),
    ("https://music.migu.cn/v3/music/song/6005663SX43", "migu", LinkKind.SONG, "6005663SX43"),
    ("http://music.migu.cn/v2/music/song/1004202180", "migu", LinkKind.SONG, "1004202180"),
    (
        "https://h5.nf.migu.cn/app/v4/p/share/song/index.html?id=600908000007288315",
        "migu",
        LinkKind.SONG,
        "600908000007288315",
    ),
    ("https://music.migu.cn/v3/music/top/jianjiao_hotsong", "migu", LinkKind.TOPLIST, "27186466"),
    (
        "https://h5.nf.migu.cn/app/v4/p/share/rank/detail.html?rankId=27553319",
        "migu",
        LinkKind.TOPLIST,
        "27553319",
    ),
    ("https://music.migu.cn/v3/music/album/1003767159", "migu", LinkKind.ALBUM, "1003767159"),
    ("https://music.91q.com/song/T10062480746", "qianqian", LinkKind.SONG, "T10062480746"),
    ("https://music.91q.com/album/P10003976570", "qianqian", LinkKind.ALBUM, "P10003976570"),
    ("qianqian:T10062480746", "qianqian", LinkKind.SONG, "T10062480746"),
    ("song:netease:33894312", "netease", LinkKind.SONG, "33894312"),
    ("qq:002XWgfo0IKPOH", "qq", LinkKind.SONG, "002XWgfo0IKPOH"),
]

SHORTS = [
    (
        "分享歌手的单曲《歌名》: https://163cn.tv/Ab12cd (来自@网易云音乐)",
        "netease",
        "https://163cn.tv/Ab12cd",
    ),
    ("https://163cn.link/Ab12cd", "netease", "https://163cn.link/Ab12cd"),
    ("http://163.fm/Ab12cd来自", "netease", "http://163.fm/Ab12cd"),
    (
        "《…》 https://c6.y.qq.com/base/fcgi-bin/u?__=1MsbSLu @QQ音乐",
        "qq",
        "https://c6.y.qq.com/base/fcgi-bin/u?__=1MsbSLu",
    ),
    ("https://t1.kugou.com/6mLQk8bFwV2", "kugou", "https://t1.kugou.com/6mLQk8bFwV2"),
    ("https://t.kugou.com/song.html?id=6mLQk8bFwV2", "kugou", "https://t.kugou.com/song.html?id=6mLQk8bFwV2"),
    ("https://m.kugou.com/wc/s/abc123", "kugou", "https://m.kugou.com/wc/s/abc123"),
    ("https://m.kugou.com/share/?chain=abc123&id=abc123", "kugou", "https://m.kugou.com/share/?chain=abc123"),
    (
        "https://m.kugou.com/share/song.html?chain=abc123",
        "kugou",
        "https://m.kugou.com/share/song.html?chain=abc123",
    ),
    ("https://www.kugou.com/share/abc123.html#abc123", "kugou", "https://www.kugou.com/share/abc123.html"),
    ("http://c.migu.cn/00bTX2?ifrom=0a1b", "migu", "http://c.migu.cn/00bTX2"),
]

REFUSED = [
    "",
    "   ",
    "just words",
    "https://music.163.com.evil.com/#/playlist?id=1",
    "https://evil.com/#/playlist?id=1",
    "https://evil-music.163.com/playlist?id=1",
    "http://music.163.com@evil.com/playlist?id=1",
    "http://evil.com/?u=https://music.163.com/playlist?id=1",
    "evil.com/music.163.com/playlist?id=1",
    "http://evilkuwo.cn/playlist_detail/5",
    "http://kuwo.cn.evil.com/playlist_detail/5",
    "https://music.163.com:8443/playlist?id=1",
    "https://music.163.com/#/artist?id=6452",
    "https://music.163.com/#/playlist?userid=6452",
    "https://music.163.com/#/discover/playlist/?cat=x",
    "http://www.kuwo.cn/playlist_detail/0",
    "http://www.kuwo.cn/singer_detail/5",
    "https://www.kugou.com/share/zlist.html?listid=2&uid=12&token=abc",
    "https://music.migu.cn/v3/music/top/no_such_list",
    "https://music.91q.com/artist/A10047769",
    "netease:abc",
    "spotify:37i9dQZF1DX",
    "spotify,https://music.163.com/playlist?id=1",
    "qq,https://music.163.com/playlist?id=1",
    "http://[",
    "https://music.163.com/playlist?id=" + "9" * 100,
    "x" * 20_000,
    "12345678",
]


@pytest.mark.parametrize(("text", "platform", "remote_id"), PLAYLISTS)
def test_every_form_of_a_playlist_address_names_the_playlist(
    text: str, platform: str, remote_id: str
) -> None:
    link = parse_link(text)

    assert (platform, LinkKind.PLAYLIST, remote_id) == (link.platform, link.kind, link.remote_id)


@pytest.mark.parametrize(("text", "platform", "kind", "remote_id"), OTHERS)
def test_every_form_of_another_address_names_its_thing(
    text: str, platform: str, kind: LinkKind, remote_id: str
) -> None:
    link = parse_link(text)

    assert (platform, kind, remote_id) == (link.platform, link.kind, link.remote_id)


@pytest.mark.parametrize(("text", "platform", "url"), SHORTS)
def test_a_short_address_keeps_its_code_and_nothing_else(text: str, platform: str, url: str) -> None:
    link = parse_link(text)

    assert (platform, LinkKind.SHORT, None, url) == (link.platform, link.kind, link.remote_id, link.url)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_link_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(LinkError) as refusal:
        parse_link(text)

    assert len(str(refusal.value).splitlines()) == 1
    assert str(refusal.value).isprintable()


def test_the_clean_address_forgets_who_shared_it() -> None:
    link = parse_link(
        "https://www.kugou.com/share/zlist.html?uid=12&token=secret&global_collection_id=collection_3_12_2_0"
    )

    assert "secret" not in link.url
    assert "uid" not in link.url


@pytest.mark.parametrize("text", [row[0] for row in [*PLAYLISTS, *OTHERS, *SHORTS]])
def test_the_clean_address_reads_as_the_same_link(text: str) -> None:
    link = parse_link(text)

    assert link == parse_link(link.url)


def test_several_links_in_one_text_are_all_found_once() -> None:
    short, other = "https://163cn.tv/a1", "https://y.qq.com/n/ryqq/playlist/7"
    text = f"{short} 下载 http://music.163.com/download {other} {short}"

    assert ["netease", "qq"] == [link.platform for link in find_links(text)]


def test_an_id_alone_is_taken_for_what_the_caller_asks_about() -> None:
    assert LinkKind.SONG is parse_link("netease:186016", bare=LinkKind.SONG).kind
    assert LinkKind.PLAYLIST is parse_link("netease:186016").kind


@given(st.text(max_size=400))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    assert len(read(text).splitlines()) == 1


@given(
    st.sampled_from([row[0] for row in [*PLAYLISTS, *OTHERS, *SHORTS]]),
    st.integers(min_value=0, max_value=80),
    st.text(max_size=4),
)
def test_a_damaged_address_is_a_link_or_refused(text: str, at: int, noise: str) -> None:
    assert len(read(text[:at] + noise + text[at:]).splitlines()) == 1


@given(st.sampled_from(sorted(ID_SHAPES)), st.data())
def test_every_id_of_the_right_shape_has_an_address_that_leads_back(
    which: tuple[str, LinkKind], data: st.DataObject
) -> None:
    platform, kind = which
    remote_id = data.draw(st.from_regex(ID_SHAPES[which], fullmatch=True))
    link = link_to(platform, kind, remote_id)

    assert link == parse_link(link.url)
