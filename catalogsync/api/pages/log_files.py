"""The newest lines of the log folder, all files and all processes together, read from their ends."""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogsync.api.pages.log_tail import LEVELS, Line

BLOCK = 64 * 1024
MOST_BYTES = 8_000_000
"""So much of each file is looked at for one page."""
_LONGEST = 20_000
"""A longer line is none of ours; it is skipped without being kept."""


def newest_in(folder: Path, *, level: str, search: str, limit: int = 200) -> Sequence[Line]:
    """The newest lines of at least that level that hold the text, newest first. What cannot be read is left out."""
    least, word = LEVELS.index(level), search.casefold()
    families: dict[str, list[Path]] = {}
    for path in folder.expanduser().glob("*.log*"):
        families.setdefault(path.name.partition(".log")[0], []).append(path)
    streams = [_family(paths) for paths in families.values()]
    found: list[Line] = []
    for line in heapq.merge(*streams, key=lambda line: -line.at_ms):
        if LEVELS.index(line.level) >= least and word in f"{line.logger} {line.text}".casefold():
            found.append(line)
            if len(found) == limit:
                break
    return found


def _family(paths: Sequence[Path]) -> Iterator[Line]:
    """A file and those it was turned over to, newest line first: `x.log`, `x.log.1`, `x.log.2` …"""

    def age(path: Path) -> int:
        suffix = path.name.partition(".log")[2].removeprefix(".")
        return int(suffix) if suffix.isdigit() else 0

    left = MOST_BYTES
    for path in sorted(paths, key=age):
        try:
            for raw in _backwards(path, left):
                left -= len(raw)
                line = _line(path, raw)
                if line is not None:
                    yield line
        except OSError:
            continue
        if left <= 0:
            return


def _backwards(path: Path, most: int) -> Iterator[bytes]:
    """The lines of a file from its end, a block at a time."""
    with path.open("rb") as file:
        at = file.seek(0, 2)
        end = max(0, at - most)
        rest = b""
        while at > end:
            size = min(BLOCK, at - end)
            at -= size
            file.seek(at)
            first, *lines = (file.read(size) + rest).split(b"\n")
            for line in reversed(lines):
                if line:
                    yield line
            rest = first if len(first) <= _LONGEST else b""
        if rest and at == 0:
            yield rest


def _line(path: Path, raw: bytes) -> Line | None:
    """A line of ours; None for anything else."""
    try:
        made = json.loads(raw) if len(raw) <= _LONGEST else None
        if not isinstance(made, dict):
            return None
        at_ms = int(made["at_ms"])
        level = made["level"] if made["level"] in LEVELS else "ERROR"
        trace = str(made["trace"]) if made.get("trace") else None
        number = at_ms * 65_536 + (zlib.crc32(path.name.partition(".log")[0].encode() + raw) & 0xFFFF)
        return Line(
            number,
            at_ms,
            level,
            f"{path.name.partition('.log')[0]} {made['logger']}",
            str(made["text"]),
            trace,
        )
    except (ValueError, KeyError, TypeError):
        return None
