"""The application over a real store with a small catalog in it, asked in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from catalogsync.api.app import make_app
from catalogsync.api.deps import Console
from catalogsync.bootstrap.outside import open_library
from catalogsync.bootstrap.runner import open_runner
from catalogsync.bootstrap.workshop import Workshop, make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.file import File, Verified
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.job import Job, Queued, Started
from catalogsync.domain.playlist import Heading, Playlist
from catalogsync.domain.song import About, Artist, Obtained, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Failure


@dataclass
class Asked:
    """The application, and how to ask it."""

    shop: Workshop
    app: FastAPI
    folder: Path
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    @property
    def console(self) -> Console:
        console: Console = self.app.state.console
        return console

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request; a body is JSON."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:18080") as client:
                headers = self.headers | more.pop("headers", {})
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(send())

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a successful GET."""
        answer = self.ask("GET", path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """The JSON of a successful POST."""
        answer = self.ask("POST", path, json=body if body is not None else {}, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def names(self, stream: str) -> list[str]:
        return [event.name for event in self.shop.log.load(stream)]


def settings_in(folder: Path, **more: Any) -> Settings:
    return Settings(db=folder / "c.db", library_root=folder / "music", min_free_mb=0, **more)


def open_app(folder: Path, stack: ExitStack, **more: Any) -> Asked:
    """The application over the store in that folder; its runner is made and not started."""
    settings = settings_in(folder, **{name: value for name, value in more.items() if name != "env_file"})
    if not settings.db.exists():
        make_store(settings)
    shop = stack.enter_context(open_workshop(settings, "runner"))
    runner = open_runner(shop)
    stack.callback(runner.stop, 5)
    app = make_app(shop, runner, settings, None, more.get("env_file"))
    stack.callback(app.state.console.feed.close)
    return Asked(shop, app, folder)


def fill(shop: Workshop) -> None:
    """Two playlists, three songs: one done with a real file, one missed by a job, one open."""
    catalog: Catalog = shop.catalog
    library = open_library(shop.settings, catalog)
    playlist = Playlist(stream_id("playlist", Key("qq", "100")))
    playlist.discover("qq", "100", "playlist", "qq:square", Heading(title="<b>夜</b>"))
    playlist.observe(Heading(title="<b>夜</b>"), ["1", "2", "3"])
    catalog.save(playlist)
    for id_, title in (("1", "夜曲"), ("2", "<script>alert(1)</script>"), ("3", "海")):
        song = Song(stream_id("song", Key("qq", id_)))
        song.observe("qq", id_, About(title=title, artists=[Artist(name="某人", artist_id="7")]))
        catalog.save(song)
    path = Path(shop.settings.library_root) / "qq" / "夜曲.mp3"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(range(256)) * 16)
    catalog.change(
        File,
        "file:qq:1",
        lambda file: file.record(
            Verified(
                root=library.root,
                path="qq/夜曲.mp3",
                size_bytes=4096,
                sha256="0" * 64,
                container="mp3",
                quality="high",
                source="qq",
                source_song_id="1",
            )
        ),
    )
    catalog.change(
        Song,
        "song:qq:1",
        lambda song: song.record(Obtained(source="qq", source_song_id="1", quality="high", chosen="own")),
    )
    within = catalog.within("j1")

    def begin(job: Job) -> None:
        job.record(Queued(job_kind="download_only", stages=["download"], rank=1))
        job.record(Started(host="h", pid=1))

    within.change(Job, "job:j1", begin)
    within.change(Song, "song:qq:2", lambda song: song.miss(str(Failure.VIP), "for members", [], None))
    within.change(Job, "job:j1", lambda job: job.fail("bug", "broke off"))
    shop.models.catch_up()


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    with ExitStack() as stack:
        made = open_app(tmp_path, stack)
        fill(made.shop)
        yield made
