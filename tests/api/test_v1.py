"""The JSON API: pages by key, commands as events with an actor, one form for every error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalogsync.domain.file import File, Verified
from tests.api.conftest import Asked


def error(asked: Asked, method: str, path: str, **more: object) -> tuple[int, str]:
    answer = asked.ask(method, path, **more)
    return answer.status_code, answer.json()["error"]["code"]


def test_songs_come_in_pages_by_key(asked: Asked) -> None:
    first = asked.get("/api/v1/songs?limit=2")
    rest = asked.get(f"/api/v1/songs?limit=2&after={first['next']}")

    assert ["qq:1", "qq:2", "qq:3"] == [row["id"] for row in first["items"] + rest["items"]]
    assert rest["next"] is None


def test_the_filter_language_is_the_one_of_the_command_line(asked: Asked) -> None:
    assert ["qq:2"] == [
        row["id"] for row in asked.get("/api/v1/songs?filter=state:missed reason:vip")["items"]
    ]
    assert (422, "refused") == error(asked, "GET", "/api/v1/songs?filter=shoe:42")


def test_a_playlist_shows_its_songs_in_its_order(asked: Asked) -> None:
    rows = asked.get("/api/v1/playlists/1/songs")["items"]

    assert [(1, "qq:1"), (2, "qq:2"), (3, "qq:3")] == [(row["place"], row["id"]) for row in rows]
    assert "<b>夜</b>" == asked.get("/api/v1/playlists/qq:100")["title"]


def test_what_is_wanted_says_why(asked: Asked) -> None:
    assert {"vip": 1, "not tried yet": 1} == {
        row["reason"]: row["n"] for row in asked.get("/api/v1/wanted/reasons")
    }


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/songs/99",
        "/api/v1/playlists/qq:nope",
        "/api/v1/jobs/nope",
        "/api/v1/schedules/9",
        "/api/v1/zzz",
    ],
)
def test_what_is_not_there_is_not_found(asked: Asked, path: str) -> None:
    assert (404, "not_found") == error(asked, "GET", path)


def test_a_click_is_an_event_with_its_actor(asked: Asked) -> None:
    asked.post("/api/v1/songs/exclude", {"songs": ["3"]})
    event = asked.get("/api/v1/events?name=song.excluded")["items"][0]

    assert ("song:qq:3", "console:local") == (event["stream"], event["actor"])
    assert "excluded" == asked.get("/api/v1/songs/qq:3")["state"]


def test_a_double_click_is_one_job(asked: Asked) -> None:
    body = {"kind": "sync_only", "scope": {"playlists": ["1"], "limit": 5}}
    ids = {asked.post("/api/v1/jobs", body, headers={"idempotency-key": "k"})["id"] for _ in range(2)}
    job = asked.get(f"/api/v1/jobs/{ids.pop()}")

    assert not ids
    assert ["qq:100"] == job["scope"]["playlists"]
    assert ("queued", "catalog", "console:local") == (job["phase"], job["lane"], job["actor"])
    assert not [name for name in job["settings"] if "cookie" in name or "password" in name]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "bake_bread"}, 422, "refused"),
        ({"kind": "sync_only", "scope": {"platforms": ["spotify"]}}, 422, "invalid"),
        ({"kind": "sync_only", "scope": {"playlists": ["77"]}}, 404, "not_found"),
        ({"kind": "sync_only", "scope": {"limit": 0}}, 422, "invalid"),
        ({"kind": "sync_only", "settings": {"db": "/etc/passwd"}}, 422, "invalid"),
        ({"kind": "download_only", "settings": {"workers": 5000}}, 422, "invalid"),
        ({"kind": "download_only", "scope": {"filter": "shoe:42"}}, 422, "refused"),
        ({"kind": "sync_only", "surprise": 1}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused_and_nothing_is_queued(
    asked: Asked, body: dict[str, object], status: int, code: str
) -> None:
    before = asked.shop.log.last_position()

    assert (status, code) == error(asked, "POST", "/api/v1/jobs", json=body)
    assert before == asked.shop.log.last_position()


def test_the_queue_is_reordered_paused_resumed_and_cancelled(asked: Asked) -> None:
    one, two, three = (asked.post("/api/v1/jobs", {"kind": "sync_only"})["id"] for _ in range(3))
    asked.post(f"/api/v1/jobs/{three}/move", {"before": one})
    asked.post(f"/api/v1/jobs/{one}/pause", {"reason": "later"})

    assert [three, one, two] == [row["id"] for row in asked.get("/api/v1/queue")]
    assert "later" == asked.get(f"/api/v1/jobs/{one}")["reason"]
    assert "queued" == asked.post(f"/api/v1/jobs/{one}/resume")["phase"]
    asked.post(f"/api/v1/jobs/{three}/move", {})
    assert [one, two, three] == [row["id"] for row in asked.get("/api/v1/queue")]
    assert "cancelled" == asked.post(f"/api/v1/jobs/{two}/cancel")["outcome"]
    assert (409, "not_now") == error(asked, "POST", f"/api/v1/jobs/{two}/resume", json={})


def test_jobs_moved_to_the_front_again_and_again_find_room(asked: Asked) -> None:
    ids = [asked.post("/api/v1/jobs", {"kind": "sync_only"})["id"] for _ in range(3)]
    for n in range(30):
        ids = [ids[-1], *ids[:-1]] if n % 2 else [ids[1], ids[0], *ids[2:]]
        asked.post(f"/api/v1/jobs/{ids[0]}/move", {"before": ids[1]})

        assert ids == [row["id"] for row in asked.get("/api/v1/queue")]


def test_a_job_tells_its_failures_by_cause_and_retries_them(asked: Asked) -> None:
    job = asked.get("/api/v1/jobs/j1")
    retried = asked.post("/api/v1/jobs/j1/retry", {"failure": "vip"})
    new = asked.get(f"/api/v1/jobs/{retried['job']}")

    assert [("song", "vip", 1, ["qq:2"])] == [
        (f["kind"], f["failure"], f["n"], f["sample"]) for f in job["failures"]
    ]
    assert (1, ["qq:2"]) == (retried["songs"], new["scope"]["songs"])
    assert "open" == asked.get("/api/v1/songs/qq:2")["state"]
    assert {"songs": 0, "job": None} == asked.post("/api/v1/jobs/j1/retry", {"failure": "region"})


def test_a_double_click_on_retry_opens_the_songs_once(asked: Asked) -> None:
    key = {"idempotency-key": "r"}
    jobs = {asked.post("/api/v1/jobs/j1/retry", headers=key)["job"] for _ in range(2)}

    assert 1 == len(jobs)
    assert 1 == asked.names("song:qq:2").count("song.reopened")


def test_what_counts_as_done_is_downloaded_again_only_by_force(asked: Asked) -> None:
    plain = asked.post("/api/v1/songs/retry", {"songs": ["qq:1"]})
    forced = asked.post("/api/v1/songs/retry", {"songs": ["qq:1"], "force": True})

    assert plain["job"] is None
    assert forced["job"] is not None


def test_everything_can_be_held_and_released(asked: Asked) -> None:
    assert "by console:local" == asked.post("/api/v1/runner/pause")["held"]
    asked.post("/api/v1/runner/resume")

    assert ["runner.held", "runner.released"] == asked.names("runner:main")


def test_a_recipe_is_saved_run_paused_and_forgotten(asked: Asked) -> None:
    body = {
        "name": "nightly",
        "kind": "sync_only",
        "when": "每天 03:00",
        "conditions": {"quiet": "22:00-06:00"},
    }
    made = asked.post("/api/v1/schedules", body)
    job = asked.post(f"/api/v1/schedules/{made['id']}/run")["job"]

    assert ("0 3 * * *", True) == (made["cron"], made["next_ms"] > 0)
    assert made["id"] == asked.get(f"/api/v1/jobs/{job}")["recipe"]
    assert asked.post(f"/api/v1/schedules/{made['number']}/pause")["paused"]
    assert 204 == asked.ask("DELETE", f"/api/v1/schedules/{made['id']}").status_code
    assert [] == asked.get("/api/v1/schedules")


def test_a_recipe_that_makes_no_sense_is_refused(asked: Asked) -> None:
    for more in ({"when": "now and then"}, {"conditions": {"quiet": "late"}}, {"kind": "upload_everything"}):
        body = {"name": "x", "kind": "sync_only"} | more
        assert (422, "refused") == error(asked, "POST", "/api/v1/schedules", json=body)


def test_a_review_is_decided(asked: Asked) -> None:
    asked.post("/api/v1/songs/qq:2/candidates/accept", {"source": "kuwo", "source_song_id": "9"})
    asked.post("/api/v1/songs/qq:2/candidates/reject", {"source": "kuwo", "source_song_id": "9"})

    assert ["song.candidate_accepted", "song.candidate_rejected"] == asked.names("song:qq:2")[-2:]
    assert (422, "invalid") == error(
        asked,
        "POST",
        "/api/v1/songs/qq:2/candidates/accept",
        json={"source": "myspace", "source_song_id": "9"},
    )


def test_a_source_is_pinned_and_released(asked: Asked) -> None:
    asked.post("/api/v1/sources/qq/migu/pin")
    first = next(row for row in asked.get("/api/v1/sources") if row["origin"] == "qq")
    asked.post("/api/v1/sources/qq/migu/release")

    assert ("migu", "pinned", 1) == (first["source"], first["said"], first["place"])
    assert ["fallback.pinned", "fallback.released"] == asked.names("fallback:order")


def test_events_are_a_feed_with_a_durable_cursor(asked: Asked) -> None:
    seen: list[int] = []
    cursor, more = 0, True
    while more:
        page = asked.get(f"/api/v1/events?after={cursor}&limit=3")
        seen += [event["position"] for event in page["items"]]
        cursor, more = page["cursor"], page["more"]

    assert list(range(1, asked.shop.log.last_position() + 1)) == seen
    assert {"j1"} == {event["job"] for event in asked.get("/api/v1/events?job=j1")["items"]}
    assert (422, "invalid") == error(asked, "GET", "/api/v1/events?name=nope")


def test_projections_tell_where_they_stand(asked: Asked) -> None:
    assert {"following"} == {row["state"] for row in asked.get("/api/v1/projections")}
    assert (409, "not_now") == error(asked, "POST", "/api/v1/projections/jobs/skip", json={"reason": "x"})
    assert "rebuild" == asked.post("/api/v1/projections/rebuild")["kind"]


def test_a_file_is_served_in_parts(asked: Asked) -> None:
    part = asked.ask("GET", "/api/v1/songs/1/file", headers={"range": "bytes=256-259"})

    assert (206, bytes([0, 1, 2, 3])) == (part.status_code, part.content)
    assert "audio/mpeg" == part.headers["content-type"]


@pytest.mark.parametrize("path", ["../secret.txt", "qq/../../secret.txt", "qq/link.mp3", "qq/\0.mp3", "."])
def test_no_recorded_path_leads_out_of_the_library(asked: Asked, path: str) -> None:
    (asked.folder / "secret.txt").write_text("secret")
    (asked.folder / "music" / "qq" / "link.mp3").symlink_to(asked.folder / "secret.txt")
    root = asked.shop.models.connection().execute("SELECT id FROM roots").fetchone()[0]
    fact = Verified(
        root=root,
        path=path,
        size_bytes=6,
        sha256="1" * 64,
        container="mp3",
        quality="high",
        source="qq",
        source_song_id="2",
    )
    asked.shop.catalog.change(File, "file:qq:2", lambda file: file.record(fact))

    assert 404 == asked.ask("GET", "/api/v1/songs/qq:2/file").status_code


def test_metrics_are_prometheus_text(asked: Asked) -> None:
    text = asked.ask("GET", "/metrics").text

    assert 'catalogsync_songs{state="done"} 1' in text
    assert 'catalogsync_missed_songs{failure="vip"} 1' in text


def test_ready_and_alive(asked: Asked) -> None:
    assert "ok\n" == asked.ask("GET", "/healthz").text
    assert asked.get("/readyz")["ready"]


def test_every_operation_is_in_the_openapi_description(asked: Asked) -> None:
    paths = asked.get("/api/v1/openapi.json")["paths"]

    assert {"/api/v1/jobs", "/api/v1/events", "/api/v1/schedules", "/api/v1/settings/env"} <= set(paths)
    assert not [path for path, does in paths.items() for op in does.values() if not op.get("description")]


def test_our_own_fault_is_told_without_its_insides(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret path")

    monkeypatch.setattr(type(asked.shop.queries), "resolve_song", broken)
    answer = asked.ask("GET", "/api/v1/songs/1")

    assert (500, "bug") == (answer.status_code, answer.json()["error"]["code"])
    assert "secret path" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/songs?filtr=state:missed", "unknown query parameter 'filtr'; did you mean 'filter'?"),
        ("/songs?q=state:missed", "unknown query parameter 'q'; choose from after, filter, limit"),
        ("/songs/1?after=2", "unknown query parameter 'after'; this address takes none"),
        (f"/jobs?{'x' * 5_000}=1", f"unknown query parameter '{'x' * 100}'; choose from "),
    ],
)
def test_what_cannot_be_asked_is_refused_and_not_left_out(asked: Asked, path: str, said: str) -> None:
    answer = asked.ask("GET", f"/api/v1{path}")

    assert 422 == answer.status_code
    assert answer.json()["error"]["message"].startswith(said)


def test_no_route_takes_a_query_parameter_that_it_does_not_name(asked: Asked) -> None:
    found = asked.get("/api/v1/openapi.json")["paths"]
    asked_in_vain = {
        (method, path): asked.ask(method, path.replace("{", "").replace("}", "") + "?wrong=1", json={})
        for path, methods in found.items()
        if path.startswith("/api/v1/")
        for method in methods
    }

    assert asked_in_vain
    assert {422} == {answer.status_code for answer in asked_in_vain.values()}
    assert all("'wrong'" in answer.json()["error"]["message"] for answer in asked_in_vain.values())


def test_no_body_takes_a_field_that_it_does_not_name(asked: Asked) -> None:
    objects = {name: shape for name, shape in _bodies(asked).items() if shape["type"] == "object"}

    assert {"SongsIn", "ScopeIn", "ConditionsIn"} <= set(objects)
    assert [] == [name for name, shape in objects.items() if shape.get("additionalProperties") is not False]


def test_every_field_of_a_body_is_in_the_docs(asked: Asked) -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\w+", page.partition("## Bodies")[2].partition("## Answers")[0]))

    assert (
        set() == {field for shape in _bodies(asked).values() for field in shape.get("properties", ())} - told
    )


def _bodies(asked: Asked) -> dict[str, Any]:
    """The shapes that bodies take, by name, those inside others too."""
    found = asked.get("/api/v1/openapi.json")
    shapes = found["components"]["schemas"]
    bodies = [route.get("requestBody") for methods in found["paths"].values() for route in methods.values()]
    taken, further = set[str](), _shapes_in(bodies)
    while further:
        taken |= further
        further = _shapes_in([shapes[name] for name in further]) - taken
    return {name: shapes[name] for name in taken}


def _shapes_in(part: object) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(part)))
