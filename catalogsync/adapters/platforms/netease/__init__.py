"""netease (music.163.com): the adapter and its parsers. Wire facts as of 2026-11, see
docs/platforms/netease.md.
"""

from __future__ import annotations

from catalogsync.adapters.platforms.netease.client import Netease
from catalogsync.adapters.platforms.netease.parse import PARSERS

__all__ = ["PARSERS", "Netease"]
