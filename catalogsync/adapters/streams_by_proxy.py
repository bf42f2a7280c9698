"""Streams by way of a proxy (HTTP, HTTPS or SOCKS): httpx knows them all, and the environment's exceptions too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from catalogsync.adapters.connections import Clients, HttpSettings, LooksUp, leads_inside, look_up, route
from catalogsync.adapters.streams import PUBLIC_ADDRESS, USABLE_ADDRESS, Answer, NotAsked, StreamBroke


class StreamsByProxy:
    """Implements `streams.OpensStreams`."""

    def __init__(self, settings: HttpSettings, most: int, resolve: LooksUp = look_up) -> None:
        self._settings = settings
        self._resolve = resolve
        self._clients = Clients(settings, most)

    def close(self) -> None:
        """Close all connections."""
        self._clients.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """See `streams.OpensStreams`."""
        with self._clients.one() as client:
            try:
                if leads_inside(url, self._settings, self._resolve):
                    raise NotAsked(PUBLIC_ADDRESS)
                way = route(url, self._settings)
                request = client.build_request("GET", way.url, headers={**headers, **way.headers})
                response = client.send(request, stream=True)
            except (ValueError, httpx.InvalidURL, httpx.LocalProtocolError) as e:
                raise NotAsked(USABLE_ADDRESS) from e
            except httpx.TransportError as e:
                raise _broke(e) from e
            try:
                blocks = _blocks(response)
                yield Answer(response.status_code, response.headers, request.url.host, blocks)
            finally:
                response.close()


def _blocks(response: httpx.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_raw()
    except httpx.TransportError as e:
        raise _broke(e) from e


def _broke(error: httpx.TransportError) -> StreamBroke:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return StreamBroke("the server's certificate is not trusted", "tls")
    if isinstance(error, httpx.TimeoutException):
        return StreamBroke("no answer in time")
    cut = isinstance(error, httpx.RemoteProtocolError) and "complete message body" in str(error)
    return StreamBroke("the stream ended early", "cut") if cut else StreamBroke("the connection broke")
