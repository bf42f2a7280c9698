"""Which addresses mean which playlist, toplist, song or album: one table of routes per platform.

Facts from the "share addresses" section of every platform's wire page, as of 2026-11. `links.py` reads this
table; a new form of address is one line here. Patterns are matched against whole paths, hosts against whole
host names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What an address points at. A SHORT address says so only after asking its platform."""

    PLAYLIST = "playlist"
    TOPLIST = "toplist"
    SONG = "song"
    ALBUM = "album"
    SHORT = "short"


_DIGITS = r"[1-9][0-9]{0,19}"
_CODE = r"[0-9A-Za-z]{2,40}"

ID_SHAPES: Mapping[tuple[str, LinkKind], str] = {
    ("netease", LinkKind.PLAYLIST): _DIGITS,
    ("netease", LinkKind.TOPLIST): _DIGITS,
    ("netease", LinkKind.SONG): _DIGITS,
    ("netease", LinkKind.ALBUM): _DIGITS,
    ("qq", LinkKind.PLAYLIST): _DIGITS,
    ("qq", LinkKind.TOPLIST): _DIGITS,
    ("qq", LinkKind.SONG): r"[0-9A-Za-z]{14}|[1-9][0-9]{0,11}",  # songmid, or the old number
    ("qq", LinkKind.ALBUM): r"[0-9A-Za-z]{14}|[1-9][0-9]{0,11}",
    ("kuwo", LinkKind.PLAYLIST): rf"{_DIGITS}|(?:bodian-[45]|node|album)-{_DIGITS}",
    ("kuwo", LinkKind.TOPLIST): _DIGITS,
    ("kuwo", LinkKind.SONG): _DIGITS,
    ("kuwo", LinkKind.ALBUM): _DIGITS,
    ("kugou", LinkKind.PLAYLIST): rf"collection_[0-9A-Za-z_]{{3,80}}|gcid_[0-9A-Za-z]{{3,80}}|{_DIGITS}",
    ("kugou", LinkKind.TOPLIST): _DIGITS,
    (
        "kugou",
        LinkKind.SONG,
    ): rf"[0-9A-Fa-f]{{32}}|{_DIGITS}|[0-9a-z]{{4,12}}",  # hash, album_audio_id, its short text
    ("kugou", LinkKind.ALBUM): _DIGITS,
    ("migu", LinkKind.PLAYLIST): _DIGITS,
    ("migu", LinkKind.TOPLIST): _DIGITS,
    ("migu", LinkKind.SONG): r"[0-9]{18}|[0-9A-Za-z]{11}|[1-9][0-9]{0,9}",  # contentId, copyrightId, songId
    ("migu", LinkKind.ALBUM): _DIGITS,
    ("qianqian", LinkKind.PLAYLIST): _DIGITS,
    ("qianqian", LinkKind.TOPLIST): _DIGITS,
    ("qianqian", LinkKind.SONG): r"T[0-9]{1,20}",
    ("qianqian", LinkKind.ALBUM): r"P[0-9]{1,20}",
}
"""What an id of that kind looks like (a regular expression for the whole id)."""

HOSTS: Mapping[str, str] = {
    "netease": r"(?:(?:y|m|3g)\.)?music\.163\.com|orpheus:|163cn\.tv|163cn\.link|163\.fm",
    "qq": r"(?:[ic][0-9]*\.)?y\.qq\.com",
    "kuwo": r"(?:[0-9a-z-]+\.)*kuwo\.cn",
    "kugou": r"(?:[0-9a-z-]+\.)*kugou\.com",
    "migu": r"(?:[0-9a-z-]+\.)*migu\.cn|mgmusic:",
    "qianqian": r"(?:m\.)?music\.91q\.com|music\.taihe\.com",
}
"""The hosts of shared addresses, whole names; an app scheme stands here with its colon."""

REDIRECT_HOSTS: Mapping[str, str] = {
    **HOSTS,
    "netease": r"(?:[0-9a-z-]+\.)*music\.163\.com|orpheus:|163cn\.tv|163cn\.link|163\.fm",
    "qq": r"(?:[0-9a-z-]+\.)*y\.qq\.com",
}
"""Where a short address may lead: the platform's own hosts and nowhere else."""


@dataclass(frozen=True, slots=True)
class Route:
    """One form of address. The id is the path's group `id`, else the first of `keys` that holds one, else
    `default`.

    `host` narrows the platform's hosts; `when` is a parameter that must be there (qq's `#type=song`); `names`
    maps words to ids where a platform shows words.
    """

    kind: LinkKind
    path: str
    keys: tuple[str, ...] = ()
    host: str | None = None
    default: str | None = None
    when: tuple[str, str] | None = None
    names: Mapping[str, str] | None = None

    def matches(self, host: str, path: str, params: Mapping[str, str]) -> re.Match[str] | None:
        """The match of the path when host and parameters fit, else None."""
        if self.host and not re.fullmatch(self.host, host):
            return None
        if self.when and params.get(self.when[0]) != self.when[1]:
            return None
        return re.fullmatch(self.path, path, re.IGNORECASE)


_MIGU_TOPS = {
    "jianjiao_newsong": "27553319",
    "jianjiao_hotsong": "27186466",
    "jianjiao_original": "27553408",
    "hktw": "23189800",
    "mainland": "23189399",
    "eur_usa": "19190036",
    "jpn_kor": "23189813",
    "coloring": "23190126",
    "ktv": "15140045",
    "network": "15140034",
}

_N = r"(?:/(?:m|my|nm|music))*"  # netease: /m/…, /my/m/music/…, orpheus://nm/…
_K = r"(?:/(?:newh5app|newh5|h5app))?"  # kuwo: the phone pages
_ID = r"(?:/(?P<id>[^/]+)(?:/.*)?)?/?"

ROUTES: Mapping[str, tuple[Route, ...]] = {
    "netease": (
        Route(LinkKind.SHORT, r"/(?P<id>[^/]+)/?", host=r"163cn\.tv|163cn\.link|163\.fm"),
        Route(LinkKind.TOPLIST, rf"{_N}/discover/toplist/?", ("id",), default="19723756"),
        Route(LinkKind.TOPLIST, rf"{_N}/toplist{_ID}", ("id",)),
        Route(LinkKind.PLAYLIST, rf"{_N}/playlist{_ID}", ("id",)),
        Route(LinkKind.SONG, rf"{_N}/song{_ID}", ("id",)),
        Route(LinkKind.ALBUM, rf"{_N}/album{_ID}", ("id",)),
    ),
    "qq": (
        Route(LinkKind.SHORT, r"/base/fcgi-bin/u/?", ("__",), host=r"c[0-9]*\.y\.qq\.com"),
        Route(LinkKind.PLAYLIST, r".*/(?:playlist|playsquare)/(?P<id>[^/]+)/?"),
        Route(LinkKind.PLAYLIST, r".*/(?:playlist|taoge)(?:/index)?(?:\.html)?/?", ("disstid", "id")),
        Route(LinkKind.TOPLIST, r".*/toplist/(?P<id>[^/]+)/?"),
        Route(LinkKind.TOPLIST, r".*/(?:toplist|top)(?:/index)?(?:\.html)?/?", ("id", "topid")),
        Route(LinkKind.SONG, r".*/song(?:detail)?/(?P<id>[^/]+)/?"),
        Route(LinkKind.SONG, r".*/(?:playsong|song)(?:/index)?(?:\.html)?/?", ("songmid", "songid")),
        Route(LinkKind.SONG, r"/?", ("mid", "id"), when=("type", "song")),
        Route(LinkKind.ALBUM, r".*/album(?:detail)?/(?P<id>[^/]+)/?"),
        Route(LinkKind.ALBUM, r".*/album(?:/index)?(?:\.html)?/?", ("albummid", "albumid", "id")),
        Route(LinkKind.ALBUM, r"/?", ("mid", "id"), when=("type", "album")),
    ),
    "kuwo": (
        Route(
            LinkKind.PLAYLIST,
            r"/m/bodian/collection\.html|/playlist/?",
            ("playlistid", "pid"),
            host=r"(?:h5app|bodian)\.kuwo\.cn",
        ),
        Route(LinkKind.PLAYLIST, rf"{_K}/playlist_detail{_ID}", ("pid", "playlistid", "id")),
        Route(LinkKind.PLAYLIST, rf"{_K}/playlist{_ID}", ("pid", "playlistid", "id")),
        Route(LinkKind.TOPLIST, rf"{_K}/ranklist/?", ("bangid", "id"), default="93"),
        Route(LinkKind.TOPLIST, rf"{_K}/ranklist{_ID}", ("bangid",)),
        Route(LinkKind.SONG, rf"{_K}/(?:play_detail|yinyue){_ID}", ("rid", "mid", "id")),
        Route(LinkKind.ALBUM, rf"{_K}/(?:album_detail|album){_ID}", ("albumid", "id")),
        Route(LinkKind.ALBUM, r".*", ("albumid",)),
    ),
    "kugou": (
        Route(LinkKind.PLAYLIST, r".*", ("global_collection_id", "global_specialid")),
        Route(LinkKind.PLAYLIST, rf"/songlist{_ID}", ("gcid",)),
        Route(LinkKind.PLAYLIST, rf"(?:/yy)?/special/single{_ID}", ("specialid",)),
        Route(LinkKind.PLAYLIST, rf"/plist/list{_ID}", ("specialid", "id")),
        Route(LinkKind.TOPLIST, r"/yy/rank/home/[0-9]+-(?P<id>[^/]+)/?"),
        Route(LinkKind.TOPLIST, rf"/rank/info{_ID}", ("rankid",)),
        Route(LinkKind.SONG, r"/mixsong/(?P<id>[^/]+)/?"),
        Route(
            LinkKind.SONG,
            r"/song(?:/.*)?|/share/song\.html|/v2/.*",
            ("album_audio_id", "mixsongid", "hash", "#"),
        ),
        Route(LinkKind.ALBUM, r"/(?:yy/)?album/(?:single/|info/)?(?P<id>[^/]+)/?"),
        Route(LinkKind.SHORT, r"/song\.html", ("id",), host=r"t[0-9]*\.kugou\.com"),
        Route(LinkKind.SHORT, r"/(?P<id>[^/.]+)/?", host=r"(?:t[0-9]*|s)\.kugou\.com"),
        Route(LinkKind.SHORT, r"/wc/s/(?P<id>[^/]+)/?"),
        Route(LinkKind.SHORT, r"/share/?|/share/song\.html", ("chain",)),
        Route(LinkKind.SHORT, r"/share/(?P<id>(?!zlist|song)[^/]+)\.html"),
    ),
    "migu": (
        Route(LinkKind.SHORT, r"/(?P<id>[^/]+)/?", host=r"c\.migu\.cn"),
        Route(LinkKind.PLAYLIST, r"/?song-list-info/?", ("id", "playlistid", "musiclistid")),
        Route(LinkKind.PLAYLIST, r".*/(?:music|my)/playlist/(?P<id>[^/]+)/?"),
        Route(
            LinkKind.PLAYLIST,
            r".*/playlist(?:/(?:index|detail))?(?:\.html)?/?",
            ("playlistid", "musiclistid", "id"),
        ),
        Route(LinkKind.TOPLIST, r".*/music/top/(?P<id>[^/]+)/?", names=_MIGU_TOPS),
        Route(LinkKind.TOPLIST, r".*/rank(?:/(?:index|detail))?(?:\.html)?/?", ("rankid", "id")),
        Route(LinkKind.SONG, r".*/music/song/(?P<id>[^/]+)/?"),
        Route(
            LinkKind.SONG,
            r".*/song(?:/(?:index|detail))?(?:\.html)?/?",
            ("copyrightid", "contentid", "songid", "id"),
        ),
        Route(LinkKind.ALBUM, r".*/music/album/(?P<id>[^/]+)/?"),
        Route(LinkKind.ALBUM, r".*/album(?:/(?:index|detail))?(?:\.html)?/?", ("albumid", "id")),
    ),
    "qianqian": (
        Route(LinkKind.SONG, r"/song/(?P<id>[^/]+)/?"),
        Route(LinkKind.ALBUM, r"/album/(?P<id>[^/]+)/?"),
        Route(LinkKind.PLAYLIST, r"/(?:songlist|tracklist|playlist)/(?P<id>[^/]+)/?"),
        Route(
            LinkKind.PLAYLIST,
            r"/(?:songlist|tracklist|playlist)?/?",
            ("songlistid", "tracklistid", "playlistid", "id"),
        ),
        Route(LinkKind.TOPLIST, r"/toplist/?", ("bdid",)),
    ),
}
"""Tried in order; the first that yields an id wins."""

SHORT_CODE = _CODE

PAGES: Mapping[tuple[str, LinkKind], str] = {
    ("netease", LinkKind.PLAYLIST): "https://music.163.com/#/playlist?id={}",
    ("netease", LinkKind.TOPLIST): "https://music.163.com/#/discover/toplist?id={}",
    ("netease", LinkKind.SONG): "https://music.163.com/#/song?id={}",
    ("netease", LinkKind.ALBUM): "https://music.163.com/#/album?id={}",
    ("qq", LinkKind.PLAYLIST): "https://y.qq.com/n/ryqq/playlist/{}",
    ("qq", LinkKind.TOPLIST): "https://y.qq.com/n/ryqq/toplist/{}",
    ("qq", LinkKind.SONG): "https://y.qq.com/n/ryqq/songDetail/{}",
    ("qq", LinkKind.ALBUM): "https://y.qq.com/n/ryqq/albumDetail/{}",
    ("kuwo", LinkKind.PLAYLIST): "https://www.kuwo.cn/playlist_detail/{}",
    ("kuwo", LinkKind.TOPLIST): "https://www.kuwo.cn/rankList?bangId={}",
    ("kuwo", LinkKind.SONG): "https://www.kuwo.cn/play_detail/{}",
    ("kuwo", LinkKind.ALBUM): "https://www.kuwo.cn/album_detail/{}",
    ("kugou", LinkKind.PLAYLIST): "https://www.kugou.com/yy/special/single/{}.html",
    ("kugou", LinkKind.TOPLIST): "https://www.kugou.com/yy/rank/home/1-{}.html",
    ("kugou", LinkKind.SONG): "https://www.kugou.com/mixsong/{}.html",
    ("kugou", LinkKind.ALBUM): "https://www.kugou.com/album/{}.html",
    ("migu", LinkKind.PLAYLIST): "https://music.migu.cn/v3/music/playlist/{}",
    ("migu", LinkKind.TOPLIST): "https://h5.nf.migu.cn/app/v4/p/share/rank/detail.html?rankId={}",
    ("migu", LinkKind.SONG): "https://music.migu.cn/v3/music/song/{}",
    ("migu", LinkKind.ALBUM): "https://music.migu.cn/v3/music/album/{}",
    ("qianqian", LinkKind.PLAYLIST): "https://music.91q.com/songlist/{}",
    ("qianqian", LinkKind.TOPLIST): "https://music.91q.com/toplist?bdid={}",
    ("qianqian", LinkKind.SONG): "https://music.91q.com/song/{}",
    ("qianqian", LinkKind.ALBUM): "https://music.91q.com/album/{}",
}
"""The address we show and store for a thing: it holds the id and nothing of the person who shared it."""


def page_of(platform: str, kind: LinkKind, remote_id: str) -> str:
    """The clean address of a thing; a few id families have pages of their own."""
    if platform == "kuwo" and remote_id.startswith("bodian-"):
        _, source, number = remote_id.split("-", 2)
        return f"https://bodian.kuwo.cn/playlist?pid={number}&source={source}"
    if platform == "kuwo" and remote_id.startswith(("node-", "album-")):
        # Rows of the square that have no playlist page: the id itself is the address.
        return f"kuwo:{remote_id}"
    if platform == "kugou" and kind is LinkKind.PLAYLIST:
        if remote_id.startswith("gcid_"):
            return f"https://www.kugou.com/songlist/{remote_id}/"
        if remote_id.startswith("collection_"):
            return f"https://www.kugou.com/share/zlist.html?global_collection_id={remote_id}"
    if platform == "kugou" and kind is LinkKind.SONG:
        if len(remote_id) == 32:
            return f"https://www.kugou.com/song/#hash={remote_id}"
        if remote_id.isdigit():
            return f"https://h5.kugou.com/v2/v-5a15aeb1/index.html?album_audio_id={remote_id}"
    if platform == "migu" and kind is LinkKind.SONG:
        if len(remote_id) == 18:
            return f"https://h5.nf.migu.cn/app/v4/p/share/song/index.html?id={remote_id}"
        if len(remote_id) <= 10:
            return f"https://music.migu.cn/v2/music/song/{remote_id}"
    return PAGES[platform, kind].format(remote_id)
