from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from catalogsync.adapters.store import backup as backups_module
from catalogsync.adapters.store.backup import backup, backups, check_backup
from catalogsync.adapters.store.errors import StoreDamaged, StoreError, StoreLocked, StoreMissing
from catalogsync.adapters.store.lock import RunLock
from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.adapters.store.restore import restore
from catalogsync.adapters.store.verify import verify
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import opened
from tests.adapters.store.test_verify import tamper
from tests.projections.toys import toys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def three(log: EventLog) -> None:
    log.append([opened("toy:1"), opened("toy:2"), opened("toy:3")])


def test_a_backup_is_a_store_with_the_same_history(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    manifest = backup(path, folder, at_s=0)

    assert (manifest.file, manifest.events, manifest.last_position) == ("catalog-19700101T000000Z.db", 3, 3)
    assert manifest.digest == log.mark(3).hex()
    assert check_backup(folder / manifest.file) == manifest
    assert sorted(f.name for f in folder.iterdir()) == [
        "catalog-19700101T000000Z.db",
        "catalog-19700101T000000Z.json",
    ]


def test_what_killed_backups_left_goes_with_the_next_one_but_not_that_of_another_at_work(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    folder.mkdir()
    for name, at_s in (("old.part", 0), ("old.part-wal", 0), ("now.part", None), ("other.txt", 0)):
        (folder / f"catalog-{name}").touch()
        if at_s is not None:
            os.utime(folder / f"catalog-{name}", (at_s, at_s))
    backup(path, folder, at_s=0)

    assert ["catalog-now.part", "catalog-other.txt"] == sorted(
        f.name for f in folder.iterdir() if "1970" not in f.name
    )


def test_a_backup_may_be_taken_while_others_append(log: EventLog, path: Path, folder: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            log.append([opened(f"toy:{n}")])

    thread = threading.Thread(target=work)
    thread.start()
    made = [backup(path, folder, at_s=n) for n in range(5)]
    stop.set()
    thread.join()

    assert [m.events for m in made] == sorted(m.events for m in made)
    assert all(check_backup(folder / m.file) for m in made)


def test_only_the_newest_are_kept(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    for n in range(5):
        backup(path, folder, keep=2, at_s=n)

    assert [m.made for m in backups(folder)] == ["19700101T000004Z", "19700101T000003Z"]
    assert len(list(folder.iterdir())) == 4


def test_a_clock_that_was_set_back_does_not_cost_the_backup_just_made(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    for day in (8, 9):
        backup(path, folder, keep=2, at_s=day * 86_400)
    made = backup(path, folder, keep=2, at_s=0)

    assert [m.made for m in backups(folder)] == ["19700110T000000Z", made.made]


def test_the_backups_of_a_store_with_a_longer_name_are_left_alone(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    other = path.with_name("catalog-old.db")
    create_store(other).close()
    kept = backup(other, folder, at_s=0)
    for n in range(3):
        backup(path, folder, keep=1, at_s=n)

    assert [m.file for m in backups(folder)] == ["catalog-19700101T000002Z.db", kept.file]


def test_a_copy_does_not_start_over_when_somebody_writes_meanwhile(
    log: EventLog, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append([opened(f"toy:{n}", title="x" * 2000) for n in range(20)])
    far: list[int] = []

    def write(tell: object, what: str, done: int, total: int) -> None:
        if what == "copied":
            log.append([opened(f"toy:new-{len(far)}")])
            far.append(done)

    monkeypatch.setattr(backups_module, "_PAGES", 1)
    monkeypatch.setattr(backups_module, "tell_bytes", write)
    made = backup(path, folder)

    assert far == sorted(set(far))
    assert len(far) > 10
    assert made.events == 20


def test_two_backups_of_one_second_are_both_kept(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    names = {backup(path, folder, at_s=0).file for _ in range(2)}

    assert len(names) == 2


def test_a_damaged_store_pushes_no_good_backup_out(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    backup(path, folder, keep=1, at_s=0)
    tamper(path, "UPDATE stored_events SET state = '{}' WHERE id = 2")

    with pytest.raises(StoreDamaged, match="position 2"):
        backup(path, folder, keep=1, at_s=1)
    assert [m.made for m in backups(folder)] == ["19700101T000000Z"]


def test_a_backup_whose_bytes_changed_is_not_restored(
    log: EventLog, path: Path, folder: Path, tmp_path: Path
) -> None:
    three(log)
    file = folder / backup(path, folder).file
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)

    with pytest.raises(StoreDamaged):
        restore(file, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_an_unfinished_backup_is_not_restored(
    log: EventLog, path: Path, folder: Path, tmp_path: Path
) -> None:
    three(log)
    file = folder / backup(path, folder).file
    file.with_suffix(".json").unlink()

    with pytest.raises(StoreMissing):
        restore(file, tmp_path / "new.db")


def test_a_backup_is_restored_where_there_is_nothing(
    log: EventLog, path: Path, folder: Path, tmp_path: Path
) -> None:
    three(log)
    manifest = backup(path, folder)
    restore(folder / manifest.file, tmp_path / "new.db")

    assert verify(tmp_path / "new.db").digest == manifest.digest
    with open_store(tmp_path / "new.db") as new:
        assert new.append([opened("toy:4")]) == [4]


def test_a_restore_that_would_lose_events_is_refused(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4"), opened("toy:5")])

    with pytest.raises(StoreError, match="2 newer events"):
        restore(folder / manifest.file, path)
    assert log.last_position() == 5


def test_a_store_of_another_history_is_not_replaced_unasked(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    manifest = backup(path, folder)
    log.close()
    path.unlink()
    with create_store(path) as other:
        other.append([opened("toy:other")])
        with pytest.raises(StoreError, match="another history"):
            restore(folder / manifest.file, path)


def test_a_restore_that_may_lose_events_keeps_the_old_store_and_gives_no_position_twice(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4"), opened("toy:5")])
    log.close()
    restore(folder / manifest.file, path, lose_events=True)

    with open_store(path) as restored:
        assert restored.last_position() == 3
        assert restored.append([opened("toy:new")]) == [6]
    assert verify(path).sound
    with open_store(path.with_name("catalog.db.replaced")) as replaced:
        assert replaced.last_position() == 5


def test_a_program_that_had_the_store_open_does_not_write_into_the_replaced_one(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4")])
    restore(folder / manifest.file, path, lose_events=True)

    with pytest.raises(StoreError, match="replaced"):
        log.append([opened("toy:5")])


def test_a_restore_that_ends_at_the_last_moment_leaves_the_old_store(
    log: EventLog, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4")])

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("catalogsync.adapters.store.restore.os.replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            restore(folder / manifest.file, path, lose_events=True)
    log.close()
    with open_store(path) as old:
        assert old.last_position() == 4
    assert verify(path).findings == ()
    assert not path.with_name("catalog.db.part").exists()

    restore(folder / manifest.file, path, lose_events=True)
    with open_store(path) as restored:
        assert restored.append([opened("toy:5")]) == [5]


def test_a_log_of_writes_left_of_a_store_that_is_gone_is_not_taken_for_the_restored_ones(
    log: EventLog, path: Path, folder: Path
) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4")])
    path.unlink()
    assert path.with_name("catalog.db-wal").exists()
    restore(folder / manifest.file, path)

    seen = verify(path)
    assert (seen.findings, seen.digest) == ((), manifest.digest)


def test_what_a_backup_lacks_is_told_before_it_is_read(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4")])
    told: list[str] = []

    with pytest.raises(StoreError, match="1 newer events"):
        restore(folder / manifest.file, path, tell=lambda what, done, total: told.append(what))
    assert told == []


def test_nothing_is_restored_under_a_run(log: EventLog, path: Path, folder: Path) -> None:
    three(log)
    manifest = backup(path, folder)

    with RunLock(path).acquire("catalogsync run"), pytest.raises(StoreLocked, match="catalogsync run"):
        restore(folder / manifest.file, path)


def test_read_models_ahead_of_a_restored_store_are_made_anew(
    log: EventLog, path: Path, folder: Path, tmp_path: Path
) -> None:
    three(log)
    manifest = backup(path, folder)
    log.append([opened("toy:4")])
    ReadModels(tmp_path / "views.db", log, toys()).close()
    log.close()
    restore(folder / manifest.file, path, lose_events=True)

    with open_store(path) as restored, ReadModels(tmp_path / "views.db", restored, toys()) as models:
        assert models.connection().execute("SELECT count(*) FROM boxes").fetchone()[0] == 3
