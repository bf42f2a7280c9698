"""What each platform says to a caller it takes for a robot: the default answer of the fault `risk`.

Sources are the wire pages' sections on errors, facts of 2026-11; where a page knows no such answer, what its servers
and their front say when they want to be left alone.
"""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.http import Request, Response, dumps, html_answer, json_answer, loaded, text_answer

_QQ_LOGIN = "https://y.qq.com/wk_v17/common_login.html#/login?QQAppid=100497308"
_KUGOU_WORDS = "本次请求需要验证"


def risk_answer(platform: str, request: Request) -> Response:
    """The platform's own refusal, in the shape of the endpoint that was asked."""
    match platform:
        case "netease":  # section 11, recorded
            return json_answer({"code": -460, "msg": "Cheating", "message": "Cheating"})
        case "qq":
            return _wrapped(request, _qq(request))
        case "kuwo":
            return _kuwo(request)
        case "kugou":
            return _wrapped(request, _kugou(request.path, request.query.get("r", "")))
        case "migu":  # section 11: a busy gateway answers so, a refusal of robots is not known
            return html_answer("503 Service Temporarily Unavailable", 503)
        case _:  # qianqian, section 9: a block page
            return html_answer("访问过于频繁，请完成验证")


def _wrapped(request: Request, value: Any) -> Response:
    name = request.query.get("callback") or request.query.get("jsonpCallback")
    return text_answer(f"{name}({dumps(value)})") if name else json_answer(value)


def _qq(request: Request) -> dict[str, Any]:
    """Sub-code 2001 with empty lists for every sub-request (search-blocked-1, 2026), or the old pages' code."""
    asked = loaded(request.body.decode("utf-8", "replace")) or loaded(request.params.get("data", ""))
    if not request.path.endswith((".fcg",)) or not isinstance(asked, dict):
        return {"code": 2001, "subcode": 2001, "message": "", "default": 0}
    kinds = ("album", "mv", "singer", "song", "songlist", "user", "zhida")
    body = {**{kind: {"list": []} for kind in kinds}, "gedantip": {"tab": 0, "tip": ""}, "qc": []}
    meta = {
        "cid": "",
        "curpage": 1,
        "dir": "L",
        "display_order": [],
        "ein": 3,
        "estimate_sum": 18990,
        "expid": "",
    }
    told = {"code": 2001, "data": {"body": body, "code": 0, "feedbackURL": _QQ_LOGIN, "meta": meta}}
    return {"code": 0, **{name: told for name in asked if name != "comm"}}


def _kuwo(request: Request) -> Response:
    """Section 11: the site's gate in its recorded form (error-1), the mirrors' -1, the stream page's word."""
    if request.path in ("/anti.s", "/url") and request.query.get("response") == "url":
        return text_answer("IPDeny")
    if request.host == "www.kuwo.cn" and request.path.startswith("/api/"):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(0))
        return json_answer({"success": False, "message": "The request is illegal!", "now": stamp}, status=403)
    return json_answer({"code": -1, "msg": "请求过于频繁，请稍后再试", "data": None})


def _kugou(path: str, command: str) -> dict[str, Any]:
    """Section 11: too often for `getSongInfo`, a verification for the rest, in each family's spelling."""
    if path.endswith("getSongInfo.php"):
        return {"status": 0, "errcode": 1002, "error": "访问频率过快"}
    if command.startswith("play/"):
        return {
            "data": {"SSA-HMID": "synthetic", "is_publish": 1, "privilege": 0},
            "status": 0,
            "err_code": 30020,
        }
    if path.startswith("/v5/url"):
        return {"fail_process": ["pkg"], "errcode": 20028, "status": 2, "error": _KUGOU_WORDS}
    return {"status": 0, "error_code": 20028, "message": "check r failed"}
