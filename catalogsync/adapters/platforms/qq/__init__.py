"""qq (y.qq.com): the adapter and its parsers. Wire facts as of 2026-11, see docs/platforms/qq.md."""

from __future__ import annotations

from catalogsync.adapters.platforms.qq.client import QQ
from catalogsync.adapters.platforms.qq.parse import PARSERS

__all__ = ["PARSERS", "QQ"]
