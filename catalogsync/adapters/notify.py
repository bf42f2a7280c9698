"""Tell people elsewhere what happened: plain webhooks by ourselves, every other address scheme through apprise.

A webhook gets `{"event", "title", "message", "job", "position", "at_ms"}` as JSON. Addresses hold secrets, so they
come from the environment only and are never logged. Telling is best effort: a failure is logged and not repeated.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from catalogsync.pipeline.errors import Refusal

log = logging.getLogger(__name__)

_TIMEOUT_S = 10.0
_MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth telling. `event` is one of the setting `notify_on`."""

    event: str
    title: str
    message: str
    job: str | None
    position: int
    at_ms: int

    def as_json(self) -> dict[str, Any]:
        """What a webhook gets."""
        return {
            "event": self.event,
            "title": self.title,
            "message": self.message,
            "job": self.job,
            "position": self.position,
            "at_ms": self.at_ms,
        }


class Notifier:
    """Tells notices to all addresses, one after the other, in a thread of its own."""

    def __init__(self, addresses: Sequence[str], transport: httpx.BaseTransport | None = None) -> None:
        """Refusal for an address nobody understands."""
        self._hooks = [address for address in addresses if urlsplit(address).scheme in ("http", "https")]
        others = [address for address in addresses if address not in self._hooks]
        self._apprise = _apprise(others) if others else None
        self._client = httpx.Client(timeout=_TIMEOUT_S, transport=transport, follow_redirects=False)
        self._queue: queue.Queue[Notice | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._loop, name="notify", daemon=True)
        self._thread.start()

    def tell(self, notice: Notice) -> None:
        """Tell it soon; dropped when very many wait already."""
        try:
            self._queue.put_nowait(notice)
        except queue.Full:
            log.warning("notice_dropped %s", notice.event)

    def close(self) -> None:
        """Tell what waits, then end."""
        self._queue.put(None)
        self._thread.join(_TIMEOUT_S)
        self._client.close()

    def _loop(self) -> None:
        while (notice := self._queue.get()) is not None:
            for address in self._hooks:
                self._post(address, notice)
            if self._apprise is not None:
                try:
                    self._apprise.notify(title=notice.title, body=notice.message)
                except Exception:  # whatever a plugin does, the next notice is told
                    log.warning("notice_failed %s through apprise", notice.event)

    def _post(self, address: str, notice: Notice) -> None:
        try:
            answer = self._client.post(address, json=notice.as_json())
        except httpx.HTTPError as e:
            log.warning(
                "notice_failed %s to %s: %s", notice.event, urlsplit(address).hostname, type(e).__name__
            )
            return
        if answer.is_error:
            log.warning(
                "notice_failed %s to %s: HTTP %d",
                notice.event,
                urlsplit(address).hostname,
                answer.status_code,
            )


def _apprise(addresses: Sequence[str]) -> Any:
    try:
        import apprise
    except ImportError:
        raise Refusal(
            "notify-urls names more than webhooks: install catalogsync[notify] (the apprise package)"
        ) from None
    told = apprise.Apprise()
    for address in addresses:
        if not told.add(address):
            scheme = address.partition(":")[0][:20]
            raise Refusal(f"notify-urls: apprise does not understand the {scheme!r} address")
    return told
