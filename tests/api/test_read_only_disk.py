"""A store on a disk that takes nothing is shown all the same, from read models made elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalogsync.adapters.store import schema
from catalogsync.bootstrap.workshop import make_store, open_workshop, views_path
from catalogsync.config import Settings
from catalogsync.domain.fallback import STREAM, Fallback


def test_nothing_is_written_beside_a_store_on_a_read_only_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    settings = Settings(db=folder / "c.db", library_root=tmp_path / "music")
    make_store(settings)
    with open_workshop(settings, "test") as shop:
        shop.catalog.change(Fallback, STREAM, lambda order: order.pin("qq", "kuwo"))
    for file in folder.glob("c.views*"):
        file.unlink()
    before = sorted(folder.iterdir())
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not (Path(path) == folder and mode & os.W_OK) and access(path, mode)
    )

    with open_workshop(settings, "test", read_only=True) as shop:
        made = shop.models.path

        assert {("qq", "kuwo")} == shop.catalog.load(Fallback, STREAM).pinned
        assert made != views_path(settings.db)
        assert made.exists()
        assert before == sorted(folder.iterdir())
    assert not made.exists()


def test_only_a_disk_that_takes_nothing_counts_as_never_changing(tmp_path: Path) -> None:
    assert "immutable" not in schema.uri(tmp_path / "c.db", "ro")
