"""The one client through which every platform is asked.

It paces, waits, retries by class, bounds time and size, keeps a circuit breaker per operation, and says what went
wrong in the words of `pipeline/errors.py`. Threads share it. What an answer means is for the adapters: 3xx and 4xx
come back as answers, and `noticed` takes what a parser found out (risk control arrives with HTTP 200).
"""

from __future__ import annotations

import random
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urljoin, urlsplit

import httpx

from catalogsync.adapters.connections import Clients, LooksUp, leads_inside, look_up, route
from catalogsync.adapters.connections import HttpSettings as HttpSettings
from catalogsync.adapters.platforms.body import NotReadable, TooBig, TooSlow, read_body
from catalogsync.adapters.platforms.breaker import Breakers, BreakerState, Patience
from catalogsync.adapters.platforms.pacing import Pacer
from catalogsync.adapters.platforms.retry import Retries, retry_after_s
from catalogsync.adapters.platforms.trouble import hopeless, translated
from catalogsync.pipeline.errors import (
    Failure,
    NetworkFailed,
    RateLimited,
    Refusal,
    ServerTrouble,
    TemporarilyUnavailable,
    UnexpectedAnswer,
)
from catalogsync.pipeline.weather import HearsPlatform

CONNECTIONS = 8
MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Header names are lower-case; several Set-Cookie headers are joined by line feeds.

    `url` is the address that answered (the last one after redirects), never a gateway's.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def text(self) -> str:
        """The body as UTF-8, else GB18030; bytes that are neither become U+FFFD."""
        try:
            return self.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        try:
            return self.body.decode("gb18030")
        except UnicodeDecodeError:
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent, for a recording: without the user's cookie."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes


OnAnswer = Callable[[str, str, Asked, Answer], None]


class PlatformHttp:
    """Sends requests to one platform. `cookie` is the user's own Cookie header text, or None."""

    def __init__(
        self,
        platform: str,
        settings: HttpSettings,
        cookie: str | None = None,
        *,
        client: httpx.Client | None = None,
        on_answer: OnAnswer | None = None,
        hears: HearsPlatform | None = None,
        patience: Patience | None = None,
        resolve: LooksUp = look_up,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        draw: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if cookie is not None and not (cookie.isascii() and cookie.isprintable()):
            raise Refusal(f"the cookie for {platform} holds characters that no Cookie header has")
        self.platform = platform
        self.cookie = cookie
        self.settings = settings
        self._clients = Clients(settings, CONNECTIONS, client)
        self._on_answer = on_answer
        self._resolve = resolve
        self._clock = clock
        self._sleep = sleep
        self._draw = draw
        self._now = now
        self._retries = Retries(attempts=settings.attempts, total_s=settings.retry_total_s)
        self._pacer = Pacer(platform, settings.pace, clock=clock, sleep=sleep)
        probe_limit_s = settings.retry_total_s + settings.total_s
        self._hears = hears
        self._breakers = Breakers(
            platform, clock, patience or Patience(), probe_limit_s=probe_limit_s, hears=hears
        )
        self._counted: weakref.WeakSet[TemporarilyUnavailable] = weakref.WeakSet()

    def send(
        self,
        operation: str,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: object | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        with_cookie: bool = True,
        follow_redirects: bool = False,
    ) -> Answer:
        """Ask and give the whole answer, whatever its status below 500 (but 429).

        Every request is taken as one that may be sent twice: we only read. Raises NetworkFailed, ServerTrouble,
        RateLimited, CircuitOpen, or UnexpectedAnswer for a body over the size limit or an unusable redirect.
        """
        if params:
            url += ("&" if "?" in url else "?") + urlencode(params, quote_via=quote)
        request = httpx.Request(  # only to encode the body; the address is judged when it is sent
            method,
            "http://body.invalid/",
            data=dict(form) if form is not None else None,
            json=json,
            content=content,
            headers={
                "user-agent": self.settings.user_agent,
                "accept": "*/*",
                "accept-encoding": "gzip, deflate",
                **{name.lower(): value for name, value in (headers or {}).items()},
            },
        )
        asked = Asked(request.method, url, _without_host(request.headers), request.read())
        self._breakers.enter(operation)
        try:
            answer = self._redirected(operation, asked, with_cookie, follow_redirects)
        except TemporarilyUnavailable as e:
            self._counted.add(e)
            self._breakers.failed(operation, e)
            raise
        except UnexpectedAnswer:
            self._breakers.worked(operation)
            raise
        self._breakers.worked(operation)
        return answer

    def noticed(self, error: TemporarilyUnavailable) -> None:
        """Tell the breakers what a parser made of an answer; what `send` itself raised counts once."""
        if error.platform == self.platform and error not in self._counted:
            self._counted.add(error)
            self._breakers.failed(error.operation, error, answered=True)

    def leave_alone(self, operation: str, reason: Failure, for_s: float) -> None:
        """Do not ask this (`*`: anything) for so many seconds; then one request finds out."""
        self._breakers.leave_alone(operation, reason, for_s)

    def states(self) -> tuple[BreakerState, ...]:
        """The breakers as they stand; the one of operation `*` is the platform's own."""
        return self._breakers.states()

    def close(self) -> None:
        """Close the connections."""
        self._clients.close()

    def _redirected(self, operation: str, asked: Asked, with_cookie: bool, follow: bool) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._retried(operation, asked, with_cookie)
            location = answer.headers.get("location")
            if not follow or answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            target = self._target(operation, asked.url, location)
            # The user's cookie belongs to the site that was asked; another site does not get it.
            with_cookie = with_cookie and urlsplit(target).netloc == urlsplit(asked.url).netloc
            if answer.status in (307, 308) or asked.method == "HEAD":
                asked = Asked(asked.method, target, asked.headers, asked.content)
            else:
                kept = {k: v for k, v in asked.headers.items() if not k.startswith("content-")}
                asked = Asked("GET", target, kept, b"")
        raise UnexpectedAnswer(self.platform, operation, f"end after {MOST_REDIRECTS} redirects")

    def _target(self, operation: str, url: str, location: str) -> str:
        try:
            target = urljoin(url, location)
            inside = leads_inside(target, self.settings, self._resolve)
            usable = urlsplit(target).scheme in ("http", "https")
        except ValueError:
            usable = inside = False
        if not usable:
            raise UnexpectedAnswer(self.platform, operation, "usable redirect")
        if inside:
            raise UnexpectedAnswer(
                self.platform,
                operation,
                "redirect to a public address",
                hint="redirects into private networks are refused unless the settings allow them",
            )
        return target

    def _retried(self, operation: str, asked: Asked, with_cookie: bool) -> Answer:
        host = urlsplit(asked.url).netloc
        began: float | None = None
        for attempt in range(1, self._retries.attempts + 1):
            with self._pacer.turn(operation, host):
                now = self._clock()
                began = now if began is None else began
                try:
                    answer = self._once(operation, asked, with_cookie)
                except (NetworkFailed, ServerTrouble, RateLimited) as e:
                    error = e
                    self._tell(operation, now, e.failure)
                else:
                    self._tell(operation, now, None)
                    return answer
            told_s = error.retry_after_s if isinstance(error, RateLimited) else None
            if told_s is not None and told_s <= self._retries.told_cap_s:
                self._pacer.hold(host, told_s)
            wait_s = self._retries.wait_s(attempt, self._draw, told_s)
            since_s = self._clock() - began
            if hopeless(error) or not self._retries.allows(attempt, since_s + wait_s, told_s):
                break
            self._sleep(wait_s)
        raise error

    def _tell(self, operation: str, since: float, failure: Failure | None) -> None:
        if self._hears is not None:
            self._hears.asked(operation, self._clock() - since, failure)

    def _once(self, operation: str, asked: Asked, with_cookie: bool) -> Answer:
        host = urlsplit(asked.url).hostname
        try:
            status, headers, body = self._exchange(operation, asked, with_cookie)
        except TooBig:
            limit = self.settings.max_body_bytes
            raise UnexpectedAnswer(self.platform, operation, f"body of at most {limit} bytes") from None
        except TooSlow:
            message = f"{host} was still sending after {self.settings.total_s:g} s"
            raise NetworkFailed(self.platform, operation, message, code="slow") from None
        except NotReadable as e:
            raise NetworkFailed(self.platform, operation, f"{host} sent {e}", code="encoding") from None
        except httpx.TransportError as e:
            raise translated(self.platform, operation, host, e) from e
        answer = Answer(status, headers, body, asked.url)
        if self._on_answer is not None:
            self._on_answer(self.platform, operation, asked, answer)
        self._refuse_trouble(operation, answer, host)
        return answer

    def _exchange(
        self, operation: str, asked: Asked, with_cookie: bool
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send once and read the whole answer: status, headers and body."""
        with self._clients.one() as client:
            try:
                way = route(asked.url, self.settings)
                headers = {**asked.headers, **way.headers}
                if with_cookie and self.cookie:
                    headers["cookie"] = "; ".join(filter(None, (headers.get("cookie"), self.cookie)))
                content = asked.content or None
                request = client.build_request(asked.method, way.url, headers=headers, content=content)
            except (ValueError, httpx.InvalidURL) as e:
                raise UnexpectedAnswer(self.platform, operation, "usable address") from e
            deadline = self._clock() + self.settings.total_s
            response = client.send(request, stream=True)
            try:
                encoding = response.headers.get("content-encoding", "")
                most = self.settings.max_body_bytes
                body = read_body(response.iter_raw(), encoding, most, lambda: self._clock() < deadline)
            finally:
                response.close()
            return response.status_code, _flat(response.headers), body

    def _refuse_trouble(self, operation: str, answer: Answer, host: str | None) -> None:
        code = f"HTTP {answer.status}"
        if answer.status == 429:
            told_s = retry_after_s(answer.headers, self._now())
            message = f"{host} says too many requests"
            raise RateLimited(self.platform, operation, message, code=code, retry_after_s=told_s)
        if answer.status >= 500:
            raise ServerTrouble(self.platform, operation, f"{host} answered {code}", code=code)


def open_http(
    platform: str,
    settings: HttpSettings,
    cookie: str | None = None,
    *,
    on_answer: OnAnswer | None = None,
    hears: HearsPlatform | None = None,
) -> PlatformHttp:
    """The client of one platform; one per platform and process, so that pacing and breakers see every request."""
    return PlatformHttp(platform, settings, cookie, on_answer=on_answer, hears=hears)


def _without_host(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in _flat(headers).items() if name not in ("host", "content-length")}


def _flat(headers: httpx.Headers) -> dict[str, str]:
    """Lower-case names; repeated headers joined, Set-Cookie by line feeds because its values hold commas."""
    flat: dict[str, str] = {}
    for name, value in headers.multi_items():
        name = name.lower()
        if name in flat:
            flat[name] += ("\n" if name == "set-cookie" else ", ") + value
        else:
            flat[name] = value
    return flat
