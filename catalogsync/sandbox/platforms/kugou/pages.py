"""Kugou's web pages that clients read: playlist and song pages, short links (wire pages 3, 9)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request, Response, dumps, html_answer, json_answer, redirect, text_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.listings import Listings
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name, singers
from catalogsync.sandbox.world.playlists import Playlist

HTML = "text/html; charset=utf-8"


class Pages:
    def __init__(self, world: World, shapes: Shapes, lists: Listings) -> None:
        self._world, self._shapes, self._ids, self._lists = world, shapes, shapes.ids, lists

    def _script(self, script: str, title: str) -> Response:
        page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><script>{script}</script></body></html>\n"
        return text_answer(page.replace("</script></script>", "</script>"), HTML)

    def _safe(self, value: object) -> str:
        """JSON that cannot end the script it stands in."""
        return dumps(value).replace("</", "<\\/")

    def special(self, request: Request) -> Response:
        """`/yy/special/single/<id>.html`: head data in a script."""
        id_ = request.path.rsplit("/", 1)[-1].removesuffix(".html")
        playlist = self._lists.by_id(id_)
        if playlist is None:
            return html_answer("酷狗音乐 - 歌单不存在", 404)
        head = self._lists.head(playlist)
        info = {
            "specialid": head["specialid"],
            "name": playlist.name,
            "image": head["imgurl"].replace("{size}", "240"),
        }
        rows = [self._page_row(song) for song in self._lists.page_songs(playlist)]
        return self._script(
            f"var specialInfo = {self._safe(info)};\nvar dataFromSmarty = {self._safe(rows)};", "歌单"
        )

    def _page_row(self, song: Any) -> dict[str, Any]:
        return {
            "hash": self._ids.file_hash(song.number),
            "album_id": self._shapes.album_id(song),
            "mixsongid": self._ids.song.to_id(song.number),
            "encode_album_audio_id": self._ids.encoded(song.number),
            "timelength": song.duration_ms,
            "audio_name": file_name(song),
            "song_name": song.title,
            "author_name": singers(song),
        }

    def desktop_special(self, request: Request) -> Response:
        """`/yueku/v9/special/single/<id>-5-9999.html`: every song in `global.data`, durations in ms."""
        id_ = request.path.rsplit("/", 1)[-1].split("-")[0]
        playlist = self._lists.by_id(id_)
        if playlist is None:
            return html_answer("酷狗音乐 - 歌单不存在", 404)
        rows = []
        for song in self._world.catalog.tracks(playlist):
            row = self._shapes.row(song)
            rows.append(
                {
                    "hash": row["hash"],
                    "songname": song.title,
                    "singername": singers(song),
                    "audio_id": row["audio_id"],
                    "album_id": row["album_id"],
                    "album_audio_id": row["album_audio_id"],
                    "duration": song.duration_ms,
                    "filesize": row["filesize"],
                    "hash_320": row["320hash"],
                    "filesize_320": row["320filesize"],
                    "hash_flac": row["sqhash"],
                    "filesize_flac": row["sqfilesize"],
                    "privilege": row["privilege"],
                }
            )
        head = self._lists.head(playlist)
        about = (
            f"name: {self._safe(playlist.name)}, pic: {self._safe(head['imgurl'].replace('{size}', '240'))}"
        )
        return self._script(
            f"global = {{specialid: {head['specialid']}, {about}}};\nglobal.data = {self._safe(rows)};",
            "歌单",
        )

    def songlist(self, request: Request) -> Response:
        """`/songlist/gcid_…/`: the first page of a list in `window.$output`."""
        gcid = request.path.strip("/").split("/")[-1]
        playlist = self._lists.by_id(gcid)
        if playlist is None:
            return html_answer("酷狗音乐 - 歌单不存在", 404)
        return self._script(f"window.$output = {self._safe(self._output(playlist, gcid))};", "歌单")

    def _output(self, playlist: Playlist, gcid: str) -> dict[str, Any]:
        head = self._lists.head(playlist)
        about = {
            "name": playlist.name,
            "pic": head["imgurl"],
            "intro": playlist.description,
            "list_create_username": playlist.creator,
            "count": head["songcount"],
            "heat": playlist.plays,
            "global_collection_id": self._ids.collection(playlist.number),
        }
        songs = [self._shapes.gateway_row(song) for song in self._lists.page_songs(playlist)]
        return {"encode_gic": gcid, "info": {"listinfo": about, "songs": songs}}

    def mixsong(self, request: Request) -> Response:
        """`/mixsong/<short id>.html`: the song's names and ids in a script."""
        number = self._ids.decoded(request.path.rsplit("/", 1)[-1].removesuffix(".html"))
        song = self._world.catalog.song("kugou", number)
        if song is None:
            return html_answer("酷狗音乐 - 歌曲不存在", 404)
        return self._script(
            f"var dataFromSmarty = {self._safe([self._page_row(song)])};", song.title.replace("<", "")
        )

    def short(self, request: Request) -> Response:
        """Short links: `p<number>` leads to a playlist, `s<number>` to a song."""
        code = request.path.strip("/").split("/")[-1]
        if code[1:].isdigit() and len(code) < 12 and code[0] in "ps":
            number = int(code[1:])
            if code[0] == "p":
                return redirect(
                    f"https://m.kugou.com/songlist/{self._ids.gcid(number)}/?src_cid={self._ids.gcid(number)}&uid=0"
                )
            address = f"hash={self._ids.file_hash(number)}&album_audio_id={self._ids.song.to_id(number)}"
            return redirect(f"https://m.kugou.com/share/song.html?{address}")
        return html_answer("酷狗音乐 - 404", 404)

    def chain(self, request: Request) -> Response:
        """`schain/transfer`: what a chain link stands for."""
        code = request.query.get("chain", "")
        number = int(code[1:]) if code[:1] == "p" and code[1:].isdigit() and len(code) < 12 else None
        playlist = self._world.catalog.playlist("kugou", number)
        if playlist is None or playlist.refused:
            return json_answer({"status": 0, "errcode": 30108, "list": [], "info": []})
        rows = [self._page_row(song) for song in self._lists.page_songs(playlist)]
        head = self._lists.head(playlist)
        return json_answer(
            {"list": rows, "info": head, "global_collection_id": self._ids.collection(playlist.number)}
        )
