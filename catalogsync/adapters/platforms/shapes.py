"""What all platform adapters share: the values their parsers return, and readers that never raise on a wrong
type.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalogsync.adapters.platforms.lenient_json import MAX_BODY_BYTES, decoded, load_json
from catalogsync.pipeline.errors import (
    Blocked,
    Encrypted,
    Failure,
    LoginNeeded,
    NoSuchItem,
    NotGranted,
    PlatformError,
    PurchaseOnly,
    RateLimited,
    RegionLocked,
    ServerTrouble,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Grant, Listing

__all__ = [
    "MAX_BODY_BYTES",
    "CookieStanding",
    "CookieState",
    "ListingPage",
    "Offer",
    "address",
    "clean_name",
    "clean_prose",
    "decoded",
    "expect_ok",
    "load_json",
    "member",
    "milliseconds",
    "refusal",
    "rows",
    "seconds_to_ms",
    "text",
    "unescaped",
    "whole",
]


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What one answer tells of a listing. `complete` is False for a preview or page: the client fetches the
    rest.

    `missing_ids` are songs the answer lists by id only, in the listing's order (their entries have no song).
    """

    listing: Listing
    complete: bool
    missing_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One song's part of the answer to a request for a stream: exactly one of `grant` and `failure` is set.

    `code` is the platform's own word, `trial` says that a clip was offered (and therefore refused), `hint`
    what the user can do about it.
    """

    song_id: str
    grant: Grant | None
    failure: Failure | None
    code: str | None = None
    trial: bool = False
    hint: str | None = None


class CookieStanding(StrEnum):
    """What the platform makes of the user's cookie."""

    NONE = "none"
    VALID = "valid"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CookieState:
    """The standing of the user's cookie and a word on the account (`vipType 11`): no name, no number, no
    cookie.
    """

    standing: CookieStanding
    account_hint: str | None = None


_REFUSALS: dict[Failure, type[PlatformError]] = {
    Failure.VIP: VipOnly,
    Failure.PURCHASE: PurchaseOnly,
    Failure.REGION: RegionLocked,
    Failure.TRIAL: TrialOnly,
    Failure.WITHDRAWN: Withdrawn,
    Failure.ENCRYPTED: Encrypted,
    Failure.LOGIN: LoginNeeded,
    Failure.NOT_FOUND: NoSuchItem,
    Failure.RATE_LIMITED: RateLimited,
    Failure.BLOCKED: Blocked,
    Failure.SERVER: ServerTrouble,
    Failure.CHANGED_SHAPE: UnexpectedAnswer,
}


def refusal(
    platform: str,
    operation: str,
    failure: Failure,
    message: str,
    *,
    code: str | None = None,
    hint: str | None = None,
) -> PlatformError:
    """The error for this class of failure, to be raised by the caller."""
    return _REFUSALS.get(failure, NotGranted)(platform, operation, message, code=code, hint=hint)


def expect_ok(platform: str, operation: str, status: int) -> None:
    """Let 2xx through and raise for the rest: 401 LoginNeeded, 403 Blocked, everything else UnexpectedAnswer.

    PlatformHttp has already raised for 429 and 5xx. A 404 is a missing endpoint (an unknown song is told in a
    body), so it is UnexpectedAnswer, on which `Alternatives` goes on to the next endpoint.
    """
    if 200 <= status < 300:
        return
    code = f"HTTP {status}"
    if status == 401:
        raise LoginNeeded(platform, operation, "the platform wants a login", code=code)
    if status == 403:
        hint = "leave the platform alone for a while, then try one request"
        raise Blocked(platform, operation, "the platform turned this session away", code=code, hint=hint)
    raise UnexpectedAnswer(platform, operation, f"answer under this address ({code})", code=code)


def member(value: Any, *path: str | int) -> Any:
    """What lies at the path, None where anything on the way is missing or of another type."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def rows(value: Any, *path: str | int) -> Iterator[dict[str, Any]]:
    """The objects of the list at the path; whatever is no object is passed over."""
    found = member(value, *path)
    return (row for row in found if isinstance(row, dict)) if isinstance(found, list) else iter(())


def text(value: Any) -> str | None:
    """A non-empty text: strings stripped and without lone surrogates, whole numbers as digits, else None."""
    if isinstance(value, str):
        if not value.isascii():
            value = value.encode("utf-8", "replace").decode("utf-8")
        return value.strip() or None
    number = whole(value)
    return None if number is None else str(number)


def whole(value: Any) -> int | None:
    """A whole number below 2^63 in size: ints, finite floats (`1.2E7` for a play count), digit strings; else
    None.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        if not 0 < len(value) <= 30:
            return None
        try:
            value = int(value)
        except ValueError:
            try:
                value = float(value)
            except ValueError:
                return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value)
    return value if isinstance(value, int) and -(2**63) <= value < 2**63 else None


_LONGEST_MS = 7 * 24 * 3600 * 1000


def milliseconds(value: Any) -> int | None:
    """A duration given in ms; None for 0, negative and over a week."""
    number = whole(value)
    return number if number is not None and 0 < number <= _LONGEST_MS else None


def seconds_to_ms(value: Any) -> int | None:
    """A duration given in seconds (fractions allowed) as ms; None for 0, negative and over a week."""
    if isinstance(value, str):
        try:
            value = float(value.strip()) if len(value) <= 30 else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST_MS / 1000:
        return None
    return round(value * 1000) or None


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Direction overrides and invisible marks let one name look like another; joiners stay, emoji and scripts need
# them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\uffff]"
)
_BREAK = re.compile(r"<br\s{0,8}/?>", re.IGNORECASE)


def unescaped(value: str) -> str:
    """Entities decoded until nothing changes, three times at most (qq encodes some names twice)."""
    for _ in range(3):
        decoded_once = _ENTITY.sub(lambda m: html.unescape(m.group()), value)
        if decoded_once == value:
            break
        value = decoded_once
    return value


def clean_name(value: Any, limit: int = 1000) -> str | None:
    """A name on one line: entities decoded, control and direction marks gone, blanks collapsed, cut to
    `limit`.
    """
    raw = text(value)
    if raw is None:
        return None
    one_line = " ".join(_BREAK.sub(" ", unescaped(raw[: limit * 20])).split())
    return " ".join(_INVISIBLE.sub("", one_line).split())[:limit].rstrip() or None


def playlist_title(row: Mapping[str, Any], playlist_id: str, *keys: str) -> str | None:
    """What a playlist is called: the first of these members that says something.

    A name of signs that nobody sees is a name, and the playlist is called by its id. None where there is no name at all,
    which is a changed shape.
    """
    said = next((name for key in keys if (name := clean_name(row.get(key)))), None)
    return said or (playlist_id if any(isinstance(row.get(key), str) for key in keys) else None)


def clean_prose(value: Any, limit: int = 5000) -> str | None:
    """A description: as `clean_name`, but with its line breaks (`<br>` among them) kept."""
    raw = text(value)
    if raw is None:
        return None
    broken = _BREAK.sub("\n", unescaped(raw[: limit * 4]).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(_INVISIBLE.sub("", line).split()) for line in broken.split("\n"))
    return "\n".join(lines).strip()[:limit].rstrip() or None


_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:[/?#][^\s\x00-\x1f\x7f\"<>\\^`{|}]*)?"
)


def address(value: Any) -> str | None:
    """An http(s) address as given (`//host/…` gets https), None otherwise and over 4,000 characters."""
    raw = text(value)
    if raw is None or len(raw) > 4000:
        return None
    if raw.startswith("//"):
        raw = "https:" + raw
    return raw if _ADDRESS.fullmatch(raw) else None
