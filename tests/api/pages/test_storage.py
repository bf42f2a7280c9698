"""Storage in the console: backends, their copies, what waits and what failed, and the jobs that bring it in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from catalogsync.api.i18n import LANGUAGES
from catalogsync.bootstrap.runner import Performs
from catalogsync.domain.backend import Backend, Checked, Found, Place
from catalogsync.domain.file import File, Uploaded, UploadFailed
from catalogsync.domain.job import Job
from catalogsync.pipeline.board import Board
from catalogsync.pipeline.jobs import work_off
from catalogsync.pipeline.outcome import Brake
from tests.api.conftest import Asked, fill, open_app
from tests.api.pages.test_pages import EVIL, page, submit

HOME = "/storage/backends/disk2"
PAGES = (
    "/storage",
    "/storage/register",
    "/storage/register?backend=disk2",
    HOME,
    f"{HOME}?show=there&part=audio&search=x",
    f"{HOME}?show=lost",
    f"{HOME}?show=failed&failure=quota",
    f"{HOME}?show=waiting",
    "/files?presence=removed",
    "/songs/1",
)
FORM = {"kind": "folder", "name": "disk3", "base_prefix": "music"}


def uploaded(backend: str, part: str = "audio") -> Uploaded:
    return Uploaded(
        backend=backend,
        part=part,
        bucket="b",
        key=f"music/{EVIL[:80]}.mp3",
        path="qq/夜曲.mp3",
        size_bytes=4096,
        sha256="0" * 64,
        proof="read_back",
    )


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Asked]:
    """A folder backend whose song 1 has a copy and whose cover failed, and a bucket without credentials."""
    (tmp_path / "disk2").mkdir()
    with ExitStack() as stack:
        made = open_app(tmp_path, stack)
        fill(made.shop)
        submit(made, "/storage/register", kind="folder", name="disk2", location=str(tmp_path / "disk2"))
        bucket = Place(kind="s3", bucket="music", credential_env_prefix="NOBODY_SET_THIS", keep_local=False)
        made.shop.catalog.change(Backend, "backend:cloud", lambda backend: backend.register(bucket))
        found = [
            Found(what="missing", key=EVIL[:200], song="qq:1", part="audio"),
            Found(what="extra", key="x"),
        ]
        checked = Checked(counts={"missing": 1, "extra": 1}, sample=found)
        made.shop.catalog.change(Backend, "backend:cloud", lambda backend: backend.record(checked))

        def copies(file: File) -> None:
            file.store(uploaded("cloud"))
            for failure in ("quota", "network"):
                part = "cover" if failure == "quota" else "lyric"
                file.record(
                    UploadFailed(backend="cloud", part=part, key="k", failure=failure, message="<b>no</b>")
                )

        made.shop.catalog.change(File, "file:qq:1", copies)
        made.shop.models.catch_up()
        yield made


def test_every_page_of_storage_is_there_in_every_language(stored: Asked) -> None:
    for lang in LANGUAGES:
        for path in (*PAGES, *(path.replace("disk2", "cloud") for path in PAGES)):
            text = page(stored, path, lang=lang)
            assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in text, path
            assert "<script>alert" not in text, path
            assert "<b>no</b>" not in text, path


def test_a_backend_says_which_variables_it_misses_and_never_a_value(
    stored: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "NOBODY_SET_THIS_SECRET_ACCESS_KEY" in page(stored, "/storage/backends/cloud")

    monkeypatch.setenv("NOBODY_SET_THIS_ACCESS_KEY_ID", "AKIA-secret")
    monkeypatch.setenv("NOBODY_SET_THIS_SECRET_ACCESS_KEY", "very-secret")

    text = page(stored, "/storage/backends/cloud") + page(stored, "/storage")
    assert "NOBODY_SET_THIS_SECRET_ACCESS_KEY" not in text
    assert "secret" not in text.lower().replace("/static/", "")


WRONG = (
    ("name", {"name": "No Name"}),
    ("name", {"name": "disk2"}),
    ("location", {"location": "relative"}),
    ("base_prefix", {"location": "/mnt", "base_prefix": "a/../b"}),
    ("bucket", {"kind": "s3", "bucket": "x"}),
    ("endpoint", {"kind": "s3", "bucket": "music", "endpoint": "s3.example.com"}),
    ("endpoint", {"kind": "s3", "bucket": "music", "endpoint": "https://me:secret@s3.example.com"}),
    ("credential_env_prefix", {"kind": "s3", "bucket": "music", "credential_env_prefix": "lower"}),
    ("ca_bundle", {"kind": "s3", "bucket": "music", "ca_bundle": "/no/such/file"}),
    ("kind", {"kind": "ftp", "bucket": "music"}),
)


def test_a_wrong_value_is_said_at_its_field_and_nothing_is_registered(stored: Asked) -> None:
    for field, fields in WRONG:
        answer = submit(stored, "/storage/register", **(FORM | fields))
        assert answer.status_code == 422, fields
        assert f'id="w-{field}"' in answer.text, fields
        assert 'value="a/../b"' in answer.text or "a/../b" not in fields.values()
    assert stored.names("backend:disk3") == []


def test_a_backend_is_changed_retired_and_used_again_by_forms(stored: Asked) -> None:
    where = str(stored.folder / "disk2")
    form = {"name": "disk2", "kind": "folder", "location": where, "change": "1"}
    submit(stored, "/storage/register", **form, keep_local="no")
    submit(stored, f"{HOME}/retire", reason="full")
    refused = submit(stored, f"{HOME}/upload")
    submit(stored, f"{HOME}/again")

    assert refused.headers["location"] == HOME
    assert stored.names("backend:disk2") == [
        "backend.registered",
        "backend.changed",
        "backend.retired",
        "backend.registered",
    ]


def test_what_cannot_work_is_refused_before_anything_is_queued(stored: Asked) -> None:
    answer = submit(stored, "/storage/backends/cloud/check")

    assert answer.headers["location"] == "/storage/backends/cloud"
    assert stored.get("/api/v1/queue") == []


def test_a_double_click_queues_one_upload_and_another_button_another_job(stored: Asked) -> None:
    first = submit(stored, f"{HOME}/upload", command="once").headers["location"]
    again = submit(stored, f"{HOME}/upload", command="once").headers["location"]
    check = submit(stored, f"{HOME}/check", command="once").headers["location"]

    assert first == again != check
    assert [job["kind"] for job in stored.get("/api/v1/queue")] == ["upload_only", "storage_check"]


def test_what_is_missing_is_counted_listed_and_worked_off_by_the_job(stored: Asked) -> None:
    waiting = stored.get("/api/v1/storage/backends/disk2/waiting")["items"]
    assert [row["song"] for row in waiting] == ["qq:1"]
    assert "Upload 1 missing" in page(stored, HOME)

    job = stored.post("/api/v1/storage/backends/disk2/upload")
    run(stored, job["id"])

    # The bytes on disk are not those recorded (a hash of zeros), so the honest outcome is a loss.
    assert stored.get(f"/api/v1/jobs/{job['id']}")["counts"]["upload.lost"] == 1


def test_a_check_queued_from_the_page_runs_as_a_job_and_keeps_its_findings(stored: Asked) -> None:
    stored.shop.catalog.change(File, "file:qq:1", lambda file: file.store(uploaded("disk2")))
    (stored.folder / "disk2" / "music").mkdir()
    (stored.folder / "disk2" / "stray.bin").write_bytes(b"x")

    job = stored.post("/api/v1/storage/backends/disk2/check")
    run(stored, job["id"])

    told = stored.get("/api/v1/storage/backends/disk2/check")
    assert told["counts"] == {"extra": 1, "missing": 1}
    assert {one["what"] for one in told["findings"]} == {"extra", "missing"}
    assert stored.get(f"/api/v1/jobs/{job['id']}")["outcome"] == "with_failures"
    assert [c["state"] for c in stored.get("/api/v1/songs/1/copies") if c["backend"] == "disk2"] == ["lost"]
    assert "stray.bin" in page(stored, HOME)


def test_one_class_of_failures_is_retried_and_no_other(stored: Asked) -> None:
    stored.shop.catalog.change(
        File,
        "file:qq:1",
        lambda file: file.record(
            UploadFailed(backend="disk2", part="audio", key="k", failure="network", message="m")
        ),
    )
    groups = stored.get("/api/v1/storage/backends/disk2/failures")

    job = stored.post("/api/v1/storage/backends/disk2/upload", {"failure": "network"})
    none = stored.ask("POST", "/api/v1/storage/backends/disk2/upload", json={"failure": "quota"})

    assert [(group["failure"], group["songs"]) for group in groups] == [("network", 1)]
    assert job["scope"]["songs"] == ["qq:1"]
    assert none.status_code == 409


def test_the_api_registers_lists_and_pages_copies(stored: Asked) -> None:
    made = stored.ask("PUT", "/api/v1/storage/backends/more", json={"kind": "s3", "bucket": "more-music"})
    wrong = stored.ask("PUT", "/api/v1/storage/backends/more", json={"kind": "s3", "bucket": "x"})
    listed = {one["name"]: one for one in stored.get("/api/v1/storage/backends")}
    first = stored.get("/api/v1/storage/backends/cloud/copies?limit=2")
    rest = stored.get(f"/api/v1/storage/backends/cloud/copies?limit=2&after={first['next']}")
    failed = stored.get("/api/v1/storage/backends/cloud/copies?state=failed")["items"]

    assert made.json() == {"name": "more", "new": True}
    assert wrong.json()["error"]["field"] == "bucket"
    assert listed["cloud"]["failures"] == {"network": 1, "quota": 1}
    assert len(listed["cloud"]["missing_credentials"]) == 2
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert {one["failure"] for one in failed} == {"network", "quota"}
    assert stored.ask("GET", "/api/v1/storage/backends/none/copies").status_code == 404


def run(asked: Asked, job_id: str) -> None:
    """Work a queued job off as the runner does, here and now."""
    brake = Brake()
    job = asked.shop.catalog.load(Job, Job.stream_of(job_id))
    with Performs(asked.shop)(job, Board(), brake) as stages:
        work_off(asked.shop.catalog, job_id, stages, brake)
    asked.shop.models.catch_up()


def test_the_story_of_a_song_tells_of_its_copies_in_sentences(stored: Asked) -> None:
    text = page(stored, "/songs/1")

    assert "A copy of the audio stands in cloud, proven by read back after the upload" in text
    assert "The cover did not get to cloud: quota" in text
    assert "backend=" not in text


def test_copies_of_all_states_come_in_one_order_page_by_page(stored: Asked) -> None:
    after, seen = 0, []
    while True:
        found = stored.get(f"/api/v1/storage/backends/cloud/copies?limit=1&after={after}")
        seen += [(one["id"], one["state"]) for one in found["items"]]
        if found["next"] is None:
            break
        after = found["next"]

    assert seen == sorted(seen)
    assert sorted(state for _, state in seen) == ["failed", "failed", "there"]
