"""What can go wrong, by what comes next.

    CatalogError                     one line for a person, and what to do about it
    ├── Refusal                      bad input or state; the command did nothing
    ├── Conflict                     the stream moved on meanwhile: load again, decide again
    ├── PlatformError                a platform's answer; carries platform, operation, code, hint
    │   ├── TemporarilyUnavailable   ask again later by itself
    │   │   ├── NetworkFailed        no answer: name look-up, connect, reset, time-out, cut body
    │   │   ├── ServerTrouble        5xx, maintenance pages, empty bodies
    │   │   ├── RateLimited          too many requests; retry_after_s when told
    │   │   ├── Blocked              risk control; leave the platform alone for a while
    │   │   ├── CircuitOpen          not asked at all: it failed too often lately; retry_after_s
    │   │   └── AddressExpired       a stream address has died; resolve the song anew
    │   ├── LoginNeeded              a person must give a (new) cookie
    │   ├── NotGranted               the platform does not hand this to the session, and says so
    │   │   ├── VipOnly  PurchaseOnly  TrialOnly  RegionLocked  Withdrawn  Encrypted
    │   ├── NoSuchItem               the platform knows no such thing
    │   └── UnexpectedAnswer         the answer changed shape: our parser has to follow; says what was missing
    ├── FileRejected                 bytes arrived and are not what was asked for (class corrupt)
    ├── TransferStopped              the user wants to stop; the part stays for the next run
    └── LibraryUnavailable           disk full, read-only, vanished: pause everything, do not fail songs

Each failure has a class (`Failure`), stored in events and shown to users; retry rules read only that.
"""

from __future__ import annotations

import traceback
from enum import StrEnum
from pathlib import Path

_OURS = Path(__file__).parents[1]


class Failure(StrEnum):
    """The class of a failure: what is to be done about it, and the word users see."""

    NOT_FOUND = "not_found"
    NO_MATCH = "no_match"
    HELD = "held"
    VIP = "vip"
    PURCHASE = "purchase"
    REGION = "region"
    TRIAL = "trial"
    WITHDRAWN = "withdrawn"
    LOGIN = "login"
    ENCRYPTED = "encrypted"
    RATE_LIMITED = "rate_limited"
    BLOCKED = "blocked"
    NETWORK = "network"
    SERVER = "server"
    DISK = "disk"
    CORRUPT = "corrupt"
    CHANGED_SHAPE = "changed_shape"
    BUG = "bug"


class CatalogError(Exception):
    """Base of everything this program raises on purpose. `str()` is one line for a person."""


class Refusal(CatalogError):
    """A command that cannot be done as asked; nothing was recorded."""


class Conflict(CatalogError):
    """Somebody else recorded in this stream meanwhile: load it again and decide again."""


class PlatformError(CatalogError):
    """A platform's refusal or trouble.

    `code` is the platform's own word for it (`-460`, `HTTP 503`), `hint` what the user can do.
    """

    failure: Failure = Failure.BUG

    def __init__(
        self, platform: str, operation: str, message: str, *, code: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(f"{platform} {operation}: {message}")
        self.platform = platform
        self.operation = operation
        self.message = message
        self.code = code
        self.hint = hint


class TemporarilyUnavailable(PlatformError):
    """Ask again later; nothing is wrong with the request."""

    failure = Failure.SERVER


class NetworkFailed(TemporarilyUnavailable):
    """No whole answer arrived."""

    failure = Failure.NETWORK


class ServerTrouble(TemporarilyUnavailable):
    """The platform answered with its own trouble: 5xx, a maintenance page, an empty body."""

    failure = Failure.SERVER


class RateLimited(TemporarilyUnavailable):
    """Too many requests. `retry_after_s` is the platform's own word, None when it gave none."""

    failure = Failure.RATE_LIMITED

    def __init__(
        self,
        platform: str,
        operation: str,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(platform, operation, message, code=code, hint=hint)
        self.retry_after_s = retry_after_s


class Blocked(TemporarilyUnavailable):
    """Risk control looked at us; the platform is left alone for a while (breaker open)."""

    failure = Failure.BLOCKED


class CircuitOpen(TemporarilyUnavailable):
    """Nothing was sent, because earlier requests failed. `failure` is the class of what made it so.

    `str()` tells for how long from now; `message`, which is recorded and read much later, does not.
    """

    def __init__(self, platform: str, operation: str, reason: Failure, *, retry_after_s: float) -> None:
        why = f"after {reason.value.replace('_', ' ')} failures"
        super().__init__(platform, operation, f"left alone for another {retry_after_s:.0f} s {why}")
        self.message = f"left alone {why}"
        self.failure = reason
        self.retry_after_s = retry_after_s


class AddressExpired(TemporarilyUnavailable):
    """The signed address of a stream is no longer served (403, 404, 410): ask the platform for a new one."""

    failure = Failure.NETWORK


class LoginNeeded(PlatformError):
    """Only a logged-in session gets this, or the cookie has expired."""

    failure = Failure.LOGIN


class NotGranted(PlatformError):
    """The platform knows the song and does not hand it to this session."""


class VipOnly(NotGranted):
    """For subscribers of the platform only."""

    failure = Failure.VIP


class PurchaseOnly(NotGranted):
    """Sold singly or as part of a digital album."""

    failure = Failure.PURCHASE


class TrialOnly(NotGranted):
    """A clip is offered instead of the song."""

    failure = Failure.TRIAL


class RegionLocked(NotGranted):
    """Not licensed where this session comes from."""

    failure = Failure.REGION


class Withdrawn(NotGranted):
    """Greyed out: listed, but taken down or without licence."""

    failure = Failure.WITHDRAWN


class Encrypted(NotGranted):
    """Only an encrypted container is offered; it is never decrypted here."""

    failure = Failure.ENCRYPTED


class NoSuchItem(PlatformError):
    """The platform knows no such playlist or song."""

    failure = Failure.NOT_FOUND


class UnexpectedAnswer(PlatformError):
    """The answer is not of the shape we know. `missing` names what the parser looked for (`playlist.trackIds`)."""

    failure = Failure.CHANGED_SHAPE

    def __init__(
        self,
        platform: str,
        operation: str,
        missing: str,
        *,
        code: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(platform, operation, f"unexpected answer, no {missing}", code=code, hint=hint)
        self.missing = missing


class FileRejected(CatalogError):
    """Bytes arrived and are not the song: cut, damaged, HTML, a known clip. `failure` is the class."""

    def __init__(self, message: str, *, failure: Failure = Failure.CORRUPT) -> None:
        super().__init__(message)
        self.failure = failure


class TransferStopped(CatalogError):
    """The user asked to stop in the middle of a transfer. Nothing failed."""


class LibraryUnavailable(CatalogError):
    """The library cannot take files now (full, read-only, gone): the whole flow pauses and says how to go on."""

    failure = Failure.DISK


def fault(error: BaseException) -> str:
    """An error of our own as events keep it: its kind and the line of ours it came by, `KeyError at lyrics.py:97`.

    Without its message, which may hold an address or anything else that a platform sent.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _OURS in Path(frame.filename).parents]
    at = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{at}"
