"""JSON shapes of NetEase's lists and their owners, member for member as recorded."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.platforms.netease.pictures import picture_id, picture_url
from catalogsync.sandbox.world.playlists import Playlist


def creator(playlist: Playlist) -> dict[str, Any]:
    """Owner of a list: playlist-detail-2."""
    picture = picture_id("user", playlist.creator_number)
    return {
        "defaultAvatar": False,
        "province": 110000,
        "authStatus": 0,
        "followed": False,
        "avatarUrl": picture_url(picture),
        "accountStatus": 0,
        "gender": 0,
        "city": 110101,
        "birthday": 0,
        "userId": playlist.creator_number,
        "userType": 0,
        "nickname": playlist.creator,
        "signature": "",
        "description": "",
        "detailDescription": "",
        "avatarImgId": picture,
        "backgroundImgId": 109951162868126486,
        "backgroundUrl": picture_url(109951162868126486),
        "authority": 0,
        "mutual": False,
        "expertTags": None,
        "experts": None,
        "djStatus": 0,
        "vipType": 0,
        "remarkName": None,
        "authenticationTypes": 0,
        "avatarDetail": None,
        "anchor": False,
        "backgroundImgIdStr": "109951162868126486",
        "avatarImgIdStr": str(picture),
        "avatarImgId_str": str(picture),
    }


def list_head(playlist: Playlist, id_: int) -> dict[str, Any]:
    """What all answers say of a list: playlist-square-1 (2019), toplists-2 (2022-12)."""
    cover = picture_id("list", playlist.key)
    top = playlist.kind == "toplist"
    count = playlist.length + (4 if playlist.kind == "gaps" else 0)
    return {
        "name": playlist.name,
        "id": id_,
        "trackNumberUpdateTime": playlist.changed_ms,
        "status": 0,
        "userId": 1 if top else playlist.creator_number,
        "createTime": playlist.created_ms,
        "updateTime": playlist.changed_ms,
        "subscribedCount": playlist.plays // 60,
        "trackCount": count,
        "cloudTrackCount": 0,
        "coverImgUrl": picture_url(cover),
        "coverImgId": cover,
        "coverImgId_str": str(cover),
        "description": playlist.description if playlist.number % 5 else None,
        "tags": [] if top else list(playlist.categories),
        "playCount": playlist.plays + (2**33 if top else 0),
        "trackUpdateTime": playlist.changed_ms,
        "specialType": 10 if top else 0,
        "privacy": 10 if playlist.kind == "private" else 0,
        "newImported": False,
        "adType": 0,
        "highQuality": playlist.number % 4 == 0,
        "ordered": True,
        "commentThreadId": f"A_PL_0_{id_}",
        "shareCount": playlist.plays // 9000,
        "commentCount": playlist.plays // 8000,
    }
