"""NetEase's playlists and toplists with their tracks, in both generations."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.netease.ids import TOPLISTS
from catalogsync.sandbox.platforms.netease.list_shapes import creator, list_head
from catalogsync.sandbox.platforms.netease.listings import Listings
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

PREVIEW = 10
"""`tracks` of an ordinary playlist stop here for a caller without a login, whatever `n` says."""
MOST_TRACKS = 1000


class Details:
    def __init__(self, lists: Listings) -> None:
        self._lists, self._catalog = lists, lists.catalog
        self._shapes, self._old_shapes = lists.shapes, lists.old_shapes

    def _refusal(self, playlist: Playlist | None, member: bool) -> dict[str, Any] | None:
        if playlist is None:
            return {"code": 404, "msg": "no resource"}
        if playlist.kind == "private":
            text = "登录后才可查看"
            return {
                "code": 20001,
                "message": text,
                "debugInfo": None,
                "data": None,
                "failData": None,
                "msg": text,
            }
        return {"code": 401, "msg": "无权限访问"} if playlist.kind == "closed" else None

    def newer(self, request: Request) -> dict[str, Any]:
        """playlist-detail-2 (2021-11): complete `trackIds`, a preview in `tracks`."""
        playlist = self._lists.by_id(request.params.get("id", ""))
        refused = self._refusal(playlist, bool(request.cookies.get("MUSIC_U")))
        if playlist is None or refused:
            return refused or {"code": 404}
        songs = self._catalog.tracks(playlist)
        wanted = request.number("n", MOST_TRACKS)
        whole = playlist.kind == "toplist" or "MUSIC_U" in request.cookies
        shown = songs[: min(wanted, MOST_TRACKS if whole else PREVIEW)]
        head = list_head(playlist, self._lists.id_of(playlist))
        member = request.cookies.get("MUSIC_U", "").startswith("vip")
        record: dict[str, Any] = {
            **head,
            "updateFrequency": None,
            "backgroundCoverId": 0,
            "backgroundCoverUrl": None,
            "titleImage": 0,
            "titleImageUrl": None,
            "englishTitle": None,
            "officialPlaylistType": None,
            "opRecommend": False,
            "copied": False,
            "relateResType": None,
            "subscribers": [],
            "subscribed": None,
            "creator": None if playlist.kind == "toplist" else creator(playlist),
            "tracks": [self._shapes.song(song) for song in shown] if wanted else None,
            "videoIds": None,
            "videos": None,
            "trackIds": [self._track_id(playlist, i, song) for i, song in enumerate(songs)],
            "bannedTrackIds": None,
            "mvResourceInfos": None,
            "remixVideo": None,
            "sharedUsers": None,
            "historySharedUsers": None,
            "gradeStatus": "NONE",
            "score": None,
            "algTags": None,
        }
        if playlist.kind == "toplist" and TOPLISTS[playlist.number][2]:
            record["ToplistType"] = TOPLISTS[playlist.number][2]
        return {
            "code": 200,
            "relatedVideos": None,
            "playlist": record,
            "urls": None,
            "privileges": [self._shapes.privilege(song, member) for song in shown],
            "sharedPrivilege": None,
            "resEntrance": None,
            "fromUsers": None,
            "fromUserCount": 0,
            "songFromUsers": None,
        }

    def _track_id(self, playlist: Playlist, position: int, song: Song) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self._shapes.song_id(song),
            "v": 1 + song.number % 60,
            "t": 0,
            "at": playlist.changed_ms - position * 1000,
            "alg": None,
            "uid": playlist.creator_number,
            "rcmdReason": "",
            "sc": None,
            "f": None,
            "sr": None,
        }
        return (
            {**row, "ratio": 400 - position} if playlist.kind == "toplist" and playlist.number == 0 else row
        )

    def older(self, request: Request) -> dict[str, Any]:
        """playlist-detail-legacy-1: members under `result`, older track shape, at most 1000 tracks."""
        playlist = self._lists.by_id(request.params.get("id", ""))
        refused = self._refusal(playlist, bool(request.cookies.get("MUSIC_U")))
        if playlist is None or refused:
            return refused or {"code": 404}
        songs = self._catalog.tracks(playlist, 0, MOST_TRACKS)
        head = list_head(playlist, self._lists.id_of(playlist))
        more = {
            "subscribers": [],
            "subscribed": False,
            "creator": creator(playlist),
            "artists": None,
        }
        tracks = [self._old_shapes.song(song) for song in songs]
        return {"result": {**head, **more, "totalDuration": 0, "tracks": tracks}, "code": 200}
