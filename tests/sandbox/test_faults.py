"""Trouble on demand: each fault does what its rule says, to the requests it names, as often as it says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.sandbox import Sandbox
from catalogsync.sandbox.alterations import HOSTILE
from catalogsync.sandbox.faults import BadRule, Faults
from catalogsync.sandbox.http import Request

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Host": "music.163.com"}
SQUARE = "/api/playlist/list"
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with Sandbox(1, "tiny").running() as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=BROWSER, verify=False, timeout=PATIENCE_S) as client:
        yield client
        client.delete("/_sandbox/faults")


def rule(client: httpx.Client, **spec: Any) -> None:
    client.post("/_sandbox/faults", json=spec).raise_for_status()


def test_a_status_with_retry_after_comes_as_often_as_the_rule_says(client: httpx.Client) -> None:
    rule(
        client,
        kind="status",
        status=429,
        retry_after=3,
        platform="netease",
        operation="playlist-list",
        count=2,
    )
    answers = [client.get(SQUARE) for _ in range(3)]

    assert [(429, "3"), (429, "3"), (200, None)] == [
        (a.status_code, a.headers.get("Retry-After")) for a in answers
    ]


def test_a_rule_meets_only_the_requests_it_names(client: httpx.Client) -> None:
    rule(client, kind="status", status=503, operation="search")

    assert client.get(SQUARE).status_code == 200
    assert client.get("/api/cloudsearch/pc", params={"s": "合成"}).status_code == 503


def test_a_rule_can_name_a_song_in_the_body(client: httpx.Client) -> None:
    rule(client, kind="status", status=500, song="4711")

    assert client.post("/api/v3/song/detail", data={"c": '[{"id":4711}]'}).status_code == 500
    assert client.post("/api/v3/song/detail", data={"c": '[{"id":4712}]'}).status_code == 200


def test_html_comes_instead_of_json(client: httpx.Client) -> None:
    rule(client, kind="html")
    answer = client.get(SQUARE)

    assert (200, True) == (answer.status_code, answer.text.startswith("<!DOCTYPE html>"))


def test_a_truncated_body_ends_before_its_length(client: httpx.Client) -> None:
    rule(client, kind="truncate", after_bytes=50)

    with pytest.raises(httpx.RemoteProtocolError):
        client.get(SQUARE)


@pytest.mark.parametrize("after", [{}, {"after_bytes": 20}])
def test_a_reset_breaks_the_connection(client: httpx.Client, after: dict[str, int]) -> None:
    rule(client, kind="reset", **after)

    with pytest.raises(httpx.TransportError):
        client.get(SQUARE)


def test_a_drip_gives_the_whole_body_in_pieces(client: httpx.Client) -> None:
    want = client.get("/api/toplist", headers={"Accept-Encoding": "identity"}).content
    rule(client, kind="drip", seconds=0, bytes=100)
    with client.stream("GET", "/api/toplist", headers={"Accept-Encoding": "identity"}) as answer:
        got = b"".join(answer.iter_raw())

    assert want == got


def test_latency_waits_before_the_answer(client: httpx.Client) -> None:
    rule(client, kind="latency", seconds=30)

    with pytest.raises(httpx.ReadTimeout):
        client.get(SQUARE, timeout=httpx.Timeout(PATIENCE_S, read=0.1))


def test_expired_addresses_answer_403_and_nothing_else_does(client: httpx.Client) -> None:
    rule(client, kind="expired")

    assert client.get("/x.mp3", headers={"Host": "m701.music.126.net"}).status_code == 403
    assert client.get(SQUARE).status_code == 200


def test_members_are_renamed_removed_and_retyped(client: httpx.Client) -> None:
    rule(client, kind="rename", member="playlists", to="lists", count=1)
    assert {"lists"} <= set(client.get(SQUARE).json())

    rule(client, kind="remove", member="name", count=1)
    assert all("name" not in p for p in client.get(SQUARE).json()["playlists"])

    rule(client, kind="retype", member="trackCount", count=1)
    assert all(isinstance(p["trackCount"], list) for p in client.get(SQUARE).json()["playlists"])


def test_a_page_can_come_back_empty(client: httpx.Client) -> None:
    rule(client, kind="empty", operation="playlist-list")
    answer = client.get(SQUARE).json()

    assert ([], 200) == (answer["playlists"], answer["code"])


def test_the_first_page_comes_back_for_every_page(client: httpx.Client) -> None:
    pages = [client.get(SQUARE, params={"limit": 2, "offset": offset}).json() for offset in (0, 2)]
    rule(client, kind="repeat")
    repeated = [client.get(SQUARE, params={"limit": 2, "offset": offset}).json() for offset in (0, 2)]

    assert pages[0] != pages[1]
    assert repeated[0] == repeated[1] == pages[0]


def test_hostile_names_reach_the_client_as_they_are(client: httpx.Client) -> None:
    rule(client, kind="hostile")
    names = [p["name"] for p in client.get(SQUARE, params={"limit": 5}).json()["playlists"]]

    assert all(any(evil in name for evil in HOSTILE) for name in names)


def test_a_wrapped_answer_stays_wrapped_when_changed(client: httpx.Client) -> None:
    rule(client, kind="rename", member="categories", to="groups")
    headers = {"Host": "c.y.qq.com", "Referer": "https://y.qq.com/"}
    text = client.get("/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg?outCharset=utf-8", headers=headers).text

    assert text.startswith('MusicJsonCallback({"code":0')
    assert '"groups":' in text


def test_a_rate_is_decided_by_the_seed() -> None:
    def hits(seed: str) -> list[bool]:
        faults = Faults(seed)
        faults.add({"kind": "status", "rate": 0.3})
        return [
            faults.wire("qq", "search", Request("GET", "y.qq.com", "/")).instead is not None
            for _ in range(300)
        ]

    assert hits("a") == hits("a") != hits("b")
    assert 60 < sum(hits("a")) < 120


def test_faults_can_be_given_from_the_start() -> None:
    with (
        Sandbox(1, "tiny", faults=[{"kind": "status", "status": 502}]).running() as address,
        httpx.Client(base_url=address, headers=BROWSER, verify=False, timeout=PATIENCE_S) as client,
    ):
        assert client.get(SQUARE).status_code == 502
        assert client.get("/_sandbox/faults").json()["faults"][0]["hit"] == 1


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "rename"},
        {"kind": "latency", "seconds": "long"},
        {"kind": "status", "status": True},
    ],
)
def test_a_rule_without_sense_is_refused(client: httpx.Client, spec: dict[str, Any]) -> None:
    answer = client.post("/_sandbox/faults", json=spec)

    assert (400, True) == (answer.status_code, "error" in answer.json())


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
        max_leaves=8,
    )
)
def test_any_rule_is_taken_or_refused(value: Any) -> None:
    faults = Faults("1")
    with contextlib.suppress(BadRule):
        faults.add(value)
