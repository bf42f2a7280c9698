"""An S3-compatible bucket by way of boto3. The only place that knows S3's operations.

What services differ in is found out by `ready` (`s3_probe`). Where conditions are not honoured, we look before we write.
"""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.storage.body import SOURCE, Body
from catalogsync.adapters.storage.patience import Patience
from catalogsync.adapters.storage.s3_errors import is_missing, translated
from catalogsync.adapters.storage.s3_look import Looks
from catalogsync.adapters.storage.s3_parts import PartsOfOneFile
from catalogsync.adapters.storage.s3_probe import CONTENT_BYTES, PROBE, Honours, find_out, left_behind
from catalogsync.domain.backend import Place
from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import ObjectFacts, Progress, Sealed, Stop, Unfinished, never
from catalogsync.pipeline.storage_errors import (
    BackendUnavailable,
    ObjectChanged,
    ObjectExists,
    StorageError,
    StorageFailure,
)

METADATA = "sha256"
"""The name of our metadata, `x-amz-meta-sha256` on the wire."""

_READ_BYTES = 256 * 1024


class S3Backend:
    """Implements `pipeline.objects.StoresObjects`."""

    def __init__(
        self,
        name: str,
        place: Place,
        client: Any,
        *,
        bandwidth: Bandwidth | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.name, self.bucket, self.base_prefix = name, place.bucket, place.base_prefix
        self._client = client
        self._bandwidth = bandwidth or Bandwidth()
        self._patience = patience or Patience()
        self._honours = Honours()
        self._looks = Looks(client, place.bucket)
        events = client.meta.events
        events.register_first("request-created.s3", _being_signed, unique_id="catalogsync-signing")
        events.register_last("request-created.s3", _being_sent, unique_id="catalogsync-sending")

    def ready(self) -> None:
        """Prove that it can be listed, written, read and deleted; BackendUnavailable or StorageError when not."""
        probes = self._call("", self._client.list_objects_v2, Prefix=f"{self._prefix}{PROBE}")
        for left in left_behind(probes, self._prefix):
            self._call(left, self._client.delete_object, Key=left)
        key = f"{self._prefix}{PROBE}{secrets.token_hex(8)}"
        mark = secrets.token_hex(CONTENT_BYTES // 2)
        write: dict[str, Any] = {"Key": key, "Body": mark.encode(), "Metadata": {METADATA: mark}}
        try:
            self._honours = find_out(
                lambda **given: self._call(key, self._client.put_object, **write, **given), mark
            )
            with self.read(key) as blocks:
                same = b"".join(blocks) == mark.encode()
            found = self.stat(key)
        finally:
            self._call(key, self._client.delete_object, Key=key)
        if not same or found is None or found.sha256 != mark:
            raise BackendUnavailable(
                self.name, StorageFailure.REFUSED, "it does not give back the bytes and metadata it was given"
            )

    def stat(self, key: str) -> ObjectFacts | None:
        """What stands under the key now; None when nothing does."""
        try:
            headers = self._asked(key, lambda: self._looks.headers(key))
        except _Missing:
            return None
        if headers is None:
            return None
        etag, sha256 = headers["etag"].strip('"'), headers.get(f"x-amz-meta-{METADATA}")
        return ObjectFacts(key, int(headers["content-length"]), etag, sha256)

    def put(
        self, key: str, sealed: Sealed, *, replaces: ObjectFacts | None, progress: Progress, stop: Stop
    ) -> None:
        """Bring the bytes there with our SHA-256 as metadata. ObjectExists unless the key is free or `replaces`."""
        condition = self._honours.condition(replaces)
        if sealed.part_bytes or condition is None:
            self._look_first(key, replaces)
        try:
            if sealed.part_bytes:
                self._parts(key, sealed, progress, stop).put(condition or {})
            else:
                self._put_whole(key, sealed, condition or {}, progress, stop)
        except _Missing as e:
            # What was to be replaced has gone in the meantime.
            raise ObjectExists(self.name, key, e.code) from e

    def _put_whole(
        self, key: str, sealed: Sealed, condition: dict[str, str], progress: Progress, stop: Stop
    ) -> None:
        given = {"Key": key, **self._described(key, sealed), **condition}
        with Body(
            sealed.path, 0, sealed.size_bytes, self._bandwidth, progress, stop, sha256=sealed.sha256
        ) as body:
            self._call(key, self._client.put_object, stop, Body=body, **given)

    def read(
        self, key: str, *, start: int = 0, etag: str | None = None, stop: Stop = never
    ) -> AbstractContextManager[Iterator[bytes]]:
        """The object's bytes from `start` on, in blocks. ObjectChanged when it is not the one with `etag` any more."""
        return self._read(key, start, etag, stop)

    @contextmanager
    def _read(self, key: str, start: int, etag: str | None, stop: Stop) -> Iterator[Iterator[bytes]]:
        given: dict[str, str] = {}
        if start:
            given["Range"] = f"bytes={start}-"
        if etag is not None:
            given["IfMatch"] = f'"{etag}"'
        try:
            answer = self._call(key, self._client.get_object, stop, Key=key, **given)
        except ObjectExists as e:
            raise ObjectChanged(self.name, key) from e
        if etag is not None and str(answer["ETag"]).strip('"') != etag:
            # Not every service heeds the condition.
            answer["Body"].close()
            raise ObjectChanged(self.name, key)
        # A service that takes no notice of the range sends all of it.
        skip = 0 if "ContentRange" in answer else start

        def blocks() -> Iterator[bytes]:
            left = skip
            with self._translating(key):
                for block in answer["Body"].iter_chunks(_READ_BYTES):
                    self._bandwidth.used(SOURCE, len(block), stop)
                    if len(block) > left:
                        yield block[left:]
                    left = max(0, left - len(block))

        try:
            yield blocks()
        finally:
            answer["Body"].close()

    def listing(self) -> Iterator[ObjectFacts]:
        """Every object under the base prefix but probes, page by page."""
        token: dict[str, Any] = {}
        while True:
            page = self._call("", self._client.list_objects_v2, Prefix=self._prefix, **token)
            for found in page.get("Contents", ()):
                if not found["Key"].startswith(f"{self._prefix}{PROBE}"):
                    yield ObjectFacts(
                        found["Key"], int(found["Size"]), str(found.get("ETag", "")).strip('"') or None
                    )
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def unfinished(self) -> Iterator[Unfinished]:
        """Uploads in parts under the base prefix; none where the service cannot tell."""
        marker: dict[str, Any] = {}
        while True:
            try:
                page = self._call("", self._client.list_multipart_uploads, Prefix=self._prefix, **marker)
            except StorageError as e:
                # rclone (1.75) says NoSuchUpload where there are none.
                if e.code in ("NotImplemented", "MethodNotAllowed", "NoSuchUpload"):
                    return
                raise
            yield from (Unfinished(found["Key"], found["UploadId"]) for found in page.get("Uploads", ()))
            if not page.get("IsTruncated") or not page.get("NextKeyMarker"):
                return
            marker = {
                "KeyMarker": page["NextKeyMarker"],
                "UploadIdMarker": page.get("NextUploadIdMarker", ""),
            }

    def abort(self, upload: Unfinished) -> None:
        """Throw the parts of an unfinished upload away; gone already is as good."""
        try:
            self._call(
                upload.key, self._client.abort_multipart_upload, Key=upload.key, UploadId=upload.upload_id
            )
        except StorageError as e:
            if e.code not in ("NoSuchUpload", "NoSuchKey"):
                raise

    @property
    def _prefix(self) -> str:
        return f"{self.base_prefix}/" if self.base_prefix else ""

    def _parts(self, key: str, sealed: Sealed, progress: Progress, stop: Stop) -> PartsOfOneFile:
        return PartsOfOneFile(
            client=self._client,
            call=self._call,
            missing=_Missing,
            key=key,
            sealed=sealed,
            described=self._described(key, sealed),
            open_part=lambda at, size: Body(sealed.path, at, size, self._bandwidth, progress, stop),
            progress=progress,
            stop=stop,
            etag_is_md5=self._honours.etag_is_md5,
            backend=self,
        )

    def _described(self, key: str, sealed: Sealed) -> dict[str, Any]:
        kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
        if key.endswith(".lrc"):
            kind = "text/plain; charset=utf-8"
        return {"ContentType": kind, "Metadata": {METADATA: sealed.sha256}}

    def _look_first(self, key: str, replaces: ObjectFacts | None) -> None:
        found = self.stat(key)
        as_known = found is replaces if found is None or replaces is None else found.etag == replaces.etag
        if not as_known:
            raise ObjectExists(self.name, key)

    def _call(self, key: str, operation: Any, stop: Stop = never, **given: Any) -> Any:
        """One operation on the bucket, asked again by class. `_Missing` when there is no such key."""

        def request() -> Any:
            body = given.get("Body")
            if isinstance(body, Body):
                body.seek(0)
            return operation(Bucket=self.bucket, **given)

        return self._asked(key, request, stop)

    def _asked(self, key: str, request: Callable[[], Any], stop: Stop = never) -> Any:
        def once() -> Any:
            with self._translating(key, stop):
                return request()

        return self._patience.ask(once, stop)

    @contextmanager
    def _translating(self, key: str, stop: Stop = never) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError) as e:
            if stop():
                # A body that stops looks like a broken connection from outside.
                raise TransferStopped("stopped in the middle of an upload") from e
            if is_missing(e):
                raise _Missing(
                    self.name, StorageFailure.REFUSED, f"no object under {key}", code="NoSuchKey"
                ) from e
            raise translated(self.name, key, e) from e


class _Missing(StorageError):
    """There is no object under the key."""


def _being_signed(request: Any, **_: Any) -> None:
    if isinstance(request.body, Body):
        request.body.signal_not_transferring()


def _being_sent(request: Any, **_: Any) -> None:
    if isinstance(request.body, Body):
        request.body.signal_transferring()
