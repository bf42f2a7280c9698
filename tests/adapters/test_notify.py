"""Telling people elsewhere: what is sent, what is worth it, and that addresses stay secret."""

from __future__ import annotations

import json
from dataclasses import asdict

import httpx
import pytest

from catalogsync.adapters.notify import Notifier
from catalogsync.bootstrap.notices import notice_of, notifier_of
from catalogsync.config import Settings
from catalogsync.domain.event import Event, Fact
from catalogsync.domain.job import Failed, Finished, Outcome, Parked, Paused, Resumed
from catalogsync.domain.session import Expired
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.notices import Notice

NOTICE = Notice("job_failed", "job 1 failed", "why", "1", 7, 1000)
HOOK = "https://hooks.example/secret-path?key=abc"


def event(fact: Fact) -> Event[Fact]:
    return Event(originator_id="job:1", originator_version=3, at_ms=5, actor="runner", fact=fact, position=9)


def test_a_webhook_gets_the_notice_as_json() -> None:
    got: list[httpx.Request] = []
    notifier = Notifier([HOOK], httpx.MockTransport(lambda r: got.append(r) or httpx.Response(204)))

    assert notifier.tell(0, NOTICE) is None
    assert [HOOK] == [str(request.url) for request in got]
    assert asdict(NOTICE) == json.loads(got[0].content)
    notifier.close()


@pytest.mark.parametrize(("status", "why"), [(500, "HTTP 500"), (302, "HTTP 302"), (None, "ConnectError")])
def test_a_failing_webhook_says_why_without_its_address(status: int | None, why: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if status is None:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status)

    notifier = Notifier([HOOK], httpx.MockTransport(answer))

    assert why == notifier.tell(0, NOTICE)
    assert ["hooks.example"] == list(notifier.places)
    notifier.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise imports what Python gives up
def test_an_address_nobody_understands_is_refused_without_showing_it() -> None:
    pytest.importorskip("apprise")
    with pytest.raises(Refusal) as refused:
        Notifier(["nonsense://user:hunter2@somewhere"])

    assert "nonsense" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise imports what Python gives up
def test_other_schemes_go_through_apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    apprise = pytest.importorskip("apprise")
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        apprise.Apprise, "notify", lambda self, title, body: told.append((title, body)) or len(told) == 1
    )
    notifier = Notifier(["json://localhost:9/x"])

    assert notifier.tell(0, NOTICE) is None
    assert [("job 1 failed", "why")] == told
    assert "apprise could not deliver it" == notifier.tell(0, NOTICE)
    notifier.close()


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        (Finished(outcome=Outcome.SUCCESS), "job_success"),
        (Finished(outcome=Outcome.WITH_FAILURES, counts={"download.missed": 2}), "job_with_failures"),
        (Failed(failure="bug", message="x"), "job_failed"),
        (Paused(reason="only 3 MB are free"), "job_paused"),
        (Paused(reason="the server is stopping", by_itself=True), None),
        (Expired(platform="qq", message="x"), "cookie_expired"),
        (Parked(deaths=3, reason="three died"), "job_paused"),
        (Resumed(), None),
    ],
)
def test_what_is_worth_telling(fact: Fact, what: str | None) -> None:
    notice = notice_of(event(fact))

    assert what == (notice.event if notice else None)


def test_without_addresses_there_is_nobody_to_tell() -> None:
    assert notifier_of(Settings()) is None
