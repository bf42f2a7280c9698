"""How a judge's words become a table, and when a finding counts as true. The clients themselves are not needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.sandbox import Sandbox
from tests.judges import __main__ as judges
from tests.judges.rows import Row, rows_from, table
from tests.judges.truth import Truth


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return Truth(Sandbox(1, "tiny"), tmp_path_factory.mktemp("found"))


def test_what_a_judge_prints_beside_its_rows_is_passed_over() -> None:
    text = 'downloading…\n[1]\n{"judge": "j", "platform": "qq", "op": "url", "ok": true, "got": "http://x"}\n'

    assert [Row("j", "qq", "url", True, "http://x")] == list(rows_from(text))


def test_a_failed_check_shows_its_error_and_does_not_pass(truth: Truth) -> None:
    row = truth.judged(Row("meting", "qq", "song", False, error="no name"))

    assert not row.passed
    assert "NO  no name" in table([row])


def test_a_finding_that_is_not_true_does_not_pass(truth: Truth) -> None:
    good = truth.sample("netease").title
    rows = [
        truth.judged(Row("NeteaseCloudMusicApi", "netease", "song", True, name))
        for name in (good, "x" + good)
    ]

    assert [True, False] == [row.passed for row in rows]


def test_a_finding_of_another_shape_is_said_not_to_compare(truth: Truth) -> None:
    row = truth.judged(Row("yt-dlp", "qq", "song", True, {"unexpected": 1}))

    assert not row.passed
    assert "cannot be compared" in str(row.equal)


def test_where_the_redirect_is_not_at_hand_the_judges_are_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CATALOGSYNC_SHARED", str(tmp_path))

    assert 0 == judges.main([])
    assert "skipped: no redirect at" in capsys.readouterr().out
