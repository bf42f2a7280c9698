"""A big file in parts: begun, gone on with after a killed process, completed or thrown away."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalogsync.adapters.storage.body import Body
from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import Progress, Sealed, Stop, StoresObjects, Unfinished
from catalogsync.pipeline.storage_errors import ObjectExists, StorageError, StorageFailure, StorageTrouble

_NO_USE = ("NoSuchUpload", "InvalidPart", "InvalidPartOrder", "EntityTooSmall")
"""Answers after which an upload is begun anew."""


@dataclass(frozen=True)
class PartsOfOneFile:
    """Sends one file. `call` asks the service (again, by class); `missing` is what it raises for unknown keys."""

    client: Any
    call: Callable[..., Any]
    missing: type[StorageError]
    key: str
    sealed: Sealed
    described: dict[str, Any]
    open_part: Callable[[int, int], Body]
    progress: Progress
    stop: Stop
    etag_is_md5: bool
    backend: StoresObjects

    def put(self, condition: dict[str, str]) -> None:
        """Send what is missing and complete it. TransferStopped leaves the parts for the next time."""
        upload, have = self._begun_before()
        resumed = upload is not None
        upload = upload or self._begin()
        try:
            self._finish(upload, have, condition)
        except TransferStopped:
            raise
        except ObjectExists:
            self.backend.abort(upload)
            raise
        except StorageError as e:
            if e.code not in _NO_USE:
                raise
            if self._stands():
                return  # an answer got lost: the upload was completed before we asked again
            self.backend.abort(upload)
            self._finish(self._begin(), {}, condition)
        found = self.backend.stat(self.key) if resumed else None
        if found is not None and found.sha256 != self.sealed.sha256 and found.etag in self.sealed.etags:
            # Begun for other bytes whose first parts are the same: our bytes, and metadata that tell their hash.
            self.call(self.key, self.client.delete_object, Key=self.key)
            self._finish(self._begin(), {}, condition if "IfNoneMatch" in condition else {})

    def _begun_before(self) -> tuple[Unfinished | None, dict[int, str]]:
        """An unfinished upload of these very bytes with its parts by number; others under the key are thrown away."""
        for upload in [found for found in self.backend.unfinished() if found.key == self.key]:
            parts = self._parts_of(upload)
            if parts and all(self._is_ours(number, *part) for number, part in parts.items()):
                return upload, {number: etag for number, (etag, _) in parts.items()}
            self.backend.abort(upload)
        return None, {}

    def _parts_of(self, upload: Unfinished) -> dict[int, tuple[str, int]]:
        parts: dict[int, tuple[str, int]] = {}
        marker: dict[str, int] = {}
        while True:
            with contextlib.suppress(self.missing):
                page = self.call(
                    self.key, self.client.list_parts, Key=self.key, UploadId=upload.upload_id, **marker
                )
                for part in page.get("Parts", ()):
                    parts[int(part["PartNumber"])] = (part["ETag"].strip('"'), int(part["Size"]))
                if page.get("IsTruncated"):
                    marker = {"PartNumberMarker": int(page["NextPartNumberMarker"])}
                    continue
            return parts

    def _is_ours(self, number: int, etag: str, size_bytes: int) -> bool:
        return (
            1 <= number <= len(self.sealed.part_md5s)
            and etag == self.sealed.part_md5s[number - 1]
            and size_bytes == self._size_of(number)
        )

    def _size_of(self, number: int) -> int:
        return min(self.sealed.part_bytes, self.sealed.size_bytes - (number - 1) * self.sealed.part_bytes)

    def _begin(self) -> Unfinished:
        answer = self.call(self.key, self.client.create_multipart_upload, Key=self.key, **self.described)
        return Unfinished(self.key, answer["UploadId"])

    def _finish(self, upload: Unfinished, have: dict[int, str], condition: dict[str, str]) -> None:
        etags: list[str] = []
        for number, md5 in enumerate(self.sealed.part_md5s, 1):
            if number in have:
                self.progress(self._size_of(number))
                etags.append(have[number])
                continue
            if self.stop():
                raise TransferStopped("stopped between two parts of an upload")
            etags.append(self._send(upload, number, md5))
        parts = [{"PartNumber": number, "ETag": f'"{etag}"'} for number, etag in enumerate(etags, 1)]
        self.call(
            self.key,
            self.client.complete_multipart_upload,
            Key=self.key,
            UploadId=upload.upload_id,
            MultipartUpload={"Parts": parts},
            **condition,
        )

    def _send(self, upload: Unfinished, number: int, md5: str) -> str:
        def sent(**given: Any) -> str:
            etag = str(self.client.upload_part(**given)["ETag"]).strip('"')
            if self.etag_is_md5 and etag != md5:
                raise StorageTrouble(
                    self.backend.name, StorageFailure.CHECKSUM, f"part {number} of {self.key} arrived altered"
                )
            return etag

        offset = (number - 1) * self.sealed.part_bytes
        with self.open_part(offset, self._size_of(number)) as body:
            etag: str = self.call(
                self.key,
                sent,
                self.stop,
                Key=self.key,
                UploadId=upload.upload_id,
                PartNumber=number,
                Body=body,
            )
        return etag

    def _stands(self) -> bool:
        found = self.backend.stat(self.key)
        return (
            found is not None
            and found.size_bytes == self.sealed.size_bytes
            and found.sha256 == self.sealed.sha256
        )
