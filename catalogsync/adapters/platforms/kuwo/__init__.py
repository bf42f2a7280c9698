"""Kuwo (www.kuwo.cn)."""

from __future__ import annotations

from catalogsync.adapters.platforms.kuwo.client import Kuwo
from catalogsync.adapters.platforms.kuwo.parse import PARSERS

__all__ = ["PARSERS", "Kuwo"]
