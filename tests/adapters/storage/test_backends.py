"""What every backend must do, whatever it is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import KEY_BYTES, ObjectFacts, Sealed, StoresObjects, object_key, seal
from catalogsync.pipeline.proof import prove
from catalogsync.pipeline.reading import sha256_there
from catalogsync.pipeline.storage_errors import ObjectExists, StorageError, StorageFailure
from tests.adapters.storage.servers import Server, backend

HOSTILE = [
    "music/周杰伦/七里香 (Live) - 2.mp3",
    "music/a b+c%20&d=e?f#g'h\"i;j:k@l,m$n!o.mp3",
    "music/é/é/ａ/😀.flac",
    "music/[x]{y}~^`|<z>.mp3",
]


def local(tmp_path: Path, content: bytes = b"x" * 1000, name: str = "a.mp3") -> Sealed:
    path = tmp_path / name
    path.write_bytes(content)
    return seal(path)


def put(stores: StoresObjects, key: str, sealed: Sealed) -> None:
    stores.put(key, sealed, replaces=None, progress=lambda n: None, stop=lambda: False)


def proof(stores: StoresObjects, key: str, sealed: Sealed, *, read_back: bool = False) -> str:
    return prove(stores, key, sealed, read_back=read_back, stop=lambda: False)[0]


@pytest.mark.parametrize("key", HOSTILE)
def test_any_character_in_a_key_comes_back_as_it_was(stores: StoresObjects, tmp_path: Path, key: str) -> None:
    sealed = local(tmp_path)
    put(stores, key, sealed)

    assert [key] == [found.key for found in stores.listing()]
    assert sealed.sha256 == sha256_there(stores, key, sealed.size_bytes, lambda: False)
    assert proof(stores, key, sealed) in ("etag", "read_back")
    assert "read_back" == proof(stores, key, sealed, read_back=True)


def test_an_existing_object_is_never_overwritten_unseen(stores: StoresObjects, tmp_path: Path) -> None:
    first, second = local(tmp_path), local(tmp_path, b"y" * 900, "b.mp3")
    put(stores, "music/a.mp3", first)

    with pytest.raises(ObjectExists):
        put(stores, "music/a.mp3", second)
    assert first.sha256 == sha256_there(stores, "music/a.mp3", 1000, lambda: False)


def test_what_was_seen_can_be_replaced_and_what_changed_since_cannot(
    stores: StoresObjects, tmp_path: Path
) -> None:
    first, second, third = (local(tmp_path, bytes([65 + n]) * (900 + n), f"{n}.mp3") for n in range(3))
    put(stores, "music/a.mp3", first)
    seen = stores.stat("music/a.mp3")
    stores.put("music/a.mp3", second, replaces=seen, progress=lambda n: None, stop=lambda: False)

    assert second.sha256 == sha256_there(stores, "music/a.mp3", 901, lambda: False)
    with pytest.raises(ObjectExists):
        stores.put("music/a.mp3", third, replaces=seen, progress=lambda n: None, stop=lambda: False)


def test_what_was_to_be_replaced_and_is_gone_is_told(stores: StoresObjects, tmp_path: Path) -> None:
    gone = ObjectFacts("music/a.mp3", 3, "0123456789abcdef0123456789abcdef")

    with pytest.raises(ObjectExists):
        stores.put("music/a.mp3", local(tmp_path), replaces=gone, progress=lambda n: None, stop=lambda: False)


def test_a_listing_knows_an_object_by_the_mark_that_looking_at_it_gives(
    stores: StoresObjects, tmp_path: Path
) -> None:
    put(stores, "music/歌.mp3", local(tmp_path))
    found = stores.stat("music/歌.mp3")
    listed = list(stores.listing())

    assert found is not None
    assert [(found.key, found.size_bytes, found.etag)] == [(o.key, o.size_bytes, o.etag) for o in listed]


def test_the_longest_key_is_taken_and_longer_ones_are_refused_before_anything_is_sent(
    server: Server, tmp_path: Path
) -> None:
    name = "歌" * 60
    key = object_key("music", f"{name}/{name}/{name}/{name}/{name}/{'a' * 100}.mp3")
    sealed = local(tmp_path)
    opened = backend(server.endpoint)
    put(opened, key, sealed)

    assert KEY_BYTES - 30 < len(key.encode()) <= KEY_BYTES
    assert "etag" == proof(opened, key, sealed)
    with pytest.raises(ValueError, match="longer than 1024 bytes"):
        object_key("music", "x" * 10_000)


def test_what_is_not_there_is_none_and_reading_it_an_error(stores: StoresObjects) -> None:
    assert stores.stat("music/none.mp3") is None
    with pytest.raises(StorageError), stores.read("music/none.mp3") as blocks:
        list(blocks)


def test_other_bytes_of_the_same_length_are_not_proven(stores: StoresObjects, tmp_path: Path) -> None:
    put(stores, "music/a.mp3", local(tmp_path, b"y" * 1000, "other.mp3"))

    with pytest.raises(StorageError) as met:
        proof(stores, "music/a.mp3", local(tmp_path))
    assert StorageFailure.CHECKSUM == met.value.failure


def test_stopping_in_the_middle_is_no_failure(stores: StoresObjects, tmp_path: Path) -> None:
    sealed = local(tmp_path, b"z" * (9 * 2**20))
    sent: list[int] = []

    with pytest.raises(TransferStopped):
        stores.put("music/a.mp3", sealed, replaces=None, progress=sent.append, stop=lambda: sum(sent) > 2**20)
    assert stores.stat("music/a.mp3") is None


def test_an_empty_file_is_a_file(stores: StoresObjects, tmp_path: Path) -> None:
    sealed = local(tmp_path, b"")
    put(stores, "music/empty.lrc", sealed)

    assert hashlib.sha256(b"").hexdigest() == sealed.sha256
    assert proof(stores, "music/empty.lrc", sealed) in ("etag", "read_back")


def test_getting_ready_leaves_nothing_behind(stores: StoresObjects) -> None:
    stores.ready()

    assert [] == list(stores.listing())
    assert [] == list(stores.unfinished())
