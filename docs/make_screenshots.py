"""Make the screenshots of docs/console.md and the README: a real console over the sandbox, in a real chromium.

    python docs/make_screenshots.py

Needs playwright and chromium. Every song in the pictures is synthetic.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from catalogsync.bootstrap.workshop import make_store  # noqa: E402
from catalogsync.domain.ids import Key, stream_id  # noqa: E402
from catalogsync.domain.song import Candidate, Searched, Song  # noqa: E402
from catalogsync.sandbox.server import Sandbox  # noqa: E402
from tests.browser.conftest import FLAGS, Site  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
DESK, PHONE = (1280, 800), (390, 780)
MOST_BYTES = 200_000

PICTURES = (
    ("overview", "/", DESK, "light", "en"),
    ("overview-phone-zh", "/", PHONE, "dark", "zh"),
    ("playlists-zh", "/playlists", DESK, "light", "zh"),
    ("song", "/songs/{fallback}", DESK, "light", "en"),
    ("wanted", "/wanted", DESK, "light", "en"),
    ("review", "/review", DESK, "light", "en"),
    ("sources", "/sources", DESK, "dark", "en"),
)


def main() -> None:
    """Run a job, photograph it while it runs, then everything else."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("there is no chromium: apt-get install chromium fonts-noto-cjk")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Sandbox().running() as gateway, sync_playwright() as play:
        site = Site(Path(folder), gateway)
        (site.folder / "c.env").touch()
        make_store(site.settings)
        site.start()
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            page = browser.new_page(base_url=site.address, viewport={"width": DESK[0], "height": DESK[1]})
            page.context.add_cookies([{"name": "theme", "value": "dark", "url": site.address}])
            queue(page)
            expect(page.locator("#job-stages .workers")).to_contain_text("transferring", timeout=60_000)
            page.wait_for_timeout(6_000)  # until speeds and a first failure are there to be seen
            shoot(page, "job-running", site)
            expect(page.locator("#job-head .st")).to_have_text(re.compile("done|failures"), timeout=300_000)
            ids = hold(site)
            for name, path, (width, height), theme, lang in PICTURES:
                page = browser.new_page(
                    base_url=site.address, viewport={"width": width, "height": height}, device_scale_factor=1
                )
                page.context.add_cookies(
                    [
                        {"name": "theme", "value": theme, "url": site.address},
                        {"name": "lang", "value": lang, "url": site.address},
                    ]
                )
                page.goto(path.format(**ids))
                expect(page.locator("#fresh")).to_have_class(re.compile("live"))
                shoot(page, name, site)
        finally:
            browser.close()
            site.stop()


def queue(page: Page) -> None:
    """Queue a full run with the form."""
    page.goto("/jobs/new")
    page.fill("input[name=limit]", "20")
    page.fill("input[name=workers]", "4")
    page.click("main form.sheet button.main")
    page.wait_for_url(re.compile(r"/jobs/\d+$"))


def hold(site: Site) -> dict[str, str]:
    """A few matches for a person to look at, which the sandbox' clear cases do not bring; a song found elsewhere."""
    with site.beside() as shop:
        shop.models.catch_up()
        db = shop.models.connection()
        missed = [r[0] for r in db.execute("SELECT id FROM songs WHERE state = 'missed' LIMIT 3").fetchall()]
        for id_ in missed:

            def search(song: Song) -> None:
                assert song.about is not None
                song.record(
                    Searched(
                        source="kuwo",
                        query=song.about.title,
                        rules=1,
                        candidates=[
                            Candidate(
                                song_id=number,
                                about=song.about,
                                verdict="hold",
                                total=total,
                                parts={"title": 1.0, "artists": artists, "duration": duration},
                            )
                            for number, total, artists, duration in (
                                ("9901", 0.71, 0.8, 0.42),
                                ("9902", 0.64, 0.55, 0.9),
                            )
                        ],
                    )
                )
                song.miss("held", "two candidates are nearly right", [], None)

            shop.catalog.change(Song, stream_id("song", Key.parse(id_)), search)
        row = db.execute(
            "SELECT number FROM songs WHERE state = 'done' AND source <> platform LIMIT 1"
        ).fetchone()
    return {"fallback": str(row[0]) if row else "1"}


_OURS = """folder => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(folder, '/srv');
}"""


def shoot(page: Page, name: str, site: Site) -> None:
    """Take a picture; too big a one is an error, because they are read over slow lines."""
    path = FOLDER / f"{name}.png"
    page.evaluate(
        _OURS, str(site.folder)
    )  # where this machine keeps its temporary files is nobody's business
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)} {size:,} bytes")  # noqa: T201  a script for people
    if size > MOST_BYTES:
        raise SystemExit(f"{path} is bigger than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
