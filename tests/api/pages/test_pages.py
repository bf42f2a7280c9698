"""The pages as a browser asks for them, without script: real links, real forms, whatever platforms call things."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import httpx
import pytest

from catalogsync.api.i18n import LANGUAGES
from catalogsync.domain.song import About, Artist, Candidate, Searched, Song
from tests.api.conftest import Asked

PAGES = (
    "/",
    "/jobs",
    "/jobs/new",
    "/jobs/1",
    "/jobs/1/inside",
    "/recipes",
    "/recipes/new",
    "/playlists",
    "/playlists/1",
    "/playlists/1?a=1&b=1",
    "/songs",
    "/songs/1",
    "/songs/2",
    "/artists",
    "/artists/1",
    "/files",
    "/wanted",
    "/review",
    "/sources",
    "/events",
    "/events/1",
    "/events?stream=song:qq:1",
    "/events?name=song.obtained",
    "/projections",
    "/settings",
    "/settings?tab=text",
    "/settings?tab=versions",
    "/logs",
)
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202edcba' + "长" * 10_000


def page(asked: Asked, path: str, *, lang: str = "en", status: int = 200) -> str:
    answer = asked.ask("GET", path, headers={"accept": "text/html", "cookie": f"lang={lang}"})
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def submit(asked: Asked, path: str, **fields: object) -> httpx.Response:
    """Send a form as a browser does."""
    return asked.ask(
        "POST",
        path,
        content=urlencode(fields, doseq=True),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
            "accept": "text/html",
        },
    )


def hold(asked: Asked) -> str:
    """Song 2 gets two candidates that a person has to look at."""
    candidates = [
        Candidate(song_id=id_, about=About(title=EVIL), verdict="hold", total=0.7, parts={"title": 0.7})
        for id_ in ("11", "12")
    ]

    def search(song: Song) -> None:
        song.record(Searched(source="kuwo", query="q", rules=1, candidates=candidates))
        song.miss("held", "a person has to look", [], None)

    asked.shop.catalog.change(Song, "song:qq:2", search)
    return "qq:2"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_every_language(asked: Asked, path: str, lang: str) -> None:
    text = page(asked, path, lang=lang)

    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_content_policy_forbids(asked: Asked, path: str) -> None:
    text = page(asked, path)

    assert not re.search(r"<script(?! src=\"/static/)", text)
    assert not re.search(r"\s(style|on\w+)=\"", text)


def test_hostile_names_are_text_everywhere(asked: Asked) -> None:
    def rename(song: Song) -> None:
        song.observe("qq", "2", About(title=EVIL, artists=[Artist(name=EVIL)], album=EVIL))

    asked.shop.catalog.change(Song, "song:qq:2", rename)
    hold(asked)

    for path in (
        "/songs",
        "/songs/2",
        "/wanted",
        "/review",
        "/playlists/1",
        "/artists",
        "/events",
        "/jobs/1",
    ):
        text = page(asked, path)
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "\u202e" not in text, path
        assert "长" * 500 not in text, path


def test_what_is_not_there_is_said_in_the_design(asked: Asked) -> None:
    for path in ("/nowhere", "/songs/qq:404", "/playlists/404", "/jobs/404", "/events/999999", "/artists/0"):
        assert "404" in page(asked, path, status=404)


def test_a_search_lists_what_fits_and_a_bad_one_says_what_is_wrong(asked: Asked) -> None:
    assert "夜曲" in page(asked, "/songs?q=title:夜曲")
    assert "夜曲" not in page(asked, "/songs?q=title:海")
    assert 'aria-invalid="true"' in page(asked, "/songs?q=nonsense:x", status=422)


def test_a_form_in_error_says_so_at_the_field_and_loses_nothing(asked: Asked) -> None:
    answer = submit(asked, "/jobs", kind="sync_only", limit="many", playlists="1")

    assert answer.status_code == 422
    assert 'id="w-limit"' in answer.text
    assert 'value="many"' in answer.text
    assert 'name="playlists" value="1"' in answer.text


def test_a_double_click_queues_one_job(asked: Asked) -> None:
    first = submit(asked, "/jobs", kind="sync_only", command="once")
    second = submit(asked, "/jobs", kind="sync_only", command="once")

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


def test_the_whole_filter_is_excluded_with_an_exact_count(asked: Asked) -> None:
    answer = submit(asked, "/songs", do="exclude", whole="1", q="title:海", back="/songs")

    assert answer.status_code == 303
    assert "song.excluded" in asked.names("song:qq:3")
    assert "song.excluded" not in asked.names("song:qq:1")


def test_playlists_are_excluded_and_wanted_by_ticks(asked: Asked) -> None:
    submit(asked, "/playlists", do="exclude", pick=["1"])
    submit(asked, "/playlists", do="want", pick=["1"])

    assert asked.names("playlist:qq:100")[-2:] == ["playlist.excluded", "playlist.wanted"]


def test_a_word_on_a_candidate_is_an_event_with_its_actor_and_can_be_taken_back(asked: Asked) -> None:
    song = hold(asked)

    submit(asked, "/review/reject", song=song, candidate="kuwo:11")
    version = asked.shop.log.load("song:qq:2")[-1].originator_version
    assert "kuwo:11" not in page(asked, "/review")
    submit(asked, f"/review/undo/{song}/{version}")

    events = asked.shop.log.load("song:qq:2")[-2:]
    assert [event.name for event in events] == ["song.candidate_rejected", "song.decision_taken_back"]
    assert {event.actor for event in events} == {"console:local"}
    assert "kuwo:11" in page(asked, "/review")
    assert "took it back" in page(asked, "/songs/2")


def test_none_of_these_is_taken_back_by_one_click(asked: Asked) -> None:
    song = hold(asked)

    answer = submit(asked, "/review/none", song=song)
    undo = re.search(r"/review/undo/[^\"]+", unquote(unquote(answer.headers["set-cookie"])))
    assert undo is not None
    submit(asked, undo[0])
    submit(asked, undo[0])

    assert asked.names("song:qq:2").count("song.decision_taken_back") == 2
    assert "kuwo:12" in page(asked, "/review")


def test_the_api_takes_back_the_newest_word_on_a_candidate(asked: Asked) -> None:
    hold(asked)
    candidate = {"source": "kuwo", "source_song_id": "11"}

    asked.post("/api/v1/songs/qq:2/candidates/accept", candidate)
    assert [one["source_song_id"] for one in asked.get("/api/v1/reviews")] == ["12"]

    assert asked.post("/api/v1/songs/qq:2/candidates/undo", candidate) == {"n": 1}
    assert asked.post("/api/v1/songs/qq:2/candidates/undo", candidate) == {"n": 0}
    assert [one["source_song_id"] for one in asked.get("/api/v1/reviews")] == ["11", "12"]


def test_none_of_these_rejects_all_candidates_of_the_song(asked: Asked) -> None:
    song = hold(asked)

    submit(asked, "/review/none", song=song)

    assert asked.names("song:qq:2").count("song.candidate_rejected") == 2
    assert "kuwo:11" not in page(asked, "/review")


def test_a_source_is_pinned_and_released(asked: Asked) -> None:
    submit(asked, "/sources/qq/kuwo/pin")
    submit(asked, "/sources/qq/kuwo/release")

    assert asked.names("fallback:order") == ["fallback.pinned", "fallback.released"]


def test_everything_is_paused_and_said_on_every_page(asked: Asked) -> None:
    submit(asked, "/runner/hold")

    assert asked.names("runner:main") == ["runner.held"]


def test_a_form_cannot_lead_away_from_the_console(asked: Asked) -> None:
    for away in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert submit(asked, "/look", lang="zh", back=away).headers["location"] == "/"


def test_a_write_from_another_site_is_refused(asked: Asked) -> None:
    answer = asked.ask(
        "POST",
        "/runner/hold",
        content="",
        headers={"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403
    assert asked.names("runner:main") == []


def test_the_language_is_kept_by_the_switch(asked: Asked) -> None:
    answer = submit(asked, "/look", lang="zh", theme="dark", back="/songs")

    assert answer.headers["location"] == "/songs"
    assert {"lang=zh", "theme=dark"} <= {c.split(";")[0] for c in answer.headers.get_list("set-cookie")}
