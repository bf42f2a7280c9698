"""Is what stands in a backend what we sent? Never on the backend's word alone."""

from __future__ import annotations

from catalogsync.pipeline.objects import ObjectFacts, Sealed, Stop, StoresObjects
from catalogsync.pipeline.reading import sha256_there
from catalogsync.pipeline.storage_errors import StorageError, StorageFailure


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


def _differs(backend: StoresObjects, key: str, what: str) -> StorageError:
    return StorageError(backend.name, StorageFailure.CHECKSUM, f"{key}: {what}")
