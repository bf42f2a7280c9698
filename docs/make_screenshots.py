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
    ("storage", "/storage/backends/second-disk", DESK, "light", "en"),
    ("storage-phone-zh", "/storage", PHONE, "dark", "zh"),
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
            page.wait_for_timeout(6_000)  # until a first failure is there to be seen
            expect(page.locator("#job-stages .workers")).to_contain_text("B/s", timeout=60_000)
            shoot(page, "job-running", site)
            expect(page.locator("#job-head .st")).to_have_text(re.compile("done|failures"), timeout=300_000)
            ids = numbers(site)
            store(page, site)
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


def numbers(site: Site) -> dict[str, str]:
    """The number of a song found elsewhere. The sandbox lists a few songs that only a person can decide about."""
    with site.beside() as shop:
        shop.models.catch_up()
        db = shop.models.connection()
        found = db.execute(
            "SELECT number FROM songs WHERE state = 'done' AND source <> platform LIMIT 1"
        ).fetchone()
        if db.execute("SELECT count(*) FROM reviews WHERE decided IS NULL").fetchone()[0] == 0:
            raise SystemExit("nothing waits for a person: sync more playlists")
    return {"fallback": str(found[0]) if found else "1"}


def store(page: Page, site: Site) -> None:
    """Bring the library to a second disk, do some harm there, and have it checked."""
    disk = site.folder / "disk2"
    disk.mkdir()
    page.goto("/storage/register")
    page.check("input[name=kind][value=folder]")
    for name, value in (("name", "second-disk"), ("location", str(disk)), ("base_prefix", "music")):
        page.fill(f"input[name={name}]", value)
    page.click("main form.sheet button.main")
    with site.beside() as shop:
        shop.models.catch_up()
        row = shop.models.connection().execute("SELECT path FROM files ORDER BY song DESC LIMIT 1").fetchone()
    other = disk / "music" / row[0]
    other.parent.mkdir(parents=True)
    other.write_bytes(b"somebody else's")
    ended(page, "upload")
    copies = sorted((disk / "music").rglob("*.mp3"))
    copies[3].unlink()
    copies[5].write_bytes(b"damaged")
    (disk / "music" / "notes.txt").write_text("not ours")
    ended(page, "check")


def ended(page: Page, word: str) -> None:
    """Queue a job of the backend by its button and wait for its end."""
    page.goto("/storage/backends/second-disk")
    page.locator(f"form[action$='/{word}'] button").first.click()
    expect(page.locator("#job-head .st")).to_have_text(re.compile("done|failures"), timeout=300_000)


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
