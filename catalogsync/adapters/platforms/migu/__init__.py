"""migu (music.migu.cn): the adapter and its parsers. Wire facts as of 2026-11, see docs/platforms/migu.md."""

from __future__ import annotations

from catalogsync.adapters.platforms.migu.client import Migu
from catalogsync.adapters.platforms.migu.parse import PARSERS

__all__ = ["PARSERS", "Migu"]
