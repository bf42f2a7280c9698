"""What can go wrong at a storage backend, by what comes next.

    CatalogError
    ├── StorageError                 one object: recorded, the next upload tries again; carries failure, code, fix
    │   ├── StorageTrouble           asked again at once, a few times: network, server, throttled; retry_after_s
    │   ├── ObjectExists             something stands under the key, and it is not what the caller knew
    │   └── ObjectChanged            what is being read is no longer what the caller began to read
    └── LibraryUnavailable
        └── BackendUnavailable       the whole backend: the job pauses and says what to mend

Each has a class (`StorageFailure`), stored in events and shown to users, and a fix in its message.
"""

from __future__ import annotations

from enum import StrEnum

from catalogsync.pipeline.errors import CatalogError, LibraryUnavailable


class StorageFailure(StrEnum):
    """The class of a failure at a backend."""

    CREDENTIALS = "credentials"
    DENIED = "denied"
    CLOCK_SKEW = "clock_skew"
    NO_BUCKET = "no_bucket"
    REGION = "region"
    QUOTA = "quota"
    THROTTLED = "throttled"
    NETWORK = "network"
    SERVER = "server"
    CHECKSUM = "checksum"
    TAKEN = "taken"
    LOCAL = "local"
    REFUSED = "refused"


FIXES: dict[StorageFailure, str] = {
    StorageFailure.CREDENTIALS: "give new credentials in the environment, then go on",
    StorageFailure.DENIED: "allow these credentials to list, read, write and delete under the base prefix",
    StorageFailure.CLOCK_SKEW: "this machine's clock is wrong; set it (NTP), then go on",
    StorageFailure.NO_BUCKET: "make it or mount it, or register the backend with the right --bucket or --location",
    StorageFailure.REGION: "register the backend with the bucket's own --region or --endpoint",
    StorageFailure.QUOTA: "make room or raise the quota, then go on",
    StorageFailure.THROTTLED: "use fewer --workers or a lower --bandwidth-kbps",
    StorageFailure.NETWORK: "check the endpoint, the proxy and the network, then go on",
    StorageFailure.SERVER: "the service has trouble of its own; run again later",
    StorageFailure.CHECKSUM: "what stands there is not what was sent; run again, and check the network if it stays",
    StorageFailure.TAKEN: "move that object away or use another --base-prefix; nothing was overwritten",
    StorageFailure.LOCAL: "run `catalogsync verify --deep`, then download or restore it",
    StorageFailure.REFUSED: "the service does not take the request; see the code",
}
"""What to do about each class, as said after the message."""


class StorageError(CatalogError):
    """One request at a backend failed. `code` is the backend's own word (`AccessDenied`, `HTTP 503`)."""

    def __init__(
        self, backend: str, failure: StorageFailure, message: str, *, code: str | None = None
    ) -> None:
        super().__init__(f"{backend}: {message} ({failure}); {FIXES[failure]}")
        self.backend = backend
        self.failure = failure
        self.message = message
        self.code = code


class StorageTrouble(StorageError):
    """It may work in a moment. `retry_after_s` is the backend's word, None when it gave none."""

    def __init__(
        self,
        backend: str,
        failure: StorageFailure,
        message: str,
        *,
        code: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(backend, failure, message, code=code)
        self.retry_after_s = retry_after_s


class ObjectExists(StorageError):
    """Something stands under the key that the caller did not name as what it replaces."""

    def __init__(self, backend: str, key: str, code: str | None = None) -> None:
        super().__init__(
            backend, StorageFailure.TAKEN, f"another object stands under the key {key}", code=code
        )


class ObjectChanged(StorageError):
    """The object was written again since its mark was taken: what was read of it before does not belong to it."""

    def __init__(self, backend: str, key: str) -> None:
        super().__init__(backend, StorageFailure.CHECKSUM, f"{key} was written again in the meantime")


class BackendUnavailable(LibraryUnavailable):
    """Nothing can be done at this backend until a person mends something: the job pauses."""

    def __init__(
        self, backend: str, failure: StorageFailure, message: str, *, code: str | None = None
    ) -> None:
        super().__init__(f"{backend}: {message} ({failure}); {FIXES[failure]}")
        self.backend = backend
        self.kind = failure
        self.message = message
        self.code = code
