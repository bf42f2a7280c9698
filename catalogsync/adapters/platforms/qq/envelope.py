"""What surrounds qq's answers: an outer code, a code per sub-request of the gateway, sometimes a third
inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from catalogsync.adapters.platforms.shapes import load_json, member, refusal, whole
from catalogsync.pipeline.errors import Failure, PlatformError, UnexpectedAnswer

NAME = "qq"

_COOKIE = "log in at y.qq.com and give this program the browser's whole cookie"
OUTCOMES: dict[int, tuple[Failure, str, str | None]] = {
    2001: (
        Failure.BLOCKED,
        "risk control asks for a login or a verification",
        f"wait some minutes at least; if it stays, {_COOKIE}",
    ),
    1000: (Failure.LOGIN, "a login is needed, or the cookie has expired", _COOKIE),
    104400: (Failure.LOGIN, "a login is needed, or the cookie has expired", _COOKIE),
    104401: (Failure.LOGIN, "a login is needed, or the cookie has expired", _COOKIE),
    104013: (
        Failure.LOGIN,
        "the account is in use on too many devices",
        "log out elsewhere, then renew the cookie",
    ),
    4000: (Failure.LOGIN, "its owner does not show this playlist", "only the owner's own login can read it"),
    10000: (Failure.NOT_FOUND, "the platform knows no such thing", None),
    10004: (Failure.NOT_FOUND, "the platform knows no such thing", None),
    103902: (Failure.WITHDRAWN, "the song was taken down", None),
    104003: (Failure.VIP, "the platform does not hand this to this session", _COOKIE),
    104604: (Failure.RATE_LIMITED, "asked too often", None),
}
"""Wire page 6, 10 and 11 (2026-11). 2001 and 104009 are recorded, the rest comes from clients."""


def opened(operation: str, raw: bytes) -> Any:
    """The JSON value; the error of a non-zero outer code. No code at all is let through: some recordings lack
    it.
    """
    value = load_json(NAME, operation, raw)
    if not isinstance(value, dict | list):
        raise UnexpectedAnswer(NAME, operation, "object")
    return value


def part(
    operation: str,
    value: Any,
    missing: str,
    holds: Callable[[dict[str, Any]], bool],
    *,
    tolerates: Callable[[int], bool] = lambda code: False,
) -> dict[str, Any]:
    """The object inside an answer for which `holds` is true: a sub-request's data, `data`, or the body
    itself.

    Sub-requests are told by their shape, for their names are free. A non-zero code around the object raises
    (unless not `strict`), and so does its absence: with the code that explains it, else naming `missing`.
    """
    trouble_codes: list[int] = []
    for codes, inner in _parts(value):
        told = [code for code in codes if code]
        if isinstance(inner, dict) and holds(inner):
            if bad := next((code for code in told if not tolerates(code)), 0):
                raise trouble(operation, bad)
            return inner
        trouble_codes += told
    if trouble_codes:
        raise trouble(operation, trouble_codes[0])
    raise UnexpectedAnswer(NAME, operation, missing)


def trouble(operation: str, code: int) -> PlatformError:
    """The error that a non-zero code stands for."""
    failure, message, hint = OUTCOMES.get(code, (None, "", None))
    if failure is not None:
        return refusal(NAME, operation, failure, message, code=str(code), hint=hint)
    return UnexpectedAnswer(NAME, operation, f"code 0 but {code}", code=str(code))


def codes_of(value: Any) -> tuple[int, ...]:
    """The codes an object carries itself; codes may be strings."""
    return tuple(
        number for key in ("code", "retcode", "subcode") if (number := whole(member(value, key))) is not None
    )


def _parts(value: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every object that could be the wanted one, with the codes around it, the innermost first."""
    outer = codes_of(value)
    if isinstance(value, dict):
        for key, sub in value.items():
            if key != "data" and isinstance(sub, dict) and ("data" in sub or "code" in sub):
                yield (*outer, *codes_of(sub), *codes_of(sub.get("data"))), sub.get("data")
        data = value.get("data")
        yield (*outer, *codes_of(data)), data
    yield outer, value
