"""Transfers of audio over real sockets: whole or not at all, resumed where that is safe."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.connections import HttpSettings
from catalogsync.adapters.part_notes import note_path, read_note
from catalogsync.adapters.transfer import TransferLimits, Transfers
from catalogsync.config import Settings
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import (
    AddressExpired,
    Failure,
    FileRejected,
    LibraryUnavailable,
    NetworkFailed,
    RateLimited,
    ServerTrouble,
    TransferStopped,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import Fetched, Grant, Quality
from tests.adapters.origin import Fault, Origin, Request, Script, reply, running_origin

SONG = Key("qq", "003abc")
DATA = b"\xff\xfb\x90\x00" + bytes(range(256)) * 1000


class Server:
    """How a CDN behaves about ranges and validators; `cuts` are the sizes after which it breaks off."""

    def __init__(self, data: bytes = DATA, *, etag: str | None = '"v1"', ranges: bool = True) -> None:
        self.data, self.etag, self.ranges = data, etag, ranges
        self.cuts: list[int] = []

    def __call__(self, request: Request) -> Iterator[bytes | Fault]:
        asked = request.headers.get("range")
        unchanged = request.headers.get("if-range") in (None, self.etag)
        extra = {"etag": self.etag} if self.etag else {}
        if asked and self.ranges and unchanged:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(self.data):
                yield reply(416, content_range=f"bytes */{len(self.data)}")
                return
            extra["content_range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
            head, body = reply(206, length=len(self.data) - start, **extra), self.data[start:]
        else:
            head, body = reply(200, length=len(self.data), content_type="audio/mpeg", **extra), self.data
        yield head
        if self.cuts:
            yield body[: self.cuts.pop(0)]
            yield Fault.CLOSE
        else:
            yield body


def grant(**changes: Any) -> Grant:
    values: dict[str, Any] = {"url": "http://cdn.qqmusic.com/C400.mp3?vkey=secret", "quality": Quality.HIGH}
    return Grant(**{**values, "suffix": "mp3", "size_bytes": len(DATA), **changes})


OPENED: list[Transfers] = []


WAY = ["gateway"]


def transfers(origin: Origin, *, connections: int = 2, **options: Any) -> Transfers:
    outside = HttpSettings(**{WAY[0]: origin.address})
    opened = Transfers(outside, sleep=lambda s: None, draw=lambda: 0.0, connections=connections, **options)
    OPENED.append(opened)
    return opened


@pytest.fixture(autouse=True, params=["gateway", "proxy"])
def _way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything here holds for both ways that streams come: over connections of our own, and by a proxy."""
    WAY[0] = request.param
    yield
    while OPENED:
        OPENED.pop().close()


def whole(part: Path) -> bool:
    return part.read_bytes() == DATA


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "星河 - 远山.mp3.part"


def test_a_stream_arrives_whole_with_its_hashes(origin: Origin, part: Path) -> None:
    origin.script = Server()
    heard: list[int] = []
    found = transfers(origin).fetch(
        grant(headers={"Referer": "https://y.qq.com"}), SONG, part, source=SONG, progress=heard.append
    )

    sha256 = hashlib.sha256(DATA).hexdigest()
    assert Fetched(len(DATA), sha256, None, 0) == found
    assert whole(part)
    assert len(DATA) == heard[-1]
    assert heard == sorted(heard)
    sent = origin.requests[0].headers
    assert (
        sent["host"],
        sent["accept-encoding"],
        sent["referer"],
    ) == ("cdn.qqmusic.com", "identity", "https://y.qq.com")


def test_a_cut_stream_goes_on_where_it_was_cut(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [100_000, 50_000]

    found = transfers(origin).fetch(grant(), SONG, part, source=SONG)

    assert whole(part)
    assert found.resumed_from == 150_000
    assert [r.headers.get("range") for r in origin.requests] == [None, "bytes=100000-", "bytes=150000-"]
    assert [r.headers.get("if-range") for r in origin.requests] == [None, '"v1"', '"v1"']


def test_another_run_goes_on_under_another_address(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [100_000] * 4
    limits = TransferLimits(attempts=1)
    with pytest.raises(NetworkFailed):
        transfers(origin, limits=limits).fetch(grant(), SONG, part, source=SONG)
    server.cuts = []

    found = transfers(origin).fetch(
        grant(url="http://other-cdn.qqmusic.com/x?vkey=new"), SONG, part, source=SONG
    )

    assert whole(part)
    assert found.resumed_from == 100_000
    assert "secret" not in note_path(part).read_text()
    assert "http" not in note_path(part).read_text()


@pytest.mark.parametrize(
    "change",
    [
        {"song": Key("qq", "other")},
        {"source": Key("kuwo", "8")},
        {"quality": Quality.LOSSLESS},
        {"size_bytes": None},
        {"suffix": "flac"},
    ],
)
def test_bytes_of_something_else_are_not_continued(
    origin: Origin, part: Path, change: dict[str, Any]
) -> None:
    origin.script = server = Server()
    server.cuts = [100_000]
    with pytest.raises(NetworkFailed):
        transfers(origin, limits=TransferLimits(attempts=1)).fetch(grant(), SONG, part, source=SONG)
    song, source = change.get("song", SONG), change.get("source", SONG)
    granted = grant(**{name: change[name] for name in change if name not in ("song", "source")})

    assert transfers(origin).fetch(granted, song, part, source=source).resumed_from == 0
    assert whole(part)


def test_a_changed_file_is_begun_anew(origin: Origin, part: Path) -> None:
    origin.script = server = Server(b"\xff\xfb" + bytes(len(DATA) - 2))
    server.cuts = [100_000]
    with pytest.raises(NetworkFailed):
        transfers(origin, limits=TransferLimits(attempts=1)).fetch(grant(), SONG, part, source=SONG)
    server.data, server.etag = DATA, '"v2"'

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_a_server_that_ignores_if_range_is_caught_by_its_etag(origin: Origin, part: Path) -> None:
    def careless(request: Request) -> Iterator[bytes | Fault]:
        seen = {**request.headers}
        seen.pop("if-range", None)
        return server(Request(request.method, request.path, seen, b""))

    origin.script = careless
    server = Server(b"\xff\xfb" + bytes(len(DATA) - 2))
    server.cuts = [100_000]
    with pytest.raises(NetworkFailed):
        transfers(origin, limits=TransferLimits(attempts=1)).fetch(grant(), SONG, part, source=SONG)
    server.data, server.etag = DATA, '"v2"'

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_a_server_without_ranges_starts_over(origin: Origin, part: Path) -> None:
    origin.script = server = Server(ranges=False)
    server.cuts = [100_000]

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_without_validator_or_md5_nothing_is_continued(origin: Origin, part: Path) -> None:
    origin.script = server = Server(etag=None)
    server.cuts = [100_000]

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert [r.headers.get("range") for r in origin.requests] == [None, None]


def test_a_validator_in_characters_of_no_header_is_not_sent_back(origin: Origin, part: Path) -> None:
    origin.script = server = Server(etag='"é"')
    server.cuts = [100_000]

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_without_validator_the_promised_md5_lets_it_go_on(origin: Origin, part: Path) -> None:
    origin.script = server = Server(etag=None)
    server.cuts = [100_000]
    promised = grant(md5=hashlib.md5(DATA).hexdigest().upper())

    assert transfers(origin).fetch(promised, SONG, part, source=SONG).resumed_from == 100_000
    assert whole(part)


def test_a_damaged_part_is_noticed_by_its_md5_and_begun_anew(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [100_000]
    promised = grant(md5=hashlib.md5(DATA).hexdigest())
    with pytest.raises(NetworkFailed):
        transfers(origin, limits=TransferLimits(attempts=1)).fetch(promised, SONG, part, source=SONG)
    part.write_bytes(bytes(100_000))  # as a power cut leaves it

    assert transfers(origin).fetch(promised, SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_a_whole_part_is_not_asked_for_again(origin: Origin, part: Path) -> None:
    origin.script = Server()
    transfers(origin).fetch(grant(), SONG, part, source=SONG)
    found = transfers(origin).fetch(grant(), SONG, part, source=SONG)

    assert (1, len(DATA)) == (len(origin.requests), found.resumed_from)


def test_a_part_longer_than_the_file_is_begun_anew(origin: Origin, part: Path) -> None:
    origin.script = Server()
    transfers(origin).fetch(grant(), SONG, part, source=SONG)
    part.write_bytes(DATA + b"tail")

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


def test_a_refused_range_begins_anew(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [100_000]
    plain = server.__call__
    origin.script = lambda r: reply(416) if "range" in r.headers else plain(r)

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


@pytest.mark.parametrize(
    "told", ["bytes 99999-255999/256004", "bytes 100000-255000/256004", "bytes 100000-256003/256005", "junk"]
)
def test_a_range_that_does_not_fit_begins_anew(origin: Origin, part: Path, told: str) -> None:
    origin.script = server = Server()
    server.cuts = [100_000]
    plain = server.__call__
    odd = reply(206, DATA[100_000:], content_range=told)
    origin.script = lambda r: odd if "range" in r.headers else plain(r)

    assert transfers(origin).fetch(grant(), SONG, part, source=SONG).resumed_from == 0
    assert whole(part)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_address_is_told_so_that_it_is_resolved_anew(
    origin: Origin, part: Path, status: int
) -> None:
    origin.answers(reply(status, b"gone"))

    with pytest.raises(AddressExpired) as caught:
        transfers(origin).fetch(grant(), SONG, part, source=SONG)
    assert (1, f"HTTP {status}") == (len(origin.requests), caught.value.code)
    assert "secret" not in str(caught.value)


def test_another_host_serves_what_the_first_refuses(origin: Origin, part: Path) -> None:
    plain = Server().__call__
    refusal = {"a.qq.com": reply(403), "b.qq.com": [Fault.RESET]}
    origin.script = lambda r: refusal.get(r.headers["host"]) or plain(r)
    several = grant(url="http://a.qq.com/1", other_urls=("http://b.qq.com/2", "http://c.qq.com/3"))
    transfers(origin).fetch(several, SONG, part, source=SONG)

    assert whole(part)
    # A kept connection that breaks may have been over before we asked: then the same host is asked once more.
    assert list(dict.fromkeys(r.headers["host"] for r in origin.requests)) == [
        "a.qq.com",
        "b.qq.com",
        "c.qq.com",
    ]


def test_an_address_that_expires_in_the_middle_keeps_the_part(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [100_000]
    plain = server.__call__
    origin.script = lambda r: reply(403) if "range" in r.headers else plain(r)

    with pytest.raises(AddressExpired):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)
    assert part.stat().st_size == 100_000


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (reply(200, b"<html>sorry</html>", content_type="text/html; charset=utf-8"), "web page"),
        (reply(200, b'{"code":404}', content_type="application/json"), "web page"),
        (reply(200, b"\n <!DOCTYPE html><p>", content_type="audio/mpeg"), "web page"),
        (reply(200, b'{"code":404}'), "web page"),
        (reply(200, b""), "empty"),
    ],
)
def test_what_is_no_audio_is_rejected_and_leaves_nothing(
    origin: Origin, part: Path, answer: bytes, why: str
) -> None:
    origin.answers(answer)

    with pytest.raises(FileRejected, match=why):
        transfers(origin).fetch(grant(size_bytes=None), SONG, part, source=SONG)
    assert not part.exists()
    assert not note_path(part).exists()


@pytest.mark.parametrize(
    ("granted", "failure"), [(len(DATA) + 1, Failure.CORRUPT), (3 * len(DATA), Failure.TRIAL)]
)
def test_another_size_than_granted_is_rejected_before_the_bytes_are_taken(
    origin: Origin, part: Path, granted: int, failure: Failure
) -> None:
    origin.script = Server()

    with pytest.raises(FileRejected, match="were granted") as caught:
        transfers(origin).fetch(grant(size_bytes=granted), SONG, part, source=SONG)
    assert failure == caught.value.failure


def test_bytes_with_another_md5_than_promised_are_rejected(origin: Origin, part: Path) -> None:
    origin.script = Server()

    with pytest.raises(FileRejected, match="md5"):
        transfers(origin).fetch(grant(md5="0" * 32), SONG, part, source=SONG)
    assert not part.exists()


def test_a_stream_without_length_is_measured_by_the_granted_size(origin: Origin, part: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
    origin.script = lambda r: [head + DATA[:200_000], Fault.CLOSE]

    with pytest.raises(FileRejected, match="200,000 bytes"):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)


def test_an_endless_stream_is_cut_off(origin: Origin, part: Path) -> None:
    def endless(request: Request) -> Iterator[bytes | Fault]:
        yield b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"
        while True:
            yield bytes(65536)

    origin.script = endless

    with pytest.raises(FileRejected, match="more than"):
        transfers(origin, limits=TransferLimits(most_bytes=1_000_000)).fetch(
            grant(size_bytes=None), SONG, part, source=SONG
        )


def test_a_crawling_stream_is_given_up(origin: Origin, part: Path) -> None:
    def crawl(request: Request) -> Iterator[bytes | Fault]:
        yield reply(200, length=len(DATA))
        for n in range(len(DATA)):
            yield DATA[n : n + 1]

    now = [0.0]

    def clock() -> float:
        now[0] += 100.0
        return now[0]

    origin.script = crawl
    limits = TransferLimits(attempts=1)

    with pytest.raises(NetworkFailed) as caught:
        transfers(origin, limits=limits, clock=clock).fetch(grant(), SONG, part, source=SONG)
    assert caught.value.code == "slow"


@pytest.mark.parametrize(
    ("answer", "error", "asked"),
    [
        (reply(503), ServerTrouble, 4),
        (reply(429), RateLimited, 4),
        ([Fault.RESET], NetworkFailed, 4),
        (reply(429, retry_after="600"), RateLimited, 1),
        (reply(416), UnexpectedAnswer, 1),
        (reply(206, b"x", content_range="bytes 0-0/1"), UnexpectedAnswer, 1),
    ],
)
def test_trouble_is_tried_again_and_then_reported_by_class(
    origin: Origin, part: Path, answer: Any, error: type[Exception], asked: int
) -> None:
    origin.answers(answer)

    with pytest.raises(error):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)
    assert asked == len(origin.requests)


def test_many_cuts_are_survived_as_long_as_each_brings_something(origin: Origin, part: Path) -> None:
    origin.script = server = Server()
    server.cuts = [20_000] * 12
    limits = TransferLimits(progress_bytes=10_000)

    assert transfers(origin, limits=limits).fetch(grant(), SONG, part, source=SONG).resumed_from == 240_000
    assert whole(part)


def test_redirects_are_followed_but_not_into_private_networks(origin: Origin, part: Path) -> None:
    plain = Server().__call__
    origin.script = lambda r: (
        plain(r) if r.path.endswith("/b") else reply(302, location="http://cdn2.qq.com/b")
    )
    transfers(origin).fetch(grant(), SONG, part, source=SONG)
    assert [r.headers["host"] for r in origin.requests] == ["cdn.qqmusic.com", "cdn2.qq.com"]

    origin.answers(reply(302, location="http://192.168.0.1/router"))
    with pytest.raises(UnexpectedAnswer, match="public"):
        transfers(origin).fetch(grant(), Key("qq", "other"), part, source=SONG)
    with pytest.raises(UnexpectedAnswer, match="public"):
        transfers(origin).fetch(grant(url="http://127.0.0.1:1/x"), Key("qq", "third"), part, source=SONG)


def test_stopping_keeps_the_part_for_the_next_run(origin: Origin, part: Path) -> None:
    origin.script = Server(DATA + bytes(3_000_000))
    size = len(DATA) + 3_000_000
    heard: list[int] = []
    with pytest.raises(TransferStopped):
        transfers(origin).fetch(
            grant(size_bytes=size),
            SONG,
            part,
            source=SONG,
            progress=heard.append,
            stop=lambda: len(heard) >= 2,
        )

    assert 0 < part.stat().st_size < size
    assert transfers(origin).fetch(grant(size_bytes=size), SONG, part, source=SONG).resumed_from > 0


def test_a_vanished_folder_is_the_librarys_trouble(origin: Origin, tmp_path: Path) -> None:
    origin.script = Server()

    with pytest.raises(LibraryUnavailable, match="vanished"):
        transfers(origin).fetch(grant(), SONG, tmp_path / "gone" / "x.part", source=SONG)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_disk_that_takes_no_more_is_the_librarys_trouble(
    origin: Origin, part: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    origin.script = Server()

    class Full:
        def write(self, block: bytes) -> int:
            raise OSError(number, os.strerror(number))

        def close(self) -> None:
            pass

    plain_open = Path.open

    def opening(self: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        return Full() if mode == "ab" else plain_open(self, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", opening)

    with pytest.raises(LibraryUnavailable, match="library-root"):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)


def test_one_part_is_fetched_by_one_caller_at_a_time(origin: Origin, part: Path) -> None:
    origin.script = Server()
    shared = transfers(origin)

    def again(size: int) -> None:
        with pytest.raises(ValueError, match="already"):
            shared.fetch(grant(), SONG, part, source=SONG)

    assert whole(part) if shared.fetch(grant(), SONG, part, source=SONG, progress=again) else False


def test_many_callers_share_few_connections(origin: Origin, tmp_path: Path) -> None:
    origin.script = Server()
    shared = transfers(origin, connections=3)
    errors: list[Exception] = []

    def run(n: int) -> None:
        try:
            shared.fetch(grant(), Key("qq", str(n)), tmp_path / f"{n}.part", source=SONG)
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert all((tmp_path / f"{n}.part").read_bytes() == DATA for n in range(12))


def test_bytes_count_for_the_source_that_sends_them(origin: Origin, part: Path) -> None:
    counted: list[str] = []

    class Counting(Bandwidth):
        def used(self, source: str, size_bytes: int, stop: Any) -> None:
            counted.append(source)

    origin.script = Server()
    transfers(origin, bandwidth=Counting()).fetch(grant(), SONG, part, source=Key("kuwo", "8"))

    assert {"kuwo"} == set(counted)


def test_trouble_names_the_source_that_made_it(origin: Origin, part: Path) -> None:
    origin.answers(reply(503))

    with pytest.raises(ServerTrouble) as caught:
        transfers(origin).fetch(grant(), SONG, part, source=Key("kuwo", "8"))
    assert "kuwo" == caught.value.platform


def test_bandwidth_is_limited_per_source_and_in_all() -> None:
    now, naps = [0.0], [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds
        naps[0] += seconds

    limit = Bandwidth(2000.0, {"qq": 1000.0}, clock=lambda: now[0], sleep=sleep)
    for source, size in (("qq", 1000), ("kuwo", 1000), ("qq", 1000), ("kuwo", 1000)):
        limit.used(source, size, lambda: False)

    assert (
        4000 / 2000 - 0.75 <= naps[0] <= 4000 / 2000
    )  # the first quarter second's worth and the last block are free
    started = now[0]
    limit.used("qq", 1_000_000, lambda: False)
    limit.used("qq", 1, lambda: True)
    assert now[0] - started < 3.0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(0, 120_000), max_size=5),
    etag=st.sampled_from(['"v1"', 'W/"v1"', None]),
    ranges=st.booleans(),
    promised=st.booleans(),
)
def test_whatever_is_cut_the_file_is_whole_or_an_error_is_raised(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], etag: str | None, ranges: bool, promised: bool
) -> None:
    part = tmp_path_factory.mktemp("cut") / "x.part"
    server = Server(etag=etag, ranges=ranges)
    server.cuts = list(cuts)
    script: Script = server
    with running_origin() as origin:
        origin.script = script
        try:
            found = transfers(origin).fetch(
                grant(md5=hashlib.md5(DATA).hexdigest() if promised else None), SONG, part, source=SONG
            )
        except NetworkFailed:
            return
    assert whole(part)
    assert hashlib.sha256(DATA).hexdigest() == found.sha256
    note = read_note(part)
    assert note is not None
    assert len(DATA) == note.total_bytes


def test_a_source_is_limited_as_the_settings_say() -> None:
    assert {"kuwo": 500_000.0, "migu": 2_000_000.0} == Settings.model_validate(
        {"source_bandwidth_kbps": "kuwo=500, migu=2000"}
    ).source_bytes_s()


@pytest.mark.parametrize("limit", ["kuwo", "kuwo=0", "kuwo=fast", "spotify=500", "=5"])
def test_a_limit_that_cannot_be_meant_is_refused(limit: str) -> None:
    with pytest.raises(ValueError, match="platform"):
        Settings(source_bandwidth_kbps=(limit,))


def test_addresses_that_only_lead_to_each_other_are_resolved_anew(origin: Origin, part: Path) -> None:
    origin.script = lambda r: reply(
        302, location="http://b.qq.com/" if "a.qq" in r.headers["host"] else "http://a.qq.com/"
    )

    with pytest.raises(AddressExpired, match="from one to the next"):
        transfers(origin).fetch(grant(url="http://a.qq.com/"), SONG, part, source=SONG)
    assert 6 == len(origin.requests)


@pytest.mark.parametrize(
    "location",
    ["http://[bad", "ftp://cdn2.qq.com/b", "http://cdn2.qq.com:99999/", "file:///etc/passwd"],
)
def test_a_redirect_to_what_is_no_address_is_an_answer_we_do_not_know(
    origin: Origin, part: Path, location: str
) -> None:
    origin.answers(reply(302, location=location))

    with pytest.raises(UnexpectedAnswer, match="usable"):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)
    assert 1 == len(origin.requests)


def test_a_redirect_in_the_servers_own_characters_is_followed(origin: Origin, part: Path) -> None:
    plain = Server().__call__
    there = "HTTP/1.1 302 X\r\ncontent-length: 0\r\nlocation: ../音 乐.mp3?k=1\r\n\r\n".encode()
    origin.script = lambda r: plain(r) if "%E9%9F%B3%20%E4%B9%90.mp3?k=1" in r.path else there
    transfers(origin).fetch(grant(url="http://cdn.qq.com/a/b"), SONG, part, source=SONG)

    assert whole(part)
    assert 2 == len(origin.requests)


def test_chunks_without_a_length_are_whole_when_the_last_one_came(origin: Origin, part: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    chunks = [
        b"%x\r\n%s\r\n" % (len(DATA[n : n + 50_000]), DATA[n : n + 50_000])
        for n in range(0, len(DATA), 50_000)
    ]
    origin.script = lambda r: [head, *chunks, b"0\r\n\r\n"]
    found = transfers(origin).fetch(grant(size_bytes=None), SONG, part, source=SONG)

    assert whole(part)
    assert len(DATA) == found.size_bytes
    origin.script = lambda r: [head, *chunks, Fault.CLOSE]
    with pytest.raises(NetworkFailed) as caught:
        transfers(origin).fetch(grant(size_bytes=None), Key("qq", "other"), part, source=SONG)
    assert "cut" == caught.value.code


def test_no_more_is_taken_than_was_announced(origin: Origin, part: Path) -> None:
    origin.answers(reply(200, DATA + b"more", length=len(DATA), etag='"v1"'))
    transfers(origin).fetch(grant(), SONG, part, source=SONG)

    assert whole(part)


def test_a_packed_stream_is_refused(origin: Origin, part: Path) -> None:
    origin.answers(reply(200, DATA, content_encoding="gzip"))

    with pytest.raises(UnexpectedAnswer, match="unencoded"):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)


def test_headers_that_break_off_are_no_empty_file(origin: Origin, part: Path) -> None:
    origin.answers([b"HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\netag: ", Fault.CLOSE])

    with pytest.raises(NetworkFailed):
        transfers(origin).fetch(grant(), SONG, part, source=SONG)


def test_a_disk_that_fills_up_in_the_middle_keeps_what_was_written(
    origin: Origin, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DATA + bytes(3_000_000)
    origin.script = Server(data)
    plain_open, room = Path.open, [700_000]

    class Filling:
        def __init__(self, file: Any) -> None:
            self.file = file

        def write(self, block: bytes) -> int:
            if room[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written: int = self.file.write(block[: room[0]])
            room[0] -= written
            return written

        def close(self) -> None:
            self.file.close()

    def opening(self: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        file = plain_open(self, mode, *rest, **options)
        return Filling(file) if mode == "ab" else file

    monkeypatch.setattr(Path, "open", opening)
    with pytest.raises(LibraryUnavailable, match="full"):
        transfers(origin).fetch(grant(size_bytes=len(data)), SONG, part, source=SONG)
    assert 700_000 == part.stat().st_size
    monkeypatch.undo()

    found = transfers(origin).fetch(grant(size_bytes=len(data)), SONG, part, source=SONG)
    assert (700_000, data) == (found.resumed_from, part.read_bytes())
