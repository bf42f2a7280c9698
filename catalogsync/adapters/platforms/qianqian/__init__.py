"""qianqian (music.91q.com): the adapter and its parsers. Wire facts as of 2026-11, see
docs/platforms/qianqian.md."""

from __future__ import annotations

from catalogsync.adapters.platforms.qianqian.client import Qianqian
from catalogsync.adapters.platforms.qianqian.parse import PARSERS

__all__ = ["PARSERS", "Qianqian"]
