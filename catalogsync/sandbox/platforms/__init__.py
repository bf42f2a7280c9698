"""The platforms the sandbox speaks for: one line each."""

from __future__ import annotations

from catalogsync.sandbox.platforms.base import Platform, World

from catalogsync.sandbox.platforms.netease import Netease



def all_platforms(world: World) -> dict[str, Platform]:
    """Every platform by name, over one world."""
    platforms: list[Platform] = [
        Netease(world),


    ]
    return {platform.name: platform for platform in platforms}
