"""What an operator does all day, in a real browser. The tests go on from one another's store, in any order."""

from __future__ import annotations

import re
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import About, Candidate, Searched, Song
from tests.browser.conftest import PATIENCE_MS, Site, fresh

PAGES = [
    "/",
    "/jobs",
    "/jobs/new",
    "/recipes",
    "/recipes/new",
    "/playlists",
    "/playlists/1",
    "/songs",
    "/songs/1",
    "/artists",
    "/files",
    "/wanted",
    "/review",
    "/sources",
    "/storage",
    "/storage/register",
    "/storage/backends/disk2",
    "/storage/backends/disk2?show=waiting",
    "/events",
    "/events/1",
    "/projections",
    "/settings",
    "/settings?tab=text",
    "/settings?tab=versions",
    "/logs",
    "/nowhere",
    "/login",
]
ENDED = re.compile("done|with failures")


def expect() -> Any:
    from playwright.sync_api import expect as told

    told.set_options(timeout=PATIENCE_MS)
    return told


def queue(page: Any, kind: str, limit: str) -> str:
    """Queue a job with the form; its page is open afterwards, its number the answer."""
    page.goto("/jobs/new")
    page.check(f"input[name=kind][value={kind}]")
    page.fill("input[name=limit]", limit)
    page.click("main form.sheet button.main")
    page.wait_for_url(re.compile(r"/jobs/\d+$"))
    return str(page.url.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def filled(site: Site, browser: Any) -> Site:
    """A store in which one full run has ended."""
    context = fresh(browser, site)
    tab = context.new_page()
    queue(tab, "catalog_sync", "3")
    expect()(tab.locator("#job-head .st")).to_have_text(ENDED)
    (site.folder / "disk2").mkdir()
    tab.goto("/storage/register")
    tab.check("input[name=kind][value=folder]")
    tab.fill("input[name=name]", "disk2")
    tab.fill("input[name=location]", str(site.folder / "disk2"))
    tab.click("main form.sheet button.main")
    tab.wait_for_url("**/storage/backends/disk2")
    context.close()
    return site


def stop_the_clock(page: Any) -> None:
    """The page's clock shows the same time from now on: two keys are then pressed one right after the other."""
    page.clock.set_fixed_time(datetime.now(UTC))


def hold(site: Site) -> str:
    """Another process finds candidates for a song that a person has to look at; the song's number."""
    with site.beside() as shop:
        shop.models.catch_up()
        row = (
            shop.models.connection()
            .execute("SELECT id, number FROM songs ORDER BY number DESC LIMIT 1")
            .fetchone()
        )
        found = [
            Candidate(song_id=n, about=About(title="想要的"), verdict="hold", total=0.7, parts={"title": 0.7})
            for n in ("901", "902")
        ]

        def search(song: Song) -> None:
            song.record(Searched(source="kuwo", query="q", rules=1, candidates=found))
            song.miss("held", "a person has to look", [], None)

        shop.catalog.change(Song, stream_id("song", Key.parse(row["id"])), search)
        return str(row["number"])


def test_a_job_queued_from_the_page_is_watched_until_it_has_ended(page: Any, site: Site) -> None:
    queue(page, "catalog_sync", "3")
    expect()(page.locator("#fresh")).to_have_class(re.compile("live"))

    expect()(page.locator("#job-head .st")).to_have_text(ENDED)
    expect()(page.locator("#job-stages")).to_contain_text("download")
    expect()(page.locator("#job-timeline")).to_contain_text("Ended")


def test_everything_pauses_and_goes_on(page: Any, filled: Site) -> None:
    page.goto("/")
    page.click("text=Pause all")
    expect()(page.locator(".note.warn")).to_contain_text("Everything is paused")
    queue(page, "sync_only", "1")
    expect()(page.locator("#job-head")).to_contain_text("everything is paused")

    page.click("text=Resume all")

    expect()(page.locator("#job-head .st")).to_have_text("done")


def test_a_waiting_job_is_paused_resumed_and_cancelled(page: Any, filled: Site) -> None:
    page.goto("/")
    page.click("text=Pause all")
    number = queue(page, "sync_only", "1")
    page.click("#job-head button:has-text('Pause')")
    expect()(page.locator("#job-head .st")).to_have_text("paused")
    page.click("#job-head button:has-text('Resume')")
    expect()(page.locator("#job-head .st")).to_have_text("queued")
    page.click("#job-head button:has-text('Cancel')")
    expect()(page.locator("#job-head .st")).to_have_text("cancelled")

    page.click("text=Resume all")
    page.goto("/jobs")
    expect()(page.locator(f"#job-{number}")).to_contain_text("cancelled")


def test_a_failure_group_is_tried_again_by_one_click(page: Any, filled: Site) -> None:
    page.goto("/jobs/1")
    group = page.locator("#job-failures button:has-text('Retry these')").first
    if group.count() == 0:
        pytest.skip("the sandbox refused nothing")
    group.click()

    page.wait_for_url(re.compile(r"/jobs/(?!1$)"))
    expect()(page.locator(".note.good")).to_contain_text("tried again")
    expect()(page.locator("#job-head .st")).to_have_text(ENDED)


def test_a_match_is_rejected_by_key_and_taken_back(page: Any, filled: Site) -> None:
    page.goto("/review")
    number = hold(filled)  # seen without a reload: another process wrote it
    held = page.locator(f"#rv-{number} .match")
    expect()(held).to_have_count(2)
    while held.locator("xpath=self::*[@data-cursor]").count() == 0:  # others may wait before it
        page.keyboard.press("j")
    page.keyboard.press("r")
    expect()(held).to_have_count(1)
    expect()(page.locator(".note.good")).to_contain_text("Rejected kuwo:901")

    page.keyboard.press("u")

    expect()(page.locator(".note.good")).to_contain_text("Taken back")
    expect()(held).to_have_count(2)
    page.locator(f"#rv-{number} button:has-text('None of these')").click()
    expect()(held).to_have_count(0)


def test_what_a_backend_lacks_is_uploaded_checked_and_seen_on_the_song(page: Any, filled: Site) -> None:
    page.goto("/")
    stop_the_clock(page)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/storage")
    page.click("text=disk2")
    page.click("button:has-text('Upload')")
    expect()(page.locator("#job-head .st")).to_have_text("done")
    next((filled.folder / "disk2").rglob("*.mp3")).unlink()

    page.goto("/storage/backends/disk2")
    page.click("button:text-is('Check')")
    expect()(page.locator("#job-head .st")).to_have_text("with failures")
    page.goto("/storage/backends/disk2")

    expect()(page.locator("#st-check")).to_contain_text("missing")
    page.locator("#st-check li a").first.click()
    expect()(page.locator("#so-file")).to_contain_text("disk2")
    expect()(page.locator("#so-file .st-lost")).to_be_visible()


def test_a_wrong_backend_is_refused_at_its_field(page: Any, filled: Site) -> None:
    page.goto("/storage/register")
    page.fill("input[name=name]", "cloud")
    page.fill("input[name=bucket]", "music")
    page.fill("input[name=endpoint]", "s3.example.com")
    page.click("main form.sheet button.main")

    expect()(page.locator("#w-endpoint")).to_be_visible()
    expect()(page.locator("input[name=bucket]")).to_have_value("music")


def test_a_setting_is_changed_refused_at_its_field_and_rolled_back(page: Any, filled: Site) -> None:
    page.goto("/settings")
    page.fill("#s-workers", "6")
    page.click("button:has-text('Save')")
    expect()(page.locator(".note.good")).to_contain_text("workers")
    assert "CATALOGSYNC_WORKERS=6" in (filled.folder / "c.env").read_text()
    page.fill("#s-workers", "9999")
    page.click("button:has-text('Save')")
    expect()(page.locator("#w-workers")).to_be_visible()
    expect()(page.locator("#s-workers")).to_have_value("9999")

    page.goto("/settings?tab=versions")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("button:has-text('Restore')").last.click()

    expect()(page.locator(".note.good")).to_contain_text("workers")
    assert "CATALOGSYNC_WORKERS=4" in (filled.folder / "c.env").read_text()


def test_two_tabs_see_what_either_does_and_keep_their_ticks(page: Any, filled: Site) -> None:
    page.goto("/songs")
    other = page.context.new_page()
    other.goto("/songs")
    row = page.locator("main tbody tr").last
    number = (row.get_attribute("id") or "").removeprefix("song-")
    other.locator("input[name=pick]").first.check()
    page.goto(f"/songs/{number}")
    page.click("#so-head button:has-text('Exclude')")
    expect()(page.locator("#so-head .st")).to_have_text("excluded")

    expect()(other.locator(f"#song-{number} .st")).to_have_text("excluded")
    expect()(other.locator("input[name=pick]").first).to_be_checked()
    page.click(".note button:has-text('Undo')")
    expect()(other.locator(f"#song-{number} .st")).not_to_have_text("excluded")


def test_a_cut_line_is_mended_and_the_gap_is_caught_up(page: Any, filled: Site) -> None:
    page.goto("/events")
    expect()(page.locator("#fresh")).to_have_class(re.compile("live"))
    newest = page.locator("#ev-list tbody tr").first.get_attribute("id")
    port = int(filled.address.rsplit(":", 1)[1])
    filled.stop(signal.SIGKILL)
    with filled.beside() as shop:
        shop.catalog.change(Song, "song:qq:cut", lambda song: song.observe("qq", "cut", About(title="断线")))
    filled.start(port)

    expect()(page.locator("#ev-list tbody tr").first).not_to_have_id(str(newest))
    expect()(page.locator("#ev-list")).to_contain_text("断线")
    expect()(page.locator("#fresh")).to_have_class(re.compile("live"))


def test_the_console_speaks_chinese_and_goes_dark(page: Any, filled: Site) -> None:
    page.goto("/playlists")
    page.click("#look summary")
    page.click("#look button:has-text('中文')")
    expect()(page.locator("h1")).to_have_text("歌单")
    page.click("#look summary")
    page.click("#look button:has-text('深色')")

    expect()(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect()(page.locator("nav.side")).to_contain_text("待获取")


def test_the_keyboard_leads_everywhere(page: Any, filled: Site) -> None:
    page.goto("/")
    stop_the_clock(page)
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/songs")
    page.keyboard.press("/")
    page.keyboard.type("state:done")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=state"))
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect()(page.locator("[data-n-picked]")).to_have_text("1")
    page.keyboard.press("?")

    expect()(page.locator("#keys")).to_be_visible()


def test_everything_works_without_script(browser: Any, filled: Site) -> None:
    context = fresh(browser, filled, java_script_enabled=False)
    tab = context.new_page()
    queue(tab, "sync_only", "1")
    tab.goto("/songs?q=state:done")
    tab.locator("main tbody a").first.click()

    expect()(tab.locator("#so-story li").first).to_be_visible()
    context.close()


@pytest.mark.parametrize(("theme", "width", "lang"), [("light", 1280, "en"), ("dark", 390, "zh")])
def test_axe_finds_nothing(browser: Any, filled: Site, theme: str, width: int, lang: str) -> None:
    carrier = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    axe = Path(carrier.__file__).with_name("axe.min.js").read_text()
    context = fresh(browser, filled, bypass_csp=True, viewport={"width": width, "height": 900})
    context.add_cookies(
        [{"name": k, "value": v, "url": filled.address} for k, v in (("theme", theme), ("lang", lang))]
    )
    tab = context.new_page()
    found = {}
    for path in PAGES:
        tab.goto(path)
        tab.evaluate(axe)
        result = tab.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
        wide = tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        wrong = [(v["id"], v["nodes"][0]["html"][:200]) for v in result["violations"]]
        if wrong or wide:
            found[path] = [*wrong, *(["wider than the screen"] if wide else [])]
    context.close()

    assert found == {}
