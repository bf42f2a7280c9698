"""The gateway `musicu.fcg`: named sub-requests, each a module and a method."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.qq.asked import Answer, Method
from catalogsync.sandbox.platforms.qq.list_modules import ListModules
from catalogsync.sandbox.platforms.qq.list_shapes import trace
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.platforms.qq.song_modules import SongModules
from catalogsync.sandbox.platforms.qq.streams import Streams


class Modules:
    def __init__(self, lists: Listings, streams: Streams, seed: str) -> None:
        self._streams = streams
        self._lists, self._songs = ListModules(lists), SongModules(lists, seed)
        self.methods = self._table()

    def _table(self) -> dict[tuple[str, str], tuple[str, Method]]:
        toplist_modules = ("musicToplist.ToplistInfoServer", "music.musicToplist.Toplist")
        lists, songs = self._lists, self._songs
        search = "music.search.SearchCgiService"
        table: dict[tuple[str, str], tuple[str, Method]] = {
            ("playlist.PlaylistAllCategoriesServer", "get_all_categories"): ("categories", lists.categories),
            ("music.web_category_svr", "get_hot_category"): ("categories", lists.hall_categories),
            ("playlist.PlayListPlazaServer", "get_playlist_by_tag"): ("playlist-list", lists.plaza),
            ("playlist.PlayListPlazaServer", "get_playlist_by_category"): ("playlist-list", lists.plaza),
            ("playlist.PlayListCategoryServer", "get_category_content"): (
                "playlist-list",
                lists.category_content,
            ),
            ("playlist.HotRecommendServer", "get_hot_recommend"): ("playlist-list", lists.recommend),
            ("music.srfDissInfo.DissInfo", "CgiGetDiss"): ("playlist-detail", lists.playlist),
            ("music.srfDissInfo.aiDissInfo", "uniform_get_Dissinfo"): ("playlist-detail", lists.playlist),
            ("music.pf_song_detail_svr", "get_song_detail_yqq"): ("song-detail", songs.song),
            ("music.pf_song_detail_svr", "get_song_detail"): ("song-detail", songs.song),
            ("music.trackInfo.UniformRuleCtrl", "CgiGetTrackInfo"): ("song-detail", songs.tracks),
            ("music.trackInfo.UniformRuleCtrlServer", "GetTrackInfo"): ("song-detail", songs.tracks),
            (search, "DoSearchForQQMusicDesktop"): ("search", songs.search),
            (search, "DoSearchForQQMusicMobile"): ("search", songs.phone_search),
            ("vkey.GetVkeyServer", "CgiGetVkey"): ("song-url", self.grants),
            ("music.vkey.GetVkey", "UrlGetVkey"): ("song-url", self.grants),
            ("music.vkey.GetVkey", "CgiGetVkey"): ("song-url", self.grants),
            ("music.musichallSong.PlayLyricInfo", "GetPlayLyricInfo"): ("lyric", songs.lyric),
            ("CDN.SrfCdnDispatchServer", "GetCdnDispatch"): ("song-url", self.dispatch),
            ("music.musicasset.PlaylistBaseRead", "GetPlaylistByUin"): ("account", lists.own_playlists),
        }
        for module in toplist_modules:
            table[module, "GetAll"] = ("toplist-list", lists.toplists)
            table[module, "GetDetail"] = ("toplist-detail", lists.toplist)
        return table

    def operation(self, sub: dict[str, Any]) -> str:
        known = self.methods.get((str(sub.get("module")), str(sub.get("method"))))
        return known[0] if known else "unknown"

    def answer(self, request: Request, sub: dict[str, Any]) -> dict[str, Any]:
        """One sub-request's answer; unknown modules and methods have their own sub-codes (wire page section 11)."""
        module, method = str(sub.get("module")), str(sub.get("method"))
        param = sub.get("param")
        if not isinstance(param, dict):
            return {"code": 500001}
        known = self.methods.get((module, method))
        if known is None:
            return {"code": 40000 if any(module == m for m, _ in self.methods) else 500003}
        code, data = known[1](request, param)
        return {"code": code, "data": data}

    def grants(self, request: Request, param: dict[str, Any]) -> Answer:
        data = self._streams.grants(request, param)
        return data["retcode"], data

    def dispatch(self, request: Request, param: dict[str, Any]) -> Answer:
        """The list of audio hosts that web pages ask for beside the grant: stream-url-2 (2018)."""
        data = self._streams.grants(request, {"guid": param.get("guid", "0"), "songmid": []})
        kept = {
            k: data[k]
            for k in ("expiration", "msg", "retcode", "servercheck", "sip", "testfile2g", "testfilewifi")
        }
        return 0, {
            **kept,
            "freeflowsip": [],
            "keepalivefile": data["testfile2g"],
            "uin": "",
            "userip": "192.0.2.1",
            "vkey": "",
        }


def envelope(now: float, answers: dict[str, Any]) -> dict[str, Any]:
    """The gateway's outer object."""
    ms = int(now * 1000)
    return {"code": 0, "ts": ms, "start_ts": ms - 5, "traceid": trace(ms), **answers}
