"""What the guard lets through and what it refuses, before any route is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from catalogsync.api.security import COOKIE, check_bind
from catalogsync.api.sessions import Sessions, clean_name
from catalogsync.config import Settings
from catalogsync.pipeline.errors import Refusal
from tests.api.conftest import Asked, fill, open_app

Opens = Callable[..., Asked]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opens]:
    """Opens the application with some settings."""
    with ExitStack() as stack:

        def make(**settings: object) -> Asked:
            made = open_app(tmp_path, stack, **settings)
            fill(made.shop)
            return made

        yield make


def code(asked: Asked, method: str, path: str, **more: object) -> tuple[int, str]:
    answer = asked.ask(method, path, **more)
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost:port"])
def test_a_host_we_are_not_called_is_refused(asked: Asked, host: str) -> None:
    assert (421, "host_not_allowed") == code(asked, "GET", "/api/v1/jobs", headers={"host": host})


@pytest.mark.parametrize("host", ["localhost:18080", "127.0.0.1", "[::1]:9", "LOCALHOST"])
def test_names_of_this_machine_are_taken(asked: Asked, host: str) -> None:
    assert 200 == asked.ask("GET", "/healthz", headers={"host": host}).status_code


def test_further_names_are_a_setting(opens: Opens) -> None:
    asked = opens(allowed_hosts=("nas.local",))

    assert 200 == asked.ask("GET", "/healthz", headers={"host": "nas.local:18080"}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_write_from_elsewhere_is_refused_and_changes_nothing(asked: Asked, headers: dict[str, str]) -> None:
    before = asked.shop.log.last_position()

    assert (403, "foreign_origin") == code(asked, "POST", "/api/v1/runner/pause", headers=headers)
    assert before == asked.shop.log.last_position()


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1:18080"}, {"idempotency-key": "1"}],
)
def test_a_write_from_our_own_pages_or_a_program_is_taken(asked: Asked, headers: dict[str, str]) -> None:
    assert 200 == asked.ask("POST", "/api/v1/runner/pause", headers=headers, json={}).status_code


def test_every_answer_carries_the_headers_that_keep_browsers_strict(asked: Asked) -> None:
    for path in ("/healthz", "/api/v1/jobs", "/api/v1/nope", "/login"):
        headers = asked.ask("GET", path).headers
        policy = headers["content-security-policy"]

        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "nosniff" == headers["x-content-type-options"]


def test_bodies_and_headers_have_limits(asked: Asked) -> None:
    big = b"x" * 1_000_001

    assert (413, "body_too_large") == code(asked, "POST", "/api/v1/jobs", content=big)
    assert (431, "headers_too_large") == code(asked, "GET", "/healthz", headers={"x-long": "y" * 40_000})


def test_a_body_that_does_not_say_its_length_has_the_same_limit(asked: Asked) -> None:
    async def endless() -> object:
        for _ in range(20):
            yield b'"' + b"x" * 100_000

    assert (413, "body_too_large") == code(asked, "POST", "/api/v1/jobs", content=endless())


def test_listening_beyond_this_machine_needs_a_secret() -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::", "nas.local"):
        with pytest.raises(Refusal, match="CATALOGSYNC_PASSWORD"):
            check_bind(Settings(host=host))
        check_bind(Settings(host=host, token="t"))
    check_bind(Settings(host="127.0.0.2"))
    check_bind(Settings(host="localhost"))


def test_with_a_password_nobody_gets_in_without_it(opens: Opens) -> None:
    asked = opens(password="right")

    assert (401, "unauthorized") == code(asked, "GET", "/api/v1/jobs")
    assert 200 == asked.ask("GET", "/healthz").status_code
    page = asked.ask("GET", "/", headers={"accept": "text/html"})
    assert (303, "/login") == (page.status_code, page.headers["location"])


def log_in(asked: Asked, password: str) -> object:
    return asked.ask(
        "POST",
        "/login",
        data={"name": "anna <b>", "password": password},
        headers={"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"},
    )


def test_logging_in_opens_a_session_and_events_carry_the_name(opens: Opens) -> None:
    asked = opens(password="right")
    cookie = log_in(asked, "right").headers["set-cookie"]
    secret = cookie.split(";")[0].removeprefix(f"{COOKIE}=")
    asked.headers["cookie"] = f"{COOKIE}={secret}"
    asked.post("/api/v1/runner/pause")

    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    assert "console:annab" == asked.shop.log.load("runner:main")[-1].actor
    asked.ask("POST", "/logout", headers={"sec-fetch-site": "same-origin"})
    assert 401 == asked.ask("GET", "/api/v1/jobs").status_code


def test_the_read_only_role_looks_and_changes_nothing(opens: Opens) -> None:
    asked = opens(token="rw", read_token="ro")
    asked.headers["authorization"] = "Bearer ro"

    assert asked.get("/api/v1/jobs")["items"]
    assert (403, "read_only_role") == code(asked, "POST", "/api/v1/runner/pause", json={})
    asked.headers["authorization"] = "Bearer rw"
    assert 200 == asked.ask("POST", "/api/v1/runner/pause", json={}).status_code


def test_guessing_is_slowed_down(opens: Opens) -> None:
    asked = opens(password="right", token="t")
    tries = [log_in(asked, f"wrong {n}").status_code for n in range(7)]

    assert [401] * 5 == tries[:5]
    assert 429 == tries[-1]
    assert 429 == log_in(asked, "right").status_code
    assert (429, "too_many_tries") == code(
        asked, "GET", "/api/v1/jobs", headers={"authorization": "Bearer guess"}
    )


def test_the_lock_on_guessing_ends_and_grows() -> None:
    now = 0.0
    sessions = Sessions(Settings(password="right"), lambda: now)
    for _ in range(6):
        sessions.log_in("a", "", "wrong")
    first = sessions.locked_s("a")
    now += first
    free = sessions.locked_s("a")
    sessions.log_in("a", "", "wrong")

    assert 0 < first < sessions.locked_s("a")
    assert (0, 0) == (free, sessions.locked_s("b"))


def test_a_session_ends_after_its_time() -> None:
    now = 0.0
    sessions = Sessions(Settings(password="right"), lambda: now)
    secret = sessions.log_in("a", "anna", "right")
    assert secret is not None
    assert sessions.of_cookie(secret)
    now += 15 * 86_400

    assert sessions.of_cookie(secret) is None


def test_names_are_made_safe_for_events() -> None:
    assert "scriptx" == clean_name("<script>x\n\u202e")
    assert "operator" == clean_name(" \0 ")


def test_while_another_console_is_the_runner_this_one_only_shows(asked: Asked) -> None:
    from catalogsync.bootstrap.workshop import run_lock

    with run_lock(asked.shop.settings).acquire("catalogsync serve"):
        asked.console.runner.turn()
        status, said = code(asked, "POST", "/api/v1/jobs", json={"kind": "sync_only"})
        runner = asked.get("/api/v1/runner")

    assert (423, "read_only") == (status, said)
    assert "catalogsync serve (process" in runner["read_only"]


def test_while_a_command_line_run_holds_the_store_jobs_are_queued_and_say_who(asked: Asked) -> None:
    from catalogsync.bootstrap.workshop import run_lock

    with run_lock(asked.shop.settings).acquire("catalogsync run"):
        asked.console.runner.turn()
        job = asked.post("/api/v1/jobs", {"kind": "sync_only"})

    assert "catalogsync run (process" in job["waits"]


def test_the_login_form_speaks_the_language_of_the_browser_and_of_its_switch(opens: Opens) -> None:
    asked = opens(password="right")
    browser = asked.ask("GET", "/login", headers={"accept-language": "zh-CN,zh;q=0.9"})
    switched = asked.ask("GET", "/login?lang=en", headers={"accept-language": "zh-CN"})
    nonsense = asked.ask("GET", "/login?lang=<script>")

    assert "密码" in browser.text
    assert 'lang="zh-CN"' in browser.text
    assert "Password" in switched.text
    assert "lang=en" in switched.headers["set-cookie"]
    assert "set-cookie" not in nonsense.headers
    assert "<script>" not in nonsense.text
