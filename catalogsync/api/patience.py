"""A connection that does not say what it wants in time, or says too much, is closed.

uvicorn bounds how long it keeps an idle connection and leaves the head of a request unbounded; a few clients that
send one byte a minute would hold every connection. (uvicorn 0.54, protocols/http/httptools_impl.py.)
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
"""Time for the head of a request, from the connection or its first byte on."""

HEAD_LIMIT = 65_536


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, with a limit on the head of each request."""

    _late: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected: the head has to come."""
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._late is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        if self._late is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT and b"\r\n\r\n" not in data:
                self._stop_waiting()
                self.transport.close()
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._late = asyncio.get_running_loop().call_later(HEAD_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()
