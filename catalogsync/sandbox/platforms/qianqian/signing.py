"""The signature on every `/v1` call (wire page 0.2)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import md5

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World

APP_ID = "16073360"
SALT = "0b50b02fd0d73a9c4c8c3a781c30845f"
TOLERANCE_S = 900


def sign(params: Mapping[str, str]) -> str:
    """MD5 of `name=value` pairs in byte order of their names, raw values, and the constant."""
    joined = "&".join(f"{name}={params[name]}" for name in sorted(params) if name != "sign")
    return md5(f"{joined}{SALT}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def refusal(request: Request, world: World) -> str | None:
    """What is wrong with the signature or its time, or None. One client signs `+` where it sends a space."""
    params = request.query
    signed = {sign(params), sign({name: value.replace(" ", "+") for name, value in params.items()})}
    if params.get("appid") != APP_ID or params.get("sign") not in signed:
        return "签名错误"
    text = params.get("timestamp", "")
    stamp = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    seconds = stamp // 1000 if stamp > 10**11 else stamp
    # A test may move the sandbox's clock while its client signs by the real one: either will do.
    in_time = any(abs(seconds - now) <= TOLERANCE_S for now in (world.now(), time.time()))
    return None if in_time else "签名已过期"
