"""Kugou (www.kugou.com)."""

from __future__ import annotations

from catalogsync.adapters.platforms.kugou.client import Kugou
from catalogsync.adapters.platforms.kugou.parse import PARSERS

__all__ = ["PARSERS", "Kugou"]
