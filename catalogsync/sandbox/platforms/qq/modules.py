"""The gateway `musicu.fcg`: named sub-requests, each a module and a method."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
import time
from collections.abc import Callable
from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.qq.ids import MV_TOPLIST, TOPLISTS
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.platforms.qq.shapes import category_id, opaque_user, trace
from catalogsync.sandbox.platforms.qq.streams import Streams
from catalogsync.sandbox.platforms.qq.words import lrc_text, sealed, translation_text
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

_LISTED: dict[str, Any] = {
    **dict.fromkeys("uiAction new_icon bf".split(), 0),
    **dict.fromkeys("tf abt team".split(), ""),
}
_ABOUT_LISTS: dict[str, Any] = {
    "ip": "192.0.2.1",
    "srf_ip": "192.0.2.2",
    "cmtURL_bykey": {"url_key": "", "url_params": ""},
    **dict.fromkeys("namedflag isAd isForbidComment recomUgcValid".split(), 0),
    **dict.fromkeys("referer adTitle adUrl".split(), ""),
    **dict.fromkeys(
        "toplist_song sac_forbid birthday vec_songid_newtime vec_songid_type vec_ai_extern aiExt".split()
    ),
    "toplist_nolimit": False,
    "quickListenVid": [],
    "bitflag": 2,
}
_ABOUT_CALLER: dict[str, Any] = {
    "ct": 20,
    "cv": 1770,
    "ip": 3221225985,
    "musicid": 0,
    "ipv6": "",
    "role": 1,
    "ctx": 0,
    "local_ip": "192.0.2.2",
    "active": 0,
    "ctry": 1,
    "pr": 13,
    "cy": 118,
    "oversea": 0,
    "toggle_cn": 0,
    "a_ctry": 1,
    "origin_oversea": 0,
    "deviceValid": 0,
    "deviceBits": 0,
    "qplay": 0,
    "music_game": 0,
    "teenMode": 0,
}
Answer = tuple[int, dict[str, Any]]
"""(sub-code, data)"""
Method = Callable[[Request, dict[str, Any]], Answer]


class Modules:
    def __init__(self, lists: Listings, streams: Streams, seed: str) -> None:
        self._lists, self._streams, self._seed = lists, streams, seed
        self._catalog, self._ids, self._shapes = lists.catalog, lists.ids, lists.shapes
        self.methods = self._table()

    def _table(self) -> dict[tuple[str, str], tuple[str, Method]]:
        toplist_modules = ("musicToplist.ToplistInfoServer", "music.musicToplist.Toplist")
        search = "music.search.SearchCgiService"
        table: dict[tuple[str, str], tuple[str, Method]] = {
            ("playlist.PlaylistAllCategoriesServer", "get_all_categories"): ("categories", self.categories),
            ("music.web_category_svr", "get_hot_category"): ("categories", self.hall_categories),
            ("playlist.PlayListPlazaServer", "get_playlist_by_tag"): ("playlist-list", self.plaza),
            ("playlist.PlayListPlazaServer", "get_playlist_by_category"): ("playlist-list", self.plaza),
            ("playlist.PlayListCategoryServer", "get_category_content"): (
                "playlist-list",
                self.category_content,
            ),
            ("playlist.HotRecommendServer", "get_hot_recommend"): ("playlist-list", self.recommend),
            ("music.srfDissInfo.DissInfo", "CgiGetDiss"): ("playlist-detail", self.playlist),
            ("music.srfDissInfo.aiDissInfo", "uniform_get_Dissinfo"): ("playlist-detail", self.playlist),
            ("music.pf_song_detail_svr", "get_song_detail_yqq"): ("song-detail", self.song),
            ("music.pf_song_detail_svr", "get_song_detail"): ("song-detail", self.song),
            ("music.trackInfo.UniformRuleCtrl", "CgiGetTrackInfo"): ("song-detail", self.tracks),
            ("music.trackInfo.UniformRuleCtrlServer", "GetTrackInfo"): ("song-detail", self.tracks),
            (search, "DoSearchForQQMusicDesktop"): ("search", self.search),
            (search, "DoSearchForQQMusicMobile"): ("search", self.phone_search),
            ("vkey.GetVkeyServer", "CgiGetVkey"): ("song-url", self.grants),
            ("music.vkey.GetVkey", "UrlGetVkey"): ("song-url", self.grants),
            ("music.vkey.GetVkey", "CgiGetVkey"): ("song-url", self.grants),
            ("music.musichallSong.PlayLyricInfo", "GetPlayLyricInfo"): ("lyric", self.lyric),
            ("CDN.SrfCdnDispatchServer", "GetCdnDispatch"): ("song-url", self.dispatch),
            ("music.musicasset.PlaylistBaseRead", "GetPlaylistByUin"): ("account", self.own_playlists),
        }
        for module in toplist_modules:
            table[module, "GetAll"] = ("toplist-list", self.toplists)
            table[module, "GetDetail"] = ("toplist-detail", self.toplist)
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

    def categories(self, request: Request, param: dict[str, Any]) -> Answer:
        items = [{"id": category_id(i), "name": name} for i, name in enumerate(CATEGORIES)]
        groups = [
            {"group_id": 0, "group_name": "热门", "v_item": [{"id": category_id(None), "name": "全部"}]},
            {"group_id": 1, "group_name": "流派", "v_item": items},
        ]
        return 0, {"v_group": groups}

    def hall_categories(self, request: Request, param: dict[str, Any]) -> Answer:
        """hall-categories-1 (2023-03): another numbering of categories."""
        rows = [
            {
                "item_id": 3317 + i,
                "item_name": name,
                "item_desc": "",
                "item_new": 0,
                "item_hot": 0,
                "show_type": 0,
                "is_parent": 0,
                "reimgurl": "",
                "item_share_pic": "",
                "show_detail": 0,
                "group_id": 0,
            }
            for i, name in enumerate(CATEGORIES)
        ]
        return 0, {"category": [{"group_id": 1, "group_name": "热门推荐", "items": rows}]}

    def plaza(self, request: Request, param: dict[str, Any]) -> Answer:
        """playlist-square-musicu-1: pages by `sin`/`size` or `curPage`/`size`."""
        numbers = self._lists.numbers(_int(param.get("id"), category_id(None)))
        size = min(_int(param.get("size"), 36), 100)
        begin = _int(param.get("sin"), -1)
        if begin < 0:
            begin = (max(1, _int(param.get("curPage"), 1)) - 1) * size
        rows = []
        for number in numbers[begin : begin + size]:
            playlist = self._lists.playlist(number)
            songs = self._lists.song_ids(playlist, 20)
            rows.append(self._shapes.plaza_row(playlist, self._lists.id_of(playlist), songs))
        return 0, {"total": len(numbers), "v_playlist": rows}

    def category_content(self, request: Request, param: dict[str, Any]) -> Answer:
        index = _int(param.get("category_id"), 3317) - 3317
        numbers = self._catalog.square("qq", index) if 0 <= index < len(CATEGORIES) else range(0)
        size, page = min(_int(param.get("size"), 36), 100), _int(param.get("page"), 0)
        items = []
        for number in numbers[page * size : (page + 1) * size]:
            p = self._lists.playlist(number)
            cover = {"medium_url": self._shapes.cover(p, 300), "default_url": self._shapes.cover(p)}
            basic = {"tid": self._lists.id_of(p), "title": p.name, "play_cnt": p.plays, "desc": p.description}
            items.append(
                {"basic": {**basic, "creator": {"nick": p.creator, "uin": p.creator_number}, "cover": cover}}
            )
        return 0, {"content": {"total_cnt": len(numbers), "v_item": items}}

    def recommend(self, request: Request, param: dict[str, Any]) -> Answer:
        """recommend-hot-1 (2023-03): twelve rows."""
        rows = []
        for number in self._catalog.square("qq")[:12]:
            p = self._lists.playlist(number)
            rows.append(
                {
                    **dict.fromkeys(
                        ("album_pic_mid", "edge_mark", "jump_url", "pic_mid", "rcmdcontent", "tjreport"), ""
                    ),
                    "content_id": self._lists.id_of(p),
                    "cover": self._shapes.cover(p),
                    "creator": p.creator_number,
                    "id": 0,
                    "is_dj": False,
                    "is_vip": False,
                    "listen_num": p.plays,
                    "rcmdtemplate": "编辑推荐",
                    "rcmdtype": 0,
                    "singerid": 0,
                    "title": p.name,
                    "type": 10014,
                    "username": p.creator,
                }
            )
        return 0, {"page": 0, "v_hot": rows}

    def toplists(self, request: Request, param: dict[str, Any]) -> Answer:
        """toplists-getall-1; the list of videos (201) has no period, as recorded."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for number, (_, name, _, group) in enumerate(TOPLISTS):
            toplist = self._catalog.toplist("qq", number, name)
            record = self._lists.toplist_record(toplist, self._lists.rank_rows(toplist, 0, 3))
            groups.setdefault(group, []).append(record)
        first = next(iter(groups["巅峰榜"]))
        video = {**first, "topId": MV_TOPLIST, "title": "MV榜", "period": "", "totalNum": 20, "song": []}
        groups.setdefault("特色榜", []).append(video)
        shown = [
            {
                "groupId": i,
                "groupName": name,
                "toplist": rows,
                "type": 0,
                "myFeatureButtonText": "",
                "myFeatureButtonScheme": "",
            }
            for i, (name, rows) in enumerate(groups.items())
        ]
        place = {"province": {"provinceID": 0, "name": "", "pinyin": ""}}
        return 0, {"group": shown, "refreshInterval": 1, "abt": "", "location": place}

    def toplist(self, request: Request, param: dict[str, Any]) -> Answer:
        """`GetDetail`: rank rows of everything asked, tracks without the withdrawn ones. Unknown lists: 10000."""
        toplist = self._lists.toplist(_int(param.get("topId", param.get("topid")), -1))
        if toplist is None:
            return 10000, {}
        begin, count = _int(param.get("offset"), 0), min(_int(param.get("num"), 100), 1000)
        shown, _ = self._lists.slices(toplist, begin, count)
        record = self._lists.toplist_record(toplist, self._lists.rank_rows(toplist, begin, count))
        tracks = [self._shapes.track(song) for song in shown]
        return 0, {
            "data": record,
            "songInfoList": tracks,
            "extInfoList": [],
            "songTagInfoList": None,
            "indexInfoList": [],
        }

    def playlist(self, request: Request, param: dict[str, Any]) -> Answer:
        """playlist-detail-musicu-1 (2025)."""
        playlist = self._lists.by_id(param.get("disstid"))
        if playlist is None:
            return 10004, {"code": 10004, "subcode": 10004, "msg": "playlist not found"}
        if playlist.refused:
            return 0, {
                "code": 0,
                "subcode": 4000,
                "msg": "",
                "songlist": [],
                "total_song_num": 0,
                "hasmore": 0,
            }
        begin, count = _int(param.get("song_begin"), 0), min(_int(param.get("song_num"), 100), 1000)
        shown, gone = self._lists.slices(playlist, begin, count)
        data: dict[str, Any] = {
            "code": 0,
            "subcode": 0,
            "msg": "",
            "from_gedan_plaza": 0,
            "accessed_plaza_cache": 0,
            "accessed_byfav": 1,
            "optype": 0,
            "filter_song_num": len(gone),
            "dirinfo": self._dirinfo(playlist),
            "songlist": [{**self._shapes.list_track(song), **_LISTED} for song in shown],
            "login_uin": 0,
            "invalid_song": [],
            "filtered_song": [{**self._shapes.list_track(song), **_LISTED} for song in gone],
            "ad_list": [],
            "total_song_num": playlist.length,
            "songlist_size": len(shown),
            "encrypt_login": "",
            "ct": 24,
            "cv": 4747474,
            "orderlist": [],
            "songtag": [],
            "hasmore": int(begin + count < playlist.length),
        }
        return 0, {**_ABOUT_LISTS, **data}

    def _dirinfo(self, playlist: Playlist) -> dict[str, Any]:
        user = opaque_user(playlist.creator_number)
        mine = {"encrypt_uin": user, "isVip": 0, "ai_uin": 0, "encrypt_ai_uin": "", "ext": None}
        creator = {"musicid": playlist.creator_number, "type": 0, "singerid": 0, "nick": playlist.creator}
        return {
            "id": self._lists.id_of(playlist),
            "host_uin": 0,
            "dirid": 0,
            "title": playlist.name,
            "picurl": self._shapes.cover(playlist),
            "picid": 0,
            "desc": playlist.description,
            "vec_tagid": [],
            "vec_tagname": [],
            "ctime": playlist.created_ms // 1000,
            "mtime": playlist.changed_ms // 1000,
            "listennum": playlist.plays,
            "ordernum": playlist.plays // 60,
            "picmid": "",
            "dirtype": 0,
            "host_nick": playlist.creator,
            "songnum": playlist.length,
            "ordertime": 0,
            "show": 1,
            "picurl2": self._shapes.cover(playlist),
            "disstype": 0,
            "encrypt_uin": user,
            "owndir": 0,
            "headurl": "",
            "tag": [],
            "creator": {**creator, "headurl": "", "ifpicurl": "", **mine},
            "status": 0,
            "edge_mark": "",
            **dict.fromkeys("song_update_time song_update_num ai_uin role rl2".split(), 0),
            **dict.fromkeys("layer_url ext1 ext2 origin_title aiToast encrypt_ai_uin".split(), ""),
            "dv2": playlist.changed_ms // 1000,
            "dir_show": 1,
            "ad_tag": False,
        }

    def _song(self, param: dict[str, Any], *names: str) -> Song | None:
        for name in names:
            if param.get(name):
                return self._catalog.song("qq", self._ids.any_song(param[name]))
        return None

    def song(self, request: Request, param: dict[str, Any]) -> Answer:
        """song-detail-1."""
        song = self._song(param, "song_mid", "song_id")
        if song is None:
            return 103902, {}

        def block(title: str, value: str, pos: int) -> dict[str, Any]:
            content = {
                "id": 0,
                "value": value,
                "mid": "",
                "type": 0,
                "show_type": 0,
                "is_parent": 0,
                "picurl": "",
            }
            more = {"read_cnt": 0, "author": "", "jumpurl": "", "ori_picurl": ""}
            tail = {"pos": pos, "more": 0, "selected": "", "use_platform": 1}
            return {"title": title, "type": "desc", "content": [{**content, **more}], **tail}

        info = {
            "company": block("唱片公司", "合成唱片", 51),
            "genre": block("歌曲流派", " Pop", 12),
            "lan": block("歌曲语种", {"zh": "国语", "en": "英语", "ja": "日语"}[song.recording.language], 11),
            "pub_time": block("发行时间", song.released, 50),
        }
        extras = {"name": song.name, "transname": "", "subtitle": song.subtitle, "from": "", "wikiurl": ""}
        return 0, {"info": info, "extras": extras, "track_info": self._shapes.track(song)}

    def tracks(self, request: Request, param: dict[str, Any]) -> Answer:
        """track-info-1: rows in the order asked; a missing song is an empty row."""
        asked = param.get("ids") or param.get("mids") or []
        rows = []
        for id_ in list(asked)[:200]:
            song = self._catalog.song("qq", self._ids.any_song(id_))
            rows.append(
                self._shapes.track(song)
                if song
                else {"id": 0, "mid": "", "name": "", "title": "", "singer": None}
            )
        return 0, {**_ABOUT_CALLER, "tracks": rows}

    def search(self, request: Request, param: dict[str, Any]) -> Answer:
        """`DoSearchForQQMusicDesktop`, framed as search-blocked-1; playlists as search-playlists-1."""
        size = max(1, min(_int(param.get("num_per_page"), 20), 50))
        page = max(1, _int(param.get("page_num"), 1))
        kind = _int(param.get("search_type"), 0)
        songs, lists, total = self._found(str(param.get("query", "")), kind, size, page)
        more = {"desc": "", "docid": "0", "grp": [], "newStatus": 2}
        rows = [{**self._shapes.track(song), **more} for song in songs]
        body: dict[str, Any] = {
            "album": {"list": []},
            "gedantip": {"tab": 0, "tip": ""},
            "mv": {"list": []},
            "qc": [],
            "singer": {"list": []},
            "song": {"list": rows},
            "songlist": {"list": [self._list_row(p) for p in lists]},
            "user": {"list": []},
            "zhida": {"list": []},
        }
        return 0, {"body": body, "code": 0, "feedbackURL": "", "meta": _meta(page, size, total)}

    def _found(self, text: str, kind: int, size: int, page: int) -> tuple[list[Song], list[Playlist], int]:
        first, last = (page - 1) * size, page * size
        if kind == 3:
            squares = (self._lists.playlist(n) for n in self._catalog.square("qq")[:300])
            lists = [p for p in squares if text and (text in p.name or text in p.description)]
            return [], lists[first:last], len(lists)
        songs = list(self._catalog.search("qq", text)) if kind == 0 and text.strip() else []
        return songs[first:last], [], len(songs)

    def _list_row(self, playlist: Playlist) -> dict[str, Any]:
        row = self._shapes.square_row(playlist, self._lists.id_of(playlist))
        creator = {**row["creator"], "creator_uin": str(playlist.creator_number)}
        more = {
            "copyrightnum": 0,
            "diss_status": 400,
            "docid": row["dissid"],
            "modifytime": row["commit_time"],
        }
        kept = {
            k: row[k] for k in ("dissid", "createtime", "dissname", "imgurl", "introduction", "listennum")
        }
        return {**kept, **more, "creator": creator, "song_count": playlist.length}

    def phone_search(self, request: Request, param: dict[str, Any]) -> Answer:
        size = max(1, min(_int(param.get("num_per_page"), 20), 50))
        page = max(1, _int(param.get("page_num"), 1))
        kind = _int(param.get("search_type"), 0)
        songs, lists, total = self._found(str(param.get("query", "")), kind, size, page)
        body = {
            "item_song": [self._shapes.track(song) for song in songs],
            "item_songlist": [self._list_row(p) for p in lists],
        }
        return 0, {"body": body, "code": 0, "meta": {**_meta(page, size, total), "searchid": "0"}}

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

    def lyric(self, request: Request, param: dict[str, Any]) -> Answer:
        """lyric-musicu-1 (2024)."""
        song = self._song(param, "songMID", "songMid", "songID", "songId")
        words = lyric(self._seed, song.recording) if song else None
        text = sealed(lrc_text(song, words)) if song and words else ""
        return 0, {
            "songID": self._ids.song.to_id(song.number) if song else 0,
            "songName": "",
            "songType": 0,
            "singerName": "",
            "qrc": 0,
            "crypt": 0,
            "lyric": text,
            "trans": sealed(translation_text(words)) if words else "",
            "roma": "",
            "lrc_t": 1583931935 if text else 0,
            "qrc_t": 0,
            "trans_t": 0,
            "roma_t": 0,
            "lyric_style": 0,
            "classical": 0,
            "introduceTitle": "",
            "introduceText": [],
            "vecSongID": None,
            "track": None,
            "startTs": 0,
            "transSource": 0,
        }

    def own_playlists(self, request: Request, param: dict[str, Any]) -> Answer:
        if not request.cookies.get("qm_keyst") and not request.cookies.get("qqmusic_key"):
            return 1000, {}
        p = self._lists.playlist(0)
        row = {
            "tid": self._lists.id_of(p),
            "dirId": 201,
            "dirName": "我喜欢",
            "songNum": p.length,
            "nick": p.creator,
        }
        return 0, {"v_playlist": [{**row, "picUrl": self._shapes.cover(p)}]}


def envelope(now: float, answers: dict[str, Any]) -> dict[str, Any]:
    """The gateway's outer object."""
    ms = int(now * 1000)
    return {"code": 0, "ts": ms, "start_ts": ms - 5, "traceid": trace(ms), **answers}


def _meta(page: int, size: int, total: int) -> dict[str, Any]:
    return {
        "cid": "",
        "curpage": page,
        "dir": "L",
        "display_order": [],
        "ein": min(page * size, total),
        "estimate_sum": total,
        "expid": "",
        "is_filter": 0,
        "nextpage": page + 1 if page * size < total else -1,
        "next_page_start": {},
        "perpage": size,
        "query": "",
        "sum": total,
        "ret": 0,
        "time": int(time.time()),
    }


def _int(value: Any, default: int) -> int:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() and len(text) < 18 else default
