"""Requests and answers as the platform modules see them."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from catalogsync.sandbox.media import File

_LIBRARY_AGENTS = (
    "python",
    "curl",
    "go-http",
    "java/",
    "okhttp",
    "axios",
    "node",
    "aiohttp",
    "wget",
    "libwww",
)


@dataclass(frozen=True)
class Request:
    """One request. `host` is lower case without port; header names are lower case."""

    method: str
    host: str
    path: str
    raw_query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @cached_property
    def params(self) -> dict[str, str]:
        """Query and form together; the form wins."""
        if "json" in self.headers.get("content-type", ""):
            return dict(self.query)
        return {**self.query, **self.form}

    @cached_property
    def cookies(self) -> dict[str, str]:
        try:
            return {
                name: morsel.value for name, morsel in SimpleCookie(self.headers.get("cookie", "")).items()
            }
        except CookieError:
            return {}

    @property
    def agent(self) -> str:
        return self.headers.get("user-agent", "")

    @property
    def from_a_library(self) -> bool:
        """Does the caller name itself as a program, or not at all?"""
        agent = self.agent.lower()
        return not agent or agent.startswith(_LIBRARY_AGENTS)

    def number(self, name: str, default: int, most: int = 100_000) -> int:
        """A parameter as a number from 0 to `most`; the default when absent or not a number."""
        text = self.params.get(name, "")
        return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 19 else default


@dataclass
class Response:
    """One answer. `file` (with a range worked out by the server) takes the place of `body`."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    file: File | None = None

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "")


Handler = Callable[[Request], Response]


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_answer(
    value: object, media_type: str = "application/json; charset=utf-8", status: int = 200
) -> Response:
    return Response(status, dumps(value).encode("utf-8", "surrogatepass"), {"Content-Type": media_type})


def text_answer(text: str, media_type: str = "text/plain; charset=utf-8", status: int = 200) -> Response:
    return Response(status, text.encode("utf-8", "surrogatepass"), {"Content-Type": media_type})


def html_answer(title: str, status: int = 200) -> Response:
    """A page where data was expected, as platforms send for wrong paths, blocks and maintenance."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return text_answer(page, "text/html; charset=utf-8", status)


def redirect(address: str, status: int = 302) -> Response:
    return Response(status, b"", {"Location": address})


def file_answer(file: File) -> Response:
    return Response(200, b"", {"Content-Type": file.sound.media_type}, file)


_GREY_SQUARE = b64decode(
    "/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAg+Pkk+SVVVVVVVVWRdZGhoaGRkZGRoaGhwcHCDg4NwcHBoaGBwfHyDg4+Tj4eHg4eTk5ubm7q6"
    "srLZ2eD/////xABKAAEAAAAAAAAAAAAAAAAAAAAAAQEAAAAAAAAAAAAAAAAAAAAAEAEAAAAAAAAAAAAAAAAAAAAAEQEAAAAAAAAAAAAAAAAA"
    "AAAA/8AAEQgACAAIAwEiAAIRAAMRAP/aAAwDAQACEQMRAD8AAA//2Q=="
)


def picture_answer(request: Request) -> Response:
    """Any cover: an 8 by 8 grey JPEG."""
    return Response(200, _GREY_SQUARE, {"Content-Type": "image/jpeg"})


def loaded(text: str) -> Any:
    """JSON text as a value, or None when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
