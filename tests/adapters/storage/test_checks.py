"""Check, repair and restore over real backends."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.storage.folder import MARKER, FolderBackend
from catalogsync.domain.backend import Place
from catalogsync.domain.file import File
from catalogsync.pipeline.objects import StoresObjects, seal
from catalogsync.pipeline.storage_errors import BackendUnavailable
from tests.adapters.storage.servers import BUCKET, Server, backend
from tests.adapters.storage.shelves import ALL, Shelves

KEY = "music/netease/某人/某人 - 歌1.mp3"


def tamper(server: Server, body: bytes, sha256: str | None = None) -> None:
    server.client.put_object(
        Bucket=BUCKET, Key=KEY, Body=body, Metadata={} if sha256 is None else {"sha256": sha256}
    )


def test_a_backend_as_recorded_has_no_findings(here: Shelves, stores: StoresObjects) -> None:
    for n in range(3):
        here.add(n, lyric="[00:01.00]词\n")
    here.upload(stores)

    assert {"as_recorded": 6} == here.check(stores)
    assert {"verified": 6} == here.check(stores, deep=True)


def test_missing_different_and_extra_objects_are_told_apart(here: Shelves, server: Server) -> None:
    here.add(1)
    gone = here.add(2)
    opened = backend(server.endpoint)
    here.upload(opened)
    tamper(server, b"other")
    server.client.delete_object(Bucket=BUCKET, Key="music/netease/某人/某人 - 歌2.mp3")
    server.client.put_object(Bucket=BUCKET, Key="music/extra", Body=b"x")

    assert {"different": 1, "missing": 1, "extra": 1} == here.check(opened)
    assert "file.remote_lost" == here.names(gone)[-1]


def test_a_check_said_twice_records_a_loss_once(here: Shelves, bucket: Server) -> None:
    key = here.add(1)
    opened = backend(bucket.endpoint)
    here.upload(opened)
    bucket.client.delete_object(Bucket=BUCKET, Key=KEY)
    first, names = here.check(opened), here.names(key)

    assert first == here.check(opened) == {"missing": 1}
    assert names == here.names(key)


def test_an_object_written_again_is_unverified_until_it_is_read(here: Shelves, bucket: Server) -> None:
    key = here.add(1, b"m" * 1000)
    opened = backend(bucket.endpoint)
    here.upload(opened)
    sha256 = seal(here.music / "netease/某人/某人 - 歌1.mp3").sha256
    tamper(bucket, b"n" * 1000, sha256)  # lies in its metadata

    assert {"unverified": 1} == here.check(opened)
    assert {"different": 1} == here.check(opened, deep=True)
    assert "file.remote_lost" == here.names(key)[-1]


def test_mending_replaces_what_was_ours_and_is_damaged(
    here: Shelves, stores: StoresObjects, tmp_path: Path
) -> None:
    here.add(1)
    here.upload(stores)
    other = tmp_path / "other"
    other.write_bytes(b"damaged")
    stores.put(KEY, seal(other), replaces=stores.stat(KEY), progress=lambda n: None, stop=lambda: False)
    here.check(stores)

    assert {"failed": 1, "failed.taken": 1} == here.upload(stores)
    assert {"uploaded": 1} == here.upload(stores, mend=True)
    assert {"verified": 1} == here.check(stores, deep=True)


def test_a_song_that_is_nowhere_any_more_is_wanted_again(here: Shelves, bucket: Server) -> None:
    key = here.add(1)
    opened = backend(bucket.endpoint)
    here.upload(opened, free=True)
    bucket.client.delete_object(Bucket=BUCKET, Key=KEY)
    here.check(opened)

    assert ["file.remote_lost", "file.lost"] == here.names(key)[-2:]
    assert [key] == list(here.ask.songs_to_download(ALL, 0))


def test_what_was_lost_here_comes_back_and_is_no_longer_wanted(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1, lyric="[00:01.00]词\n")
    here.upload(stores)
    path = here.music / "netease/某人/某人 - 歌1.mp3"
    content = path.read_bytes()
    path.unlink()
    path.with_suffix(".lrc").unlink()
    here.world.catalog.change(File, f"file:{key}", lambda file: file.check("missing"))

    assert {"restored": 1, "lyric_restored": 1} == here.restore(stores)
    assert content == path.read_bytes()
    assert "[00:01.00]词\n" == path.with_suffix(".lrc").read_text(encoding="utf-8")
    assert [] == list(here.ask.songs_to_download(ALL, 0))
    assert {} == here.restore(stores)


def test_damaged_bytes_are_never_restored(here: Shelves, bucket: Server) -> None:
    key = here.add(1, b"m" * 1000)
    opened = backend(bucket.endpoint)
    here.upload(opened, free=True)
    tamper(bucket, b"n" * 1000)

    assert {"failed": 1, "failed.checksum": 1} == here.restore(opened)
    assert [] == [path for path in here.music.rglob("*") if path.suffix in (".mp3", ".part")]
    assert "file.lost" == here.names(key)[-1]


def test_a_restore_overwrites_nothing(here: Shelves, bucket: Server) -> None:
    here.add(1)
    opened = backend(bucket.endpoint)
    here.upload(opened, free=True)
    path = here.music / "netease/某人/某人 - 歌1.mp3"
    path.write_bytes(b"put there by hand")
    here.restore(opened)

    assert b"put there by hand" == path.read_bytes()
    assert path.with_name("某人 - 歌1 (2).mp3").exists()


def test_a_disk_that_is_not_mounted_is_not_written_to(here: Shelves, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    opened = FolderBackend("main", Place(kind="folder", location=str(disk)))
    opened.claim()
    here.add(1)
    (disk / MARKER).unlink()

    with pytest.raises(BackendUnavailable, match="not mounted"):
        here.upload(opened)
    assert [] == list(disk.iterdir())
