from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.backup import backup, check_backup
from catalogsync.adapters.store.chain import link
from catalogsync.adapters.store.errors import NotAStore
from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.adapters.store.verify import verify
from tests.adapters.store.facts import Closed, event, opened


def tamper(path: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql, values)
    db.close()


@pytest.fixture
def filled(log: EventLog) -> EventLog:
    log.append([opened("toy:1"), opened("toy:2"), event("toy:1", 2, Closed()), opened("toy:3")])
    return log


def kinds(path: Path) -> list[tuple[str, int]]:
    return [(f.kind, f.position) for f in verify(path).findings]


def test_a_sound_store_is_said_to_be_sound(filled: EventLog, path: Path) -> None:
    seen = verify(path)

    assert (seen.sound, seen.events, seen.last_position, seen.findings) == (True, 4, 4, ())
    assert seen.digest == filled.mark(4).hex()


def test_an_empty_store_is_sound(log: EventLog, path: Path) -> None:
    assert verify(path).sound


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", b'{"at":1000,"by":"test","fact":{"title":"a titlf"}}'),
        ("topic", "toy.closed"),
        ("originator_id", "toy:9"),
        ("originator_version", 7),
        ("chain", bytes(16)),
        ("chain", "text"),
        ("state", "text"),
        ("topic", 5),
        ("originator_version", "x"),
    ],
)
def test_an_altered_event_is_found(filled: EventLog, path: Path, column: str, value: object) -> None:
    tamper(path, f"UPDATE stored_events SET {column} = ? WHERE id = 2", value)

    assert ("altered", 2) in kinds(path)
    assert not verify(path).sound


@given(byte=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=25, deadline=None)
def test_any_flipped_bit_of_a_payload_is_found(
    tmp_path_factory: pytest.TempPathFactory, byte: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("flip") / "catalog.db"
    with create_store(path) as log:
        log.append([opened("toy:1"), opened("toy:2", title="x" * 200)])
    with sqlite3.connect(path) as db:
        state = bytearray(db.execute("SELECT state FROM stored_events WHERE id = 2").fetchone()[0])
        state[byte % len(state)] ^= 1 << bit
        db.execute("UPDATE stored_events SET state = ? WHERE id = 2", (bytes(state),))
    db.close()

    assert not verify(path).sound


def test_bytes_that_are_no_text_are_found(filled: EventLog, path: Path) -> None:
    tamper(path, "UPDATE stored_events SET topic = CAST(X'FF6F70' AS TEXT) WHERE id = 2")

    assert ("altered", 2) in kinds(path)


def test_a_lost_event_is_a_gap_and_breaks_the_chain(filled: EventLog, path: Path) -> None:
    tamper(path, "DELETE FROM stored_events WHERE id = 3")

    assert kinds(path) == [("gap", 4), ("altered", 4)]


def test_a_lost_end_is_a_gap(filled: EventLog, path: Path) -> None:
    tamper(path, "DELETE FROM stored_events WHERE id = 4")

    assert kinds(path) == [("gap", 4)]


def test_a_broken_row_of_versions_is_found(log: EventLog, path: Path) -> None:
    log.append([opened("toy:1"), opened("toy:1", 3), opened("toy:2", 2)])

    assert kinds(path) == [("version", 2), ("version", 3)]


def test_an_event_that_cannot_be_read_is_found(filled: EventLog, path: Path) -> None:
    filled.recorder.insert_events([StoredEvent("toy:5", 1, "toy.closed", b"no json")])

    assert kinds(path) == [("unreadable", 5)]
    assert not verify(path).sound


@pytest.mark.parametrize("topic", ["toy.unheard_of", "toy.closed@9"])
def test_what_a_newer_program_wrote_is_no_damage_and_is_backed_up(
    filled: EventLog, path: Path, topic: str
) -> None:
    filled.recorder.insert_events([StoredEvent("toy:5", 1, topic, b"{}")])
    made = backup(path, path.parent / "backups")

    assert kinds(path) == [("newer", 5)]
    assert verify(path).sound
    assert 5 == made.events
    assert made == check_backup(path.parent / "backups" / made.file)


def test_what_is_no_damage_hides_none(filled: EventLog, path: Path) -> None:
    filled.recorder.insert_events([StoredEvent("toy:5", n, "toy.unheard_of", b"{}") for n in range(1, 5)])
    tamper(path, "UPDATE stored_events SET chain = ? WHERE id = 8", bytes(16))

    assert not verify(path, limit=2).sound
    assert [("newer", 5), ("newer", 6), ("altered", 8)] == [
        (f.kind, f.position) for f in verify(path, limit=2).findings
    ]


def test_verifying_leaves_a_foreign_file_alone(path: Path) -> None:
    path.write_text("x" * 500)

    with pytest.raises(NotAStore):
        verify(path)


def test_the_checksum_keeps_neighbouring_fields_apart() -> None:
    assert link(b"", 1, "ab", 1, "c", b"") != link(b"", 1, "a", 1, "bc", b"")


def test_the_checksum_is_part_of_the_file_format() -> None:
    chain = link(bytes(16), 1, "song:netease:186016", 1, "song.catalogued", b'{"at":1}')

    assert chain.hex() == "3d8d1e0542d65dc2586aafdbd9a9804c"
