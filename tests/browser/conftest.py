"""The console in a real chromium over a real server and the sandbox; skipped where one of them is missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.sandbox.server import Sandbox
from tests.ports import free_port

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 180_000
"""Far longer than anything takes: a busy machine is no fault."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """A console over a store in a folder, in a process of its own."""

    folder: Path
    gateway: str
    address: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        return Settings(
            db=self.folder / "c.db", library_root=self.folder / "music", gateway=self.gateway, min_free_mb=0
        )

    def start(self, port: int = 0) -> None:
        """Start the server and learn its address from what it says, into a file: a pipe that nobody empties fills up."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CATALOGSYNC_")}
        said = self.folder / "said.txt"
        with said.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "catalogsync", "serve", "--port", str(port)),
                    *("--db", str(self.settings.db), "--library-root", str(self.settings.library_root)),
                    *("--gateway", self.gateway, "--env-file", str(self.folder / "c.env")),
                ],
                env=kept | {"CATALOGSYNC_MIN_FREE_MB": "0", "XDG_CONFIG_HOME": str(self.folder)},
                stderr=out,
            )
        while "console at " not in (told := said.read_text()) or "/ on " not in told:
            assert self.process.poll() is None, told
            time.sleep(0.05)
        self.address = told.split("console at ")[1].split("/ on ")[0]
        # It listens already: who connects now is answered once it is there.
        httpx.get(f"{self.address}/healthz", trust_env=False, timeout=PATIENCE_MS / 1000).raise_for_status()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_MS / 1000)
            self.process = None

    def beside(self) -> Any:
        """The store, opened by another process' hands, as the command line does."""
        return open_workshop(self.settings, "cli")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A chromium. While it is there this thread runs playwright's loop, and no test can run another: so no longer."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync_api.sync_playwright() as play:
        found = play.chromium.launch(
            executable_path=chromium, headless=True, args=list(FLAGS), timeout=PATIENCE_MS
        )
        yield found
        found.close()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    with Sandbox(size="tiny").running() as address:
        yield address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sandbox: str, browser: Any) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"), sandbox)
    (made.folder / "c.env").write_text("# settings of the test\nCATALOGSYNC_WORKERS=4\n")
    make_store(made.settings)
    made.start(free_port())
    try:
        yield made
    finally:
        made.stop()


def fresh(browser: Any, site: Site, **more: Any) -> Any:
    """A browser that knows nothing yet and is patient."""
    kept = {"base_url": site.address, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(**(kept | more))
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Any]:
    """A tab in a fresh browser; an error in its console fails the test."""
    context = fresh(browser, site)
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
    yield tab
    context.close()
    assert errors == []
