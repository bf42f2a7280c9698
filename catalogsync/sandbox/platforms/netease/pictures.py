"""NetEase's pictures: ids, and addresses whose middle part follows from the id (wire page 8)."""

from __future__ import annotations

from base64 import b64encode
from hashlib import md5

from catalogsync.sandbox.chance import draw

NO_PICTURE = "https://p2.music.126.net/6y-UleORITEDbvrOLV0Q8A==/5639395138885805.jpg"
_COVER_KEY = b"3go8&$8*3*3h0k(2)2"


def picture_id(*about: object) -> int:
    """A picture id above 2**53, as covers have."""
    return 109951160000000000 + draw("picture", *about) % 9_000_000_000


def picture_url(number: int) -> str:
    """Cover address: the middle part follows from the id (wire page section 8)."""
    digits = str(number).encode()
    mixed = bytes(d ^ _COVER_KEY[i % len(_COVER_KEY)] for i, d in enumerate(digits))
    middle = (
        b64encode(md5(mixed, usedforsecurity=False).digest()).decode().replace("/", "_").replace("+", "-")
    )
    return f"http://p{1 + number % 4}.music.126.net/{middle}/{number}.jpg"
