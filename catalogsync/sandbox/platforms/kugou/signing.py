"""Which requests Kugou's signed hosts accept: the web and the app signature, the tracker keys (wire page 10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import md5

from catalogsync.sandbox.http import Request

WEB = "NVPh5oo715z5DIWAeQlhMDsWXXQV4hwt"
ANDROID = {"3116": "LnT6xpN3khm36zse0QzvmgTZ3waWdRSA"}
ANDROID_STANDARD = "OIlwieks28dk2k092lksi2UIkp"
TRACKER = {"3116": "185672dd44712f60bb1736df5a377e82"}
TRACKER_STANDARD = "57ae12eb6890223e355ccfcb74edf70d"
"""Constants of the two phone applications, by `appid`: the light one has its own."""


def signature(salt: str, params: Mapping[str, str], body: str = "") -> str:
    """MD5 of the sorted parameters (and the body) between two copies of the constant."""
    joined = "".join(f"{name}={params[name]}" for name in sorted(params) if name != "signature")
    return _md5(f"{salt}{joined}{body}{salt}")


def android_salt(app_id: str) -> str:
    return ANDROID.get(app_id, ANDROID_STANDARD)


def tracker_key(file_hash: str, app_id: str, mid: str, user_id: str) -> str:
    """`key` of `v5/url`; the hash as it was sent."""
    return _md5(f"{file_hash}{TRACKER.get(app_id, TRACKER_STANDARD)}{app_id}{mid}{user_id or 0}")


def old_tracker_key(file_hash: str) -> str:
    """`key` of `/i/v2/`."""
    return _md5(f"{file_hash}kgcloudv2")


def signed_by_web(request: Request) -> bool:
    return request.query.get("signature") == signature(WEB, request.query)


def signed_by_app(request: Request) -> bool:
    """Some clients sort whole `name=value` texts, which gives the same order."""
    body = request.body.decode("utf-8", "replace")
    return request.query.get("signature") == signature(
        android_salt(request.query.get("appid", "")), request.query, body
    )


def json_body(request: Request) -> dict[str, object]:
    """The JSON object in the body, or an empty one."""
    try:
        value = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _md5(text: str) -> str:
    return md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
