from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.errors import StoreError
from catalogsync.adapters.store.export import export_lines, import_lines
from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.adapters.store.verify import verify
from tests.adapters.store.facts import opened
from tests.adapters.store.test_verify import tamper
from tests.projections.toys import history


@settings(max_examples=15, deadline=None)
@given(
    choices=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=25), title=st.text(max_size=20)
)
def test_an_import_of_an_export_has_the_same_history(
    tmp_path_factory: pytest.TempPathFactory, choices: list[tuple[int, int]], title: str
) -> None:
    folder = tmp_path_factory.mktemp("export")
    with create_store(folder / "a.db") as a, create_store(folder / "b.db") as b:
        a.append([*history(choices), opened("toy:title", title=title)])
        lines = list(export_lines(a))

        assert import_lines(b, lines) == len(lines) == len(choices) + 1
        assert list(export_lines(b)) == lines
    assert verify(folder / "b.db") == verify(folder / "a.db")


def test_a_line_is_a_json_object_that_needs_no_program(log: EventLog) -> None:
    log.append([opened("toy:1", title="歌")])

    assert [json.loads(line) for line in export_lines(log)] == [
        {
            "position": 1,
            "stream": "toy:1",
            "version": 1,
            "topic": "toy.opened",
            "state": {"at": 1000, "by": "test", "fact": {"title": "歌"}},
        }
    ]


def test_positions_survive_even_with_gaps(log: EventLog, path: Path, tmp_path: Path) -> None:
    log.append([opened("toy:1"), opened("toy:2")])
    tamper(path, "DELETE FROM stored_events WHERE id = 2")
    log.append([opened("toy:3")])

    with create_store(tmp_path / "b.db") as b:
        import_lines(b, export_lines(log))
        assert [e.position for e in b.read()] == [1, 3]


def test_only_an_empty_store_is_filled(log: EventLog) -> None:
    log.append([opened("toy:1")])

    with pytest.raises(StoreError, match="not empty"):
        import_lines(log, [])


GOOD = b'{"position":1,"stream":"toy:1","version":1,"topic":"toy.opened","state":{"at":1,"by":"x","fact":{}}}'


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([b"nonsense"], "line 1"),
        ([GOOD, b"", b'{"position":2}'], "line 3"),
        ([GOOD, GOOD], "line 2: position 1"),
        ([GOOD.replace(b'"at":1,', b"")], "line 1"),
        ([GOOD, GOOD.replace(b'"position":1', b'"position":2')], "lines 1 to 2"),
    ],
)
def test_a_bad_line_is_named(log: EventLog, lines: list[bytes], what: str) -> None:
    with pytest.raises(StoreError, match=what):
        import_lines(log, lines)
