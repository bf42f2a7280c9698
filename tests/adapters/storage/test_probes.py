"""What killed processes leave in a bucket before their upload has begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogsync.adapters.storage import s3_probe
from tests.adapters.storage.servers import BUCKET, Server, backend

LEFT = "music/.catalogsync-probe-0123456789abcdef"


def leave(server: Server, key: str = LEFT, size: int = 32, written_s: int | None = None) -> None:
    # rclone takes the time of a file from this.
    metadata = {} if written_s is None else {"mtime": f"{written_s}.0"}
    server.client.put_object(Bucket=BUCKET, Key=key, Body=b"m" * size, Metadata=metadata)


def test_an_old_probe_goes_when_the_next_process_gets_ready(rclone_server: Server) -> None:
    rclone_server.empty()
    leave(rclone_server, written_s=1_700_000_000)
    backend(rclone_server.endpoint)

    assert [] == rclone_server.keys()


def test_a_probe_goes_by_the_clock_of_any_service(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_probe, "_LEFT_AFTER", timedelta(seconds=-5))
    leave(server)
    backend(server.endpoint)

    assert [] == server.keys()


def test_a_probe_of_a_process_that_may_be_alive_stays(server: Server) -> None:
    leave(server)
    backend(server.endpoint)

    assert [LEFT] == server.keys()


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("music/.catalogsync-probe-0123456789abcdeg", 32),
        ("music/.catalogsync-probe-0123456789abcdef.mp3", 32),
        (LEFT, 31),
        ("music/a/.catalogsync-probe-0123456789abcdef", 32),
        (".catalogsync-probe-0123456789abcdef", 32),
    ],
)
def test_what_only_looks_like_a_probe_stays(rclone_server: Server, key: str, size: int) -> None:
    rclone_server.empty()
    leave(rclone_server, key, size, written_s=1_700_000_000)
    backend(rclone_server.endpoint)

    assert [key] == rclone_server.keys()


@pytest.mark.parametrize("written", [None, "", "yesterday", "2020-01-01T00:00:00"])
@pytest.mark.parametrize("told", [None, "yesterday", "Sun, 22 Nov 2026 23:00:00 GMT"])
def test_where_no_time_is_told_nothing_counts_as_left(written: str | None, told: str | None) -> None:
    found = {"Key": LEFT, "Size": 32, "LastModified": written}
    page = {"ResponseMetadata": {"HTTPHeaders": {"date": told}}, "Contents": [found]}

    assert [] == list(s3_probe.left_behind(page, "music/"))
