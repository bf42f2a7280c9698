"""Finds who answers a request: a platform by Host, or the sandbox's own control pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.control import CONTROL_HOST, Control
from catalogsync.sandbox.faults import Faults, Wire
from catalogsync.sandbox.http import Request, Response, html_answer, text_answer
from catalogsync.sandbox.log import RequestLog
from catalogsync.sandbox.platforms import all_platforms
from catalogsync.sandbox.platforms.base import Platform, Route, World, find, host_matches


@dataclass
class Answer:
    """A response and what shall happen to it on the wire."""

    response: Response
    wire: Wire


class Gateway:
    """The sandbox without its sockets: a request in, an answer out."""

    def __init__(self, catalog: Catalog, clock: Callable[[], float] | None = None) -> None:
        self.world = World(catalog) if clock is None else World(catalog, clock=clock)
        self.platforms = all_platforms(self.world)
        self.faults = Faults(catalog.seed)
        self.log = RequestLog()
        self._routes = {name: platform.routes() for name, platform in self.platforms.items()}
        self._control = Control(self.world, self.platforms, self.faults, self.log)

    def answer(self, request: Request) -> Answer:
        if request.host == CONTROL_HOST or request.path.startswith("/_sandbox/"):
            return Answer(self._control.answer(request), Wire())
        platform = self._platform(request.host)
        if platform is None:
            return Answer(
                text_answer(f"the sandbox does not answer for {request.host!r}\n", status=421), Wire()
            )
        route = find(self._routes[platform.name], request)
        operation = route.operation_of(request) if route else "unknown"
        wire = self.faults.wire(platform.name, operation, request)
        response = wire.instead or wire.changed(request, self._ask(platform, route, request))
        self.log.add(platform.name, operation, request, response.status, wire.names)
        return Answer(response, wire)

    def _platform(self, host: str) -> Platform | None:
        return next((p for p in self.platforms.values() if host_matches(host, p.hosts)), None)

    def _ask(self, platform: Platform, route: Route | None, request: Request) -> Response:
        if route is None:
            return platform.no_route(request)
        try:
            return route.handler(request)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            # A request no platform would understand; it must not end the connection of a well-behaved client.
            return html_answer(f"the sandbox cannot read this request ({type(error).__name__})", 400)
