"""The bytes of an upload on their way: counted, held to the bandwidth, stopped on request."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.pipeline.errors import TransferStopped

SOURCE = "storage"
"""What storage backends are called where bandwidth is shared out by source."""

_BLOCK_BYTES = 128 * 1024
"""What is sent at once. The connection asks for 16 KiB, and each send lets go of Python's lock: among ten threads that
takes twice as long. It sends whatever it is given."""


class Body:
    """A part of a file as boto3 reads it: `offset` and `size_bytes` within the file.

    boto3 reads a body once more where it signs it (unless its `sha256` is known), and again for each retry. Only what
    is read while it is sent counts for the bandwidth, and only what is sent for the first time counts as progress:
    however often a request is repeated, no more than `size_bytes` are told.
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
        self._offset, self._size, self._at = offset, size_bytes, 0
        self._bandwidth, self._progress, self._stop = bandwidth, progress, stop
        # Held back, small blocks keep the connection busy: a service hangs up on one that is silent for long.
        self._least = 0 if bandwidth.limits else _BLOCK_BYTES
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
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place within this part."""
        base = {0: 0, 1: self._at, 2: self._size}[whence]
        self._at = max(0, min(base + offset, self._size))
        self._file.seek(self._offset + self._at)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes; TransferStopped once somebody wants to stop, OSError where the file became shorter.

        While they are sent these may be more than was asked for.
        """
        left = self._size - self._at
        wanted = (
            left if size is None or size < 0 else min(max(size, self._least if self._sending else 0), left)
        )
        block = self._file.read(wanted)
        self._at += len(block)
        if self._sending and wanted:
            if len(block) < wanted:
                # Ending here would leave the service waiting for the rest.
                raise OSError(errno.EIO, "the file became shorter while it was sent")
            if self._stop():
                raise TransferStopped("stopped in the middle of an upload")
            if self._at > self._told:
                self._progress(self._at - self._told)
                self._told = self._at
            self._bandwidth.used(SOURCE, len(block), self._stop)
        return block
