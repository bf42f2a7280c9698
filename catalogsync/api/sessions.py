"""Who is there: passwords, tokens, sessions in memory, and a limit on guessing."""

from __future__ import annotations

import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr

from catalogsync.config import Settings

SESSION_S = 14 * 86_400
_FREE_TRIES = 5
_LONGEST_LOCK_S = 900.0
_MOST_REMEMBERED = 10_000


class Role(StrEnum):
    """What somebody may do."""

    OPERATOR = "operator"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at the console. `by_token`: a program with a bearer token, not a browser."""

    name: str
    role: Role
    by_token: bool = False

    @property
    def actor(self) -> str:
        """As events name them."""
        return f"console:{self.name}"


def clean_name(text: str) -> str:
    """A name as it may stand in an event: short, no blanks, no control characters."""
    return re.sub(r"[^\w.@-]", "", text)[:40] or "operator"


class Sessions:
    """Password and token checks and the sessions they open. Sessions end with the process."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._passwords = _by_role(settings.password, settings.read_password)
        self._tokens = _by_role(settings.token, settings.read_token)
        self._clock = clock
        self._open: dict[str, tuple[Who, float]] = {}
        self._wrong: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    @property
    def needed(self) -> bool:
        """Has anybody to say who they are?"""
        return bool(self._passwords or self._tokens)

    @property
    def by_password(self) -> bool:
        """Can a person log in? Otherwise only tokens are taken."""
        return bool(self._passwords)

    def locked_s(self, address: str) -> int:
        """How many seconds this address has to wait before its next try, 0 for none."""
        with self._lock:
            wrong, since = self._wrong.get(address, (0, 0.0))
            if wrong < _FREE_TRIES:
                return 0
            wait = min(_LONGEST_LOCK_S, 2.0 ** (wrong - _FREE_TRIES + 1))
            return max(0, int(since + wait - self._clock() + 0.999))

    def log_in(self, address: str, name: str, password: str) -> str | None:
        """A new session's secret for a right password; None (and one more wrong try) for a wrong one."""
        role = _match(self._passwords, password)
        with self._lock:
            if role is None:
                self._count_wrong(address)
                return None
            self._wrong.pop(address, None)
            now = self._clock()
            self._open = {key: kept for key, kept in self._open.items() if kept[1] > now}
            secret = secrets.token_urlsafe(32)
            self._open[secret] = (Who(clean_name(name), role), now + SESSION_S)
            return secret

    def log_out(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(secret, None)

    def of_cookie(self, secret: str) -> Who | None:
        """Who has this session."""
        with self._lock:
            found = self._open.get(secret)
        return found[0] if found is not None and found[1] > self._clock() else None

    def of_token(self, address: str, token: str) -> Who | None:
        """Who has this bearer token."""
        role = _match(self._tokens, token)
        if role is not None:
            return Who("api", role, by_token=True)
        with self._lock:
            self._count_wrong(address)
        return None

    def _count_wrong(self, address: str) -> None:
        if len(self._wrong) >= _MOST_REMEMBERED:
            self._wrong.clear()
        wrong, _ = self._wrong.get(address, (0, 0.0))
        self._wrong[address] = (wrong + 1, self._clock())


def _by_role(operator: SecretStr | None, viewer: SecretStr | None) -> dict[Role, bytes]:
    return {
        role: secret.get_secret_value().encode()
        for role, secret in ((Role.OPERATOR, operator), (Role.VIEWER, viewer))
        if secret is not None and secret.get_secret_value()
    }


def _match(known: dict[Role, bytes], given: str) -> Role | None:
    raw = given.encode("utf-8", "replace")
    found = [role for role, secret in known.items() if hmac.compare_digest(secret, raw)]
    return found[0] if found else None
