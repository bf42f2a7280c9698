"""What the pipeline asks of a storage backend, and what it knows of the bytes it hands over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

BIG_BYTES = 64 * 2**20
"""From this size on a file goes up in parts, which a killed process leaves behind and the next one goes on with."""

_PART_BYTES = 16 * 2**20
_MOST_PARTS = 1000
_BLOCK = 1 << 20

KEY_BYTES = 1024
"""The longest key an S3 service takes, in UTF-8."""

_LOOKS_ENCODED = re.compile("%[0-9A-F]{2}")

Stop = Callable[[], bool]
Progress = Callable[[int], None]


def never() -> bool:
    """A wish to stop that nobody has."""
    return False


def at_most(size_bytes: int, progress: Progress) -> Progress:
    """Progress of one file however often it is sent anew: no more bytes than it has are told."""
    left = size_bytes

    def told(n: int) -> None:
        nonlocal left
        n = min(n, left)
        left -= n
        if n:
            progress(n)

    return told


@dataclass(frozen=True, slots=True)
class Sealed:
    """A local file as it was when it was read: what has to arrive.

    `etags` are the marks a backend gives to exactly these bytes, when it computes them as S3 does. We never send an
    MD5, so a backend that tells one of them has computed it from the bytes it holds.
    """

    path: Path
    size_bytes: int
    sha256: str
    etags: tuple[str, ...]
    part_bytes: int = 0
    part_md5s: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """An object as the backend tells it. `sha256` is our own metadata, as it came back; `etag` without quotes."""

    key: str
    size_bytes: int
    etag: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload in parts that nobody finished."""

    key: str
    upload_id: str


class StoresObjects(Protocol):
    """One storage backend. Raises StorageTrouble only after it has asked again a few times by itself."""

    name: str
    bucket: str
    base_prefix: str

    def ready(self) -> None:
        """Prove that it can be written, read and deleted; BackendUnavailable when not. Learns what it honours."""
        ...

    def stat(self, key: str) -> ObjectFacts | None:
        """What stands under the key now; None when nothing does."""
        ...

    def put(
        self, key: str, sealed: Sealed, *, replaces: ObjectFacts | None, progress: Progress, stop: Stop
    ) -> None:
        """Bring the bytes there with our SHA-256 beside them.

        ObjectExists unless the key is as the caller knows it: free, or holding what it `replaces`.

        TransferStopped once `stop` is true; parts of big files stay for the next time.
        """
        ...

    def read(
        self, key: str, *, start: int = 0, etag: str | None = None, stop: Stop = never
    ) -> AbstractContextManager[Iterator[bytes]]:
        """The object's bytes from `start` on, in blocks; StorageError when it is not there or breaks off.

        ObjectChanged when the object's mark is not `etag` any more. `stop` ends the waits for bandwidth.
        """
        ...

    def listing(self) -> Iterator[ObjectFacts]:
        """Every object under the base prefix, in no particular order, without metadata; read in pages."""
        ...

    def unfinished(self) -> Iterator[Unfinished]:
        """Uploads in parts under the base prefix that were begun and not finished."""
        ...

    def abort(self, upload: Unfinished) -> None:
        """Throw the parts of an unfinished upload away."""
        ...


def seal(path: Path) -> Sealed:
    """Read a file once: its size, SHA-256 and the marks it must get. OSError when it cannot be read."""
    whole, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    parts: list[str] = []
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        part_bytes = part_size(size) if size >= BIG_BYTES else 0
        part, in_part, read = hashlib.md5(usedforsecurity=False), 0, 0
        while block := file.read(min(_BLOCK, part_bytes - in_part) if part_bytes else _BLOCK):
            whole.update(block)
            sha256.update(block)
            read += len(block)
            if part_bytes:
                part.update(block)
                in_part += len(block)
                if in_part == part_bytes:
                    parts.append(part.hexdigest())
                    part, in_part = hashlib.md5(usedforsecurity=False), 0
        if in_part:
            parts.append(part.hexdigest())
    etags = [whole.hexdigest()]
    if parts:
        of_parts = hashlib.md5(b"".join(bytes.fromhex(md5) for md5 in parts), usedforsecurity=False)
        etags.append(f"{of_parts.hexdigest()}-{len(parts)}")
    return Sealed(path, read, sha256.hexdigest(), tuple(etags), part_bytes, tuple(parts))


def part_size(size_bytes: int) -> int:
    """How big the parts of a big file are: the same for the same size, so that a later process cuts it alike."""
    part = _PART_BYTES
    while size_bytes > part * _MOST_PARTS:
        part *= 2
    return part


def object_key(base_prefix: str, path: str) -> str:
    """The key of a file: its path inside the library under the base prefix. ValueError when there can be none.

    Control characters, backslashes and what is not Unicode cannot stand in every service's answers, so they are
    percent-encoded. In such paths, and in those that look encoded already, so is `%`: no two paths share a key.
    """
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError(f"{path!r} is not a path inside a library")
    if not all(map(_plain, path)) or _LOOKS_ENCODED.search(path):
        path = "".join(c if _plain(c) and c != "%" else _encoded(c) for c in path)
    key = f"{base_prefix}/{path}" if base_prefix else path
    if len(key.encode()) > KEY_BYTES:
        raise ValueError(f"the key would be longer than {KEY_BYTES} bytes")
    return key


def _plain(c: str) -> bool:
    return (c.isprintable() and c != "\\") or c == "　"


def _encoded(c: str) -> str:
    return "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "surrogatepass"))


def beside(path: str, suffix: str) -> str:
    """The path of a file's companion: the same name with another suffix."""
    return str(PurePosixPath(path).with_suffix(suffix))
