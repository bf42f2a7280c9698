"""The server on real sockets: ranges, compression, many connections, and the sandbox's own pages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from catalogsync.sandbox import Sandbox

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Host": "music.163.com"}
PATIENCE_S = 120.0


class Clock:
    now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(1, "tiny", clock=Clock())
    with box.running() as address:
        yield box, address


@pytest.fixture
def client(sandbox: tuple[Sandbox, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox[1], headers=BROWSER, verify=False, timeout=PATIENCE_S) as client:
        yield client


@pytest.fixture
def stream(client: httpx.Client, sandbox: tuple[Sandbox, str]) -> tuple[str, dict[str, str]]:
    song = sandbox[0].gateway.platforms["netease"].song_ids(0)["id"]
    row = client.get("/api/song/enhance/player/url", params={"ids": f"[{song}]", "br": 128000}).json()[
        "data"
    ][0]
    address = httpx.URL(row["url"])
    return address.raw_path.decode(), {"Host": address.host}


def test_every_answer_says_that_it_is_synthetic(client: httpx.Client) -> None:
    assert "synthetic" in client.get("/api/toplist").headers["Server"]


def test_a_range_is_a_piece_of_the_file(client: httpx.Client, stream: tuple[str, dict[str, str]]) -> None:
    path, host = stream
    whole = client.get(path, headers=host)
    part = client.get(path, headers={**host, "Range": "bytes=1000-1999"})
    tail = client.get(path, headers={**host, "Range": "bytes=-10"})
    rest = client.get(path, headers={**host, "Range": f"bytes={len(whole.content) - 5}-"})

    assert (200, 206, 206, 206) == tuple(r.status_code for r in (whole, part, tail, rest))
    assert part.content == whole.content[1000:2000]
    assert tail.content == whole.content[-10:]
    assert rest.content == whole.content[-5:]
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole.content)}"


def test_a_range_behind_the_end_is_refused(client: httpx.Client, stream: tuple[str, dict[str, str]]) -> None:
    answer = client.get(stream[0], headers={**stream[1], "Range": "bytes=99999999-"})

    assert (416, b"") == (answer.status_code, answer.content)


def test_a_range_of_another_file_brings_the_whole(
    client: httpx.Client, stream: tuple[str, dict[str, str]]
) -> None:
    path, host = stream
    tag = client.head(path, headers=host).headers["ETag"]
    same = client.get(path, headers={**host, "Range": "bytes=0-9", "If-Range": tag})
    other = client.get(path, headers={**host, "Range": "bytes=0-9", "If-Range": '"other"'})

    assert (206, 200) == (same.status_code, other.status_code)


def test_head_tells_the_length_without_the_body(
    client: httpx.Client, stream: tuple[str, dict[str, str]]
) -> None:
    head = client.head(stream[0], headers=stream[1])

    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(client.get(stream[0], headers=stream[1]).content)


def test_long_answers_are_compressed_when_asked(client: httpx.Client) -> None:
    plain = client.get("/api/toplist", headers={"Accept-Encoding": "identity"})
    packed = client.get("/api/toplist", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.json() == packed.json()


def test_an_unknown_host_is_not_answered_for(client: httpx.Client) -> None:
    assert client.get("/", headers={"Host": "example.org"}).status_code == 421


def test_a_proxy_style_request_is_understood(sandbox: tuple[Sandbox, str]) -> None:
    port = httpx.URL(sandbox[1]).port
    with socket.create_connection(("127.0.0.1", port or 0)) as link:
        link.sendall(
            b"GET http://music.163.com/api/toplist HTTP/1.1\r\nHost: x\r\nUser-Agent: Mozilla\r\nConnection: close\r\n\r\n"
        )
        data = b"".join(iter(lambda: link.recv(65536), b""))

    assert b'"ToplistType":"S"' in data


def test_noise_instead_of_http_ends_the_connection_only(
    sandbox: tuple[Sandbox, str], client: httpx.Client
) -> None:
    port = httpx.URL(sandbox[1]).port
    with socket.create_connection(("127.0.0.1", port or 0)) as link:
        link.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        link.settimeout(PATIENCE_S)
        while link.recv(4096):
            pass

    assert client.get("/api/toplist").status_code == 200


def test_two_hundred_connections_at_once(sandbox: tuple[Sandbox, str]) -> None:
    port = httpx.URL(sandbox[1]).port
    links = [socket.create_connection(("127.0.0.1", port or 0)) for _ in range(200)]
    try:
        for link in links:
            link.sendall(b"GET /_sandbox/ HTTP/1.1\r\nHost: sandbox.test\r\n\r\n")
        answers = [link.recv(200) for link in links]
    finally:
        for link in links:
            link.close()

    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)


def test_threads_share_the_server(sandbox: tuple[Sandbox, str]) -> None:
    with (
        httpx.Client(base_url=sandbox[1], headers=BROWSER, verify=False, timeout=PATIENCE_S) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        statuses = set(pool.map(lambda _: client.get("/api/toplist").status_code, range(60)))

    assert {200} == statuses


def test_an_address_expires(
    sandbox: tuple[Sandbox, str], client: httpx.Client, stream: tuple[str, dict[str, str]]
) -> None:
    path, host = stream
    before = client.get(path, headers=host).status_code
    client.post("/_sandbox/clock", json={"advance_s": 1300})
    after = client.get(path, headers=host).status_code
    client.post("/_sandbox/clock", json={"advance_s": -1300})

    assert (200, 403) == (before, after)


def test_an_altered_address_is_refused(client: httpx.Client, stream: tuple[str, dict[str, str]]) -> None:
    parts = stream[0].split("/")
    parts[2] = "0" * 32

    assert client.get("/".join(parts), headers=stream[1]).status_code == 403


def test_the_log_tells_what_was_asked_and_keeps_no_cookie(client: httpx.Client) -> None:
    client.delete("/_sandbox/log")
    client.get("/api/toplist", headers={"Cookie": "MUSIC_U=secret-value"})
    entries = client.get("/_sandbox/log").json()["requests"]

    assert [("netease", "toplist-list", 200)] == [
        (e["platform"], e["operation"], e["status"]) for e in entries
    ]
    assert ["MUSIC_U"] == entries[0]["cookies"]
    assert "secret-value" not in str(entries)


def test_the_truth_can_be_asked_by_any_id(sandbox: tuple[Sandbox, str], client: httpx.Client) -> None:
    ids = sandbox[0].gateway.platforms["qq"].song_ids(0)
    answers = [
        client.get("/_sandbox/truth", params={"platform": "qq", "song": ids[form]}).json()
        for form in ("mid", "id")
    ]

    assert [0, 0] == [answer["recording"] for answer in answers]
    assert client.get("/_sandbox/truth", params={"platform": "qq", "song": "x"}).status_code == 404


def test_it_listens_on_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "s.sock")
    with (
        Sandbox(1, "tiny").running(unix_socket=path),
        httpx.Client(
            transport=httpx.HTTPTransport(uds=path), base_url="http://music.163.com", timeout=PATIENCE_S
        ) as client,
    ):
        assert client.get("/api/toplist", headers={"User-Agent": "Mozilla/5.0"}).json()["code"] == 200


def test_a_taken_port_is_said_so(sandbox: tuple[Sandbox, str]) -> None:
    port = httpx.URL(sandbox[1]).port or 0
    with pytest.raises(OSError), Sandbox(1, "tiny").running(port=port):  # noqa: PT011 (the number differs by system)
        pass


def test_an_address_made_of_what_a_caller_sent_does_not_break_the_connection(client: httpx.Client) -> None:
    answer = client.get("/%E5%90%88%0D%0Ax:%20y", headers={"Host": "163cn.tv"})

    assert 302 == answer.status_code
    assert answer.headers["Location"].isascii()
    assert "x" not in answer.headers
    assert 200 == client.get("/api/toplist").status_code
