"""The log folder: every process's lines, newest first, found by level and text; hostile or broken lines harm nothing."""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.api.pages import log_files
from catalogsync.api.pages.log_files import newest_in
from catalogsync.bootstrap import logs
from catalogsync.bootstrap.logs import JsonLine, keep_logs
from catalogsync.pipeline.errors import Refusal
from tests.api.conftest import fill, open_app


def line(at_ms: int, text: str, level: str = "INFO") -> str:
    return json.dumps({"at_ms": at_ms, "level": level, "logger": "x", "text": text})


def write(path: Path, *lines: str) -> None:
    path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")


def texts(folder: Path, level: str = "INFO", search: str = "", limit: int = 200) -> list[str]:
    return [one.text for one in newest_in(folder, level=level, search=search, limit=limit)]


@pytest.fixture
def _handlers() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_lines_of_all_processes_and_turned_over_files_come_newest_first(tmp_path: Path) -> None:
    write(tmp_path / "serve.log.2", line(1, "a"), line(2, "b"))
    write(tmp_path / "serve.log.1", line(3, "c"))
    write(tmp_path / "serve.log", line(5, "e"), line(9, "i"))
    write(tmp_path / "run.log", line(4, "d"), line(8, "h"))

    assert list("ihedcba") == texts(tmp_path)
    assert list("ih") == texts(tmp_path, limit=2)


def test_level_and_text_choose(tmp_path: Path) -> None:
    write(
        tmp_path / "run.log", line(1, "Disk full", "ERROR"), line(2, "disk ok"), line(3, "other", "WARNING")
    )

    assert ["other", "Disk full"] == texts(tmp_path, level="WARNING")
    assert ["disk ok", "Disk full"] == texts(tmp_path, search="DISK")


def test_what_is_no_line_of_ours_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "run.log", "not json", '{"at_ms": "x"}', "[]", line(1, "good"), "x" * 100_000, "")
    (tmp_path / "broken.log").write_bytes(b"\xff\x00\n" * 50)
    (tmp_path / "folder.log").mkdir()

    assert ["good"] == texts(tmp_path)
    assert [] == texts(tmp_path / "nowhere")


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 200))
def test_blocks_lose_no_line(lengths: list[int], block: int) -> None:
    from tempfile import TemporaryDirectory

    whole = log_files.BLOCK
    log_files.BLOCK = block
    try:
        with TemporaryDirectory() as folder:
            write(
                Path(folder) / "run.log", *(line(n, f"{n}-" + "y" * wide) for n, wide in enumerate(lengths))
            )

            assert list(range(len(lengths)))[::-1] == [int(t.split("-")[0]) for t in texts(Path(folder))]
    finally:
        log_files.BLOCK = whole


def test_no_more_is_read_than_a_page_may_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MOST_BYTES", 2_000)
    write(tmp_path / "run.log", *(line(n, "z" * 100) for n in range(500)))

    assert len(texts(tmp_path, search="nothing like it")) == 0
    assert 5 < len(texts(tmp_path)) < 20


@pytest.mark.usefixtures("_handlers")
def test_what_is_logged_is_found_again_and_old_files_are_kept_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "SIZE_BYTES", 3_000)
    keep_logs(tmp_path / "logs", "serve")
    for n in range(200):
        logging.getLogger("catalogsync.test").warning("line %d \x1b[31m<script>\n\u202e", n)

    assert "line 199" in texts(tmp_path / "logs")[0]
    assert 6 == len(list((tmp_path / "logs").iterdir()))


def test_a_traceback_is_kept_and_a_bad_format_breaks_nothing() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%d", ("no number",), None)

    assert "%d" == json.loads(JsonLine().format(record))["text"]


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match=r"log-folder .* cannot be written"):
        keep_logs(tmp_path / "file" / "logs", "serve")


def test_the_page_shows_them_and_hostile_text_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write(folder / "run.log", line(1, "<script>alert(1)</script>", "ERROR"))
    with ExitStack() as stack:
        asked = open_app(tmp_path, stack, log_folder=folder)
        fill(asked.shop)
        text = asked.ask("GET", "/logs?level=ERROR", headers={"accept": "text/html"}).text

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
