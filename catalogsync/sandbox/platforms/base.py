"""What a platform module is: hosts it answers for, routes by path, and the shared tools it is handed.

A platform is one class with `name`, `hosts` and `routes()`; the line in `platforms/__init__.py` puts it to work.
The server finds the platform by Host, the route by path (longest match first, `*` at the end matches the rest) and
calls its handler with the request. A route's `operation` is the word faults and the log use: `categories`,
`playlist-list`, `toplist-list`, `playlist-detail`, `toplist-detail`, `song-detail`, `search`, `song-url`, `lyric`,
`cdn` (audio and pictures), `account`, `page`. Where one path serves several operations, `operation` is a function
of the request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.http import Handler, Request, Response
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.world.ids import Token

ADDRESS_LIFE_S = 1200


@dataclass(frozen=True)
class Route:
    """One path a platform answers. `hosts` narrows it to some of the platform's hosts."""

    path: str
    operation: str | Callable[[Request], str]
    handler: Handler
    hosts: tuple[str, ...] = ()

    def matches(self, request: Request) -> bool:
        if self.hosts and not host_matches(request.host, self.hosts):
            return False
        if self.path.endswith("*"):
            return request.path.startswith(self.path[:-1])
        return request.path in (self.path, self.path + "/")

    def operation_of(self, request: Request) -> str:
        return self.operation if isinstance(self.operation, str) else self.operation(request)


class Platform(Protocol):
    """One platform's wire protocol over the catalog."""

    name: str

    @property
    def hosts(self) -> Sequence[str]:
        """Host names; `*.x` covers every name below x."""
        ...

    def routes(self) -> Sequence[Route]: ...

    def no_route(self, request: Request) -> Response:
        """What the platform says to a path it does not know."""
        ...

    def song_ids(self, number: int) -> dict[str, str]:
        """Every id form of a song; the first one is the id our adapter uses."""
        ...

    def song_number(self, text: str) -> int | None:
        """The recording number behind any id form."""
        ...

    def lists(self) -> dict[str, list[dict[str, object]]]:
        """Sample lists for `describe`: {"playlists": [...], "toplists": [...]}, each with id and track ids."""
        ...


@dataclass
class World:
    """What every platform module is given: the catalog, its files, the time, and ids of files in addresses."""

    catalog: Catalog
    media: Media = field(init=False)
    files: Token = field(init=False)
    clock: Callable[[], float] = time.time
    moved_s: float = 0.0

    def __post_init__(self) -> None:
        self.media = Media(self.catalog.world)
        self.files = Token.make(f"{self.catalog.seed}/files")

    def now(self) -> float:
        """Seconds since 1970 on the sandbox's own clock, which tests may move."""
        return self.clock() + self.moved_s


def host_matches(host: str, patterns: Sequence[str]) -> bool:
    return any(host == p or (p.startswith("*.") and host.endswith(p[1:])) for p in patterns)


def find(routes: Sequence[Route], request: Request) -> Route | None:
    """The route for a request: exact paths before prefixes, longer before shorter."""
    found = [route for route in routes if route.matches(request)]
    return max(found, key=lambda r: (not r.path.endswith("*"), bool(r.hosts), len(r.path)), default=None)
