"""Read a file in bounded memory. Not mmap: a share that goes away would end the process instead of raising."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

BLOCK = 1 << 20


class Reader:
    """A file as a window of a megabyte that moves along; small reads anywhere are cheap."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = self._file.seek(0, 2)
        self._base = 0
        self._block = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def window(self, at: int, need: int = 1) -> tuple[bytes, int]:
        """A block that holds `at` and, unless the file ends, `need` bytes after it; and where the block begins."""
        if not (self._base <= at and at + need <= self._base + len(self._block)):
            self._file.seek(at)
            self._block = self._read(max(BLOCK, need))
            self._base = at
        return self._block, self._base

    def at(self, at: int, count: int) -> bytes:
        """Up to `count` bytes from `at`, fewer at the end of the file."""
        if at < 0 or at >= self.size:
            return b""
        block, base = self.window(at, min(count, self.size - at))
        return block[at - base : at - base + count]

    def _read(self, count: int) -> bytes:
        parts = []
        while count > 0 and (part := self._file.read(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
