"""The shared platform client, over real sockets."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from catalogsync.adapters.connections import leads_inside
from catalogsync.adapters.platforms.breaker import Circuit
from catalogsync.adapters.platforms.http import Answer, Asked, HttpSettings, PlatformHttp, open_http
from catalogsync.pipeline.errors import (
    Blocked,
    CircuitOpen,
    Failure,
    NetworkFailed,
    RateLimited,
    Refusal,
    ServerTrouble,
    TemporarilyUnavailable,
    UnexpectedAnswer,
)
from tests.adapters.origin import Fault, Origin, Request, reply


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


Opens = Callable[..., PlatformHttp]


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def http(origin: Origin, time: Time) -> Iterator[Opens]:
    opened: list[PlatformHttp] = []

    def opens(
        platform: str = "qq",
        cookie: str | None = None,
        on_answer: Any = None,
        hears: Any = None,
        **settings: Any,
    ) -> PlatformHttp:
        settings = {"gateway": origin.address, "pace": None, "connect_s": 120.0, "read_s": 120.0, **settings}
        client = PlatformHttp(
            platform,
            HttpSettings(**settings),
            cookie,
            on_answer=on_answer,
            hears=hears,
            clock=time.clock,
            sleep=time.sleep,
            draw=lambda: 1.0,
            now=lambda: datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC),
        )
        opened.append(client)
        return client

    yield opens
    for client in opened:
        client.close()


URL = "https://c.y.qq.com/path/x.fcg?a=1"


def test_a_gateway_gets_the_request_with_its_own_host_path_and_query(origin: Origin, http: Opens) -> None:
    origin.answers(reply(200, b"{}"))

    answer = http().send("search", "get", URL, params={"w": "a b&中"})

    request = origin.requests[0]
    assert (request.method, request.path) == ("GET", "/path/x.fcg?a=1&w=a%20b%26%E4%B8%AD")
    assert (request.headers["host"], request.headers["x-forwarded-proto"]) == ("c.y.qq.com", "https")
    assert answer.url == URL + "&w=a%20b%26%E4%B8%AD"


def test_forms_json_and_raw_bodies_are_sent_as_such(origin: Origin, http: Opens) -> None:
    client = http()
    client.send("a", "POST", URL, form={"w": "中 1"})
    client.send("a", "POST", URL, json={"w": "中"})
    client.send("a", "POST", URL, content=b"\x00raw", headers={"Content-Type": "x/y"})

    assert [b"w=%E4%B8%AD+1", '{"w":"中"}'.encode(), b"\x00raw"] == [r.body for r in origin.requests]
    kinds = ["application/x-www-form-urlencoded", "application/json", "x/y"]
    assert kinds == [r.headers["content-type"] for r in origin.requests]


def test_answers_below_500_come_back_as_they_are(origin: Origin, http: Opens) -> None:
    for status in (200, 204, 302, 400, 403, 404):
        origin.answers(reply(status, b"" if status == 204 else b"x", location="/elsewhere"))

        assert status == http().send("a", "GET", URL).status


def test_the_cookie_is_sent_where_wanted_and_what_servers_set_is_not_kept(
    origin: Origin, http: Opens
) -> None:
    origin.answers(reply(200, b"", set_cookie="spy=1"))
    client = http(cookie="uin=7")
    client.send("a", "GET", URL)
    client.send("a", "GET", URL, with_cookie=False)
    client.send("a", "GET", URL, headers={"Cookie": "os=pc"})

    assert [r.headers.get("cookie") for r in origin.requests] == ["uin=7", None, "os=pc; uin=7"]


@pytest.mark.parametrize("cookie", ["a=1\r\nX: y", "a=中", "a=\x00"])
def test_a_cookie_that_is_none_is_refused_at_once(cookie: str) -> None:
    with pytest.raises(Refusal, match="cookie for qq"):
        open_http("qq", HttpSettings(), cookie)


def test_compressed_answers_are_unpacked(origin: Origin, http: Opens) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = raw.compress(b"hello") + raw.flush()
    origin.answers(
        reply(200, gzip.compress(b"hello"), content_encoding="gzip"),
        reply(200, zlib.compress(b"hello"), content_encoding="deflate"),
        reply(200, packed, content_encoding="deflate"),
    )
    client = http()

    assert [client.send("a", "GET", URL).body for _ in range(3)] == [b"hello"] * 3


def test_an_answer_over_the_limit_is_refused_also_when_it_is_packed_small(
    origin: Origin, http: Opens
) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    origin.answers(reply(200, b"x" * 2000), reply(200, bomb, content_encoding="gzip"))
    client = http(max_body_bytes=1000)

    for _ in range(2):
        with pytest.raises(UnexpectedAnswer, match="1000 bytes"):
            client.send("a", "GET", URL)
    assert len(origin.requests) == 2


def test_text_is_utf_8_or_else_gb18030() -> None:
    answers = [Answer(200, {}, body, "") for body in ("中".encode(), "中".encode("gb18030"), b"\xff\xfe\xff")]

    assert [answer.text() for answer in answers] == ["中", "中", "\ufffd\ufffd\ufffd"]


# --- retries --------------------------------------------------------------------------------------------------------


def test_trouble_is_tried_again_with_growing_waits(origin: Origin, http: Opens, time: Time) -> None:
    origin.answers(reply(503), [Fault.RESET], reply(200, b"ok"))

    assert http().send("a", "GET", URL).body == b"ok"
    assert time.naps == [1.0, 2.0]


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (reply(502), ServerTrouble, "HTTP 502"),
        ([Fault.RESET], NetworkFailed, "reset"),
        ([Fault.CLOSE], NetworkFailed, "reset"),
        ([reply(200, b"abc", length=100), Fault.CLOSE], NetworkFailed, "reset"),
        ([b"nonsense\r\n\r\n", Fault.CLOSE], NetworkFailed, "reset"),
        (reply(200, b"xx", content_encoding="br"), NetworkFailed, "encoding"),
        (reply(200, b"xx", content_encoding="gzip"), NetworkFailed, "encoding"),
        (reply(429), RateLimited, "HTTP 429"),
    ],
)
def test_trouble_that_stays_is_reported_by_class_after_the_last_attempt(
    origin: Origin, http: Opens, answer: Any, error: type[Exception], code: str
) -> None:
    origin.answers(answer)

    with pytest.raises(error) as caught:
        http().send("a", "GET", URL + "&sign=secret")
    assert (code, 3) == (caught.value.code, len(origin.requests))  # type: ignore[attr-defined]
    assert "secret" not in str(caught.value)


def test_nobody_at_the_address_is_a_network_failure(http: Opens) -> None:
    with pytest.raises(NetworkFailed, match="cannot connect"):
        http(gateway="http://127.0.0.1:9").send("a", "GET", URL)


def test_silence_ends_in_a_time_out(origin: Origin, http: Opens) -> None:
    done = threading.Event()
    origin.script = lambda request: _silent(done)
    try:
        with pytest.raises(NetworkFailed, match="no answer in time"):
            http(read_s=0.05, attempts=1).send("a", "GET", URL)
    finally:
        done.set()


def _silent(done: threading.Event) -> Iterator[bytes | Fault]:
    done.wait(300)
    yield Fault.CLOSE


def test_a_slow_drip_ends_when_the_total_time_is_over(origin: Origin, http: Opens, time: Time) -> None:
    def drip() -> Iterator[bytes | Fault]:
        yield reply(200, b"", length=10_000)
        for _ in range(10_000):
            time.now += 1.0
            yield b"x"

    origin.script = lambda request: drip()

    with pytest.raises(NetworkFailed) as caught:
        http(attempts=1, total_s=20.0).send("a", "GET", URL)
    assert caught.value.code == "slow"


def test_retries_end_with_the_total_time_for_them(origin: Origin, http: Opens) -> None:
    origin.answers(reply(500))

    with pytest.raises(ServerTrouble):
        http(attempts=50, retry_total_s=10.0).send("a", "GET", URL)
    assert len(origin.requests) == 4  # waits of 1, 2 and 4 s fit, another 8 s do not


@pytest.mark.parametrize(
    ("told", "nap"),
    [
        ("3", 3.1),
        ("Sun, 22 Nov 2026 12:00:07 GMT", 7.1),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.1),
        ("soon", 1.0),
    ],
)
def test_retry_after_is_waited_out_in_seconds_or_by_date(
    origin: Origin, http: Opens, time: Time, told: str, nap: float
) -> None:
    origin.answers(reply(429, retry_after=told), reply(200, b"ok"))

    assert http().send("a", "GET", URL).body == b"ok"
    assert nap == pytest.approx(sum(time.naps))


def test_a_long_retry_after_is_reported_and_the_operation_left_alone_until_then(
    origin: Origin, http: Opens, time: Time
) -> None:
    origin.answers(reply(429, retry_after="300"), reply(200, b"ok"))
    client = http()
    with pytest.raises(RateLimited) as caught:
        client.send("a", "GET", URL)
    assert (caught.value.retry_after_s, time.naps) == (300.0, [])

    time.now += 299
    with pytest.raises(CircuitOpen) as refused:
        client.send("a", "GET", URL)
    assert (refused.value.failure, len(origin.requests)) == (Failure.RATE_LIMITED, 1)
    time.now += 2
    assert client.send("a", "GET", URL).body == b"ok"


def test_a_short_retry_after_does_not_open_the_circuit_by_itself(origin: Origin, http: Opens) -> None:
    origin.answers(reply(429, retry_after="1"))
    client = http(attempts=1)
    for _ in range(4):
        with pytest.raises(RateLimited):
            client.send("search", "GET", URL)

    assert states(client)["search"] is Circuit.CLOSED


# --- circuit breaker ------------------------------------------------------------------------------------------------


def failing(client: PlatformHttp, operation: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ServerTrouble):
            client.send(operation, "GET", URL)


def states(client: PlatformHttp) -> dict[str, Circuit]:
    return {state.operation: state.circuit for state in client.states()}


def test_an_operation_that_keeps_failing_is_not_asked_and_says_until_when(
    origin: Origin, http: Opens, time: Time
) -> None:
    origin.answers(reply(500))
    client = http(attempts=1)
    failing(client, "search", 5)

    with pytest.raises(CircuitOpen, match="30 s after server failures") as caught:
        client.send("search", "GET", URL)
    assert (
        "left alone after server failures" == caught.value.message
    )  # recorded, and read when the 30 s are long over
    assert len(origin.requests) == 5
    assert states(client) == {"*": Circuit.CLOSED, "search": Circuit.OPEN}
    state = client.states()[1]
    assert (state.retry_in_s, state.failures, state.reason) == (30.0, 5, Failure.SERVER)


def test_one_operation_failing_leaves_the_others_alone(origin: Origin, http: Opens) -> None:
    origin.answers(*[reply(500)] * 5, reply(200, b"ok"))
    client = http(attempts=1)
    failing(client, "search", 5)

    assert client.send("lyric", "GET", URL).body == b"ok"


def test_after_the_time_one_request_finds_out(origin: Origin, http: Opens, time: Time) -> None:
    origin.answers(*[reply(500)] * 6, reply(200, b"ok"))
    client = http(attempts=1)
    failing(client, "search", 5)
    time.now += 30
    assert states(client)["search"] == Circuit.HALF_OPEN
    failing(client, "search", 1)
    assert client.states()[1].retry_in_s == 60.0
    time.now += 60

    assert client.send("search", "GET", URL).body == b"ok"
    assert states(client)["search"] == Circuit.CLOSED


def test_a_success_in_between_keeps_the_circuit_closed(origin: Origin, http: Opens) -> None:
    origin.answers(*[reply(500)] * 4, reply(404), *[reply(500)] * 4, reply(200))
    client = http(attempts=1)
    failing(client, "search", 4)
    client.send("search", "GET", URL)
    failing(client, "search", 4)

    assert states(client)["search"] == Circuit.CLOSED


def test_risk_control_closes_the_whole_platform_for_long(origin: Origin, http: Opens, time: Time) -> None:
    client = http("netease")
    client.send("search", "GET", URL)
    error = Blocked("netease", "search", "cheating", code="-460")
    client.noticed(error)
    client.noticed(error)

    with pytest.raises(CircuitOpen) as caught:
        client.send("lyric", "GET", URL)
    assert (caught.value.failure, caught.value.retry_after_s) == (Failure.BLOCKED, 1800.0)
    time.now += 1800
    client.send("lyric", "GET", URL)
    client.noticed(Blocked("netease", "lyric", "cheating again", code="-460"))
    assert client.states()[0].retry_in_s == 3600.0


def test_hidden_search_results_of_qq_close_its_search_only(origin: Origin, http: Opens, time: Time) -> None:
    hears = Hears()
    client = http("qq", hears=hears)

    def hidden() -> None:
        client.send("search", "GET", URL)
        client.noticed(Blocked("qq", "search", "risk control hides the results", code="2001"))

    hidden()
    with pytest.raises(CircuitOpen):
        client.send("search", "GET", URL)
    client.send("song-url", "GET", URL)

    time.now += 1800
    hidden()
    opened = [turn for turn in hears.turns if turn[0] == "opened"]
    assert [("opened", "search", 1800.0), ("opened", "search", 3600.0)] == opened


def test_a_quiet_that_an_earlier_process_was_asked_for_is_kept_and_ends_with_one_request(
    origin: Origin, http: Opens, time: Time
) -> None:
    client = http("netease")
    client.leave_alone("*", Failure.BLOCKED, 600.0)

    with pytest.raises(CircuitOpen) as caught:
        client.send("lyric", "GET", URL)
    assert (caught.value.failure, caught.value.retry_after_s) == (Failure.BLOCKED, 600.0)
    time.now += 600
    client.send("lyric", "GET", URL)
    client.send("search", "GET", URL)


def test_a_clock_that_was_turned_makes_a_quiet_no_longer_than_the_longest(http: Opens) -> None:
    client = http("netease")
    client.leave_alone("*", Failure.BLOCKED, 1e9)

    assert client.states()[0].retry_in_s == 6 * 3600.0


def test_trouble_that_parsers_find_opens_the_circuit_too(origin: Origin, http: Opens, time: Time) -> None:
    client = http()

    def maintenance() -> None:
        client.send("search", "GET", URL)
        client.noticed(ServerTrouble("qq", "search", "a maintenance page"))

    for _ in range(5):
        maintenance()
    assert states(client)["search"] is Circuit.OPEN
    time.now += 30
    maintenance()
    assert client.states()[1].retry_in_s == 60.0
    time.now += 60
    client.send("search", "GET", URL)
    client.send("search", "GET", URL)
    maintenance()
    assert states(client)["search"] is Circuit.CLOSED


def test_while_half_open_only_one_request_is_under_way(origin: Origin, http: Opens, time: Time) -> None:
    client = http()
    client.noticed(Blocked("qq", "playlist", "blocked"))
    time.now += 1800

    def probe(request: Request) -> bytes:
        with pytest.raises(CircuitOpen):
            client.send("lyric", "GET", URL)
        return reply(200, b"ok")

    origin.script = probe
    assert client.send("search", "GET", URL).body == b"ok"
    origin.answers(reply(200))
    assert client.send("lyric", "GET", URL).status == 200


def test_what_send_raised_counts_once(origin: Origin, http: Opens) -> None:
    origin.answers(reply(500))
    client = http(attempts=1)
    for _ in range(4):
        with pytest.raises(ServerTrouble) as caught:
            client.send("search", "GET", URL)
        client.noticed(caught.value)

    assert states(client)["search"] == Circuit.CLOSED


class Hears:
    """What a client told of itself."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, float, Failure | None]] = []
        self.turns: list[tuple[str, str, float | None]] = []

    def asked(self, operation: str, seconds: float, failure: Failure | None) -> None:
        self.requests.append((operation, seconds, failure))

    def opened(self, operation: str, error: TemporarilyUnavailable, for_s: float) -> None:
        self.turns.append(("opened", operation, for_s))

    def closed(self, operation: str) -> None:
        self.turns.append(("closed", operation, None))


def test_every_request_is_told_with_its_time_and_how_it_failed(
    origin: Origin, http: Opens, time: Time
) -> None:
    def slow(request: Request) -> bytes:
        time.now += 2.0
        return reply(503) if len(origin.requests) == 1 else reply(200)

    origin.script = slow
    hears = Hears()
    http(hears=hears, attempts=2).send("search", "GET", URL)

    assert [("search", 2.0, Failure.SERVER), ("search", 2.0, None)] == hears.requests


def test_turns_of_a_circuit_are_told_and_nothing_between_them(
    origin: Origin, http: Opens, time: Time
) -> None:
    origin.answers(reply(200), reply(200), *[reply(500)] * 6, reply(200), reply(200))
    hears = Hears()
    client = http(hears=hears, attempts=1)
    client.send("search", "GET", URL)
    client.send("search", "GET", URL)
    failing(client, "search", 5)
    time.now += 30
    failing(client, "search", 1)
    time.now += 60
    client.send("search", "GET", URL)
    client.send("search", "GET", URL)

    first = [("closed", "*", None), ("closed", "search", None)]
    assert [*first, ("opened", "search", 30.0), ("opened", "search", 60.0), ("closed", "search", None)] == (
        hears.turns
    )


def test_risk_control_is_told_of_the_whole_platform(origin: Origin, http: Opens) -> None:
    hears = Hears()
    client = http("netease", hears=hears)
    client.noticed(Blocked("netease", "search", "cheating", code="-460"))

    assert [("opened", "*", 1800.0)] == hears.turns


# --- pacing ---------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_no_faster_than_its_pace(origin: Origin, http: Opens, time: Time) -> None:
    client = http("qianqian", pace=1.0)
    for _ in range(4):
        client.send("lyric", "GET", "https://music.91q.com/v1/x")

    assert pytest.approx(sum(time.naps)) == 3.0


def test_a_slow_operation_is_slow_on_any_host(origin: Origin, http: Opens, time: Time) -> None:
    client = http("qianqian", pace=1.0)
    for host in "abc":
        client.send("search", "GET", f"https://{host}.91q.com/v1/x")

    assert pytest.approx(sum(time.naps)) == 4.0


def test_pace_is_a_factor_and_none_waits_for_nothing(origin: Origin, http: Opens, time: Time) -> None:
    for pace, waited in ((4.0, 0.5), (None, 0.0)):
        time.naps.clear()
        client = http("qianqian", pace=pace)
        for _ in range(3):
            client.send("lyric", "GET", "https://music.91q.com/v1/x")
        assert waited == pytest.approx(sum(time.naps))


def test_retry_after_holds_the_other_threads_too(origin: Origin, http: Opens, time: Time) -> None:
    origin.answers(reply(429, retry_after="5"), reply(200))
    client = http(attempts=1)
    with pytest.raises(RateLimited):
        client.send("a", "GET", URL)
    time.naps.clear()
    client.send("b", "GET", URL)

    assert pytest.approx(sum(time.naps)) == 5.0


def test_threads_share_a_client(origin: Origin) -> None:
    client = open_http("qq", HttpSettings(gateway=origin.address, pace=None))
    origin.script = lambda request: reply(200, request.path.encode())
    wrong: list[str] = []

    def ask(n: int) -> None:
        for k in range(10):
            answer = client.send("a", "GET", f"https://h{k % 3}.qq.com/{n}-{k}")
            if answer.text() != f"/{n}-{k}":
                wrong.append(answer.text())

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.close()
    assert (wrong, len(origin.requests)) == ([], 120)


# --- redirects and addresses ----------------------------------------------------------------------------------------


def test_redirects_are_followed_only_when_asked_and_lose_the_cookie_at_another_site(
    origin: Origin, http: Opens
) -> None:
    origin.answers(reply(302, location="/b"), reply(301, location="https://other.com/c"), reply(200, b"ok"))
    answer = http(cookie="uin=7").send(
        "a", "POST", "https://c.y.qq.com/a", content=b"x", follow_redirects=True
    )

    assert (answer.url, answer.body) == ("https://other.com/c", b"ok")
    assert [r.method for r in origin.requests] == ["POST", "GET", "GET"]
    assert [r.headers["host"] for r in origin.requests] == ["c.y.qq.com", "c.y.qq.com", "other.com"]
    assert [r.headers.get("cookie") for r in origin.requests] == ["uin=7", "uin=7", None]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://localhost:80/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:192.168.1.1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://nas.local/",
        "file:///etc/passwd",
        "http://[bad/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(origin: Origin, http: Opens, target: str) -> None:
    origin.answers(reply(302, location=target))

    with pytest.raises(UnexpectedAnswer, match="redirect"):
        http().send("a", "GET", URL, follow_redirects=True)
    assert len(origin.requests) == 1


def test_redirects_without_end_are_given_up(origin: Origin, http: Opens) -> None:
    origin.answers(reply(302, location="/again"))

    with pytest.raises(UnexpectedAnswer, match="redirects"):
        http().send("a", "GET", URL, follow_redirects=True)
    assert len(origin.requests) == 6


def test_names_that_mean_private_addresses_are_private_but_stand_ins_of_tun_proxies_are_not() -> None:
    settings = HttpSettings()
    for address, inside in (
        ("192.168.0.9", True),
        ("198.18.0.5", False),
        ("fc00::7", False),
        ("fd12:3456::7", True),
        ("::ffff:10.0.0.1", True),
        ("1.2.3.4", False),
        ("fe80::1%eth0", True),
    ):
        assert inside is leads_inside("http://cdn.example.com/", settings, lambda host, a=address: [a])
    assert not leads_inside("http://127.0.0.1/", HttpSettings(allow_private=True))


# --- settings and recordings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"gateway": "127.0.0.1:80"},
        {"gateway": "http://h/path"},
        {"gateway": "http://h:99999"},
        {"proxy": "ftp://x"},
        {"pace": 0.0},
        {"pace": -1.0},
        {"attempts": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        HttpSettings(**wrong)


def test_a_missing_file_of_authorities_is_refused() -> None:
    with pytest.raises(Refusal, match="authorities"):
        open_http("qq", HttpSettings(ca_file="/nowhere/ca.pem"))


def test_a_recording_sees_every_answer_and_never_the_users_cookie(origin: Origin, http: Opens) -> None:
    seen: list[tuple[str, str, Asked, Answer]] = []
    origin.answers(reply(503, b"down"), reply(200, b"ok"))
    client = http(cookie="uin=7", on_answer=lambda *entry: seen.append(entry))
    client.send("search", "POST", URL, form={"q": "x"})

    assert [(p, o, a.status) for p, o, _, a in seen] == [("qq", "search", 503), ("qq", "search", 200)]
    assert (seen[0][2].url, seen[0][2].content, seen[0][2].method) == (URL, b"q=x", "POST")
    assert "cookie" not in seen[0][2].headers


@pytest.mark.parametrize("url", ["ftp://x/", "http://", "http://h\x00/", "http://h:99999/"])
def test_an_address_that_is_none_is_no_network_failure(http: Opens, url: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="address"):
        http().send("a", "GET", url)
