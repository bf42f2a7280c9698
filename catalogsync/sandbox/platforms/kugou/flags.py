"""What Kugou says beforehand about a song: privileges, prices, the trial clip (wire page 4c)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below
from catalogsync.sandbox.media import TRIAL_MS, Kind, Media, number_of
from catalogsync.sandbox.platforms.kugou.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

FREE, LIMITED, MEMBERS, WITHDRAWN = 0, 8, 10, 5
PAID = (Access.VIP, Access.TRIAL, Access.ENCRYPTED)
GONE = (Access.GREY, Access.REGION)
_SUFFIXES = {"standard": "", "high": "_320", "lossless": "_sq"}


def privilege(song: Song, quality: str = "standard") -> int:
    """0 free, 8 "paid" although the 128 kbit/s file is handed out, 10 members only, 5 withdrawn."""
    if quality not in song.exists:
        return FREE
    if song.access in GONE:
        return WITHDRAWN
    if song.access in PAID or quality not in song.free:
        return MEMBERS
    looks_paid = song.free == ("standard",) and below(8, "kugou limited", song.number) == 3
    return LIMITED if looks_paid else FREE


def prices(song: Song) -> dict[str, Any]:
    """`pay_type`, `price`, `pkg_price`, `fail_process` of the three files, as list rows carry them."""
    told: dict[str, Any] = {}
    for quality, suffix in _SUFFIXES.items():
        paid = privilege(song, quality) in (LIMITED, MEMBERS)
        told |= {f"pay_type{suffix}": 3 * paid, f"price{suffix}": 200 * paid}
        told |= {f"pkg_price{suffix}": int(paid), f"fail_process{suffix}": 4 * paid, f"topic_url{suffix}": ""}
    return told


def trans_param(song: Song, ids: Ids, media: Media, more: bool = False) -> dict[str, Any]:
    """Always the same five members; `hash_offset` where a trial clip exists, album marks in newer answers."""
    told: dict[str, Any] = {
        "cid": ids.audio.to_id(song.number) % 10**8 if song.number % 6 else -1,
        "pay_block_tpl": 1,
        "musicpack_advance": 0,
        "display_rate": 0,
        "display": 0,
    }
    if more:
        told |= {"cpy_grade": 5, "cpy_level": 1, "cpy_attr0": 0, "appid_block": "3124"}
    if privilege(song) in (LIMITED, MEMBERS):
        told["hash_offset"] = hash_offset(song, ids, media)
    return told


def hash_offset(song: Song, ids: Ids, media: Media) -> dict[str, Any]:
    """Bounds of the trial clip: rank-song-v3-1, song-url-v5-1."""
    clip = media.open(number_of(song, "standard", Kind.TRIAL))
    assert clip is not None
    return {
        "offset_hash": ids.file_hash(song.number, "clip"),
        "start_byte": 0,
        "end_byte": clip.size,
        "start_ms": 0,
        "end_ms": TRIAL_MS,
        "file_type": 0,
    }
