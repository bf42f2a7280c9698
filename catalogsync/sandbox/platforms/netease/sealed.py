"""Sealed request forms: eapi and linux/forward can be opened with keys every client carries, weapi cannot.

A weapi request is encrypted to a key that only the platform holds, so its parameters stay unknown here; it is
answered with the sample song or playlist of `describe`, as said in the wire page section 10.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogsync.sandbox.http import Request, Response, loaded
from catalogsync.sandbox.platforms.netease.aes import decrypt_ecb

EAPI_KEY = b"e82ckenh8dichen8"
LINUX_KEY = b"rFgB&h#%2?^eDg:Q"
SEPARATOR = "-36cd479b6b5-"

PlainAnswer = Callable[[Request, str, dict[str, Any]], Response | None]


class Sealed:
    def __init__(self, plain: PlainAnswer, sample: Callable[[], dict[str, Any]]) -> None:
        self._plain, self._sample = plain, sample

    def _answer(self, request: Request, path: str, params: dict[str, Any]) -> Response:
        return self._plain(request, path, params) or Response(200, b"", {"Content-Type": "application/json"})

    def eapi(self, request: Request) -> Response:
        """`params` = upper-case hex of AES-ECB over path, JSON and digest. Anything else gets an empty body."""
        text = _opened(request.form.get("params", ""), EAPI_KEY)
        parts = text.split(SEPARATOR)
        params = loaded(parts[1]) if len(parts) == 3 else None
        if not isinstance(params, dict):
            return Response(200, b"", {"Content-Type": "application/json"})
        return self._answer(request, "/api" + request.path.removeprefix("/eapi").removeprefix("/api"), params)

    def linux_forward(self, request: Request) -> Response:
        """`eparams` = hex of AES-ECB over `{"method","url","params"}`."""
        wanted = loaded(_opened(request.form.get("eparams", ""), LINUX_KEY))
        if not isinstance(wanted, dict) or not isinstance(wanted.get("params"), dict):
            return Response(200, b"", {"Content-Type": "application/json"})
        _, _, path = str(wanted.get("url", "")).partition("music.163.com")
        return self._answer(request, path.partition("?")[0], wanted["params"])

    def weapi(self, request: Request) -> Response:
        """The sample when the request looks sealed; an empty body when its parameters are plain."""
        if not request.form.get("params") or not request.form.get("encSecKey"):
            return Response(200, b"", {"Content-Type": "application/json"})
        path = request.path.removeprefix("/weapi")
        sample = self._sample()
        about = sample["playlist"] if "playlist" in path else sample["song"]
        params = {
            "id": str(about),
            "ids": f"[{sample['song']}]",
            "c": f'[{{"id":{sample["song"]}}}]',
            "s": sample["word"],
            "type": "1",
            "n": "1000",
            "br": "320000",
            "level": "exhigh",
        }
        return self._answer(request, "/api" + path.removeprefix("/api"), params)


def _opened(sealed: str, key: bytes) -> str:
    try:
        return decrypt_ecb(bytes.fromhex(sealed), key).decode("utf-8", "replace")
    except ValueError:
        return ""
