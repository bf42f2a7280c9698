"""What services and boto3 say, and what comes next."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto

from catalogsync.adapters.storage.patience import Patience
from catalogsync.adapters.storage.s3_errors import translated
from catalogsync.pipeline.errors import LibraryUnavailable, TransferStopped
from catalogsync.pipeline.storage_errors import (
    FIXES,
    BackendUnavailable,
    ObjectExists,
    StorageError,
    StorageFailure,
    StorageTrouble,
)


def answer(code: str, status: int, **headers: str) -> boto.ClientError:
    meta = {"HTTPStatusCode": status, "HTTPHeaders": headers}
    return boto.ClientError({"Error": {"Code": code}, "ResponseMetadata": meta}, "PutObject")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "status", "kind", "failure"),
    [
        ("InvalidAccessKeyId", 403, BackendUnavailable, "credentials"),
        ("ExpiredToken", 400, BackendUnavailable, "credentials"),
        ("SignatureDoesNotMatch", 403, BackendUnavailable, "credentials"),
        ("AccessDenied", 403, BackendUnavailable, "denied"),
        ("403", 403, BackendUnavailable, "denied"),
        ("RequestTimeTooSkewed", 403, BackendUnavailable, "clock_skew"),
        ("NoSuchBucket", 404, BackendUnavailable, "no_bucket"),
        ("PermanentRedirect", 301, BackendUnavailable, "region"),
        ("QuotaExceeded", 403, BackendUnavailable, "quota"),
        ("XMinioStorageFull", 507, BackendUnavailable, "quota"),
        ("SlowDown", 503, StorageTrouble, "throttled"),
        ("Whatever", 429, StorageTrouble, "throttled"),
        ("InternalError", 500, StorageTrouble, "server"),
        ("Unheard", 599, StorageTrouble, "server"),
        ("BadDigest", 400, StorageTrouble, "checksum"),
        ("PreconditionFailed", 412, ObjectExists, "taken"),
        ("KeyTooLongError", 400, StorageError, "refused"),
    ],
)
def test_each_answer_has_a_class_and_a_fix(
    code: str, status: int, kind: type[Exception], failure: str
) -> None:
    error = translated("main", "k", answer(code, status))
    found = error.kind if isinstance(error, BackendUnavailable) else error.failure  # type: ignore[attr-defined]

    assert kind is type(error)
    assert failure == found
    assert FIXES[StorageFailure(failure)] in str(error)


def test_what_needs_a_person_pauses_the_job() -> None:
    assert isinstance(translated("main", "k", boto.NoCredentialsError()), LibraryUnavailable)


def test_a_broken_connection_tells_no_address() -> None:
    broken = boto.EndpointConnectionError(endpoint_url="https://s3.example.com/k?X-Amz-Signature=abc")
    error = translated("main", "k", broken)

    assert isinstance(error, StorageTrouble)
    assert "Signature" not in str(error)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def patience(clock: Clock) -> Patience:
    return Patience(attempts=4, total_s=60, clock=clock, sleep=clock.sleep, draw=lambda: 1.0)


def trouble(retry_after_s: float | None = None) -> StorageTrouble:
    return StorageTrouble("main", StorageFailure.SERVER, "m", retry_after_s=retry_after_s)


def test_trouble_is_asked_again_with_growing_waits_and_then_told() -> None:
    clock, asked = Clock(), []

    def fails() -> None:
        asked.append(clock.now)
        raise trouble()

    with pytest.raises(StorageTrouble):
        patience(clock).ask(fails)

    assert [0.0, 0.5, 1.5, 3.5] == asked


def test_the_services_own_word_on_when_to_come_back_is_kept() -> None:
    clock, answers = Clock(), iter([trouble(20.0), None])

    def once() -> str:
        error = next(answers)
        if error is not None:
            raise error
        return "there"

    assert "there" == patience(clock).ask(once)
    assert 20.0 == pytest.approx(clock.now)


def test_nothing_else_is_asked_again_and_a_wish_to_stop_is_heard() -> None:
    def refused() -> None:
        raise StorageError("main", StorageFailure.REFUSED, "m")

    def fails() -> None:
        raise trouble()

    with pytest.raises(StorageError):
        patience(Clock()).ask(refused)
    with pytest.raises(TransferStopped):
        patience(Clock()).ask(fails, lambda: True)
