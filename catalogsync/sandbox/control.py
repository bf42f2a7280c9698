"""The sandbox's own pages under `/_sandbox/` (or Host `sandbox.test`): faults, time, log, truth."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsync.sandbox.faults import BadRule, Faults, rules_from
from catalogsync.sandbox.http import Request, Response, json_answer, loaded
from catalogsync.sandbox.log import RequestLog
from catalogsync.sandbox.platforms.base import Platform, World
from catalogsync.sandbox.truth import song_truth

CONTROL_HOST = "sandbox.test"


class Control:
    """
    | request | effect |
    |---|---|
    | `GET /_sandbox/` | what this is |
    | `GET /_sandbox/log?last=100` | recent requests; `DELETE` forgets them |
    | `GET /_sandbox/truth?platform=&song=` | the truth about a song, by any of its ids |
    | `GET /_sandbox/faults` | rules in force with their hits; `POST` a rule or a list adds; `DELETE` clears |
    | `POST /_sandbox/clock` | `{"advance_s": 1300}` moves the sandbox's clock: addresses expire |
    | `POST /_sandbox/evolve` | `{"days": 1}` lets lists change |
    """

    def __init__(
        self, world: World, platforms: Mapping[str, Platform], faults: Faults, log: RequestLog
    ) -> None:
        self._world, self._platforms, self._faults, self._log = world, platforms, faults, log

    def answer(self, request: Request) -> Response:
        page = request.path.removeprefix("/_sandbox").strip("/")
        posted = loaded(request.body.decode("utf-8", "replace")) if request.method == "POST" else None
        match request.method, page:
            case "GET", "":
                return json_answer(
                    {"synthetic": True, "seed": self._world.catalog.seed, "requests": self._log.total}
                )
            case "GET", "log":
                return json_answer({"requests": self._log.recent(request.number("last", 100))})
            case "DELETE", "log":
                self._log.clear()
                return json_answer({"ok": True})
            case "GET", "truth":
                return self._truth(request)
            case "GET", "faults":
                return json_answer({"faults": self._faults.shown()})
            case "DELETE", "faults":
                self._faults.clear()
                return json_answer({"ok": True})
            case "POST", "faults":
                return self._add(request)
            case "POST", "clock" if isinstance(posted, dict):
                self._world.moved_s += float(posted.get("advance_s", 0))
                return json_answer({"now": self._world.now()})
            case "POST", "evolve" if isinstance(posted, dict):
                self._world.catalog.evolve(int(posted.get("days", 1)))
                return json_answer({"day": self._world.catalog.day})
            case _:
                return json_answer({"error": "no such page, or a body that is not a JSON object"}, status=404)

    def _add(self, request: Request) -> Response:
        try:
            numbers = [self._faults.add(rule) for rule in rules_from(request.body.decode("utf-8", "replace"))]
        except BadRule as error:
            return json_answer({"error": str(error)}, status=400)
        return json_answer({"added": numbers})

    def _truth(self, request: Request) -> Response:
        platform = self._platforms.get(request.query.get("platform", ""))
        number = platform.song_number(request.query.get("song", "")) if platform else None
        song = self._world.catalog.song(platform.name, number) if platform else None
        if song is None:
            return json_answer({"error": "no such song"}, status=404)
        return json_answer(song_truth(self._world, self._platforms, song))
