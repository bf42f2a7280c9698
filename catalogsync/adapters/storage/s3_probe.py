"""Finding out with a small object of our own what a service does, before anything depends on it.

Some services honour If-None-Match and If-Match on a PUT (AWS since 2024-11, MinIO, Ceph), others take no notice and
overwrite. Some give an MD5 as ETag, others (encryption with managed keys) do not. Ceph 16 compares If-Match to the
ETag without its quotes (tests with radosgw 16.2.15, 2026-11), against RFC 9110.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalogsync.pipeline.objects import ObjectFacts
from catalogsync.pipeline.storage_errors import StorageError, StorageFailure

_OTHER = "0" * 32
"""The ETag of nothing."""

_UNKNOWN = (StorageFailure.REFUSED, StorageFailure.SERVER)
"""How services answer that refuse a condition they do not know (501) instead of ignoring it."""


@dataclass(frozen=True, slots=True)
class Honours:
    """What a service was seen to do. `match` is how an ETag is written in If-Match, "" where that is ignored."""

    none_match: bool = False
    match: str = ""
    etag_is_md5: bool = False

    def condition(self, replaces: ObjectFacts | None) -> dict[str, str] | None:
        """What makes a PUT fail unless the key is free, or holds `replaces`. None: the caller has to look first."""
        if replaces is None:
            return {"IfNoneMatch": "*"} if self.none_match else None
        if not self.match or replaces.etag is None:
            return None
        return {"IfMatch": self.match.format(replaces.etag)}


def find_out(put: Callable[..., Any], content: str) -> Honours:
    """Have a small object written again and again, under conditions that hold and under some that do not.

    `put` writes the content, which nobody else writes, under a key of its own and is given the condition.
    """
    try:
        etag = _etag(put(IfNoneMatch="*"))
    except StorageError as e:
        if e.failure not in _UNKNOWN:
            raise
        return Honours(etag_is_md5=_is_md5(_etag(put()), content))
    none_match = not _written(put, IfNoneMatch="*")
    return Honours(none_match, _match(put, etag) if none_match else "", _is_md5(etag, content))


def _match(put: Callable[..., Any], etag: str) -> str:
    for form in ('"{}"', "{}"):
        if not _written(put, IfMatch=form.format(_OTHER)) and _written(put, IfMatch=form.format(etag)):
            return form
    return ""


def _written(put: Callable[..., Any], **condition: str) -> bool:
    try:
        put(**condition)
    except StorageError as e:
        if e.failure is not StorageFailure.TAKEN and e.failure not in _UNKNOWN:
            raise
        return False
    return True


def _etag(answer: Any) -> str:
    return str(answer["ETag"]).strip('"')


def _is_md5(etag: str, content: str) -> bool:
    return etag == hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()
