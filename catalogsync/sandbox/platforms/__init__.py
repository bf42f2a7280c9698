"""The platforms the sandbox speaks for: one line each."""

from __future__ import annotations

from catalogsync.sandbox.platforms.base import Platform, World
from catalogsync.sandbox.platforms.kugou import Kugou
from catalogsync.sandbox.platforms.kuwo import Kuwo
from catalogsync.sandbox.platforms.migu import Migu
from catalogsync.sandbox.platforms.netease import Netease
from catalogsync.sandbox.platforms.qianqian import Qianqian
from catalogsync.sandbox.platforms.qq import QQ


def all_platforms(world: World) -> dict[str, Platform]:
    """Every platform by name, over one world."""
    platforms: list[Platform] = [
        Netease(world),
        QQ(world),
        Kuwo(world),
        Kugou(world),
        Migu(world),
        Qianqian(world),
    ]
    return {platform.name: platform for platform in platforms}
