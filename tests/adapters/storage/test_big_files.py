"""Files that go up in parts: begun, broken off, gone on with, never mixed up."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalogsync.pipeline import objects
from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import Sealed, part_size, seal
from catalogsync.pipeline.proof import prove
from catalogsync.pipeline.storage_errors import BackendUnavailable, ObjectExists
from tests.adapters.storage.faults import Faults
from tests.adapters.storage.servers import BUCKET, Server, backend

MB = 2**20
KEY = "music/long mix.flac"


@pytest.fixture(autouse=True)
def _smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of the smallest size that services take, so that the tests stay quick."""
    monkeypatch.setattr(objects, "BIG_BYTES", 6 * MB)
    monkeypatch.setattr(objects, "_PART_BYTES", 5 * MB)


def big(tmp_path: Path, fill: bytes = b"abcdefgh", megabytes: int = 12) -> Sealed:
    path = tmp_path / "big.flac"
    path.write_bytes((fill * (megabytes * MB // len(fill)))[:-7])
    return seal(path)


def put_until(server: Server, sealed: Sealed, stop_after: int | None) -> int:
    """Upload, stopped after so many bytes; how many bytes were sent or found there."""
    sent: list[int] = []
    opened = backend(server.endpoint)
    opened.put(
        KEY,
        sealed,
        replaces=None,
        progress=sent.append,
        stop=lambda: stop_after is not None and sum(sent) > stop_after,
    )
    return sum(sent)


def test_a_big_file_goes_up_in_parts_and_is_proven_without_reading_it_back(
    server: Server, tmp_path: Path
) -> None:
    sealed = big(tmp_path)
    put_until(server, sealed, None)

    assert 3 == len(sealed.part_md5s)
    assert "etag" == prove(backend(server.endpoint), KEY, sealed, read_back=False, stop=lambda: False)[0]
    assert [] == list(backend(server.endpoint).unfinished())


def test_a_broken_off_upload_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    sealed = big(tmp_path)
    with pytest.raises(TransferStopped):
        put_until(server, sealed, 7 * MB)
    left = list(backend(server.endpoint).unfinished())
    sent: list[int] = []
    server.client.meta.events.register(
        "before-call.s3.UploadPart", lambda params, **_: sent.append(1), unique_id="count"
    )
    put_until(server, sealed, None)
    server.client.meta.events.unregister("before-call.s3.UploadPart", unique_id="count")

    assert [KEY] == [upload.key for upload in left]
    assert 2 == len(sent)
    assert "read_back" == prove(backend(server.endpoint), KEY, sealed, read_back=True, stop=lambda: False)[0]
    assert [] == list(backend(server.endpoint).unfinished())


def test_throwing_away_what_is_gone_already_is_as_good(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TransferStopped):
        put_until(server, big(tmp_path), 7 * MB)
    opened = backend(server.endpoint)
    left = list(opened.unfinished())
    for _ in range(2):
        for upload in left:
            opened.abort(upload)

    assert 1 == len(left)
    assert [] == list(opened.unfinished())


@pytest.mark.parametrize("fault", ["expired", "quota", "skewed"])
def test_what_pauses_the_job_in_the_middle_of_a_file_leaves_its_parts(
    bucket: Server, tmp_path: Path, fault: str
) -> None:
    sealed = big(tmp_path)
    proxy = Faults(urlsplit(bucket.endpoint).port or 0, ["", "", *[fault] * 9])
    with proxy.running() as address, pytest.raises(BackendUnavailable):
        backend(address, ready=False).put(
            KEY, sealed, replaces=None, progress=lambda n: None, stop=lambda: False
        )
    left = list(backend(bucket.endpoint).unfinished())
    put_until(bucket, sealed, None)

    assert [KEY] == [upload.key for upload in left]
    assert "etag" == prove(backend(bucket.endpoint), KEY, sealed, read_back=False, stop=lambda: False)[0]
    assert [] == list(backend(bucket.endpoint).unfinished())


@pytest.mark.parametrize("fault", ["cut-3000000", "reset-3000000", "late", "503", "flip-3000000"])
def test_trouble_in_the_middle_of_a_part_is_met_by_sending_that_part_again(
    bucket: Server, tmp_path: Path, fault: str
) -> None:
    sealed = big(tmp_path)
    proxy = Faults(urlsplit(bucket.endpoint).port or 0)
    told: list[int] = []
    with proxy.running() as address:
        opened = backend(address)
        proxy.faults += ["", fault]
        opened.put(KEY, sealed, replaces=None, progress=told.append, stop=lambda: False)

    assert ["", fault] == proxy.met
    assert sealed.size_bytes == sum(told)
    assert "read_back" == prove(backend(bucket.endpoint), KEY, sealed, read_back=True, stop=lambda: False)[0]


def test_parts_of_other_bytes_are_thrown_away(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TransferStopped):
        put_until(server, big(tmp_path, b"12345678"), 7 * MB)
    sealed = big(tmp_path)
    put_until(server, sealed, None)

    assert "etag" == prove(backend(server.endpoint), KEY, sealed, read_back=False, stop=lambda: False)[0]
    assert [] == list(backend(server.endpoint).unfinished())


def test_parts_begun_for_a_file_that_differs_only_later_do_not_give_it_the_wrong_hash(
    server: Server, tmp_path: Path
) -> None:
    other = tmp_path / "other.flac"
    other.write_bytes(big(tmp_path).path.read_bytes()[:-1] + b"?")
    with pytest.raises(TransferStopped):
        put_until(server, seal(other), 7 * MB)
    sealed = big(tmp_path)
    put_until(server, sealed, None)
    found = backend(server.endpoint).stat(KEY)

    assert found is not None
    assert sealed.sha256 == found.sha256


def test_a_big_file_overwrites_nothing_either(server: Server, tmp_path: Path) -> None:
    server.client.put_object(Bucket=BUCKET, Key=KEY, Body=b"theirs")
    with pytest.raises(ObjectExists):
        put_until(server, big(tmp_path), None)

    assert b"theirs" == server.client.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()


def test_parts_are_cut_alike_for_the_same_size_and_never_too_many() -> None:
    assert part_size(100 * MB) == part_size(100 * MB)
    for size in (6 * MB, 5_000 * MB, 50_000 * MB, 5_000_000 * MB):
        assert size <= part_size(size) * 10_000
