"""Trouble on demand: rules that say which requests meet which fault.

A rule is a JSON object. What it matches (all given members must agree): `platform`, `operation`, `host`,
`path_prefix`, `song` (a text that must occur in path, query or body). How often: `count` (that many times, then
never) or `rate` (0 to 1, seeded). `kind` and its own members:

| kind | effect | members |
|---|---|---|
| `latency` | waits before the answer | `seconds` |
| `status` | that HTTP status, empty body | `status`, `retry_after` (seconds, or a date text) |
| `html` | an HTML page where data was expected | `status` (200) |
| `truncate` | the body stops early, the connection closes | `after_bytes` |
| `reset` | connection reset | `after_bytes` (before the head when absent) |
| `drip` | the body in small pieces | `seconds` per piece, `bytes` per piece |
| `expired` | audio addresses answer 403 | |
| `rename` | a JSON member gets another name, everywhere | `member`, `to` |
| `remove` | a JSON member is missing, everywhere | `member` |
| `retype` | a JSON member becomes text, or a number becomes a list | `member` |
| `empty` | the longest list of the answer is empty | |
| `repeat` | the first page comes back for every page | |
| `hostile` | names become hostile texts | |
| `risk` | the platform's own risk control answer | `body` (JSON, in its place) |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from catalogsync.sandbox.alterations import ALTERATIONS, Pages
from catalogsync.sandbox.chance import draw
from catalogsync.sandbox.http import Request, Response, html_answer, loaded, text_answer

_MATCHING = ("platform", "operation", "host", "path_prefix", "song")
KINDS = {"latency", "status", "html", "truncate", "reset", "drip", "expired", "repeat", *ALTERATIONS}


class BadRule(ValueError):
    """A fault rule that makes no sense; the text says why."""


@dataclass
class Wire:
    """What happens to one answer: replaced, changed, delayed, cut."""

    names: list[str] = field(default_factory=list)
    instead: Response | None = None
    changes: list[Any] = field(default_factory=list)
    delay_s: float = 0.0
    drip_s: float = 0.0
    drip_bytes: int = 0
    after_bytes: int | None = None
    reset: bool = False

    def changed(self, request: Request, response: Response) -> Response:
        for change in self.changes:
            response = change(request, response)
        return response

    def parts(self, piece: bytes) -> Iterator[bytes]:
        step = self.drip_bytes or len(piece) or 1
        for at in range(0, len(piece), step):
            yield piece[at : at + step]


@dataclass
class _Rule:
    number: int
    spec: dict[str, Any]
    seen: int = 0
    hit: int = 0


class Faults:
    """The rules in force. The same rules, seed and order of requests give the same faults."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._rules: list[_Rule] = []
        self._pages = Pages()

    def add(self, spec: dict[str, Any]) -> int:
        """Put a rule in force; gives its number."""
        if not isinstance(spec, dict) or spec.get("kind") not in KINDS:
            raise BadRule(f"kind must be one of {', '.join(sorted(KINDS))}")
        if spec["kind"] in ("rename", "remove", "retype") and not isinstance(spec.get("member"), str):
            raise BadRule(f"{spec['kind']} needs a member")
        for name in ("seconds", "rate", "status", "count", "after_bytes", "bytes"):
            if name in spec and (isinstance(spec[name], bool) or not isinstance(spec[name], int | float)):
                raise BadRule(f"{name} must be a number")
        rule = _Rule(len(self._rules) + 1, dict(spec))
        self._rules.append(rule)
        return rule.number

    def clear(self) -> None:
        self._rules.clear()
        self._pages.clear()

    def shown(self) -> list[dict[str, Any]]:
        return [{"number": r.number, **r.spec, "seen": r.seen, "hit": r.hit} for r in self._rules]

    def wire(self, platform: str, operation: str, request: Request) -> Wire:
        """Every fault this request meets, in the order of the rules."""
        wire = Wire()
        for rule in self._rules:
            if self._applies(rule, platform, operation, request):
                wire.names.append(rule.spec["kind"])
                self._act(rule.spec, wire, platform)
        return wire

    def _applies(self, rule: _Rule, platform: str, operation: str, request: Request) -> bool:
        spec = rule.spec
        facts = {"platform": platform, "operation": operation, "host": request.host}
        if any(name in spec and spec[name] != value for name, value in facts.items()):
            return False
        if not request.path.startswith(spec.get("path_prefix", "")):
            return False
        song = str(spec.get("song", ""))
        if song and song not in f"{request.path}?{request.raw_query}" and song.encode() not in request.body:
            return False
        if spec["kind"] == "expired" and operation != "cdn":
            return False
        rule.seen += 1
        if "count" in spec and rule.hit >= spec["count"]:
            return False
        if "rate" in spec and draw(self._seed, rule.number, rule.seen) % 10_000 >= spec["rate"] * 10_000:
            return False
        rule.hit += 1
        return True

    def _act(self, spec: dict[str, Any], wire: Wire, platform: str) -> None:
        kind = spec["kind"]
        if kind == "latency":
            wire.delay_s += float(spec.get("seconds", 1.0))
        elif kind == "status":
            after = {"Retry-After": str(spec["retry_after"])} if "retry_after" in spec else {}
            wire.instead = Response(int(spec.get("status", 503)), b"", after)
        elif kind == "html":
            wire.instead = html_answer("网络拥挤，请稍后再试", int(spec.get("status", 200)))
        elif kind == "expired":
            wire.instead = text_answer("Forbidden\n", status=403)
        elif kind in ("truncate", "reset"):
            wire.reset = wire.reset or kind == "reset"
            wire.after_bytes = spec.get("after_bytes", 100 if kind == "truncate" else None)
        elif kind == "drip":
            wire.drip_s, wire.drip_bytes = float(spec.get("seconds", 0.05)), int(spec.get("bytes", 1024))
        elif kind == "repeat":
            wire.changes.append(self._pages.first_page)
        else:
            wire.changes.append(ALTERATIONS[kind]({**spec, "platform": platform}))


def rules_from(text: str) -> list[dict[str, Any]]:
    """Rules from JSON text: one object or a list of them."""
    value = loaded(text)
    rules = value if isinstance(value, list) else [value]
    if not all(isinstance(rule, dict) for rule in rules):
        raise BadRule("a rule is a JSON object")
    return rules
