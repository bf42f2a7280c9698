"""Categories, square, toplists and playlists of QQ as plain data, for the gateway and the old pages alike."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.chance import chance, hexadecimal
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.qq.ids import TOPLISTS, Ids
from catalogsync.sandbox.platforms.qq.list_shapes import category_index
from catalogsync.sandbox.platforms.qq.shapes import Shapes
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

BEIJING_S = 8 * 3600


class Listings:
    def __init__(self, world: World, ids: Ids, shapes: Shapes) -> None:
        self._world, self.ids, self.shapes = world, ids, shapes
        self.catalog = world.catalog

    def numbers(self, category: int) -> range:
        """Playlist numbers of a category id; 10000000 means all."""
        if category == 10_000_000:
            return self.catalog.square("qq")
        index = category_index(category)
        return range(0) if index is None else self.catalog.square("qq", index)

    def playlist(self, number: int) -> Playlist:
        playlist = self.catalog.playlist("qq", number)
        assert playlist is not None
        return playlist

    def by_id(self, text: object) -> Playlist | None:
        return self.catalog.playlist("qq", self.ids.playlist.parse(text))

    def id_of(self, playlist: Playlist) -> int:
        if playlist.kind == "toplist":
            return TOPLISTS[playlist.number][0]
        return self.ids.playlist.to_id(playlist.number)

    def toplist(self, id_: int) -> Playlist | None:
        for number, (known, name, _, _) in enumerate(TOPLISTS):
            if known == id_:
                return self.catalog.toplist("qq", number, name)
        return None

    def song_ids(self, playlist: Playlist, stop: int | None = None) -> list[int]:
        return [self.ids.song.to_id(number) for number in self.catalog.numbers(playlist)[:stop]]

    def period(self, toplist: Playlist) -> str:
        """`2026-11-20` for daily lists, `2026_47` for weekly ones; weekly lists may lag a week behind."""
        day = time.gmtime(self._world.now() + BEIJING_S - 86_400)
        if TOPLISTS[toplist.number][2]:
            return time.strftime("%Y-%m-%d", day)
        week = int(time.strftime("%V", day)) - (1 if toplist.number % 2 else 0)
        return f"{time.strftime('%G', day)}_{max(1, week)}"

    def slices(self, playlist: Playlist, begin: int, count: int) -> tuple[list[Song], list[Song]]:
        """(songs shown, songs left out) of a page: withdrawn ones still count but are not shown, here and there."""
        songs = self.catalog.tracks(playlist, begin, begin + count)
        shown: list[Song] = []
        gone: list[Song] = []
        for song in songs:
            lost = song.access is Access.GREY and chance(50, "qq lost", song.number)
            (gone if lost else shown).append(song)
        return shown, gone

    def rank_rows(self, toplist: Playlist, begin: int, count: int) -> list[dict[str, Any]]:
        """toplist-detail-ranks-1: rows know rank, title and singer even of a song that is gone."""
        rows = []
        for i, song in enumerate(self.catalog.tracks(toplist, begin, begin + count)):
            kind = (6, 3, 1, 2, 4)[song.number % 5]
            value = {6: f"{song.number % 200}%", 3: "0", 4: "0"}.get(kind, str(1 + song.number % 9))
            rows.append(
                {
                    "rank": begin + i + 1,
                    "rankType": kind,
                    "rankValue": value,
                    "recType": 0,
                    "songId": self.ids.song.to_id(song.number),
                    "vid": "",
                    "albumMid": self.ids.album_mid.to_id(song.album_number) if song.album else "",
                    "title": song.title,
                    "singerName": "/".join(a.name for a in song.artists),
                    "singerMid": self.ids.artist_mid.to_id(song.artists[0].number),
                    "songType": 0,
                    "uuidCnt": 0,
                    "cover": self.shapes.album_cover(song),
                    "mvid": 0,
                }
            )
        return rows

    def toplist_record(self, toplist: Playlist, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """toplists-getall-1 (2024-04-25)."""
        id_, name, daily, _ = TOPLISTS[toplist.number]
        period = self.period(toplist)
        picture = f"http://y.gtimg.cn/music/photo_new/T003R300x300M00000{hexadecimal(12, 'top', id_)}.jpg"
        large = picture.replace("300x300", "500x500")
        return {
            "topId": id_,
            "recType": 10005,
            "topType": 0,
            "updateType": daily,
            "title": name,
            "titleDetail": f"{name} {period}",
            "titleShare": f"{name} {period}",
            "titleSub": "",
            "intro": f"1. 榜单定义：合成数据中的{name}。<br>2. 更新频率：{'每日' if daily else '每周'}更新。",
            "cornerMark": 0,
            "period": period,
            "updateTime": time.strftime("%Y-%m-%d", time.gmtime(self._world.now())),
            "history": {"year": [], "subPeriod": []},
            "listenNum": 18_000_000 + toplist.plays,
            "totalNum": toplist.length,
            "song": rows,
            "headPicUrl": large,
            "frontPicUrl": picture,
            "mbFrontPicUrl": picture,
            "mbHeadPicUrl": large,
            "pcSubTopIds": [],
            "pcSubTopTitles": [],
            "subTopIds": [],
            "adJumpUrl": "",
            "h5JumpUrl": "",
            "url_key": "",
            "url_params": "",
            "tjreport": f"2_1_0_2_10005_{id_}",
            "rt": 0,
            "updateTips": "每日更新" if daily else "每周更新",
            "bannerText": "",
            "AdShareContent": f"{name} {period}",
            "abt": "",
            "cityId": 0,
            "provId": 0,
            "sinceCV": 0,
            "musichallTitle": name,
            "musichallSubtitle": "",
            "musichallPicUrl": picture,
            "specialScheme": "",
            "mbFrontLogoUrl": "",
            "mbHeadLogoUrl": "",
            "cityName": "",
            "magicColor": {"r": 151, "g": 156, "b": 204},
            "topAlbumURL": picture,
            "groupType": 0,
            "icon": 0,
            "adID": 0,
            "mbIntroWebUrl": "",
            "mbLogoUrl": "",
        }

    def described(self) -> dict[str, list[dict[str, object]]]:
        def row(playlist: Playlist) -> dict[str, object]:
            mids = [self.ids.song_mid.to_id(number) for number in self.catalog.numbers(playlist)]
            return {
                "id": str(self.id_of(playlist)),
                "name": playlist.name,
                "kind": playlist.kind,
                "tracks": mids,
            }

        tops = [self.catalog.toplist("qq", number, name) for number, (_, name, _, _) in enumerate(TOPLISTS)]
        return {"playlists": [row(p) for p in self.catalog.samples("qq")], "toplists": [row(p) for p in tops]}
