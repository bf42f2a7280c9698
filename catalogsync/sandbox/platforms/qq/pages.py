"""The old single-purpose pages (`….fcg`): they check `Referer` and wrap their JSON when `format=json` is missing."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
import html
from typing import Any

from catalogsync.sandbox.http import Request, Response, dumps, html_answer, json_answer, redirect, text_answer
from catalogsync.sandbox.platforms.qq.ids import TOPLISTS
from catalogsync.sandbox.platforms.qq.list_shapes import category_id, cd_head, entities, square_row
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.platforms.qq.words import lrc_text, numeric_entities, sealed, translation_text
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.playlists import CATEGORIES

_SORTS = tuple(
    {"sortId": id_, "sortName": name} for id_, name in ((2, "最新"), (3, "最热"), (4, "评分"), (1, "默认"))
)
_HEAD = {"code": 0, "subcode": 0, "message": "", "default": 0}


def wrapped(request: Request, value: object, default: str) -> Response:
    """JSON, or JSONP when the caller did not ask for JSON."""
    text = dumps(value)
    query = request.params
    if query.get("format") != "json":
        text = f"{query.get('callback') or query.get('jsonpCallback') or default}({text})"
    kind = "application/json" if query.get("format") == "json" else "application/x-javascript"
    return text_answer(text, f"{kind}; charset=utf-8")


def old_charset(request: Request, response: Response) -> Response:
    """The oldest pages answer in GB18030 unless `outCharset=utf-8` (or `utf8=1`) is sent (wire page section 11)."""
    query = request.params
    if query.get("outCharset", "").lower().startswith("utf") or query.get("utf8") == "1":
        return response
    body = response.body.decode("utf-8", "replace").encode("gb18030", "replace")
    return Response(response.status, body, {"Content-Type": "application/x-javascript; charset=gb2312"})


class Pages:
    def __init__(self, lists: Listings, seed: str) -> None:
        self._lists, self._seed = lists, seed
        self._catalog, self._ids, self._shapes = lists.catalog, lists.ids, lists.shapes

    def refused(self, request: Request) -> Response | None:
        """Pages of c.y.qq.com want a Referer below y.qq.com (wire page 0.4)."""
        if "y.qq.com" in request.headers.get("referer", ""):
            return None
        return json_answer({"retcode": -1310, "code": -1310, "subcode": -1310})

    def categories(self, request: Request) -> Response:
        """playlist-categories-1: "all" is marked unusable, names carry entities."""
        first = {
            "categoryId": category_id(None),
            "categoryName": "全部",
            "usable": 0,
            "allsorts": list(_SORTS),
        }
        rows = [
            {
                "categoryId": category_id(i),
                "categoryName": entities(name).replace("&#47;", "/"),
                "usable": 1,
                "allsorts": list(_SORTS),
            }
            for i, name in enumerate(CATEGORIES)
        ]
        groups = [
            {"categoryGroupName": "热门", "items": [first], "usable": 0},
            {"categoryGroupName": "流派", "items": rows[: len(rows) // 2], "usable": 1},
            {"categoryGroupName": "心情", "items": rows[len(rows) // 2 :], "usable": 1},
        ]
        answer = wrapped(request, {**_HEAD, "data": {"categories": groups}}, "MusicJsonCallback")
        return self.refused(request) or old_charset(request, answer)

    def square(self, request: Request) -> Response:
        """playlist-square-1: `sin` and `ein` are both inclusive."""
        category = request.number("categoryId", category_id(None), 10**9)
        numbers = self._lists.numbers(category)
        begin, end = request.number("sin", 0), request.number("ein", 19)
        rows = []
        for number in numbers[begin : min(end, begin + 99) + 1]:
            playlist = self._lists.playlist(number)
            rows.append(square_row(playlist, self._lists.id_of(playlist)))
        data = {
            "uin": 0,
            "totaldiss": "0",
            "totaluser": "0",
            "categoryId": category,
            "sortId": request.number("sortId", 5),
            "sum": len(numbers),
        }
        answer = {**_HEAD, "data": {**data, "sin": begin, "ein": end, "list": rows}}
        return self.refused(request) or old_charset(request, wrapped(request, answer, "MusicJsonCallback"))

    def toplists(self, request: Request) -> Response:
        """toplists-legacy-1 (2019)."""
        rows = []
        for number, (id_, name, _, group) in enumerate(TOPLISTS):
            top = self._catalog.toplist("qq", number, name)
            lines = [
                {"singername": "/".join(a.name for a in s.artists), "songname": s.title}
                for s in self._catalog.tracks(top, 0, 3)
            ]
            picture = self._lists.toplist_record(top, [])["frontPicUrl"]
            row = {"id": id_, "listenCount": top.plays + 10**7, "picUrl": picture, "songList": lines}
            rows.append({**row, "topTitle": f"{group}·{name}", "type": 0})
        return old_charset(
            request, wrapped(request, {**_HEAD, "data": {"topList": rows}}, "MusicJsonCallback")
        )

    def toplist(self, request: Request) -> Response:
        """toplist-detail-legacy-1 (2017): no `data` wrapper, counts are strings."""
        top = self._lists.toplist(request.number("topid", -1))
        if top is None:
            return wrapped(request, {"code": -1, "message": "no such list"}, "MusicJsonCallback")
        begin = request.number("song_begin", 0)
        songs, _ = self._lists.slices(top, begin, request.number("song_num", 300))
        record = self._lists.toplist_record(top, [])
        rows = [
            {
                "Franking_value": str(10**6 - i),
                "cur_count": str(begin + i + 1),
                "data": self._shapes.old_track(song),
                "in_count": "0.5",
                "mb": "",
                "old_count": "0",
                "vid": {"Fmv_id": "0", "Fstatus": "0", "Fvid": ""},
            }
            for i, song in enumerate(songs)
        ]
        picture = record["frontPicUrl"]
        pictures = dict.fromkeys(
            "pic picDetail pic_album pic_h5 pic_v11 pic_v12 headPic_v12".split(), picture
        )
        info = {
            **pictures,
            "ListName": f"{TOPLISTS[top.number][3]}·{top.name}",
            "MacDetailPicUrl": picture,
            "MacListPicUrl": picture,
            "UpdateType": str(record["updateType"]),
            "albuminfo": "",
            "info": record["intro"],
            "listennum": record["listenNum"],
            "topID": str(record["topId"]),
            "type": "0",
        }
        answer = {
            "code": 0,
            "color": 5112324,
            "comment_num": 50646,
            "cur_song_num": len(rows),
            "date": record["period"],
            "day_of_year": "354",
            "song_begin": begin,
            "songlist": rows,
            "topinfo": info,
            "total_song_num": top.length,
            "update_time": record["updateTime"],
        }
        return wrapped(request, answer, "MusicJsonCallback")

    def playlist(self, request: Request) -> Response:
        """playlist-detail-newformat-1, playlist-detail-legacy-1: `new_format=1` decides the track shape."""
        refused = self.refused(request)
        return refused or wrapped(
            request, self._cdlist(request, request.params.get("disstid", "")), "jsonCallback"
        )

    def _cdlist(self, request: Request, id_: str, newer: bool | None = None) -> dict[str, Any]:
        playlist = self._lists.by_id(id_)
        if playlist is None:
            return {
                "code": 0,
                "subcode": 1,
                "msg": "no such list",
                "accessed_plaza_cache": 0,
                "cdnum": 0,
                "cdlist": [],
                "realcdnum": 0,
            }
        if playlist.refused:
            return {"code": 0, "subcode": 4000, "msg": "", "accessed_plaza_cache": 0}
        newer = request.params.get("new_format") == "1" if newer is None else newer
        begin, count = request.number("song_begin", 0), request.number("song_num", 10_000) or 10_000
        songs, gone = self._lists.slices(playlist, begin, count)
        ids = self._lists.song_ids(playlist)
        shape = self._shapes.list_track if newer else self._shapes.old_track
        tracks = [shape(song) for song in songs]
        if playlist.kind == "gaps" and newer:
            tracks.append({**tracks[0], "id": 0, "mid": "", "name": "本地歌曲", "title": "本地歌曲"})
        head = cd_head(playlist, self._lists.id_of(playlist))
        counts = {
            "songnum": playlist.length,
            "songids": ",".join(map(str, ids)),
            "songtypes": "13," * len(ids),
            "disstype": 0,
            "dir_pic_url2": "",
            "song_update_time": 0,
            "song_update_num": 0,
            "total_song_num": playlist.length,
            "song_begin": begin,
            "cur_song_num": len(songs) + len(gone),
            "songlist": tracks,
            "visitnum": playlist.plays,
            "cmtnum": 0,
            "buynum": 0,
            "scoreavage": "0.0",
            "scoreusercount": 0,
        }
        shell = {
            "code": 0,
            "subcode": 0,
            "accessed_plaza_cache": 1,
            "accessed_favbase": 0,
            "login": "",
            "cdnum": 1,
        }
        return {**shell, "cdlist": [{**head, **counts}], "realcdnum": 1}

    def other_playlist(self, request: Request) -> Response:
        """`fcg_v8_playlist_cp.fcg`: the same record under `data.cdlist` (wire page 3d, third variant)."""
        id_ = request.params.get("id", request.params.get("disstid", ""))
        record = self._cdlist(request, id_, newer=request.params.get("newsong") == "1")
        return wrapped(request, {"code": 0, "subcode": 0, "message": "", "data": record}, "jsonCallback")

    def song(self, request: Request) -> Response:
        """`fcg_play_single_song.fcg`: tracks under `data`, addresses (always none) under `url`."""
        asked = request.params.get("songmid") or request.params.get("songid", "")
        songs = [self._catalog.song("qq", self._ids.any_song(part)) for part in asked.split(",")[:100]]
        rows = [self._shapes.track(song) for song in songs if song is not None]
        return wrapped(
            request,
            {"code": 0, "data": rows, "url": {}, "extra_data": [], "joox": 0},
            "getOneSongInfoCallback",
        )

    def lyric(self, request: Request) -> Response:
        """lyric-1: base64 LRC; `nobase64=1` gives text with numeric entities."""
        refused = self.refused(request)
        if refused:
            return refused
        asked = request.params.get("songmid") or request.params.get("musicid", "")
        song = self._catalog.song("qq", self._ids.any_song(asked))
        words = lyric(self._seed, song.recording) if song else None
        if song is None or words is None or words.kind == "none":
            return wrapped(request, {"retcode": -1901, "code": -1901, "subcode": -1901}, "MusicJsonCallback")
        form = numeric_entities if request.params.get("nobase64") == "1" else sealed
        texts = {"lyric": form(lrc_text(song, words)), "trans": form(translation_text(words))}
        return wrapped(request, {"retcode": 0, "code": 0, "subcode": 0, **texts}, "MusicJsonCallback")

    def short_link(self, request: Request) -> Response:
        """`/base/fcgi-bin/u?__=p0`: to a playlist's or (`s0`) song's page of the phone application."""
        code = request.query.get("__", "")
        if code[:1] in ("p", "s") and code[1:].isdigit():
            number = int(code[1:])
            if code[0] == "s":
                return redirect(
                    f"https://i.y.qq.com/v8/playsong.html?songmid={self._ids.song_mid.to_id(number)}"
                )
            id_ = self._ids.playlist.to_id(number)
            return redirect(
                "https://i2.y.qq.com/n3/other/pages/details/playlist.html?platform=11&appshare=android_qq"
                f"&appversion=20010508&hosteuin=oK&id={id_}&ADTAG=qfshare"
            )
        return redirect("https://y.qq.com/")

    def old_search(self, request: Request) -> Response:
        """`client_search_cp`: search-newjson-1 (2018) with `new_json=1`, else search-legacy-1 (2016).

        The platform retired it in April 2026 (HTTP 500, empty body: fault rule `{"kind": "status", "status": 500,
        "path_prefix": "/soso/"}`); clients that still ask for it are answered in the recorded shape.
        """
        text, newer = request.params.get("w", ""), request.params.get("new_json") == "1"
        size, page = max(1, request.number("n", 20, 60)), max(1, request.number("p", 1))
        found = list(self._catalog.search("qq", text)) if text.strip() else []
        shape = self._shapes.found_track if newer else self._shapes.found_old_track
        rows = [shape(song) for song in found[(page - 1) * size : page * size]]
        part = {"curnum": len(rows), "curpage": page, "list": rows, "totalnum": len(found)}
        none = {"curnum": 0, "curpage": page, "list": [], "totalnum": 0}
        data = {
            "keyword": text,
            "priority": 0,
            "qc": [],
            "semantic": none,
            "song": part,
            "taglist": [],
            "totaltime": 0,
        }
        answer = {
            "code": 0,
            "data": {**data, "zhida": {"chinesesinger": 0, "type": 0}},
            "message": "",
            "notice": "",
        }
        return wrapped(request, {**answer, "subcode": 0, "time": 1516279227, "tips": ""}, "callback")

    def old_playlist_search(self, request: Request) -> Response:
        text, size = request.params.get("query", ""), request.number("num_per_page", 20, 50)
        lists = (self._lists.playlist(n) for n in self._catalog.square("qq")[:300])
        found = [p for p in lists if text and (text in p.name or text in p.description)]
        page = request.number("page_no", 0)
        rows = [square_row(p, self._lists.id_of(p)) for p in found[page * size : (page + 1) * size]]
        return wrapped(request, {**_HEAD, "data": {"list": rows, "sum": len(found)}}, "MusicJsonCallback")

    def page(self, request: Request) -> Response:
        """Any page of y.qq.com: HTML that carries the playlist's name, as clients read titles from it."""
        playlist = self._lists.by_id(request.path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".html"))
        return html_answer(html.escape(playlist.name if playlist else "QQ音乐"))
