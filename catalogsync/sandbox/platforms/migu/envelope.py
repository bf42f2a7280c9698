"""How Migu wraps its answers: codes as text, and the player's veil over one family (wire pages 0, 6.5)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Response, dumps, json_answer

FINE, LOGIN, MEMBERS, UNKNOWN_USER, BAD_PARAMETER = "000000", "290001", "440013", "8000100001", "200004"
MAGIC = b"\xab\xcd\x01"
KEY = b"Jk8qzuePiJ1qE3mDYhLQ3T73DtDoAhLP"


def told(data: Any, code: str = FINE, info: str = "操作成功") -> dict[str, Any]:
    """The usual envelope; `data` None leaves the member out."""
    return {"code": code, "info": info, **({} if data is None else {"data": data})}


def answer(value: Any) -> Response:
    return json_answer(value, "application/json;charset=UTF-8")


def veiled(value: Any, seed: int) -> Response:
    """JSON under the web player's veil: three marks, a seed, and each byte moved by seed and key."""
    plain = dumps(value).encode("utf-8", "surrogatepass")
    body = bytes((byte - seed + KEY[i % len(KEY)]) % 256 for i, byte in enumerate(plain))
    return Response(
        200, MAGIC + bytes((seed,)) + body, {"Content-Type": "application/octet-stream", "signature": "1"}
    )
