"""Telling people elsewhere: what is sent, that it is best effort, and that addresses stay secret."""

from __future__ import annotations

import json
import logging

import httpx
import pytest

from catalogsync.adapters.notify import Notice, Notifier
from catalogsync.bootstrap.notices import notice_of, notifier_of, teller
from catalogsync.config import Settings
from catalogsync.domain.event import Event, Fact
from catalogsync.domain.job import Failed, Finished, Outcome, Paused, Resumed
from catalogsync.domain.session import Expired
from catalogsync.pipeline.errors import Refusal

NOTICE = Notice("job_failed", "job 1 failed", "why", "1", 7, 1000)
HOOK = "https://hooks.example/secret-path?key=abc"


def event(fact: Fact) -> Event[Fact]:
    return Event(originator_id="job:1", originator_version=3, at_ms=5, actor="runner", fact=fact, position=9)


def test_a_webhook_gets_the_notice_as_json() -> None:
    got: list[httpx.Request] = []
    notifier = Notifier([HOOK], httpx.MockTransport(lambda r: got.append(r) or httpx.Response(204)))
    notifier.tell(NOTICE)
    notifier.close()

    assert [HOOK] == [str(request.url) for request in got]
    assert NOTICE.as_json() == json.loads(got[0].content)


@pytest.mark.parametrize("status", [500, None])
def test_a_failing_webhook_is_logged_without_its_address_and_the_next_is_told(
    status: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    got: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        got.append(request.url.host)
        if status is None:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status)

    with caplog.at_level(logging.WARNING):
        notifier = Notifier([HOOK, "http://other.example/x"], httpx.MockTransport(answer))
        notifier.tell(NOTICE)
        notifier.close()

    assert ["hooks.example", "other.example"] == got
    assert "hooks.example" in caplog.text
    assert "secret-path" not in caplog.text
    assert "key=abc" not in caplog.text


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
    monkeypatch.setattr(apprise.Apprise, "notify", lambda self, title, body: told.append((title, body)))
    notifier = Notifier(["json://localhost:9/x"])
    notifier.tell(NOTICE)
    notifier.close()

    assert [("job 1 failed", "why")] == told


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        (Finished(outcome=Outcome.SUCCESS), "job_success"),
        (Finished(outcome=Outcome.WITH_FAILURES, counts={"download.missed": 2}), "job_with_failures"),
        (Failed(failure="bug", message="x"), "job_failed"),
        (Paused(reason="only 3 MB are free"), "job_paused"),
        (Paused(reason="the server is stopping", by_itself=True), None),
        (Expired(platform="qq", message="x"), "cookie_expired"),
        (Resumed(), None),
    ],
)
def test_what_is_worth_telling(fact: Fact, what: str | None) -> None:
    notice = notice_of(event(fact))

    assert what == (notice.event if notice else None)


def test_only_chosen_events_are_told() -> None:
    settings = Settings(notify_urls=HOOK, notify_on=("job_failed",))
    got: list[bytes] = []
    notifier = Notifier([HOOK], httpx.MockTransport(lambda r: got.append(r.content) or httpx.Response(204)))
    tell = teller(settings, notifier)
    tell(event(Finished(outcome=Outcome.SUCCESS)))
    tell(event(Failed(failure="bug", message="x")))
    notifier.close()

    assert ["job_failed"] == [json.loads(raw)["event"] for raw in got]


def test_without_addresses_there_is_nobody_to_tell() -> None:
    assert notifier_of(Settings()) is None
