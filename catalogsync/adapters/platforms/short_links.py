"""Where a short address leads: ask its platform, read `Location`, never follow further than the platform's
own hosts.

Wire pages netease 9, qq 9, kugou 9 and migu 9 (2026-11): a 302 to a page of the platform, for Kugou also a
page that names the list in its script.
"""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from catalogsync.adapters.platforms.http import Answer
from catalogsync.adapters.platforms.lenient_json import decoded
from catalogsync.domain.link_routes import REDIRECT_HOSTS
from catalogsync.domain.links import Link, LinkError, LinkKind, link_to, parse_link
from catalogsync.pipeline.errors import Blocked, NoSuchItem, UnexpectedAnswer

OPERATION = "short-link"
MOST_HOPS = 3
_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
_PAGE_LIMIT = 1_000_000
_HINT = "open the short address in a browser and paste the long one"

# What Kugou's share pages say in their scripts, best first (wire page kugou 9).
_KUGOU_MARKS = (
    (LinkKind.PLAYLIST, re.compile(r'"global_collection_id"\s*:\s*"(collection_\w{3,80})"')),
    (LinkKind.PLAYLIST, re.compile(r'"encode_(?:gic|src_gid)"\s*:\s*"(gcid_\w{3,80})"')),
    (LinkKind.PLAYLIST, re.compile(r'"specialid"\s*:\s*"?([1-9][0-9]{0,15})\b')),
    (LinkKind.SONG, re.compile(r'"mixsongid"\s*:\s*"?([1-9][0-9]{0,15})\b')),
    (LinkKind.SONG, re.compile(r'"hash"\s*:\s*"([0-9A-Fa-f]{32})"')),
)


class Sends(Protocol):
    """The part of `PlatformHttp` this needs."""

    def send(
        self,
        operation: str,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        with_cookie: bool,
        follow_redirects: bool,
    ) -> Answer:
        """One request, one answer."""
        ...


def resolve(link: Link, http: Sends) -> Link:
    """What the short link names; any other link comes back as it is. `http` is the client of the link's
    platform.

    Raises NoSuchItem for a dead code, Blocked when the platform turns us away, UnexpectedAnswer when it leads
    to another site or to nothing we know.
    """
    address = link.url
    for _ in range(MOST_HOPS):
        if link.kind is not LinkKind.SHORT:
            return link
        answer = http.send(
            OPERATION,
            "GET",
            address,
            headers={"user-agent": _PHONE, "referer": address, "accept": "text/html,*/*;q=0.8"},
            with_cookie=False,
            follow_redirects=False,
        )
        target = _target(link.platform, address, answer)
        if isinstance(target, Link):
            return target
        address = target
        link = _read(link, address)
    if link.kind is not LinkKind.SHORT:
        return link
    raise UnexpectedAnswer(
        link.platform, OPERATION, f"page of its own within {MOST_HOPS} redirects", hint=_HINT
    )


def _target(platform: str, address: str, answer: Answer) -> Link | str:
    """The link in the answer's page, or the next address, which is on one of the platform's own hosts."""
    code = f"HTTP {answer.status}"
    if answer.status in (404, 410):
        raise NoSuchItem(
            platform, OPERATION, "the short address is unknown or has expired", code=code, hint=_HINT
        )
    if answer.status in (401, 403):
        raise Blocked(platform, OPERATION, "the platform turned this session away", code=code, hint=_HINT)
    location = answer.headers.get("location", "").strip()
    if answer.status in (301, 302, 303, 307, 308) and location:
        target = _own_address(platform, address, location)
        if target is None:
            raise UnexpectedAnswer(
                platform,
                OPERATION,
                "redirect to a page of its own",
                code=code,
                hint="the code leads to another site",
            )
        return target
    if platform == "kugou" and (link := _named_in_page(decoded(answer.body[:_PAGE_LIMIT]))):
        return link
    raise UnexpectedAnswer(platform, OPERATION, "redirect", code=code, hint=_HINT)


def _own_address(platform: str, address: str, location: str) -> str | None:
    """The address a redirect means, None when it is not the platform's own."""
    try:
        target = urljoin(address, location)
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        host, port = f"{parts.scheme}:", None
    return target if port in (None, 80, 443) and re.fullmatch(REDIRECT_HOSTS[platform], host) else None


def _read(link: Link, address: str) -> Link:
    """The link at this address; a page in between, of no known form, is asked like the short one before
    it."""
    try:
        return parse_link(address)
    except LinkError as e:
        if not address.startswith(("http://", "https://")):
            raise UnexpectedAnswer(link.platform, OPERATION, "known form of address", hint=str(e)) from e
        return Link(link.platform, LinkKind.SHORT, None, address)


def _named_in_page(page: str) -> Link | None:
    for kind, mark in _KUGOU_MARKS:
        if match := mark.search(page):
            try:
                return link_to("kugou", kind, match[1])
            except LinkError:
                continue
    return None
