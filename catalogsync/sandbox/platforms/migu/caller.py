"""Who is asking: the login of the user's own account, and JSON bodies."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request, loaded


def token_of(request: Request) -> str:
    """`pacmtoken` from its header (the gateway reads it there) or cookie, `aversionid` of the app (wire page 10)."""
    return (
        request.headers.get("pacmtoken")
        or request.cookies.get("pacmtoken")
        or request.headers.get("aversionid", "")
    )


def member_of(request: Request) -> bool:
    """Values that begin with `vip` are members."""
    return token_of(request).startswith("vip")


def json_body(request: Request) -> dict[str, Any]:
    value = loaded(request.body.decode("utf-8", "replace"))
    return value if isinstance(value, dict) else {}
