"""The contract of `OpensStreams`, kept by both ways that streams come; and what only the direct way promises."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.connections import HttpSettings
from catalogsync.adapters.streams import NotAsked, OpensStreams, StreamBroke
from catalogsync.adapters.streams_by_proxy import StreamsByProxy
from catalogsync.adapters.streams_direct import DirectStreams
from tests.adapters.origin import PATIENT, Fault, Origin, Request, reply
from tests.adapters.storage.faults import Faults
from tests.adapters.storage.forward import Forward

BODY = b"\xff\xfb\x90\x00" + bytes(range(256)) * 800
URL = "http://cdn.example.com/a.mp3"
HERE = HttpSettings(allow_private=True)

Opens = Callable[..., OpensStreams]


@pytest.fixture(params=["direct", "by proxy"])
def opens(request: pytest.FixtureRequest, origin: Origin) -> Iterator[Opens]:
    """Opens streams that come from the origin, whatever host they are asked of."""
    opened: list[OpensStreams] = []

    def build(**settings: Any) -> OpensStreams:
        if request.param == "direct":
            opened.append(
                DirectStreams(HttpSettings(**{"gateway": origin.address, **PATIENT, **settings}), 4)
            )
        else:
            opened.append(StreamsByProxy(HttpSettings(**{"proxy": origin.address, **PATIENT, **settings}), 4))
        return opened[-1]

    yield build
    for streams in opened:
        streams.close()


def body_of(streams: OpensStreams, url: str = URL, **headers: str) -> bytes:
    with streams.get(url, headers) as answer:
        return b"".join(answer.blocks)


def test_an_answer_has_its_status_its_headers_by_lower_case_name_and_its_body(
    origin: Origin, opens: Opens
) -> None:
    origin.answers(reply(206, BODY, ETag='"v1"', Content_Range="bytes 0-1/2"))
    with opens().get(URL, {"referer": "https://y.qq.com"}) as answer:
        found = (answer.status, answer.headers["etag"], answer.headers.get("content-range"))
        body = b"".join(answer.blocks)

    assert (206, '"v1"', "bytes 0-1/2") == found
    assert body == BODY
    sent = origin.requests[0].headers
    assert ("cdn.example.com", "https://y.qq.com") == (sent["host"], sent["referer"])


def test_one_connection_serves_one_stream_after_the_other(origin: Origin, opens: Opens) -> None:
    origin.answers(reply(200, BODY))
    streams = opens()

    assert {BODY} == {body_of(streams) for _ in range(5)}
    assert 1 == origin.connections


def test_chunks_are_put_together_and_the_connection_kept(origin: Origin, opens: Opens) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    origin.script = lambda r: [head, b"3;x=y\r\nabc\r\n", b"a\r\n0123456789\r\n", b"0\r\nt: x\r\n\r\n"]
    streams = opens()

    assert [b"abc0123456789"] * 2 == [body_of(streams), body_of(streams)]
    assert 1 == origin.connections


def test_a_body_that_nobody_reads_to_its_end_costs_the_connection(origin: Origin, opens: Opens) -> None:
    origin.answers(reply(302, BODY, location="/elsewhere"))
    streams = opens()
    for _ in range(2):
        with streams.get(URL, {}) as answer:
            assert "/elsewhere" == answer.headers["location"]

    assert 2 == origin.connections


def test_a_packed_body_comes_as_it_was_sent(origin: Origin, opens: Opens) -> None:
    packed = gzip.compress(BODY)
    origin.answers(reply(200, packed, content_encoding="gzip"))

    assert packed == body_of(opens())


@pytest.mark.parametrize(
    "answer",
    [
        [reply(200, BODY[:1000], length=len(BODY)), Fault.CLOSE],
        [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc", Fault.CLOSE],
        [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", Fault.CLOSE],
    ],
)
def test_a_body_that_ends_early_is_told(origin: Origin, opens: Opens, answer: Any) -> None:
    origin.answers(answer)
    taken = []
    with pytest.raises(StreamBroke) as caught, opens().get(URL, {}) as opened:
        taken.extend(opened.blocks)

    assert "cut" == caught.value.code
    assert b"".join(taken) in (BODY[:1000], b"abc")


@pytest.mark.parametrize(
    "answer",
    [
        [Fault.RESET],
        [Fault.CLOSE],
        [b"HTTP/1.1 200", Fault.CLOSE],
        b"what?\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"x" * 300_000 + b"\r\n\r\n",
        [reply(200, BODY[:1000], length=len(BODY)), Fault.RESET],
    ],
)
def test_a_connection_that_breaks_is_told(origin: Origin, opens: Opens, answer: Any) -> None:
    origin.answers(answer)

    with pytest.raises(StreamBroke) as caught:
        body_of(opens())
    assert caught.value.code in ("reset", "cut")


def test_a_server_that_says_nothing_is_left(origin: Origin, opens: Opens) -> None:
    over = threading.Event()

    def silent(request: Request) -> Iterator[bytes]:
        over.wait(300)
        yield b""

    origin.script = silent
    with pytest.raises(StreamBroke, match="in time"):
        body_of(opens(read_s=0.05))
    over.set()


def test_a_connection_that_was_closed_meanwhile_is_replaced(origin: Origin, opens: Opens) -> None:
    origin.answers([reply(200, BODY), Fault.CLOSE], reply(200, b"next"))
    streams = opens()

    assert (BODY, b"next") == (body_of(streams), again(streams))


def again(streams: OpensStreams) -> bytes:
    """The body, also where the connection that was kept has to be told as broken first."""
    try:
        return body_of(streams)
    except StreamBroke:
        return body_of(streams)


def test_bytes_behind_the_end_of_a_body_are_not_taken_for_the_next_answer(
    origin: Origin, opens: Opens
) -> None:
    origin.answers(reply(200, b"first" + BODY, length=5), reply(200, b"second"))
    streams = opens()

    assert (b"first", b"second") == (body_of(streams), again(streams))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://cdn.example.com", "/"),
        ("http://cdn.example.com?k=v", "/?k=v"),
        ("http://cdn.example.com/音/a b.mp3?k=%41%2F&s=a+b#there", "/%E9%9F%B3/a%20b.mp3?k=%41%2F&s=a+b"),
    ],
)
def test_an_address_is_asked_for_in_plain_characters(
    origin: Origin, opens: Opens, url: str, path: str
) -> None:
    origin.answers(reply(200, BODY))
    body_of(opens(), url)

    assert path == origin.requests[0].path.removeprefix("http://cdn.example.com")


@pytest.mark.parametrize(
    "url",
    ["ftp://x.com/a", "http://", "http://[::1", "http://a b/", "http://x.com:0/", "/a", "http://x:99999/"],
)
def test_what_is_no_address_is_not_asked_for(origin: Origin, opens: Opens, url: str) -> None:
    with pytest.raises(NotAsked):
        body_of(opens(), url)
    assert [] == origin.requests


def test_a_header_that_would_become_two_is_not_sent(origin: Origin, opens: Opens) -> None:
    with pytest.raises(NotAsked):
        body_of(opens(), referer="x\r\nhost: elsewhere")
    assert [] == origin.requests


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "192.168.1.1",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "2130706433",
        "127.1",
        "nas.local",
    ],
)
def test_an_address_in_a_private_network_is_not_asked_for(origin: Origin, opens: Opens, host: str) -> None:
    with pytest.raises(NotAsked, match="public"):
        body_of(opens(), f"http://{host}/")
    assert [] == origin.requests


def test_further_callers_wait_for_a_place(origin: Origin, opens: Opens) -> None:
    streams, inside, most, errors = opens(), [0], [0], []
    lock = threading.Lock()
    origin.answers(reply(200, BODY))

    def run() -> None:
        try:
            with streams.get(URL, {}) as answer:
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                assert b"".join(answer.blocks) == BODY
                with lock:
                    inside[0] -= 1
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == errors
    assert most[0] <= 4


def test_a_certificate_of_an_authority_of_ones_own_is_trusted_where_it_is_named(
    origin: Origin, authority: tuple[Path, ssl.SSLContext]
) -> None:
    origin.answers(reply(200, BODY))
    trusting = HttpSettings(ca_file=str(authority[0]), allow_private=True)
    with Faults(origin.port, tls=authority[1], only=b"-").running() as address, Forward().running() as proxy:
        ways = (
            DirectStreams(trusting, 2),
            StreamsByProxy(HttpSettings(ca_file=str(authority[0]), allow_private=True, proxy=proxy), 2),
        )
        assert [BODY] * 2 == [body_of(streams, f"{address}/a") for streams in ways]
        for streams in ways:
            streams.close()


def test_a_certificate_that_is_not_trusted_is_told_as_such(
    origin: Origin, authority: tuple[Path, ssl.SSLContext]
) -> None:
    with Faults(origin.port, tls=authority[1], only=b"-").running() as address, Forward().running() as proxy:
        ways = (DirectStreams(HERE, 2), StreamsByProxy(HttpSettings(allow_private=True, proxy=proxy), 2))
        for streams in ways:
            with pytest.raises(StreamBroke) as caught:
                body_of(streams, f"{address}/a")
            assert "tls" == caught.value.code
            streams.close()
    assert [] == origin.requests


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(origin: Origin) -> None:
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    origin.answers(reply(200, BODY))
    streams = DirectStreams(HERE, 2, resolve)
    bodies = [body_of(streams, f"http://cdn.example.com:{origin.port}/a") for _ in range(3)]
    streams.close()

    assert ([BODY] * 3, ["cdn.example.com"]) == (bodies, asked)
    assert f"cdn.example.com:{origin.port}" == origin.requests[0].headers["host"]


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "::1"], ["169.254.169.254"]])
def test_a_name_that_leads_inside_is_not_connected_to(origin: Origin, found: list[str]) -> None:
    streams = DirectStreams(HttpSettings(), 1, lambda host: found)
    with pytest.raises(NotAsked, match="public"):
        body_of(streams, f"http://cdn.example.com:{origin.port}/a")
    streams.close()


def test_a_host_of_several_addresses_is_tried_at_each(origin: Origin) -> None:
    origin.answers(reply(200, BODY))
    streams = DirectStreams(HERE, 1, lambda host: ["127.0.0.2", "127.0.0.2", "127.0.0.1"])

    assert BODY == body_of(streams, f"http://cdn.example.com:{origin.port}/a")
    streams.close()


def test_a_host_that_nobody_knows_is_trouble_of_the_network() -> None:
    streams = DirectStreams(HttpSettings(), 1, lambda host: [])
    with pytest.raises(StreamBroke):
        body_of(streams)
    streams.close()


def test_a_connection_that_was_idle_for_long_is_not_used_again(origin: Origin) -> None:
    now = [0.0]
    origin.answers(reply(200, BODY))
    streams = DirectStreams(HttpSettings(gateway=origin.address), 2, clock=lambda: now[0])
    body_of(streams)
    now[0] = 60.0
    body_of(streams)
    streams.close()

    assert 2 == origin.connections


def test_connections_that_are_kept_do_not_become_more_than_places(origin: Origin) -> None:
    origin.answers(reply(200, BODY))
    streams = DirectStreams(HERE, 2, lambda host: ["127.0.0.1"])
    for host in ("a", "b", "c", "a"):
        body_of(streams, f"http://{host}.example.com:{origin.port}/")
    streams.close()

    assert 4 == origin.connections  # that to `a` made room for that to `c`
