"""The env file as the console edits it: comments stay, secrets never come out, nonsense never gets in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.bootstrap.env_files import MASK, EnvFile
from catalogsync.config import read_env_file
from catalogsync.pipeline.errors import Refusal

TEXT = """# mine
CATALOGSYNC_WORKERS=4
export CATALOGSYNC_COOKIE_QQ='uin=1; key=hunter2'  # from the browser

CATALOGSYNC_MAIN_S3_SECRET_ACCESS_KEY=hunter3
"""


@pytest.fixture
def file(tmp_path: Path) -> EnvFile:
    path = tmp_path / "x.env"
    path.write_text(TEXT)
    return EnvFile(path)


def test_secrets_are_masked_in_text_and_versions(file: EnvFile) -> None:
    file.set({"CATALOGSYNC_WORKERS": "5"})

    assert "hunter" not in file.text() + file.version(1)
    assert "# mine" in file.text()


def test_a_masked_text_given_back_keeps_the_secrets(file: EnvFile) -> None:
    changed = file.replace(file.text().replace("WORKERS=4", "WORKERS=6"))

    assert ["CATALOGSYNC_WORKERS"] == changed
    assert "uin=1; key=hunter2" == read_env_file(file.path)["CATALOGSYNC_COOKIE_QQ"]


def test_one_value_changes_and_comments_and_order_stay(file: EnvFile) -> None:
    file.set({"CATALOGSYNC_WORKERS": "9", "CATALOGSYNC_SOURCES": "qq, kuwo"})

    lines = file.path.read_text().splitlines()
    assert ["# mine", "CATALOGSYNC_WORKERS=9"] == lines[:2]
    assert "CATALOGSYNC_SOURCES='qq, kuwo'" == lines[-1]


def test_removing_takes_the_line_away(file: EnvFile) -> None:
    assert ["CATALOGSYNC_COOKIE_QQ"] == file.set({"CATALOGSYNC_COOKIE_QQ": None})
    assert "COOKIE" not in file.path.read_text()


@pytest.mark.parametrize(
    "text",
    ["nonsense", "CATALOGSYNC_WORKERS=0", "CATALOGSYNC_WORKERS=many", f"CATALOGSYNC_TOKEN={MASK}", "A='open"],
)
def test_nonsense_is_refused_and_the_file_stays(file: EnvFile, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        file.replace(text)

    assert TEXT == file.path.read_text()
    assert ".new" not in str(refused.value)
    assert [file.path] == list(file.path.parent.iterdir())


def test_a_version_comes_back_and_is_itself_kept(file: EnvFile) -> None:
    file.set({"CATALOGSYNC_WORKERS": "5"})
    file.roll_back(1)

    assert TEXT == file.path.read_text()
    assert [2, 1] == [version.number for version in file.versions()]


@pytest.mark.skipif(os.name == "nt", reason="no file modes there")
def test_nobody_else_may_read_what_is_written(file: EnvFile) -> None:
    file.set({"CATALOGSYNC_WORKERS": "5"})

    assert 0o600 == file.path.stat().st_mode & 0o777
    assert 0o700 == file.path.with_name("x.env.versions").stat().st_mode & 0o777


def test_a_file_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    file = EnvFile(tmp_path / "new.env")

    assert "" == file.text()
    assert ["CATALOGSYNC_WORKERS"] == file.set({"CATALOGSYNC_WORKERS": "5"})
    assert [] == file.versions()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=40))
def test_any_value_comes_back_as_it_was_or_is_refused(tmp_path: Path, value: str) -> None:
    file = EnvFile(tmp_path / "any.env")
    try:
        file.set({"OTHER": value})
    except Refusal:
        return

    assert value == read_env_file(file.path)["OTHER"]
