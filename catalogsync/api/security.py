"""What stands between the network and the routes: limits, Host, who is there, where a write comes from, headers.

One plain ASGI layer, so that streams pass through it untouched.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalogsync.api.problems import Problem
from catalogsync.api.sessions import Role, Sessions, Who
from catalogsync.config import Settings
from catalogsync.pipeline.errors import Refusal

COOKIE = "catalogsync_session"
BODY_LIMIT = 1_000_000
HEADER_LIMIT = 32_000
BODY_TIMEOUT_S = 20.0

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers would send `Origin: null` with our own forms then.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

_OPEN = ("/healthz", "/readyz", "/login", "/static/", "/favicon.ico")
"""Paths that need nobody to say who they are."""

_SAFE = ("GET", "HEAD", "OPTIONS")


def is_loopback(host: str) -> bool:
    """Does this address reach only this machine?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_bind(settings: Settings) -> None:
    """Refusal to listen beyond this machine without a password or token."""
    if is_loopback(settings.host) or Sessions(settings).needed:
        return
    raise Refusal(
        f"--host {settings.host} is reachable from elsewhere: set CATALOGSYNC_PASSWORD or CATALOGSYNC_TOKEN"
        " in the environment or env file, or listen on 127.0.0.1"
    )


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The names a Host header may carry, without port."""
    own = {settings.host} if settings.host not in ("0.0.0.0", "::") else set()
    return frozenset(
        name.lower().strip("[]") for name in {"127.0.0.1", "localhost", "::1", *own, *settings.allowed_hosts}
    )


class Guard:
    """The layer itself. Sets `request.state.who`."""

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: Collection[str]) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        try:
            self._check_size(headers)
            self._check_host(headers)
            who = self._who(scope, headers)
            if who is None:
                await self._ask_who(scope, headers)(scope, receive, send_safely)
                return
            self._check_write(scope, headers, who)
        except Problem as problem:
            await answer(problem)(scope, receive, send_safely)
            return
        scope.setdefault("state", {})["who"] = who
        try:
            await self._app(scope, _Body(receive), send_safely)
        except Problem as problem:  # the body was too long or too slow, seen while it was read
            await answer(problem)(scope, receive, send_safely)

    def _check_size(self, headers: Headers) -> None:
        if sum(len(name) + len(value) for name, value in headers.raw) > HEADER_LIMIT:
            raise Problem(431, "headers_too_large", "the request's headers are too long")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            raise Problem(413, "body_too_large", f"a request may have {BODY_LIMIT} bytes")

    def _check_host(self, headers: Headers) -> None:
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname if _readable(host) else None
        if name not in self._hosts:
            raise Problem(
                421,
                "host_not_allowed",
                f"this server does not answer to the name {host[:100]!r}",
                hint="add the name to CATALOGSYNC_ALLOWED_HOSTS",
            )

    def _who(self, scope: Scope, headers: Headers) -> Who | None:
        if not self._sessions.needed:
            return Who("local", Role.OPERATOR)
        address = client_of(scope)
        given = headers.get("authorization", "")
        if given[:7].lower() == "bearer ":
            _check_lock(self._sessions, address)
            who = self._sessions.of_token(address, given[7:].strip())
            if who is None:
                raise Problem(
                    401, "unauthorized", "the token is wrong", headers={"www-authenticate": "Bearer"}
                )
            return who
        who = self._sessions.of_cookie(cookie_of(headers))
        if who is None and _is_open(scope["path"]):
            return Who("nobody", Role.VIEWER)
        return who

    def _ask_who(self, scope: Scope, headers: Headers) -> Response:
        path: str = scope["path"]
        wants_page = "text/html" in headers.get("accept", "") and not path.startswith("/api/")
        if self._sessions.by_password and wants_page and scope["method"] in _SAFE:
            return RedirectResponse("/login", 303)
        return answer(
            Problem(
                401,
                "unauthorized",
                "say who you are",
                hint="send Authorization: Bearer <token>, or log in at /login",
                headers={"www-authenticate": "Bearer"},
            )
        )

    def _check_write(self, scope: Scope, headers: Headers, who: Who) -> None:
        if scope["method"] in _SAFE:
            return
        if not who.by_token:
            check_origin(headers)
        if who.role is not Role.OPERATOR and scope["path"] not in ("/login", "/logout"):
            raise Problem(403, "read_only_role", "you may look, but change nothing")


class _Body:
    """A request's body, read under a limit of size and of patience."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self._ended = False

    async def __call__(self) -> Message:
        if self._ended:
            return await self._receive()  # waits for the client to go away, as long as that takes
        try:
            message = await asyncio.wait_for(self._receive(), BODY_TIMEOUT_S)
        except TimeoutError:
            raise Problem(408, "too_slow", "the request's body did not arrive in time") from None
        self._size += len(message.get("body", b""))
        if self._size > BODY_LIMIT:
            raise Problem(413, "body_too_large", f"a request may have {BODY_LIMIT} bytes")
        self._ended = message["type"] != "http.request" or not message.get("more_body", False)
        return message


def check_origin(headers: Headers) -> None:
    """A write must come from our own pages. Problem 403 when a browser says otherwise, or nobody says anything.

    Browsers send Sec-Fetch-Site or Origin with every write. Programs send neither, and then have to send something
    that a foreign page cannot send without asking first: JSON, or an Idempotency-Key.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        good = site in ("same-origin", "none")
    elif origin is not None:
        good = urlsplit(origin).netloc == headers.get("host") if _readable(origin) else False
    else:
        good = headers.get("content-type", "").startswith("application/json") or "idempotency-key" in headers
    if not good:
        raise Problem(
            403,
            "foreign_origin",
            "this write does not come from our own pages",
            hint="programs: send JSON, or an Idempotency-Key header",
        )


def _check_lock(sessions: Sessions, address: str) -> None:
    wait = sessions.locked_s(address)
    if wait:
        raise Problem(
            429, "too_many_tries", f"too many wrong tries; wait {wait} s", headers={"retry-after": str(wait)}
        )


def check_login_allowed(sessions: Sessions, scope: Scope) -> None:
    """Problem 429 while this client has to wait after wrong passwords."""
    _check_lock(sessions, client_of(scope))


def client_of(scope: Scope) -> str:
    """The client's address; proxies are not believed, so behind one all clients share the limit on guessing."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def cookie_of(headers: Headers) -> str:
    """The session secret of a request, or ''."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def answer(problem: Problem) -> Response:
    """The problem as JSON."""
    return JSONResponse(problem.body().model_dump(exclude_none=True), problem.status, problem.headers)


def _is_open(path: str) -> bool:
    return any(path == open_ or (open_.endswith("/") and path.startswith(open_)) for open_ in _OPEN)


def _readable(address: str) -> bool:
    try:
        _ = urlsplit(address if "//" in address else f"//{address}").port
    except ValueError:
        return False
    return True
