"""What every module of QQ's gateway shares: how it answers, and numbers that come as texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogsync.sandbox.http import Request

Answer = tuple[int, dict[str, Any]]
"""(sub-code, data)"""
Method = Callable[[Request, dict[str, Any]], Answer]


def as_number(value: Any, default: int) -> int:
    """A parameter as a number, the default when it is none."""
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() and len(text) < 18 else default
