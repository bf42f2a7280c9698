"""What NetEase says about the terms of a song: fee, release, proof of an address."""

from __future__ import annotations

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song


def fee_of(song: Song) -> int:
    if song.access in (Access.VIP, Access.TRIAL):
        return 1
    if song.access is Access.ALBUM:
        return 4
    if song.access in (Access.GREY, Access.REGION):
        return 0
    return 0 if len(song.free) == 3 else 8


def published_ms(song: Song) -> int:
    """Release day in ms; old songs have negative values or 0, as recorded."""
    if song.album_number % 29 == 0:
        return 0
    return (song.year - 1970) * 31_556_952_000 + song.album_number % 300 * 86_400_000


def address_signature(*about: object) -> str:
    return hexadecimal(32, "netease address", *about)
