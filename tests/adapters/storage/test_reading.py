"""Reading over connections that break, and restoring by it: gone on with, within limits, never half."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.storage.folder import FolderBackend
from catalogsync.domain.backend import Place
from catalogsync.domain.file import File
from catalogsync.domain.ids import Key
from catalogsync.pipeline.objects import StoresObjects, seal
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.reading import blocks_of, sha256_there
from catalogsync.pipeline.storage_errors import ObjectChanged, StorageTrouble
from tests.adapters.storage.faults import Faults
from tests.adapters.storage.servers import BUCKET, Server, backend
from tests.adapters.storage.shelves import Shelves

MB = 2**20
KEY = "music/netease/某人/某人 - 歌1.mp3"
CONTENT = os.urandom(3 * MB)


def proxy_of(server: Server, *faults: str) -> Faults:
    return Faults(urlsplit(server.endpoint).port or 0, list(faults), only=b"GET ")


def starts(proxy: Faults) -> list[int]:
    """Where each read of the object began."""
    found = [
        re.search(rb"(?i)\r\nrange: bytes=(\d+)-", head) for head in proxy.heads if head.startswith(b"GET ")
    ]
    return [int(match[1]) if match else 0 for match in found]


def stand(stores: StoresObjects, tmp_path: Path, content: bytes = CONTENT) -> None:
    (tmp_path / "a").write_bytes(content)
    stores.put(KEY, seal(tmp_path / "a"), replaces=None, progress=lambda n: None, stop=lambda: False)


def lost_here(here: Shelves, server: Server) -> Key:
    """A song whose file is in the bucket and not here."""
    key = here.add(1, CONTENT)
    here.upload(backend(server.endpoint))
    (here.music / KEY.removeprefix("music/")).unlink()
    here.world.catalog.change(File, f"file:{key}", lambda file: file.check("missing"))
    return key


def parts(here: Shelves) -> list[Path]:
    return list(here.music.rglob("*.part"))


def test_reading_can_begin_in_the_middle(stores: StoresObjects, tmp_path: Path) -> None:
    stand(stores, tmp_path)
    found = stores.stat(KEY)
    assert found is not None
    with stores.read(KEY, start=MB + 7, etag=found.etag) as blocks:
        read = b"".join(blocks)

    assert CONTENT[MB + 7 :] == read


def test_what_was_written_again_is_not_read_on(stores: StoresObjects, tmp_path: Path) -> None:
    stand(stores, tmp_path)
    found = stores.stat(KEY)
    assert found is not None
    (tmp_path / "b").write_bytes(b"other")
    stores.put(KEY, seal(tmp_path / "b"), replaces=found, progress=lambda n: None, stop=lambda: False)

    with pytest.raises(ObjectChanged):
        list(blocks_of(stores, KEY, etag=found.etag, start=2, stop=lambda: False))


def test_a_connection_that_breaks_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    stand(backend(server.endpoint), tmp_path)
    proxy = proxy_of(server, *(["after-700000"] * 3))
    with proxy.running() as address:
        sha256 = sha256_there(backend(address, ready=False), KEY, len(CONTENT), lambda: False)

    assert seal(tmp_path / "a").sha256 == sha256
    assert 4 == len(starts(proxy))
    assert sorted(set(starts(proxy))) == starts(proxy)


def test_a_connection_that_brings_nothing_is_given_up(bucket: Server, tmp_path: Path) -> None:
    stand(backend(bucket.endpoint), tmp_path)
    proxy = proxy_of(bucket, *(["after-0"] * 9))
    with proxy.running() as address, pytest.raises(StorageTrouble):
        list(blocks_of(backend(address, ready=False), KEY, etag=None, stop=lambda: False))

    assert 3 == len(proxy.met)


def test_a_restore_goes_on_where_the_connection_broke(here: Shelves, server: Server) -> None:
    lost_here(here, server)
    proxy = proxy_of(server, "after-1500000", "after-900000")
    with proxy.running() as address:
        counts = here.restore(backend(address, ready=False))

    assert {"restored": 1} == counts
    assert CONTENT == (here.music / KEY.removeprefix("music/")).read_bytes()
    assert 3 == len(starts(proxy))
    assert starts(proxy)[-1] > 2 * MB
    assert [] == parts(here)


def test_a_restore_that_was_stopped_is_gone_on_with(here: Shelves, bucket: Server) -> None:
    lost_here(here, bucket)
    proxy, brake = proxy_of(bucket), Brake()
    with proxy.running() as address:
        stopped = here.restore(
            backend(address, ready=False), brake=brake, on_bytes=lambda n: brake.hard.set()
        )
        left = [path.stat().st_size for path in parts(here)]
        counts = here.restore(backend(address, ready=False))

    assert ({"left": 1}, {"restored": 1}) == (stopped, counts)
    assert 1 == len(left)
    assert [0, *left] == starts(proxy)
    assert CONTENT == (here.music / KEY.removeprefix("music/")).read_bytes()


def test_a_part_of_something_else_is_no_part_of_the_file(here: Shelves, bucket: Server) -> None:
    key = lost_here(here, bucket)
    path = here.music / KEY.removeprefix("music/")
    path.with_name(path.name + ".part").write_bytes(b"another download" * 1000)

    assert {"restored": 1} == here.restore(backend(bucket.endpoint))
    assert CONTENT == path.read_bytes()
    assert "file.remote_lost" not in here.names(key)


def test_bytes_that_change_on_the_way_back_get_no_name(here: Shelves, bucket: Server) -> None:
    lost_here(here, bucket)
    proxy = proxy_of(bucket, "alter-2000000")
    with proxy.running() as address:
        counts = here.restore(backend(address, ready=False))

    assert {"failed": 1, "failed.checksum": 1} == counts
    assert [] == [path for path in here.music.rglob("*") if path.suffix in (".mp3", ".part")]


def test_an_object_that_is_gone_is_recorded_as_lost(here: Shelves, bucket: Server) -> None:
    key = lost_here(here, bucket)
    bucket.client.delete_object(Bucket=BUCKET, Key=KEY)

    assert 1 == here.restore(backend(bucket.endpoint))["failed"]
    assert "file.remote_lost" in here.names(key)


class Clock:
    """Time that passes only by sleeping."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_reading_keeps_to_the_bandwidth(bucket: Server, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    clock = Clock()
    limit = Bandwidth(1e6, clock=clock, sleep=clock.sleep)
    folder = FolderBackend("main", Place(kind="folder", location=str(tmp_path / "disk")), bandwidth=limit)
    folder.claim()
    for opened in (folder, backend(bucket.endpoint, ready=False, bandwidth=limit)):
        stand(opened, tmp_path)
        before = clock.now
        sha256_there(opened, KEY, len(CONTENT), lambda: False)

        assert 3.0 == pytest.approx(clock.now - before, abs=0.5)
