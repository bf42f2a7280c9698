"""Keep raw answers for a bug report, scrubbed, and serve them again as a gateway.

A recording is a folder with two files for each answer: `0007-netease-search.json` says what was asked and how it was
answered, `0007-netease-search.body` is the body. Cookies are never part of it; personal ids, tokens and the signatures
of stream addresses are overwritten with zeros of the same length, so that shapes and sizes stay.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from catalogsync.adapters.platforms.http import Answer, Asked
from catalogsync.pipeline.errors import Refusal

_PERSONAL = (
    r"user_?id|uid|uin|euin|encrypt_uin|login_?uid|userid|nick_?name|nick|uname|user_?name|phone|mobile|email|"
    r"avatar_?url|account_?id|creator_?uin|verify_?token|client_?ip|user_?ip|userip|ip"
)
_SECRET = (
    r"token|csrf_token|__csrf|music_u|guid|vkey|auth_?key|wssecret|wstime|sign|signature|dfid|uuid|"
    r"device_?id|key|ticket|sip_?token|authst|qm_keyst|qqmusic_key"
)
_MEMBER = re.compile(rf'("(?:{_PERSONAL}|{_SECRET})"\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d+)', re.IGNORECASE)
_PARAMETER = re.compile(
    rf"((?:[?&]|&amp;|\\u0026)(?:{_PERSONAL}|{_SECRET}|mid|vuutv)=)([^&\"'\s\\<>]+)", re.IGNORECASE
)
_NAME = re.compile(rf"(?:{_PERSONAL}|{_SECRET}|mid)", re.IGNORECASE)
# In bodies `mid` is qq's id of a song, not kugou's of a device.
_KEPT_HEADERS = ("content-type", "location", "retry-after", "content-encoding")


def scrub(text: str) -> str:
    """Zeros for whatever names a person, a device or a session, and for the signatures of addresses."""
    text = _MEMBER.sub(lambda found: found[1] + _zeros(found[2]), text)
    return _PARAMETER.sub(lambda found: found[1] + _zeros(found[2]), text)


def _zeros(value: str) -> str:
    if value.startswith('"'):
        return '"' + "0" * (len(value) - 2) + '"'
    return "0" * len(value) if not value.lstrip("-").isdigit() else "1" + "0" * (len(value) - 1)


class Recorder:
    """Writes every answer it is told of into a folder. Give it as `on_answer` to the platforms' clients."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise Refusal(f"cannot record into {folder}: {e.strerror or e}") from None
        self._lock = threading.Lock()
        self._n = len(list(folder.glob("*.body")))

    def __call__(self, platform: str, operation: str, asked: Asked, answer: Answer) -> None:
        """Keep one answer."""
        with self._lock:
            self._n += 1
            name = f"{self._n:04d}-{platform}-{re.sub(r'[^a-z0-9-]', '-', operation)}"
        parts = urlsplit(asked.url)
        about = {
            "platform": platform,
            "operation": operation,
            "method": asked.method,
            "host": parts.netloc,
            "path": parts.path,
            "query": _scrubbed_query(parts.query),
            "form": _scrubbed_query(asked.content.decode("utf-8", "replace")) if asked.content else "",
            "status": answer.status,
            "headers": {key: scrub(value) for key, value in answer.headers.items() if key in _KEPT_HEADERS},
        }
        body = answer.body
        try:
            body = scrub(body.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            # GB18030 or binary: latin-1 keeps every byte, and what is scrubbed is ASCII.
            body = scrub(body.decode("latin-1")).encode("latin-1")
        (self.folder / f"{name}.body").write_bytes(body)
        (self.folder / f"{name}.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")


def _scrubbed_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    if not pairs or query.startswith(("{", "[")):
        return scrub(query)
    return urlencode([(key, _zeros(value) if _NAME.fullmatch(key) else scrub(value)) for key, value in pairs])


_CALLED = re.compile(r'"(?:method|module)"\s*:\s*"([^"]+)"')


def _keys(host: str, path: str, query: str, form: str) -> tuple[tuple[str, ...], ...]:
    """What a request is known by: all of it, then what it calls (qq has one path for all methods), then its path."""
    return (
        (host, path, query, form),
        (host, path, *sorted(_CALLED.findall(unquote_plus(query + form)))),
        (host, path),
    )


class Recording:
    """A recorded folder, asked by request. The same request gives its answers in turn, the last one again and again."""

    def __init__(self, folder: Path) -> None:
        self._by_request: dict[tuple[str, ...], list[dict[str, Any]]] = {}  # by each of `_keys`
        self._lock = threading.Lock()
        paths = sorted(folder.glob("*.json"))
        if not paths:
            raise Refusal(f"{folder} holds no recording; `catalogsync debug record` makes one")
        for path in paths:
            try:
                about = json.loads(path.read_text("utf-8"))
                about["body"] = path.with_suffix(".body").read_bytes()
                keys = _keys(about["host"], about["path"], about["query"], about["form"])
            except (OSError, ValueError, KeyError, TypeError) as e:
                raise Refusal(f"{path} is no part of a recording: {e}") from None
            for key in keys:
                self._by_request.setdefault(key, []).append(about)

    def answer(self, host: str, path: str, query: str, form: str) -> dict[str, Any] | None:
        """The recorded answer to just this request, else to one that calls the same; None when there is none."""
        with self._lock:
            for key in _keys(host, path, _scrubbed_query(query), _scrubbed_query(form) if form else ""):
                waiting = self._by_request.get(key)
                if waiting:
                    return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return None

    @contextmanager
    def served(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve it as a gateway from a thread of its own; gives the address."""
        recording = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                form = self.rfile.read(int(self.headers.get("content-length") or 0)).decode(
                    "utf-8", "replace"
                )
                found = recording.answer(self.headers.get("host", ""), parts.path, parts.query, form)
                body = found["body"] if found else b"not in this recording"
                self.send_response(found["status"] if found else 404)
                for name, value in (found["headers"] if found else {"content-type": "text/plain"}).items():
                    if name != "content-encoding":  # bodies are kept decoded
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                return None

        try:
            server = ThreadingHTTPServer((host, port), Handler)
        except OSError as e:
            raise Refusal(f"cannot listen on {host}:{port}: {e.strerror or e}") from None
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="recording", daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
