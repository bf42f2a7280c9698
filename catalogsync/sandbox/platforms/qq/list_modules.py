"""The gateway's modules for categories, squares, toplists and playlists."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.qq.asked import Answer, as_number
from catalogsync.sandbox.platforms.qq.ids import MV_TOPLIST, TOPLISTS
from catalogsync.sandbox.platforms.qq.list_shapes import category_id, cover, opaque_user, plaza_row
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist

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


class ListModules:
    def __init__(self, lists: Listings) -> None:
        self._lists, self._catalog, self._shapes = lists, lists.catalog, lists.shapes

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
        numbers = self._lists.numbers(as_number(param.get("id"), category_id(None)))
        size = min(as_number(param.get("size"), 36), 100)
        begin = as_number(param.get("sin"), -1)
        if begin < 0:
            begin = (max(1, as_number(param.get("curPage"), 1)) - 1) * size
        rows = []
        for number in numbers[begin : begin + size]:
            playlist = self._lists.playlist(number)
            songs = self._lists.song_ids(playlist, 20)
            rows.append(plaza_row(playlist, self._lists.id_of(playlist), songs))
        return 0, {"total": len(numbers), "v_playlist": rows}

    def category_content(self, request: Request, param: dict[str, Any]) -> Answer:
        index = as_number(param.get("category_id"), 3317) - 3317
        numbers = self._catalog.square("qq", index) if 0 <= index < len(CATEGORIES) else range(0)
        size, page = min(as_number(param.get("size"), 36), 100), as_number(param.get("page"), 0)
        items = []
        for number in numbers[page * size : (page + 1) * size]:
            p = self._lists.playlist(number)
            pictures = {"medium_url": cover(p, 300), "default_url": cover(p)}
            basic = {"tid": self._lists.id_of(p), "title": p.name, "play_cnt": p.plays, "desc": p.description}
            items.append(
                {
                    "basic": {
                        **basic,
                        "creator": {"nick": p.creator, "uin": p.creator_number},
                        "cover": pictures,
                    }
                }
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
                    "cover": cover(p),
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
        toplist = self._lists.toplist(as_number(param.get("topId", param.get("topid")), -1))
        if toplist is None:
            return 10000, {}
        begin, count = as_number(param.get("offset"), 0), min(as_number(param.get("num"), 100), 1000)
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
        begin, count = as_number(param.get("song_begin"), 0), min(as_number(param.get("song_num"), 100), 1000)
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
            "picurl": cover(playlist),
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
            "picurl2": cover(playlist),
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
        return 0, {"v_playlist": [{**row, "picUrl": cover(p)}]}
