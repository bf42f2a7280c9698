"""The gateway's modules for songs: details, search, words."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.qq.asked import Answer, as_number
from catalogsync.sandbox.platforms.qq.list_shapes import square_row
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.platforms.qq.words import lrc_text, sealed, translation_text
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

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


class SongModules:
    def __init__(self, lists: Listings, seed: str) -> None:
        self._lists, self._seed = lists, seed
        self._catalog, self._ids, self._shapes = lists.catalog, lists.ids, lists.shapes

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
        size = max(1, min(as_number(param.get("num_per_page"), 20), 50))
        page = max(1, as_number(param.get("page_num"), 1))
        kind = as_number(param.get("search_type"), 0)
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
        row = square_row(playlist, self._lists.id_of(playlist))
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
        size = max(1, min(as_number(param.get("num_per_page"), 20), 50))
        page = max(1, as_number(param.get("page_num"), 1))
        kind = as_number(param.get("search_type"), 0)
        songs, lists, total = self._found(str(param.get("query", "")), kind, size, page)
        body = {
            "item_song": [self._shapes.track(song) for song in songs],
            "item_songlist": [self._list_row(p) for p in lists],
        }
        return 0, {"body": body, "code": 0, "meta": {**_meta(page, size, total), "searchid": "0"}}

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
