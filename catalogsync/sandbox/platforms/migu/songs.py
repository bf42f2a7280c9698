"""Search, song details and lyrics of Migu (wire pages 4, 5, 7)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request, Response, html_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.migu import words as files
from catalogsync.sandbox.platforms.migu.caller import token_of
from catalogsync.sandbox.platforms.migu.envelope import BAD_PARAMETER, FINE, LOGIN, told
from catalogsync.sandbox.platforms.migu.shapes import Shapes
from catalogsync.sandbox.platforms.migu.streams import Streams
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

MOST_IDS = 100
PAGE = 20
WRONG_RIGHTS = {"returnCode": "N000001", "msg": "必需参数版权ID不合法"}


class Songs:
    def __init__(self, world: World, shapes: Shapes, streams: Streams) -> None:
        self._world, self._shapes, self._streams, self._ids = world, shapes, streams, shapes.ids

    def _known(self, number: int | None) -> Song | None:
        return self._world.catalog.song("migu", number)

    def _found(self, text: str) -> list[Song]:
        return list(self._world.catalog.search("migu", text.strip())) if text.strip() else []

    def _span(self, request: Request, page: str, size: str, default: int = PAGE) -> tuple[int, int]:
        count = request.number(size, default, 50) or default
        start = (max(1, request.number(page, 1)) - 1) * count
        return start, start + count

    # -- search --------------------------------------------------------------------------------------------------

    def bmw(self, request: Request) -> Any:
        """`bmw/search/song`: twenty a page, `hasNext` and no total; the live take hangs in `more`."""
        songs = self._found(request.params.get("text", ""))
        start = (max(1, request.number("pageNo", 1)) - 1) * PAGE
        items = []
        for song in songs[start : start + PAGE]:
            row = self._shapes.c(song)
            live = (
                self._known(song.number + 1)
                if not song.recording.version and song.recording.work % 3 == 1
                else None
            )
            if live is not None:
                other = self._shapes.c(live)
                row["more"] = [{k: other[k] for k in ("contentId", "songName", "duration")}]
            items.append({"song": row})
        more = start + PAGE < len(songs)
        return told({"hasNext": more, "seq": "synthetic", "conditions": [], "items": items})

    def search_all(self, request: Request) -> Any:
        """search-1: `totalCount` as text; `searchSwitch` chooses songs or lists."""
        text, switch = request.params.get("text", "").strip(), request.params.get("searchSwitch", "")
        start, stop = self._span(request, "pageNo", "pageSize")
        songs = self._found(text)
        found = {
            "totalCount": str(len(songs)),
            "correct": [],
            "resultType": "2",
            "isFromCache": "0",
            "result": [self._shapes.a(song, text) for song in songs[start:stop]],
            "tipStatus": "0",
        }
        value: dict[str, Any] = {"code": FINE, "info": "成功", "songResultData": found}
        if '"songlist":1' in switch.replace(" ", "").replace("'", '"'):
            value["songListResultData"] = self._lists(text, start, stop)
        return {**value, "bestShowResultData": {"total": "0"}, "bestShowResultToneData": {}}

    def _lists(self, text: str, start: int, stop: int) -> dict[str, Any]:
        catalog = self._world.catalog
        named = (catalog.playlist("migu", number) for number in catalog.square("migu")[:300])
        lists: list[Playlist] = [
            p for p in named if p is not None and text and text in p.name + p.description
        ]
        rows = [
            {
                "id": str(self._ids.playlist.to_id(p.number)),
                "name": p.name,
                "musicNum": str(p.length),
                "userName": p.creator,
                "musicListPicUrl": f"https://{files.FILES_HOST}/data/oss/playlist/{p.number}.webp",
                "playNum": str(p.plays),
                "resourceType": "2021",
            }
            for p in lists[start:stop]
        ]
        return {"totalCount": str(len(lists)), "result": rows}

    def item_search(self, request: Request) -> Any:
        """A bare array of songs, no total."""
        start, stop = self._span(request, "pageNo", "pageSize")
        return [self._shapes.c(song) for song in self._found(request.params.get("text", ""))[start:stop]]

    def phone_search(self, request: Request) -> Any:
        """search-remoting-1; `musics` null when nothing matches; refused without the site's own Referer."""
        if "migu.cn" not in request.headers.get("referer", ""):
            return {"success": False}
        word = request.params.get("keyword", "")
        start, stop = self._span(request, "pgc", "rows", 10)
        songs = self._found(word)
        rows = [self._shapes.d(song) for song in songs[start:stop]] or None
        return {
            "musics": rows,
            "pgt": len(songs),
            "keyword": word,
            "pageNo": request.params.get("pgc", "1"),
            "success": True,
        }

    # -- details -------------------------------------------------------------------------------------------------

    def details(self, request: Request) -> Any:
        """`resourceinfo.do` by either id, up to a hundred, answered in another order than asked."""
        params = request.params
        if "resourceType" not in params:
            return told(None, BAD_PARAMETER, "resourceType不能为空")
        by_rights = params.get("copyrightId", "")
        asked = (by_rights or params.get("resourceId", "")).split("|")
        find = self._ids.by_rights if by_rights else self._ids.content.parse
        if len(asked) > MOST_IDS:
            return told(None, BAD_PARAMETER, "参数错误")
        songs = [song for song in (self._known(find(text)) for text in asked) if song is not None]
        rows = [self._shapes.b(song) for song in songs]
        return {"code": FINE, "info": "成功", "resource": rows[::-1]}

    def by_content(self, request: Request) -> Any:
        texts = request.params.get("contentId", "").split(",")
        songs = (self._known(self._ids.content.parse(text)) for text in texts[:MOST_IDS])
        return told([self._shapes.c(song) for song in songs if song is not None])

    def by_song_id(self, request: Request) -> Any:
        """`querySongBySongId.do` translates the short number into the other ids."""
        song = self._known(self._ids.song.parse(request.params.get("songId", "")))
        return {"code": FINE, "info": "成功", "resource": [self._shapes.b(song)] if song else []}

    def web_details(self, request: Request) -> Any:
        """The old web player's `songs`: by rights, several at once."""
        texts = request.params.get("copyrightId", "").split(",")
        songs = [
            song
            for song in (self._known(self._ids.by_rights(t)) for t in texts[:MOST_IDS])
            if song is not None
        ]
        if not songs:
            return dict(WRONG_RIGHTS)
        items = []
        for song in songs:
            b = self._shapes.b(song)
            singers = [{"artistId": a["id"], "artistName": a["name"]} for a in b["artists"]]
            albums = [{"albumId": b["albumId"], "albumName": b["album"]}] if song.album else []
            row = {"copyrightId": b["copyrightId"], "songId": b["songId"], "songName": b["songName"]}
            items.append({**row, "singers": singers, "albums": albums, "length": b["length"], "mvList": []})
        return {"returnCode": FINE, "msg": "成功", "items": items}

    def old_detail(self, request: Request) -> Any:
        """song-detail-remoting-1: the song, its words and a preview file in one."""
        song = self._known(self._ids.by_rights(request.params.get("cpid", "")))
        if song is None:
            return {"success": False, "data": None}
        words, rights, d = self._shapes.words(song), self._ids.copyright_id(song.number), self._shapes.d(song)
        data = self._streams.data(song, "PQ", False)
        whole = data["url"] and not data["auditionsLength"]
        ends = "2037-12-31" if self._shapes.sold(song) else "2020-03-07"
        product = {
            "copyrihtId": f"{rights}2",
            "invalidateDate": ends,
            "productId": self._ids.content_id(song.number),
        }
        translated = "".join(
            f"[{at // 60_000:02d}:{at % 60_000 / 1000:05.2f}]{text}\n" for at, text in words.translation
        )
        told_song = {
            "auditions": None,
            "auditionsFlag": None,
            "copyrightId": rights,
            "cr": {
                "copyrihtId": f"{rights}0",
                "invalidateDate": ends,
                "productId": "",
                "resourceIdList": [],
                "validateDate": None,
            },
            "customizedPicUrl": None,
            "fanyiLrc": translated or None,
            "has24Bitqq": None,
            "has3Dqq": None,
            "hasHQqq": "1",
            "hasMv": None,
            "hasSQqq": d["hasSQqq"],
            "isHdCrbt": None,
            "lift": None,
            "lisCr": None,
            "lisQq": None,
            "listenUrl": data["url"] if whole else None,
            "lyricLrc": files.text(song, words) or None,
            "mvCopyrightId": None,
            "picL": d["cover"].replace("/s_", "/l_"),
            "picM": d["cover"].replace("/s_", "/m_"),
            "picS": d["cover"],
            "qq": {**product, "resourceIdList": ["020007", "020010", "000009"], "validateDate": "2009-06-30"},
            "rt": {**product, "resourceIdList": ["000018"], "validateDate": "2009-06-29"},
            "relationTitle": None,
            "singerId": [a["id"] for a in self._shapes.b(song)["artists"]],
            "singerName": [artist.name for artist in song.artists],
            "songDesc": song.subtitle or None,
            "songId": self._ids.song_id(song.number),
            "songName": song.title,
            "unuseFlag": d["unuseFlag"],
        }
        return {"data": told_song}

    # -- words, pictures, login ----------------------------------------------------------------------------------

    def old_lyric(self, request: Request) -> Any:
        song = self._known(self._ids.by_rights(request.params.get("copyrightId", "")))
        if song is None:
            return dict(WRONG_RIGHTS)
        return {
            "returnCode": FINE,
            "msg": "成功",
            "lyric": files.text(song, self._shapes.words(song)),
            "translatedLyric": "",
        }

    def pictures(self, request: Request) -> Any:
        song = self._known(self._ids.song.parse(request.params.get("songId", "")))
        if song is None:
            return {"returnCode": "N000001", "msg": "必需参数歌曲ID不合法"}
        cover = self._shapes.d(song)["cover"].removeprefix("https:")
        sized = {
            "smallPic": cover,
            "mediumPic": cover.replace("/s_", "/m_"),
            "largePic": cover.replace("/s_", "/l_"),
        }
        return {"returnCode": FINE, "msg": "成功", **sized}

    def user(self, request: Request) -> Any:
        token = token_of(request)
        if not token or token == "expired":
            return told(None, LOGIN, "请先登录")
        return told({"userId": "synthetic", "nickName": "合成听众", "smallIcon": ""})

    def file(self, request: Request) -> Response:
        """The file host: words, or nothing."""
        found = files.asked(request.path, self._ids)
        song = self._known(found[0]) if found else None
        body = files.lyric_file(song, self._shapes.words(song), found[1]) if song and found else None
        if body is None:
            return html_answer("404 Not Found", 404)
        return Response(200, body, {"Content-Type": "application/octet-stream"})
