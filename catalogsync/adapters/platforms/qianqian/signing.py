"""The signature every `/v1` call of Qianqian carries. The constant stands in the site's public script (wire
page 0.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

APP_ID = "16073360"
_CONSTANT = "0b50b02fd0d73a9c4c8c3a781c30845f"


def sign(params: Mapping[str, str]) -> str:
    """The sign of raw (not URL-encoded) parameters, by byte order of their names; 32 lower-case hex
    digits."""
    joined = "&".join(
        f"{name}={value}" for name, value in sorted(params.items(), key=lambda p: p[0].encode())
    )
    return hashlib.md5((joined + _CONSTANT).encode(), usedforsecurity=False).hexdigest()


def signed(params: Mapping[str, str], now: float) -> dict[str, str]:
    """The parameters as they are sent at `now` (unix seconds); empty ones are left out."""
    whole = {name: value for name, value in params.items() if value}
    whole |= {"appid": APP_ID, "timestamp": str(int(now))}
    return {**whole, "sign": sign(whole)}
