"""Log files: one for each command, as JSON lines, turned over at a size so that they never fill a disk."""

from __future__ import annotations

import json
import logging
import logging.handlers
from pathlib import Path

from catalogsync.pipeline.errors import Refusal

SIZE_BYTES, KEPT = 5_000_000, 5
"""A file is turned over at this size, and so many old ones are kept."""

_LONGEST, _LONGEST_TRACE = 2_000, 4_000


class JsonLine(logging.Formatter):
    """`{"at_ms", "level", "logger", "text", "trace"}`; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as one line."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # a bad format string must not break what was being logged
            text = str(record.msg)
        trace = None
        if record.exc_info and record.exc_info[0] is not None:
            trace = self.formatException(record.exc_info)[-_LONGEST_TRACE:]
        line = {
            "at_ms": int(record.created * 1000),
            "level": record.levelname,
            "logger": record.name,
            "text": text[:_LONGEST],
        }
        return json.dumps(line | ({"trace": trace} if trace else {}), ensure_ascii=True)


def keep_logs(folder: Path | None, command: str) -> None:
    """Write what this process logs into a file of that folder too. Refusal when the folder cannot be written."""
    if folder is None:
        return
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / f"{command}.log", maxBytes=SIZE_BYTES, backupCount=KEPT, encoding="utf-8"
        )
    except OSError as e:
        raise Refusal(f"log-folder {folder} cannot be written: {e.strerror or e}") from None
    handler.setLevel(logging.INFO)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    for other in root.handlers:
        # What goes to the terminal stays as chosen there.
        if other.level == logging.NOTSET:
            other.setLevel(root.level)
    root.addHandler(handler)
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
