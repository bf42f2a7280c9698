"""A sync that goes on asks no playlist again that its job has read, and its counts are whole."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from catalogsync.bootstrap import stages
from catalogsync.bootstrap.workshop import Workshop, make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.job import Job
from catalogsync.domain.playlist import Heading, Playlist
from catalogsync.pipeline.errors import ServerTrouble
from catalogsync.pipeline.jobs import JobResult, Order, change_job, queue_job, work_off
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.selection import Selection
from tests.pipeline.doubles import Platform, Silent, sources


class Stopping(Silent):
    """Pulls the brake after so many items."""

    def __init__(self, brake: Brake, after: int) -> None:
        super().__init__()
        self._brake, self._after = brake, after

    def item(self, outcome: str, text: str) -> None:
        super().item(outcome, text)
        if len(self.items) == self._after:
            self._brake.pull("enough")


def run(shop: Workshop, job_id: str, after: int = 99, limit: int | None = None) -> JobResult:
    brake = Brake()
    with ExitStack() as stack:
        selection = Selection(("qq",), limit=limit)
        made = stages.stages_of("sync_only", shop, selection, Stopping(brake, after), brake, stack)
        return work_off(shop.catalog, job_id, made, brake)


@pytest.mark.parametrize("limit", [None, 6])
def test_what_the_job_has_read_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    settings = Settings(db=tmp_path / "c.db", library_root=tmp_path / "music")
    make_store(settings)
    ids = [str(n) for n in range(10, 16)]
    qq = Platform("qq", lists={id_: ["1"] for id_ in ids})
    qq.refuses["playlist 10"] = ServerTrouble("qq", "playlist-detail", "HTTP 502")
    monkeypatch.setattr(stages, "open_sources", lambda *args, **more: sources(qq))
    with open_workshop(settings, "test") as shop:
        for id_ in ids:
            playlist = Playlist(f"playlist:qq:{id_}")
            playlist.discover("qq", id_, "playlist", "qq:square", Heading(title=id_))
            shop.catalog.save(playlist)
        job_id = queue_job(shop.catalog, Order("sync_only", {}), registered={"sync"})
        run(shop, job_id, after=3, limit=limit)
        asked = len(qq.asked)
        del qq.refuses["playlist 10"]
        change_job(shop.catalog, job_id, Job.resume)
        result = run(shop, job_id, limit=limit)

        assert asked < 6
        assert 6 == result.stages["sync"].counts["synced"]
        again = sorted({name for name in qq.asked if qq.asked.count(name) > 1})
        assert ["playlist 10"] == again
        assert {f"playlist {id_}" for id_ in ids} == set(qq.asked)
