"""What Kugou wraps around its lists: the members of every mobile page, the app API's envelope, pictures and dates."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.chance import below
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.world.playlists import Playlist

PAGE = 30
TAG_BASE = 1100


def page(inner: dict[str, Any], template: str) -> dict[str, Any]:
    """What every `json=true` page wraps around its member."""
    return {
        "JS_CSS_DATE": 20130320,
        "kg_domain": "http://m.kugou.com",
        "src": "http://downmobile.kugou.com/promote/package/download/channel=6",
        "fr": None,
        "ver": "v3",
        **inner,
        "__Tpl": template,
    }


def enveloped(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """The answer of the old app API."""
    return {"status": 1, "errcode": 0, "error": "", "data": {"timestamp": int(world.now()), **data}}


def picture(playlist: Playlist) -> str:
    """A list's picture with the literal `{size}`."""
    root = "mcommon" if playlist.kind == "toplist" else "soft/collection"
    name = f"20190214{below(10**9, 'kugou list cover', playlist.key):09d}"
    return f"http://imge.kugou.com/{root}/{{size}}/20190214/{name}.jpg"


def published(playlist: Playlist) -> str:
    """Day of the last change, as local time without a zone."""
    return time.strftime("%Y-%m-%d 00:00:00", time.gmtime(playlist.changed_ms / 1000))
