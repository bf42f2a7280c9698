"""Song rows of Kugou, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

import html
from typing import Any

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.kugou.flags import (
    FREE,
    GONE,
    LIMITED,
    MEMBERS,
    prices,
    privilege,
    trans_param,
)
from catalogsync.sandbox.platforms.kugou.ids import Ids
from catalogsync.sandbox.world.songs import Song

BIT_RATES = {"standard": 128, "high": 320, "lossless": 897}
NO_HASH = "0" * 32
ENTITIES = str.maketrans({"(": "&#40;", ")": "&#41;", "·": "&middot;", ":": "&#58;", "&": "&amp;"})


def singers(song: Song) -> str:
    return "、".join(artist.name for artist in song.artists)


def file_name(song: Song) -> str:
    return f"{singers(song)} - {song.title}"


class Shapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self.ids, self.media = ids, media

    def file_hash(self, song: Song, quality: str) -> str:
        """The hash in upper case; a missing file has "" or 32 zeros, by song."""
        if quality in song.exists:
            return self.ids.file_hash(song.number, quality)
        return NO_HASH if song.recording.work % 2 else ""

    def size(self, song: Song, quality: str) -> int:
        return self.media.announced_size(song, quality)

    def seconds(self, song: Song) -> int:
        return song.duration_ms // 1000

    def album_id(self, song: Song) -> int:
        return self.ids.album.to_id(song.album_number) if song.album else 0

    def artist_id(self, number: int) -> int:
        return self.ids.artist.to_id(number)

    def mv_hash(self, song: Song) -> str:
        return hexadecimal(32, "kugou mv", song.number).upper() if song.number % 3 == 0 else ""

    def cover(self, song: Song) -> str:
        """A picture address with the literal `{size}` (wire page 8)."""
        day = 20_150_101 + song.album_number % 28
        name = f"{day}{below(10**12, 'kugou cover', song.album_number):012d}"
        return f"http://imge.kugou.com/stdmusic/{{size}}/{day}/{name}.jpg"

    def portrait(self, number: int) -> str:
        name = f"20180515{below(10**9, 'kugou portrait', number):09d}"
        return f"http://singerimg.kugou.com/uploadpic/softhead/{{size}}/20180515/{name}.jpg"

    def file_members(self, song: Song) -> dict[str, Any]:
        """Hashes and sizes of the three files as list rows name them."""
        return {
            "hash": self.file_hash(song, "standard"),
            "filesize": self.size(song, "standard"),
            "320hash": self.file_hash(song, "high"),
            "320filesize": self.size(song, "high"),
            "sqhash": self.file_hash(song, "lossless"),
            "sqfilesize": self.size(song, "lossless"),
            "m4afilesize": 0,
            "bitrate": 128,
            "extname": "mp3",
        }

    def row(self, song: Song) -> dict[str, Any]:
        """A song of a playlist: playlist-detail-1, category-playlists-1."""
        return {
            **self.file_members(song),
            **prices(song),
            "privilege": privilege(song),
            "320privilege": privilege(song, "high"),
            "sqprivilege": privilege(song, "lossless"),
            "trans_param": {"roaming_astrict": 0, **trans_param(song, self.ids, self.media)},
            "inlist": 1,
            "old_cpy": int(privilege(song) == FREE),
            "feetype": 0,
            "filename": file_name(song),
            "mvhash": self.mv_hash(song),
            "album_id": str(self.album_id(song)),
            "album_audio_id": self.ids.song.to_id(song.number),
            "audio_id": self.ids.audio.to_id(song.number),
            "brief": "",
            "rp_type": "audio",
            "rp_publish": int(song.access not in GONE),
            "has_accompany": song.number % 2,
            "remark": song.subtitle or song.album,
            "duration": self.seconds(song),
        }

    def ranked_row(self, song: Song, position: int, newer: bool) -> dict[str, Any]:
        """A song of a toplist: rank-info-1; with `newer` the members of rank-song-v3-1 and of 2026 (wire page 3a)."""
        row = self.row(song)
        del row["brief"]
        row |= {"first": 0, "isfirst": 0, "recommend_reason": "", "addtime": "2026-10-20 09:30:09"}
        if newer:
            cover = self.cover(song)
            row |= {
                "trans_param": trans_param(song, self.ids, self.media, more=True),
                "album_cover": cover,
                "cover": cover,
                "album_sizable_cover": cover,
                "issue": 16,
                "musical": None,
                "songname": song.title,
                "h5_author_name": singers(song),
                "authors": self.authors(song),
                "sort": position + 1,
            }
        return row

    def authors(self, song: Song) -> list[dict[str, Any]]:
        return [{"author_id": self.artist_id(a.number), "author_name": a.name} for a in song.artists]

    def old_hit(self, song: Song, marked: str = "", grouped: tuple[Song, ...] = ()) -> dict[str, Any]:
        """A hit of `api/v3/search/song`: search-song-1, -2; `marked` is the word between `<em>` marks."""

        def shown(text: str) -> str:
            return text.replace(marked, f"<em>{marked}</em>") if marked else text

        hit = {
            **{k: v.lower() if "hash" in k else v for k, v in self.file_members(song).items()},
            **prices(song),
            "othername_original": "",
            "isoriginal": int(not song.recording.version),
            "source": "",
            "topic": "",
            "trans_param": {"roaming_astrict": 0, **trans_param(song, self.ids, self.media)},
            "Accompany": 1,
            "old_cpy": int(privilege(song) == FREE),
            "songname_original": shown(song.name),
            "singername": shown(singers(song)),
            "sourceid": 0,
            "feetype": 0,
            "filename": shown(file_name(song)),
            "songname": shown(song.title),
            "mvhash": self.mv_hash(song).lower(),
            "rp_type": "audio",
            "privilege": privilege(song),
            "320privilege": privilege(song, "high"),
            "sqprivilege": privilege(song, "lossless"),
            "album_audio_id": self.ids.song.to_id(song.number),
            "rp_publish": int(song.access not in GONE),
            "album_id": str(self.album_id(song)) if song.album else "",
            "album_name": song.album,
            "ownercount": below(120_000, "kugou owners", song.number),
            "fold_type": 0,
            "audio_id": self.ids.audio.to_id(song.number),
            "isnew": 0,
            "duration": self.seconds(song),
            "srctype": 1,
            "othername": song.subtitle,
        }
        folded = [self.old_hit(other) for other in grouped]
        for other in folded:
            del other["group"]
        return {**hit, "group": folded}

    def web_hit(self, song: Song, grouped: tuple[Song, ...] = ()) -> dict[str, Any]:
        """A hit of `song_search_v2`: search-song-v2-1 and the members of newer items (wire page 5a).

        Some names carry entities; `Grp` is a list, or an empty object when nothing is folded.
        """
        number = song.number

        def shown(text: str) -> str:
            return text.translate(ENTITIES) if number % 4 == 1 else html.escape(text)

        hit: dict[str, Any] = {
            "SongName": shown(song.title),
            "OriSongName": shown(song.name),
            "OtherName": "",
            "OriOtherName": "",
            "SingerName": singers(song),
            "SingerId": [self.artist_id(a.number) for a in song.artists],
            "Singers": [{"id": self.artist_id(a.number), "name": a.name, "ip_id": 0} for a in song.artists],
            "FileName": shown(file_name(song)),
            "AlbumName": shown(song.album),
            "AlbumID": str(self.album_id(song)) if song.album else "",
            "AlbumPrivilege": privilege(song),
            "MixSongID": str(self.ids.song.to_id(number)),
            "ID": str(self.ids.song.to_id(number)),
            "Audioid": self.ids.audio.to_id(number),
            "Scid": self.ids.audio.to_id(number),
            "Duration": self.seconds(song),
            "Image": self.cover(song),
            "PublishDate": song.released,
            "Suffix": "",
            "Auxiliary": song.subtitle,
            "OwnerCount": below(120_000, "kugou owners", number),
            "MvHash": self.mv_hash(song),
            "MvType": 2,
            "MvTrac": 3,
            "mvTotal": 0,
            "M4aSize": 0,
            "AudioCdn": 100,
            "HasAlbum": int(bool(song.album)),
            "Publish": int(song.access not in GONE),
            "PublishAge": 255,
            "OldCpy": int(privilege(song) == FREE),
            "QualityLevel": len(song.exists),
            "HiFiQuality": len(song.exists) - 1,
            "IsOriginal": int(not song.recording.version),
            "Accompany": 1,
            "Type": "audio",
            "FoldType": 0,
            "SourceID": 0,
            "Source": "",
            "TopicRemark": "",
            "TopicUrl": "",
            "SongLabel": "",
            "ASQPrivilege": MEMBERS,
            "A320Privilege": MEMBERS,
            "ResFileHash": "",
            "ResFileSize": 0,
            "ResBitrate": 0,
            "ResDuration": 0,
            "SuperFileHash": "",
            "SuperFileSize": 0,
            "SuperBitrate": 0,
            "SuperDuration": 0,
            "SuperExtName": "",
            "trans_param": {
                "roaming_astrict": 0,
                **trans_param(song, self.ids, self.media),
                "union_cover": self.cover(song),
                "language": {"zh": "国语", "en": "英语", "ja": "日语"}[song.recording.language],
            },
        }
        for quality, prefix, extension in (
            ("standard", "", "mp3"),
            ("high", "HQ", "mp3"),
            ("lossless", "SQ", "flac"),
        ):
            there = quality in song.exists
            paid = privilege(song, quality) in (LIMITED, MEMBERS)
            hit |= {
                f"{prefix}FileHash": self.file_hash(song, quality),
                f"{prefix}FileSize": self.size(song, quality),
                f"{prefix}ExtName": extension if there else "",
                f"{prefix}Bitrate": BIT_RATES[quality] if there else 0,
                f"{prefix}Privilege": privilege(song, quality),
                f"{prefix}PayType": 3 * paid,
                f"{prefix}FailProcess": 4 * paid,
                f"{prefix}Price": 200 * paid,
                f"{prefix}PkgPrice": int(paid),
            }
            if prefix:
                hit[f"{prefix}Duration"] = self.seconds(song) if there else 0
        hit["Grp"] = [self.web_hit(s) for s in grouped] if grouped else {}
        return hit

    def gateway_row(self, song: Song) -> dict[str, Any]:
        """A song of a user list behind the signed gateway (wire page 3d)."""
        relate = [
            {
                "hash": self.ids.file_hash(song.number, quality),
                "level": level,
                "bitrate": BIT_RATES[quality],
                "size": self.size(song, quality),
                "privilege": privilege(song, quality),
            }
            for quality, level in (("standard", 2), ("high", 4), ("lossless", 5))
            if quality in song.exists
        ]
        paid = privilege(song) in (LIMITED, MEMBERS)
        return {
            "hash": self.file_hash(song, "standard"),
            "name": file_name(song),
            "timelen": song.duration_ms,
            "size": self.size(song, "standard"),
            "bitrate": 128,
            "privilege": privilege(song),
            "album_id": str(self.album_id(song)),
            "AlbumID": str(self.album_id(song)),
            "add_mixsongid": self.ids.song.to_id(song.number),
            "mixsongid": self.ids.song.to_id(song.number),
            "audio_id": self.ids.audio.to_id(song.number),
            "Audioid": self.ids.audio.to_id(song.number),
            "singerinfo": [{"id": self.artist_id(a.number), "name": a.name} for a in song.artists],
            "albuminfo": {"id": self.album_id(song), "name": song.album},
            "relate_goods": relate,
            "download": [
                {"status": int(not paid), "fail_process": 4 * paid, "pay_type": 3 * paid, "hash": g["hash"]}
                for g in relate
            ],
            "cover": self.cover(song),
            "trans_param": {**trans_param(song, self.ids, self.media), "union_cover": self.cover(song)},
            "collecttime": 1_760_000_000,
            "remark": song.subtitle or song.album,
            "publish_date": song.released,
            "mvhash": self.mv_hash(song),
        }
