"""How an answer goes onto the wire: ranges, compression, and the bytes in pieces."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from catalogsync.sandbox.http import Request, Response

SERVER = "catalogsync-sandbox (synthetic)"
GZIP_FROM_BYTES = 860
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


@dataclass
class Delivery:
    """Status, headers and body pieces, ready to send."""

    status: int
    headers: list[tuple[str, str]]
    pieces: Iterator[bytes]
    length: int


def deliver(request: Request, response: Response) -> Delivery:
    """Work out range and compression. HEAD gets the same headers without the pieces."""
    headers = [("Server", SERVER), *((name, _printable(value)) for name, value in response.headers.items())]
    if response.file is not None:
        return _file(request, response, headers)
    body = response.body
    accepts = request.headers.get("accept-encoding", "")
    if "gzip" in accepts and len(body) >= GZIP_FROM_BYTES and response.status == 200:
        body = gzip.compress(body, 5, mtime=0)
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    headers.append(("Content-Length", str(len(body))))
    return Delivery(response.status, headers, _pieces(request, iter((body,))), len(body))


def _printable(value: str) -> str:
    """A header's value as headers may be written: anything but printable ASCII percent-encoded.

    An address made from what a caller sent may hold Chinese or line breaks; h11 would refuse it and the
    connection would end without an answer.
    """
    return "".join(c if " " <= c <= "~" else quote(c, safe="", errors="replace") for c in value.strip())


def _file(request: Request, response: Response, headers: list[tuple[str, str]]) -> Delivery:
    file = response.file
    assert file is not None
    headers += [("Accept-Ranges", "bytes"), ("ETag", file.etag)]
    start, stop, status = 0, file.size, 200
    wanted = _RANGE.match(request.headers.get("range", "").strip())
    still_the_same = request.headers.get("if-range", file.etag) == file.etag
    if wanted and still_the_same and any(wanted.groups()):
        first, last = wanted.groups()
        if first:
            start, stop = int(first), min(file.size, int(last) + 1 if last else file.size)
        else:
            start = max(0, file.size - int(last))
        if start >= file.size or start >= stop:
            headers += [("Content-Range", f"bytes */{file.size}"), ("Content-Length", "0")]
            return Delivery(416, headers, iter(()), 0)
        status = 206
        headers.append(("Content-Range", f"bytes {start}-{stop - 1}/{file.size}"))
    headers.append(("Content-Length", str(stop - start)))
    return Delivery(status, headers, _pieces(request, file.chunks(start, stop)), stop - start)


def _pieces(request: Request, pieces: Iterator[bytes]) -> Iterator[bytes]:
    return iter(()) if request.method == "HEAD" else pieces
