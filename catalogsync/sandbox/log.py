"""What has been asked lately, for tests and for people who wonder."""

from __future__ import annotations

from collections import deque
from typing import Any

from catalogsync.sandbox.http import Request

KEPT = 5000
_SHOWN_HEADERS = ("range", "if-range", "referer", "user-agent", "accept-encoding", "content-type")


class RequestLog:
    """The last few thousand requests. Cookies are named, never kept."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.total = 0

    def add(self, platform: str, operation: str, request: Request, status: int, faults: list[str]) -> None:
        self.total += 1
        self._entries.append(
            {
                "number": self.total,
                "platform": platform,
                "operation": operation,
                "method": request.method,
                "host": request.host,
                "path": request.path,
                "query": request.raw_query[:500],
                "status": status,
                "faults": faults,
                "cookies": sorted(request.cookies),
                "headers": {k: v for k, v in request.headers.items() if k in _SHOWN_HEADERS},
            }
        )

    def recent(self, count: int) -> list[dict[str, Any]]:
        return list(self._entries)[-count:] if count > 0 else []

    def clear(self) -> None:
        self._entries.clear()
