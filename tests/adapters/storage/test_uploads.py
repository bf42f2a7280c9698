"""The upload stage over real backends: what it brings, what it leaves alone, what it does about trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalogsync.adapters.storage.s3 import S3Backend
from catalogsync.adapters.storage.s3_client import Credentials, open_client
from catalogsync.domain.file import LocalRemoved, Uploaded, UploadFailed
from catalogsync.pipeline.objects import StoresObjects, seal
from catalogsync.pipeline.storage_errors import BackendUnavailable, StorageFailure
from tests.adapters.storage.faults import Faults
from tests.adapters.storage.servers import BUCKET, KEY, QUICK, SECRET, Server, backend, place
from tests.adapters.storage.shelves import Shelves


def port(server: Server) -> int:
    return urlsplit(server.endpoint).port or 0


def test_audio_goes_up_with_its_lyric_and_cover_and_is_proven(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1, lyric="[00:01.00]词\n")
    (here.music / "netease/某人/某人 - 歌1.jpg").write_bytes(b"a picture")
    counts = here.upload(stores)
    found = {fact.part: fact for fact in here.facts(key, Uploaded)}

    assert {"uploaded": 1} == counts
    assert {"audio", "lyric", "cover"} == set(found)
    assert "music/netease/某人/某人 - 歌1.mp3" == found["audio"].key
    assert {"etag"} == {fact.proof for fact in found.values()} or stores.bucket == ""
    assert {fact.key for fact in found.values()} == {there.key for there in stores.listing()}


def test_bytes_are_told_as_they_go_and_never_more_than_there_are(here: Shelves, bucket: Server) -> None:
    content = b"audio" * 200_000
    here.add(1, content)
    told: list[int] = []
    proxy = Faults(urlsplit(bucket.endpoint).port or 0)
    with proxy.running() as address:
        stores = backend(address)
        proxy.faults += ["cut-700000", "503"]
        here.upload(stores, on_bytes=told.append)

    assert ["cut-700000", "503"] == proxy.met
    assert len(content) == sum(told)
    assert max(told) <= 128 * 1024


def test_uploading_again_sends_and_records_nothing(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1, lyric="[00:01.00]词\n")
    here.upload(stores)
    before = here.names(key)

    assert {} == here.upload(stores)
    assert before == here.names(key)


def test_our_sha256_travels_as_metadata(here: Shelves, server: Server) -> None:
    key = here.add(1)
    here.upload(backend(server.endpoint))
    fact = here.facts(key, Uploaded)[0]
    head = server.client.head_object(Bucket=BUCKET, Key=fact.key)

    assert [fact.sha256] == list(head["Metadata"].values())


def test_what_stands_there_already_is_proven_and_adopted(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1)
    here.upload(stores)
    fact = here.facts(key, Uploaded)[0]
    again = here.add(2, (here.music / fact.path).read_bytes(), path="netease/某人/别的.mp3")
    # The process that brought it there was killed before it could record it.
    stores.put(
        "music/netease/某人/别的.mp3",
        seal(here.music / "netease/某人/别的.mp3"),
        replaces=None,
        progress=lambda n: None,
        stop=lambda: False,
    )

    assert {"already_there": 1} == here.upload(stores)
    assert here.facts(again, Uploaded)[0].adopted


def test_somebody_elses_object_under_the_key_stays_as_it_is(here: Shelves, server: Server) -> None:
    key = here.add(1)
    theirs = "music/netease/某人/某人 - 歌1.mp3"
    server.client.put_object(Bucket=BUCKET, Key=theirs, Body=b"something else")
    counts = here.upload(backend(server.endpoint))

    assert {"failed": 1, "failed.taken": 1} == counts
    assert b"something else" == server.client.get_object(Bucket=BUCKET, Key=theirs)["Body"].read()
    assert ["taken"] == [fact.failure for fact in here.facts(key, UploadFailed)]


def test_a_better_file_takes_the_place_of_our_own_older_copy(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1)
    here.upload(stores)
    here.add(1, b"a better file" * 400)

    assert {"uploaded": 1} == here.upload(stores)
    assert here.facts(key, Uploaded)[-1].size_bytes == len(b"a better file" * 400)
    assert {"verified": 1} == here.check(stores, deep=True)


def test_a_lyric_saved_later_goes_up_alone(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1)
    here.upload(stores)
    here.add(1, lyric="[00:01.00]后来\n")
    here.upload(stores)

    assert ["audio", "lyric"] == [fact.part for fact in here.facts(key, Uploaded)]


def test_a_local_file_that_is_not_as_recorded_is_not_uploaded(here: Shelves, bucket: Server) -> None:
    altered, gone = here.add(1), here.add(2)
    path = here.music / "netease/某人/某人 - 歌1.mp3"
    path.write_bytes(b"?" + path.read_bytes()[1:])
    (here.music / "netease/某人/某人 - 歌2.mp3").unlink()
    counts = here.upload(backend(bucket.endpoint))

    assert {"lost": 2, "failed.altered": 1, "failed.missing": 1} == counts
    assert ["file.verified", "file.lost"] == here.names(altered) == here.names(gone)
    assert [] == bucket.keys()


@pytest.mark.parametrize("fault", ["cut-2000", "reset-2000", "late", "short", "503", "digest"])
def test_trouble_on_the_way_is_met_by_asking_again(here: Shelves, bucket: Server, fault: str) -> None:
    key = here.add(1, b"m" * 9000)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]  (its probes must not meet the faults)
        proxy.faults += [fault, fault]
        counts = here.upload(opened)

    assert [fault] == sorted(set(proxy.met))
    assert 1 == counts.get("uploaded", 0) + counts.get("already_there", 0)
    assert {"verified": 1} == here.check(backend(bucket.endpoint), deep=True)
    assert "etag" == here.facts(key, Uploaded)[0].proof


def test_a_bit_that_turns_on_the_way_is_noticed_and_mended(here: Shelves, bucket: Server) -> None:
    key = here.add(1, b"m" * 9000)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["flip-4000"]
        first = here.upload(opened)
        second = here.upload(opened)

    assert {"failed": 1, "failed.checksum": 1} == first
    assert {"uploaded": 1} == second
    assert ["file.verified", "file.upload_failed", "file.uploaded"] == here.names(key)
    assert {"verified": 1} == here.check(backend(bucket.endpoint), deep=True)


def test_a_backend_that_is_gone_pauses_the_job(here: Shelves, bucket: Server) -> None:
    for n in range(20):
        here.add(n)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["503"] * 500
        with pytest.raises(BackendUnavailable):
            here.upload(opened)

    assert {"uploaded": 20} == here.upload(backend(bucket.endpoint))


@pytest.mark.parametrize(
    ("fault", "said"),
    [("skewed", "set it \\(NTP\\)"), ("quota", "make room or raise the quota"), ("full", "make room")],
)
def test_what_only_a_person_can_mend_pauses_the_job(
    here: Shelves, bucket: Server, fault: str, said: str
) -> None:
    keys = [here.add(n) for n in range(4)]
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        proxy.faults += ["", *[fault] * 50]
        opened.ready = lambda: None  # type: ignore[method-assign]
        with pytest.raises(BackendUnavailable, match=said):
            here.upload(opened)

    assert not [name for key in keys for name in here.names(key) if name == "file.upload_failed"]
    assert {"uploaded": 3} == here.upload(backend(bucket.endpoint))


def test_a_clock_that_is_wrong_is_told_by_services_that_look(
    signing: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=3)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *a, **k: ahead.replace(tzinfo=None))

    with pytest.raises(BackendUnavailable, match="NTP"):
        backend(signing.endpoint)


def test_a_slow_connection_is_no_failure(here: Shelves, bucket: Server) -> None:
    here.add(1, b"m" * 30_000)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["drip"]

        assert {"uploaded": 1} == here.upload(opened)
    assert ["drip"] == proxy.met


def test_a_connection_that_says_nothing_any_more_is_given_up_and_made_anew(
    here: Shelves, bucket: Server
) -> None:
    here.add(1)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        client = open_client(place(address), Credentials(KEY, SECRET), connections=2, silence_s=0.3)
        # On a busy machine the service itself may seem silent for so short a time.
        opened = backend(address, client=client, patience=replace(QUICK, attempts=100))
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["stall"]

        assert {"uploaded": 1} == here.upload(opened)
    assert ["stall"] == proxy.met


def test_a_service_that_says_yes_and_keeps_nothing_is_not_believed(here: Shelves, bucket: Server) -> None:
    key = here.add(1)
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["lie"]

        assert {"failed": 1, "failed.checksum": 1} == here.upload(opened)
    assert ["file.verified", "file.upload_failed"] == here.names(key)


def test_credentials_that_expire_in_the_middle_pause_the_job(here: Shelves, bucket: Server) -> None:
    keys = [here.add(n) for n in range(6)]
    proxy = Faults(port(bucket))
    with proxy.running() as address:
        opened = backend(address)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["", "", "", *["expired"] * 100]
        with pytest.raises(BackendUnavailable, match="give new credentials"):
            here.upload(opened)

    assert 3 == sum(len(here.facts(key, Uploaded)) for key in keys)
    assert [] == [name for key in keys for name in here.names(key) if name == "file.upload_failed"]
    assert {"uploaded": 3} == here.upload(backend(bucket.endpoint))


def test_the_local_copy_goes_only_once_the_other_is_proven(here: Shelves, stores: StoresObjects) -> None:
    key = here.add(1, lyric="[00:01.00]词\n")
    content = (here.music / "netease/某人/某人 - 歌1.mp3").read_bytes()
    counts = here.upload(stores, free=True)

    assert {"uploaded": 1, "freed": 1} == counts
    assert not (here.music / "netease/某人/某人 - 歌1.mp3").exists()
    assert (here.music / "netease/某人/某人 - 歌1.lrc").exists()
    assert [stores.name] == [fact.backend for fact in here.facts(key, LocalRemoved)]
    assert {"restored": 1} == here.restore(stores)
    assert content == (here.music / "netease/某人/某人 - 歌1.mp3").read_bytes()


def test_a_copy_that_changed_since_it_was_proven_frees_nothing(here: Shelves, bucket: Server) -> None:
    here.add(1)
    here.upload(backend(bucket.endpoint))
    bucket.client.put_object(Bucket=BUCKET, Key="music/netease/某人/某人 - 歌1.mp3", Body=b"short")

    assert {"kept": 1} == here.upload(backend(bucket.endpoint), free=True)
    assert (here.music / "netease/某人/某人 - 歌1.mp3").exists()


def test_two_songs_that_want_one_key_both_get_one(here: Shelves, bucket: Server) -> None:
    first = here.add(1)
    here.upload(backend(bucket.endpoint))
    second = here.add(2, path="netease/某人/某人 - 歌1.mp3")
    here.upload(backend(bucket.endpoint))

    assert "music/netease/某人/某人 - 歌1.mp3" == here.facts(first, Uploaded)[0].key
    assert "music/netease/某人/某人 - 歌1 (2).mp3" == here.facts(second, Uploaded)[0].key


def test_wrong_credentials_are_told_as_such_with_what_to_do(signing: Server) -> None:
    where = place(signing.endpoint)
    for wrong in (Credentials("AKIAWRONG", "wrong"), Credentials(KEY, "wrong")):
        opened = S3Backend("main", where, open_client(where, wrong, connections=2), patience=QUICK)
        with pytest.raises(BackendUnavailable, match="give new credentials") as met:
            opened.ready()

        assert StorageFailure.CREDENTIALS == met.value.kind


def test_bytes_other_than_those_that_were_signed_are_refused_where_the_service_looks(
    here: Shelves, radosgw_server: Server
) -> None:
    radosgw_server.empty()
    key = here.add(1, b"m" * 9000)
    proxy = Faults(port(radosgw_server))
    with proxy.running() as address:
        opened = backend(address, ready=False)
        opened.ready = lambda: None  # type: ignore[method-assign]
        proxy.faults += ["flip-4000"]
        counts = here.upload(opened)

    assert {"uploaded": 1} == counts
    assert ["file.verified", "file.uploaded"] == here.names(key)


@pytest.mark.parametrize(
    ("service", "size", "asks"), [("moto", 10**6, True), ("moto", 10**4, False), ("rclone", 10**6, False)]
)
def test_whether_a_body_may_come_is_asked_only_where_a_condition_may_refuse_a_long_one(
    request: pytest.FixtureRequest, tmp_path: Path, service: str, size: int, asks: bool
) -> None:
    server: Server = request.getfixturevalue(f"{service}_server")
    server.empty()
    (tmp_path / "a.mp3").write_bytes(b"x" * size)
    proxy = Faults(port(server))
    with proxy.running() as address:
        opened = backend(address)
        opened.put(
            "music/a.mp3",
            seal(tmp_path / "a.mp3"),
            replaces=None,
            progress=lambda n: None,
            stop=lambda: False,
        )

    put = [head for head in proxy.heads if head.startswith(b"PUT ")][-1]
    assert asks == (b"expect: 100-continue" in put.lower())
    assert (service == "moto") == (b"if-none-match" in put.lower())
