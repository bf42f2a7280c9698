"""Streams without a proxy, over connections of the standard library: a fifth of the processor time that httpx takes for
a small file, and what holds ten transfers back is Python's lock.

A name is looked up once, and what is connected to is an address that was looked at: asking twice would let a name
server answer with a public address first and with one in our network then.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from catalogsync.adapters.connections import (
    HttpSettings,
    LooksUp,
    any_private,
    leads_inside,
    look_up,
    route,
    trust,
)
from catalogsync.adapters.streams import PUBLIC_ADDRESS, USABLE_ADDRESS, Answer, NotAsked, StreamBroke

BLOCK_BYTES = 256 * 1024
_KEEP_IDLE_S = 30.0
_SENT_AS_IS = "!#$%&'()*+,/:;=?@[]~"
"""Of an address, besides letters, digits, `-._`; `%` as well, because addresses come quoted."""


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class _Idle:
    place: _Place
    connection: http.client.HTTPConnection
    since: float


class DirectStreams:
    """Implements `streams.OpensStreams`."""

    def __init__(
        self,
        settings: HttpSettings,
        most: int,
        resolve: LooksUp = look_up,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._resolve = resolve
        self._clock = clock
        self._trust = trust(settings.ca_file)
        self._room = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._keep = most

    def close(self) -> None:
        """Close all connections; those in use when their answer has been read."""
        with self._lock:
            self._keep = 0
            while self._idle:
                self._idle.pop().connection.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """See `streams.OpensStreams`."""
        place, target, extra = self._way(url)
        with self._room:
            connection, response = self._ask(place, target, {**headers, **extra})
            try:
                yield Answer(response.status, _headers(response), place.host, _blocks(response))
            finally:
                self._done(place, connection, response)

    def _way(self, url: str) -> tuple[_Place, str, Mapping[str, str]]:
        """Where to connect to, what to ask for there, and with which headers besides."""
        try:
            if leads_inside(url, self._settings, lambda host: ()):  # by what it says; `_dial` looks names up
                raise NotAsked(PUBLIC_ADDRESS)
            way = route(url, self._settings)
            parts = urlsplit(way.url)
            default = 443 if parts.scheme == "https" else 80
            place = _Place(parts.scheme, parts.hostname or "", parts.port or default)
            target = f"{parts.path or '/'}?{parts.query}".removesuffix("?")
            return place, _quoted(target), way.headers
        except ValueError as e:
            raise NotAsked(USABLE_ADDRESS) from e

    def _ask(
        self, place: _Place, target: str, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Ask over a connection that was kept, or over a new one when the server has closed those meanwhile."""
        while True:
            kept = self._kept(place)
            with _trouble():
                connection = kept or self._connect(place)
                try:
                    connection.request("GET", target, headers=dict(headers))
                    return connection, connection.getresponse()
                except (OSError, http.client.BadStatusLine) as e:
                    connection.close()
                    if kept is None or isinstance(e, TimeoutError):
                        raise
                except BaseException:
                    connection.close()
                    raise

    def _kept(self, place: _Place) -> http.client.HTTPConnection | None:
        """The connection to that place which was used last."""
        with self._lock:
            fresh = self._clock() - _KEEP_IDLE_S
            while self._idle and self._idle[0].since < fresh:
                self._idle.pop(0).connection.close()
            for n in range(len(self._idle) - 1, -1, -1):
                if self._idle[n].place == place:
                    return self._idle.pop(n).connection
        return None

    def _connect(self, place: _Place) -> http.client.HTTPConnection:
        line = self._dial(place)
        try:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.settimeout(self._settings.read_s)
            if place.scheme == "https":
                connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                    place.host, place.port, context=self._trust
                )
                line = self._trust.wrap_socket(line, server_hostname=place.host)
            else:
                connection = http.client.HTTPConnection(place.host, place.port)
        except BaseException:
            line.close()
            raise
        connection.sock = line
        return connection

    def _dial(self, place: _Place) -> socket.socket:
        if self._settings.gateway is not None:
            return socket.create_connection((place.host, place.port), self._settings.connect_s)
        addresses = tuple(dict.fromkeys(self._resolve(place.host)))
        if not addresses:
            raise ConnectionError(f"nobody knows {place.host}")
        if any_private(addresses) and not self._settings.allow_private:
            raise NotAsked(PUBLIC_ADDRESS)
        for address in addresses[:-1]:
            try:
                return socket.create_connection((address, place.port), self._settings.connect_s)
            except OSError:
                continue
        return socket.create_connection((addresses[-1], place.port), self._settings.connect_s)

    def _done(
        self, place: _Place, connection: http.client.HTTPConnection, response: http.client.HTTPResponse
    ) -> None:
        """Keep the connection where the answer was read to its end, as far as it says where that is."""
        whole = response.isclosed() if response.length is None else response.length == 0
        response.close()
        with self._lock:
            if whole and connection.sock is not None and self._keep:
                self._idle.append(_Idle(place, connection, self._clock()))
                if len(self._idle) > self._keep:
                    self._idle.pop(0).connection.close()
                return
        connection.close()


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """The first of each name counts, as it does for where the body ends."""
    told = {name.lower(): " ".join(value.splitlines()) for name, value in reversed(response.headers.items())}
    if "location" in told:  # its bytes came as Latin-1, whatever they are
        told["location"] = _quoted(told["location"], "latin-1")
    return told


def _quoted(address: str, encoding: str = "utf-8") -> str:
    return quote(address, safe=_SENT_AS_IS, encoding=encoding)


def _blocks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    some = False
    while True:
        with _trouble():
            block = response.read1(BLOCK_BYTES)
        if not block:
            break
        some = True
        yield block
    # Without a length the end of the connection is that of the body; where nothing came, it broke within the headers.
    if response.length or not (some or response.chunked or response.length == 0):
        raise StreamBroke("the stream ended early", "cut")


@contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as e:
        raise StreamBroke("the server's certificate is not trusted", "tls") from e
    except TimeoutError as e:
        raise StreamBroke("no answer in time") from e
    except http.client.IncompleteRead as e:
        raise StreamBroke("the stream ended early", "cut") from e
    except (OSError, http.client.HTTPException) as e:
        raise StreamBroke("the connection broke") from e
    except ValueError as e:  # a header or a name that cannot be sent
        raise NotAsked(USABLE_ADDRESS) from e
