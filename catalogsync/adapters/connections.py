"""How we reach the outside: one set of settings, and the httpx clients made from it.

Shared by the platforms' requests and by transfers of audio, so that a gateway, a proxy or a private authority is set
once and holds for both. Clients keep no cookies of their own: what a server sets is not sent to another host later.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from catalogsync.pipeline.errors import Refusal

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
"""What we call ourselves by default: netease answers -460 to the default names of HTTP libraries (its page, section 0)."""

# TUN proxies answer every name look-up with an address of these ranges and connect by name behind it: the range for
# benchmarks, and the half of the IPv6 private space that is not given out (real private networks are in fd00::/8).
_STAND_IN_ADDRESSES = (ipaddress.ip_network("198.18.0.0/15"), ipaddress.ip_network("fc00::/18"))

CONNECTIONS_PER_CLIENT = 4
"""A client talks to one host at a time; the others are kept open for what comes next."""

LooksUp = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How to reach the outside. Times are seconds.

    `gateway`: every request goes to this address (`http://127.0.0.1:8080`) and keeps its own Host header; the scheme
    it would have had travels as X-Forwarded-Proto. `proxy`: a proxy's address, or `env` to read the environment's;
    None ignores the environment. `ca_file`: a PEM file trusted instead of the public authorities.
    `connect_s`, `read_s` (longest silence) and `total_s` limit one attempt; `attempts` and `retry_total_s` limit one
    request with its retries. `pace` multiplies the allowed request rates (0.5 is half as fast), None sends at once.
    `allow_private`: redirects and stream addresses may lead into private networks.
    """

    gateway: str | None = None
    proxy: str | None = None
    ca_file: str | None = None
    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 30.0
    attempts: int = 3
    retry_total_s: float = 45.0
    pace: float | None = 1.0
    max_body_bytes: int = 32 * 1024 * 1024
    user_agent: str = BROWSER
    allow_private: bool = False

    def __post_init__(self) -> None:
        if self.gateway is not None and not _is_origin(self.gateway):
            raise Refusal(f"gateway {self.gateway!r} is not of the form http://host:port")
        if self.proxy not in (None, "env") and urlsplit(self.proxy or "").scheme not in _PROXY_SCHEMES:
            raise Refusal("proxy must be env or start with " + ", ".join(s + "://" for s in _PROXY_SCHEMES))
        if self.pace is not None and not self.pace > 0:
            raise Refusal(f"pace must be above 0, not {self.pace}")
        if self.attempts < 1 or min(self.connect_s, self.read_s, self.total_s, self.max_body_bytes) <= 0:
            raise Refusal("attempts, time-outs and size limits must be above 0")


_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.path in ("", "/")
            and not (parts.query or parts.fragment or parts.username)
            and (parts.port or 1) > 0
        )
    except ValueError:
        return False


class Clients:
    """Up to `most` httpx clients, each used by one thread at a time; further threads wait.

    Not one client for all: its pool slows down with its connections, and in httpcore 1.0.9 a thread that looks for
    a free connection now and then closes one that another thread has just begun to use (seen as EBADF, once in
    some thousand requests). Used last is used next, so connections stay warm.
    """

    def __init__(self, settings: HttpSettings, most: int, client: httpx.Client | None = None) -> None:
        """`client`, when given, is the one that all use (with a transport of its own, say)."""
        self._settings = settings
        self._opened: list[httpx.Client] = []
        self._lock = threading.Lock()
        self._free: queue.LifoQueue[httpx.Client | None] = queue.LifoQueue()
        for _ in range(most - 1):
            self._free.put(client)
        self._free.put(client or self._open())  # now, so that settings of no use are refused at once
        if client is not None:
            self._opened.append(client)

    @contextmanager
    def one(self) -> Iterator[httpx.Client]:
        """A client for this thread until the end of the block."""
        client = self._free.get()
        try:
            if client is None:
                client = self._open()
            yield client
        finally:
            self._free.put(client)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._opened:
                client.close()

    def _open(self) -> httpx.Client:
        client = open_client(self._settings, CONNECTIONS_PER_CLIENT)
        with self._lock:
            self._opened.append(client)
        return client


def open_client(settings: HttpSettings, connections: int) -> httpx.Client:
    """A client of at most `connections` connections that keeps no cookies and follows no redirects."""
    try:
        return httpx.Client(
            verify=trust(settings.ca_file),
            proxy=settings.proxy if settings.proxy != "env" else None,
            trust_env=settings.proxy == "env",
            timeout=httpx.Timeout(settings.read_s, connect=settings.connect_s, pool=settings.total_s),
            limits=httpx.Limits(max_connections=connections, keepalive_expiry=30.0),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
        )
    except ImportError as e:
        raise Refusal("a SOCKS proxy needs the package socksio (pip install 'httpx[socks]')") from e


@lru_cache(maxsize=8)
def trust(ca_file: str | None) -> ssl.SSLContext:
    """The authorities to trust; loading them takes tens of milliseconds, so it is done once for all clients."""
    if ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as e:
        raise Refusal(
            f"cannot read the authorities in {ca_file}: {e.strerror or 'not PEM certificates'}"
        ) from e


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request is really sent, and the headers that say where it was meant to go."""

    url: str
    headers: dict[str, str]


def route(url: str, settings: HttpSettings) -> Route:
    """`url` itself, or the same path on the gateway with the original Host. ValueError when `url` is no address."""
    parts = urlsplit(url)
    plain = parts.netloc.isprintable() and " " not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain or parts.port == 0:
        raise ValueError("not an http address")
    if settings.gateway is None:
        return Route(url, {})
    host = parts.netloc.rpartition("@")[2]
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    if not path.startswith("/"):
        path = "/" + path
    return Route(settings.gateway.rstrip("/") + path, {"host": host, "x-forwarded-proto": parts.scheme})


def look_up(host: str) -> list[str]:
    """The addresses of a host; [] when the name is not known (connecting will then say so)."""
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


def leads_inside(url: str, settings: HttpSettings, resolve: LooksUp = look_up) -> bool:
    """Whether an address that came from outside (a redirect, a stream) points into a private network.

    Behind a gateway or proxy, names are not looked up here: what they mean is decided there.
    """
    if settings.allow_private:
        return False
    host = (urlsplit(url).hostname or "").rstrip(".")
    literal = _address(host)
    if literal is not None:
        return _is_private(literal)
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    if settings.gateway is not None or settings.proxy is not None:
        return False
    return any_private(resolve(host))


def any_private(addresses: Iterable[str]) -> bool:
    """Whether one of the addresses that a name stands for is in a private network."""
    found = map(_address, addresses)
    return any(_is_private(address) for address in found if address is not None)


@lru_cache(maxsize=1024)
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address a host is; also the forms `127.1` and `2130706433`, which system calls accept."""
    text = text.partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    if text and all(c in "0123456789abcdefx." for c in text.lower()) and text[0].isdigit():
        try:
            return ipaddress.IPv4Address(socket.inet_aton(text))
        except (OSError, ValueError):
            return None
    return None


def _is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_private(inner)
    if any(address in network for network in _STAND_IN_ADDRESSES):
        return False
    return not address.is_global or address.is_multicast
