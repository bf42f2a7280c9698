"""Backends from the command line: bad input before anything is queued, the way there and back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.storage.servers import BUCKET, KEY, SECRET, Server, moto
from tests.adapters.storage.shelves import shelves
from tests.cli.conftest import Cli

PREFIX = "CATALOGSYNC_MAIN_S3"


class StorageCli(Cli):
    """The command line over a catalog of its own, with credentials in the environment."""

    secrets = True

    def environment(self) -> dict[str, str]:
        given = (
            {f"{PREFIX}_ACCESS_KEY_ID": KEY, f"{PREFIX}_SECRET_ACCESS_KEY": SECRET} if self.secrets else {}
        )
        # An empty place instead of whatever the machine has, and no asking of a cloud's metadata service.
        nobody = {
            name: str(self.folder / "none") for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
        }
        return super().environment() | given | nobody | {"AWS_EC2_METADATA_DISABLED": "true"}

    def register(self, endpoint: str, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        words = [
            "register-object-backend",
            "--backend",
            "main-s3",
            "--bucket",
            BUCKET,
            "--endpoint",
            endpoint,
        ]
        words += ["--region", "auto", "--base-prefix", "music", "--credential-env-prefix", PREFIX]
        return self.run(*words, *more, code=code)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with moto(tmp_path_factory.mktemp("moto")) as server:
        yield server


@pytest.fixture
def storage(tmp_path: Path, s3: Server) -> StorageCli:
    s3.empty()
    with shelves(tmp_path) as opened:
        for n in range(1, 5):
            opened.add(n, lyric=f"[00:01.00]词{n}\n")
    return StorageCli(tmp_path, "http://127.0.0.1:9")


def queued(cli: StorageCli) -> int:
    return len(cli.json("jobs")["items"])


def test_the_way_there_and_back(storage: StorageCli, s3: Server) -> None:
    storage.register(s3.endpoint)
    plan = storage.run("upload", "--backend", "main-s3", "--dry-run").stderr
    done = storage.json("upload", "--backend", "main-s3", "--workers", "4")
    again = storage.json("upload", "--backend", "main-s3")
    status = storage.json("storage", "status")["items"][0]

    assert "would upload to main-s3 4" in plan
    assert {"upload": {"uploaded": 4}} == done["stages"]
    assert {"upload": {}} == again["stages"]
    assert "would restore 0 from main-s3: there is nothing to do" in storage.run("restore", "-n").stderr
    assert 8 == len(s3.keys())
    assert (4, 4, 0, 0) == (status["files"], status["there"], status["due"], status["lost"])
    s3.client.delete_object(Bucket=BUCKET, Key="music/netease/某人/某人 - 歌1.mp3")
    found = storage.json("storage", "check", "main-s3", code=1)
    assert [("missing", "netease:1")] == [(f["what"], f["song"]) for f in found["findings"]]
    storage.run("storage", "repair", "main-s3")
    assert {"verified": 8} == storage.json("storage", "check", "main-s3", "--deep")["counts"]
    path = storage.music / "netease/某人/某人 - 歌2.mp3"
    before = path.read_bytes()
    path.unlink()
    storage.run("verify", code=1)
    storage.run("restore", "netease:2", "--bandwidth-kbps", "50000")
    assert before == path.read_bytes()
    assert "a copy stands in main-s3" in storage.run("why", "netease:2").stdout


def test_credentials_may_come_from_the_env_file(storage: StorageCli, s3: Server) -> None:
    storage.register(s3.endpoint)
    storage.secrets = False
    secrets = storage.folder / "secrets.env"
    secrets.write_text(f"{PREFIX}_ACCESS_KEY_ID={KEY}\n{PREFIX}_SECRET_ACCESS_KEY='{SECRET}'\n")
    try:
        done = storage.json("upload", "--backend", "main-s3", "--env-file", str(secrets))
    finally:
        for part in ("_ACCESS_KEY_ID", "_SECRET_ACCESS_KEY"):
            os.environ.pop(PREFIX + part, None)

    assert 4 == done["stages"]["upload"]["uploaded"]
    store = b"".join(path.read_bytes() for path in storage.folder.glob("c.*"))
    assert SECRET.encode() not in store
    assert KEY.encode() not in store


def test_whatever_is_wrong_is_told_before_anything_is_queued(storage: StorageCli, s3: Server) -> None:
    assert "no backend is called 'nobody'" in storage.run("upload", "--backend", "nobody", code=2).stderr
    assert "there is no backend" in storage.run("upload", code=2).stderr
    storage.register(s3.endpoint)
    storage.secrets = False
    assert f"set {PREFIX}_ACCESS_KEY_ID" in storage.run("upload", code=2).stderr
    storage.secrets = True
    storage.register(s3.endpoint, "--bucket", "no-such-bucket")
    assert "no_bucket" in storage.run("upload", code=2).stderr
    storage.run("storage", "retire", "main-s3")
    assert "there is no backend" in storage.run("upload", code=2).stderr
    assert 0 == queued(storage)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--backend", "Not A Name"], "no name for a backend"),
        (["--base-prefix", "a/../b"], "no base prefix"),
        (["--endpoint", "ftp://x"], "not an address"),
        (["--endpoint", "https://user:pass@s3.example.com"], "must not hold credentials"),
        (["--endpoint", "https://s3.example.com/bucket"], "scheme and host only"),
        (["--bucket", "x"], "no bucket name"),
        (["--bucket", "192.168.1.1"], "reads as an address"),
        (["--credential-env-prefix", "not-a-prefix"], "no prefix of environment variables"),
        (["--ca-bundle", "nowhere.pem"], "no file of certificates"),
        (["--kind", "folder"], "needs a location"),
        (["--proxy", "http://u:p@proxy.example.com"], "must not hold credentials"),
    ],
)
def test_a_backend_that_cannot_be_is_not_registered(storage: StorageCli, words: list[str], said: str) -> None:
    assert said in storage.register("https://s3.example.com", *words, code=2).stderr
    assert [] == storage.json("storage", "list")["items"]


def test_the_same_backend_again_records_nothing_and_a_change_is_a_fact(storage: StorageCli) -> None:
    for more in ((), (), ("--keep-local=no",)):
        storage.register("https://s3.example.com", *more)
    names = [item["name"] for item in storage.json("events", "list", "--stream", "backend:main-s3")["items"]]

    assert ["backend.changed", "backend.registered"] == sorted(names)
