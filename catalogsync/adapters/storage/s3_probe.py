"""Finding out with a small object of our own what a service does, before anything depends on it.

Some services honour If-None-Match and If-Match on a PUT (AWS since 2024-11, MinIO, Ceph), others take no notice and
overwrite. Some give an MD5 as ETag, others (encryption with managed keys) do not. Ceph 16 compares If-Match to the
ETag without its quotes (tests with radosgw 16.2.15, 2026-11), against RFC 9110.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from catalogsync.pipeline.objects import ObjectFacts
from catalogsync.pipeline.storage_errors import StorageError, StorageFailure

PROBE = ".catalogsync-probe-"
"""How the small object begins, below the base prefix; sixteen random digits follow."""

CONTENT_BYTES = 32
"""How long it is."""

_OURS = re.compile(re.escape(PROBE) + "[0-9a-f]{16}")
_LEFT_AFTER = timedelta(hours=1)
"""A probe lives for seconds, for minutes where everything has to be asked again."""

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


def left_behind(page: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """The keys of probes on a page of a listing that killed processes left: ours by name and length, and an hour old."""
    told = page["ResponseMetadata"]["HTTPHeaders"].get("date")
    for found in page.get("Contents", ()):
        ours = found["Size"] == CONTENT_BYTES and _OURS.fullmatch(found["Key"].removeprefix(prefix))
        if ours and _age(found.get("LastModified"), told) > _LEFT_AFTER:
            yield found["Key"]


def _age(written: Any, told: Any) -> timedelta:
    """How long ago that was by the service's own clock; nothing where it tells no time."""
    try:
        return parsedate_to_datetime(told) - datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return timedelta()


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
