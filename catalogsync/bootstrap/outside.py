"""What reaches outside the store: platforms, transfers, the library. The one place that knows these classes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.connections import HttpSettings
from catalogsync.adapters.library import Library
from catalogsync.adapters.platforms.http import OnAnswer, PlatformHttp, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.adapters.platforms.qq import QQ
from catalogsync.adapters.transfer import Transfers
from catalogsync.config import Settings
from catalogsync.domain.library import STREAM as ROOTS
from catalogsync.domain.library import Library as LibraryRoots
from catalogsync.domain.session import Session
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.doctor import Finding, state_of
from catalogsync.pipeline.errors import Failure, PlatformError
from catalogsync.pipeline.ports import Sources
from catalogsync.pipeline.weather import HearsPlatform

PLATFORMS: dict[str, Callable[[PlatformHttp], Any]] = {
    "netease": Netease,
    "qq": QQ,
    "kuwo": Kuwo,
    "migu": Migu,
    "qianqian": Qianqian,
    "kugou": Kugou,
}
"""Every platform adapter. A new platform is one adapter and one line here."""

_ABILITIES = {
    "collects": "square_page",
    "lists": "playlist",
    "describes": "songs",
    "finds": "search",
    "opens": "stream",
    "lyrics": "lyric",
}


def open_sources(
    settings: Settings,
    stack: ExitStack,
    on_answer: OnAnswer | None = None,
    hears: Callable[[str], HearsPlatform] | None = None,
    quiet: Callable[[str], Mapping[str, tuple[Failure, float]]] = lambda platform: {},
) -> Sources:
    """The platforms by ability; their connections are closed with the stack.

    `on_answer` hears every raw answer, what `hears` makes for a platform how its requests go. `quiet` says of a platform
    which operations are to be left alone at first, why and for how many seconds.
    """
    adapters = {}
    for name, make in PLATFORMS.items():
        http = open_platform_http(settings, name, stack, on_answer, hears(name) if hears else None)
        for operation, (reason, for_s) in quiet(name).items():
            http.leave_alone(operation, reason, for_s)
        adapters[name] = make(http)
    return Sources(
        **{
            ability: {name: adapter for name, adapter in adapters.items() if hasattr(adapter, method)}
            for ability, method in _ABILITIES.items()
        }
    )


def open_platform_http(
    settings: Settings,
    platform: str,
    stack: ExitStack,
    on_answer: OnAnswer | None = None,
    hears: HearsPlatform | None = None,
) -> PlatformHttp:
    """The client of one platform, closed with the stack."""
    cookie = settings.cookie(platform)
    http = open_http(platform, http_settings(settings), cookie, on_answer=on_answer, hears=hears)
    stack.callback(http.close)
    return http


def http_settings(settings: Settings) -> HttpSettings:
    """How to reach the outside. A gateway on this very machine is a sandbox or a recording: it needs no pacing."""
    local = urlsplit(settings.gateway or "").hostname in ("127.0.0.1", "::1", "localhost")
    return HttpSettings(
        gateway=settings.gateway,
        proxy=settings.proxy,
        pace=None if local or settings.pace == 0 else settings.pace,
        allow_private=local,
    )


def check_cookies(settings: Settings, stack: ExitStack, platforms: Sequence[str]) -> list[Finding]:
    """How the user's cookies stand, for those platforms that have one."""
    words = {"valid": "works", "expired": "refused", "unknown": "skipped"}
    findings = []
    for name in platforms:
        if settings.cookie(name) is None:
            continue
        try:
            state = PLATFORMS[name](open_platform_http(settings, name, stack)).check_cookie()
        except PlatformError as e:
            findings.append(Finding(name, "cookie", state_of(e), e.message, e.hint))
            continue
        expired = state.standing.value == "expired"
        hint = "log in again in your browser and copy the new cookie" if expired else None
        detail = f"{state.standing.value} {state.account_hint or ''}".strip()
        findings.append(Finding(name, "cookie", words.get(state.standing.value, "skipped"), detail, hint))
    return findings


def note_cookies(settings: Settings, catalog: Catalog, stack: ExitStack) -> None:
    """Record which platforms have another cookie than before (what waited for one is tried again), and which cookies
    the platform no longer takes. A platform that does not say, or cannot be asked now, records nothing."""
    given = [platform for platform in PLATFORMS if settings.cookie(platform) is not None]
    for platform in given:
        cookie = settings.cookie(platform) or ""
        mark = hashlib.blake2b(cookie.encode(), key=platform.encode(), digest_size=4).hexdigest()
        catalog.change(Session, f"session:{platform}", partial(Session.give, platform=platform, mark=mark))
    for finding in check_cookies(settings, stack, given):
        if finding.detail.startswith("expired"):
            catalog.change(
                Session,
                f"session:{finding.platform}",
                partial(Session.expire, platform=finding.platform, message=finding.hint or "expired"),
            )


def open_transfers(settings: Settings, stack: ExitStack) -> Transfers:
    """What brings bytes to disk, with the set limits."""
    bandwidth = Bandwidth(settings.bandwidth_kbps * 1000.0 or None, settings.source_bytes_s())
    transfers = Transfers(http_settings(settings), connections=settings.workers, bandwidth=bandwidth)
    stack.callback(transfers.close)
    return transfers


def open_library(settings: Settings, catalog: Catalog, *, begin: bool = False) -> Library:
    """The library root of the settings; a new root or a moved one is recorded.

    LibraryUnavailable where a root stood and none is now, unless a new one is to `begin` there.
    """
    known = catalog.load(LibraryRoots, ROOTS).roots
    location = settings.library_root.expanduser().absolute()
    library = Library(location, known=known, min_free_bytes=settings.min_free_mb * 2**20, begin=begin)
    catalog.change(LibraryRoots, ROOTS, lambda roots: roots.open_root(library.root, str(location)))
    return library
