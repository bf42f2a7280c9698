"""Reading an object to its end over a connection that breaks: gone on with where it was, never into other bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import Stop, StoresObjects
from catalogsync.pipeline.storage_errors import StorageTrouble

_BREAKS = 3
"""So many breaks in a row without a byte in between, and it is given up."""


def blocks_of(
    backend: StoresObjects, key: str, *, etag: str | None, start: int = 0, stop: Stop
) -> Iterator[bytes]:
    """The bytes of an object from `start` on, in blocks, limited to the backend's bandwidth.

    `etag` names the content that is meant: ObjectChanged when something else stands there. None: whatever stands
    there now, but the same to the end. StorageTrouble after some breaks in a row, TransferStopped on request.
    """
    if etag is None:
        found = backend.stat(key)
        etag = None if found is None else found.etag
    at, breaks = start, 0
    while True:
        try:
            with backend.read(key, start=at, etag=etag, stop=stop) as blocks:
                for block in blocks:
                    at, breaks = at + len(block), 0
                    yield block
                    if stop():
                        raise TransferStopped("stopped in the middle of an object")
            return
        except StorageTrouble:
            breaks += 1
            if breaks == _BREAKS or etag is None:
                raise


def sha256_there(backend: StoresObjects, key: str, size_bytes: int, stop: Stop) -> str:
    """The SHA-256 of the bytes as they come back; reading stops behind `size_bytes`, where there must be no more."""
    hashed, read = hashlib.sha256(), 0
    for block in blocks_of(backend, key, etag=None, stop=stop):
        hashed.update(block)
        read += len(block)
        if read > size_bytes:
            break
    return hashed.hexdigest()
