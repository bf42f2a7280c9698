"""A job that uploads is shown like one that downloads: copies by outcome, failures by cause, who they belong to."""

from __future__ import annotations

from catalogsync.domain.file import File, Uploaded, UploadFailed
from tests.api.conftest import Asked

HTML = {"accept": "text/html"}


def upload(asked: Asked) -> None:
    within = asked.shop.catalog.within("j1")

    def two(file: File) -> None:
        file.record(
            Uploaded(
                backend="main",
                part="audio",
                bucket="b",
                key="k",
                path="p",
                size_bytes=1,
                sha256="0" * 64,
                proof="etag",
            )
        )
        file.record(
            UploadFailed(
                backend="main", part="lyric", key="k", failure="throttled", message="<b>slow down</b>"
            )
        )

    within.change(File, "file:qq:1", two)
    asked.shop.models.catch_up()


def test_copies_are_items_of_the_job(asked: Asked) -> None:
    upload(asked)
    items = asked.get("/api/v1/jobs/1/items?kind=copy")["items"]

    assert [("qq:1 audio main", ""), ("qq:1 lyric main", "throttled")] == [
        (item["item"], item["failure"]) for item in items
    ]
    whole = asked.get("/api/v1/jobs/1")
    assert (1, 1) == (whole["outcomes"]["file.uploaded"], whole["outcomes"]["file.upload_failed.throttled"])
    assert ("copy", "throttled", 1) in [(f["kind"], f["failure"], f["n"]) for f in whole["failures"]]


def test_the_page_names_the_song_of_a_copy_and_harms_nobody(asked: Asked) -> None:
    upload(asked)
    text = asked.ask("GET", "/jobs/1?kind=copy", headers=HTML).text

    assert "夜曲" in text
    assert "lyric main" in text
    assert "<b>slow" not in text
