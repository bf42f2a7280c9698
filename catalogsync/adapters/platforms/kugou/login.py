"""What the user's own kugou cookie holds, and the device marks of this installation without one (section 10)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote


@dataclass(frozen=True, slots=True)
class Login:
    """Account and device as kugou's endpoints want them; `token` and `userid` are `""` and `"0"` without a login."""

    userid: str
    token: str
    mid: str
    dfid: str

    @property
    def present(self) -> bool:
        """Is there an account in it?"""
        return bool(self.token) and self.userid != "0"


def login_of(cookie: str | None) -> Login:
    """The login in a Cookie header text: `KugooID`, `t`, `kg_mid`, `kg_dfid`, or the bundle `KuGoo`.

    Without `kg_mid` a device mark is drawn; it stays the same for the life of the adapter.
    """
    told: dict[str, str] = {}
    for part in (cookie or "").split(";"):
        name, _, value = part.strip().partition("=")
        told.setdefault(name, value)
    bundle = parse_qs(unquote(told.get("KuGoo", "")), keep_blank_values=False)

    def named(name: str) -> str:
        return told.get(name) or next(iter(bundle.get(name, ())), "")

    drawn = hashlib.md5(secrets.token_bytes(16), usedforsecurity=False).hexdigest()
    return Login(
        userid=named("KugooID") if named("KugooID").isdigit() else "0",
        token=named("t"),
        mid=told.get("kg_mid") or told.get("mid") or drawn,
        dfid=told.get("kg_dfid") or told.get("dfid") or "-",
    )
