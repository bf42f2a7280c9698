"""Kugou's request signatures. They name the calling program and carry the user's own login where there is one.

Known answers: kugou page section 10 and three implementations that agree (2026-09).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_WEB = "NVPh5oo715z5DIWAeQlhMDsWXXQV4hwt"
_ANDROID = "OIlwieks28dk2k092lksi2UIkp"
_TRACKER = "57ae12eb6890223e355ccfcb74edf70d"

APP_ID = "1005"
APP_VERSION = "20489"


def web_signature(params: Mapping[str, str]) -> str:
    """`signature` of the web player and the share pages."""
    return _signed(_WEB, params, "")


def android_signature(params: Mapping[str, str], body: str = "") -> str:
    """`signature` of the app gateway; `body` is the request's own bytes as text."""
    return _signed(_ANDROID, params, body)


def tracker_key(file_hash: str, mid: str, userid: str, app_id: str = APP_ID, salt: str = _TRACKER) -> str:
    """`key` of `v5/url` for one file: lower-case hash, device, account."""
    return _md5(file_hash.lower() + salt + app_id + mid + userid)


def _signed(secret: str, params: Mapping[str, str], body: str) -> str:
    joined = "".join(f"{name}={params[name]}" for name in sorted(params))
    return _md5(secret + joined + body + secret)


def _md5(value: str) -> str:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()
