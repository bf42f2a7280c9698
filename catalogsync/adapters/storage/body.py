"""The bytes of an upload on their way: counted, held to the bandwidth, stopped on request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.pipeline.errors import TransferStopped

SOURCE = "storage"
"""What storage backends are called where bandwidth is shared out by source."""


class Body:
    """A part of a file as boto3 reads it: `offset` and `size_bytes` within the file.

    boto3 reads a body once more where it signs it (unless its `sha256` is known), and again for each retry. Only what
    is read while it is sent counts for the bandwidth, and only what is sent for the first time counts as progress.
    """

    def __init__(
        self,
        path: Path,
        offset: int,
        size_bytes: int,
        bandwidth: Bandwidth,
        progress: Callable[[int], None],
        stop: Callable[[], bool],
        sha256: str | None = None,
    ) -> None:
        self._file = path.open("rb")
        self._offset, self._size = offset, size_bytes
        self._bandwidth, self._progress, self._stop = bandwidth, progress, stop
        self.sha256 = sha256
        self._told = 0
        self._sending = False
        self.seek(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._size

    def signal_transferring(self) -> None:
        """The request goes out from here on."""
        self._sending = True

    def signal_not_transferring(self) -> None:
        """The request is being prepared and signed."""
        self._sending = False

    def tell(self) -> int:
        """Where the next read begins, from the start of this part."""
        return self._file.tell() - self._offset

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place within this part."""
        base = {0: 0, 1: self.tell(), 2: self._size}[whence]
        self._file.seek(self._offset + max(0, min(base + offset, self._size)))
        return self.tell()

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes; TransferStopped once somebody wants to stop."""
        left = self._size - self.tell()
        block = self._file.read(left if size is None or size < 0 else min(size, left))
        if self._sending and block:
            if self._stop():
                raise TransferStopped("stopped in the middle of an upload")
            if self.tell() > self._told:
                self._progress(self.tell() - self._told)
                self._told = self.tell()
            self._bandwidth.used(SOURCE, len(block), self._stop)
        return block
