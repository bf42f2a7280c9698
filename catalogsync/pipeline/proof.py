"""Is what stands in a backend what we sent? Never on the backend's word alone."""

from __future__ import annotations

import hashlib

from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import ObjectFacts, Sealed, Stop, StoresObjects
from catalogsync.pipeline.storage_errors import StorageError, StorageFailure, StorageTrouble

_READS = 3
"""How often reading back is begun anew when the connection breaks."""


def prove(
    backend: StoresObjects, key: str, sealed: Sealed, *, read_back: bool, stop: Stop
) -> tuple[str, ObjectFacts]:
    """How the object was proven (`etag` or `read_back`), and what stands there. StorageError when it is not ours.

    Asked anew after the upload: the length, our metadata, and an ETag that the backend can only have computed from
    the bytes, because we never told it their MD5. Without such an ETag every byte is read back and hashed.
    """
    found = backend.stat(key)
    if found is None:
        raise _differs(backend, key, "nothing stands there after the upload")
    if found.size_bytes != sealed.size_bytes:
        raise _differs(backend, key, f"{found.size_bytes} of {sealed.size_bytes} bytes stand there")
    if found.sha256 not in (None, sealed.sha256):
        raise _differs(backend, key, "its metadata tell of other bytes")
    if found.etag in sealed.etags and not read_back:
        return "etag", found
    if sha256_there(backend, key, sealed.size_bytes, stop) != sealed.sha256:
        raise _differs(backend, key, "its bytes are not those that were sent")
    return "read_back", found


def sha256_there(backend: StoresObjects, key: str, size_bytes: int, stop: Stop) -> str:
    """The SHA-256 of the bytes as they come back; reading stops behind `size_bytes`, where there must be no more."""
    for attempt in range(_READS):
        hashed, read = hashlib.sha256(), 0
        try:
            with backend.read(key) as blocks:
                for block in blocks:
                    if stop():
                        raise TransferStopped("stopped while reading back")
                    hashed.update(block)
                    read += len(block)
                    if read > size_bytes:
                        break
            return hashed.hexdigest()
        except StorageTrouble:
            if attempt == _READS - 1:
                raise
    raise AssertionError("unreachable")


def _differs(backend: StoresObjects, key: str, what: str) -> StorageError:
    return StorageError(backend.name, StorageFailure.CHECKSUM, f"{key}: {what}")
