"""Tell a notice at an address: plain webhooks by ourselves, every other address scheme through apprise.

A webhook gets `{"event", "title", "message", "job", "position", "at_ms"}` as JSON. Addresses hold secrets: they come
from the environment only, and neither logs nor events name more of them than host or scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import httpx

from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.notices import Notice

_TIMEOUT_S = 10.0


class Notifier:
    """The addresses people are told at. Implements `pipeline.notices.Tells`."""

    def __init__(self, addresses: Sequence[str], transport: httpx.BaseTransport | None = None) -> None:
        """Refusal for an address nobody understands."""
        self._hooks = [address for address in addresses if urlsplit(address).scheme in ("http", "https")]
        others = [address for address in addresses if address not in self._hooks]
        self._apprises = [_apprise(address) for address in others]
        self.places = [
            *(urlsplit(address).hostname or "webhook" for address in self._hooks),
            *(address.partition(":")[0][:20] for address in others),
        ]
        self._client = httpx.Client(timeout=_TIMEOUT_S, transport=transport, follow_redirects=False)

    def tell(self, place: int, notice: Notice) -> str | None:
        """Tell it at one place; why not, in one line without the address."""
        if place < len(self._hooks):
            return self._post(self._hooks[place], notice)
        try:
            told = self._apprises[place - len(self._hooks)].notify(title=notice.title, body=notice.message)
        except Exception as e:  # whatever a plugin does, the next place is told
            return f"apprise: {type(e).__name__}"
        return None if told else "apprise could not deliver it"

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, address: str, notice: Notice) -> str | None:
        try:
            answer = self._client.post(address, json=asdict(notice))
        except (httpx.HTTPError, httpx.InvalidURL) as e:
            return type(e).__name__
        return f"HTTP {answer.status_code}" if answer.status_code >= 300 else None


def _apprise(address: str) -> Any:
    try:
        import apprise
    except ImportError:
        raise Refusal(
            "notify-urls names more than webhooks: install catalogsync[notify] (the apprise package)"
        ) from None
    told = apprise.Apprise()
    if not told.add(address):
        scheme = address.partition(":")[0][:20]
        raise Refusal(f"notify-urls: apprise does not understand the {scheme!r} address")
    return told
