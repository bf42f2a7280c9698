"""What boto3 raises, translated once into our classes."""

from __future__ import annotations

from botocore import exceptions as boto

from catalogsync.pipeline.errors import CatalogError
from catalogsync.pipeline.storage_errors import (
    BackendUnavailable,
    ObjectExists,
    StorageError,
    StorageFailure,
    StorageTrouble,
)

_F = StorageFailure

_CODES: dict[str, StorageFailure] = {
    **dict.fromkeys(
        (
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidToken",
            "TokenRefreshRequired",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "AuthorizationHeaderMalformed",
            "Unauthorized",
            "401",
        ),
        _F.CREDENTIALS,
    ),
    **dict.fromkeys(("AccessDenied", "AllAccessDisabled", "AccountProblem", "Forbidden", "403"), _F.DENIED),
    **dict.fromkeys(("RequestTimeTooSkewed", "RequestExpired"), _F.CLOCK_SKEW),
    **dict.fromkeys(("NoSuchBucket", "InvalidBucketName"), _F.NO_BUCKET),
    **dict.fromkeys(
        ("PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException", "301", "307"),
        _F.REGION,
    ),
    **dict.fromkeys(
        (
            "QuotaExceeded",
            "ServiceQuotaExceededException",
            "InsufficientStorage",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "TooManyBuckets",
            "507",
        ),
        _F.QUOTA,
    ),
    **dict.fromkeys(
        (
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequests",
            "TooManyRequestsException",
            "BandwidthLimitExceeded",
            "429",
            "503",
        ),
        _F.THROTTLED,
    ),
    **dict.fromkeys(
        (
            "InternalError",
            "ServiceUnavailable",
            "OperationAborted",
            "ConditionalRequestConflict",
            "500",
            "502",
            "504",
        ),
        _F.SERVER,
    ),
    **dict.fromkeys(("RequestTimeout", "IncompleteBody", "408"), _F.NETWORK),
    **dict.fromkeys(
        (
            "BadDigest",
            "InvalidDigest",
            "XAmzContentSHA256Mismatch",
            "XAmzContentChecksumMismatch",
            "InvalidPart",
        ),
        _F.CHECKSUM,
    ),
    **dict.fromkeys(("PreconditionFailed", "412"), _F.TAKEN),
}
"""Error codes of S3 (docs.aws.amazon.com, API reference, "Error responses", 2026-11) and of kindred services.

HEAD answers have no body, so botocore puts the bare status in the code's place.
"""

_WHOLE_BACKEND = {_F.CREDENTIALS, _F.DENIED, _F.CLOCK_SKEW, _F.NO_BUCKET, _F.REGION, _F.QUOTA}
_AGAIN = {_F.THROTTLED, _F.SERVER, _F.NETWORK, _F.CHECKSUM}


def is_missing(error: Exception) -> bool:
    """Whether the answer says that there is no such object."""
    return isinstance(error, boto.ClientError) and _code(error) in ("NoSuchKey", "404", "NotFound")


def translated(backend: str, key: str, error: Exception) -> CatalogError:
    """Our error for what boto3 raised about that key."""
    if isinstance(error, boto.ClientError):
        return _of_answer(backend, key, error)
    if isinstance(
        error,
        (
            boto.NoCredentialsError,
            boto.PartialCredentialsError,
            boto.CredentialRetrievalError,
            boto.TokenRetrievalError,
            boto.ProfileNotFound,
        ),
    ):
        return BackendUnavailable(backend, _F.CREDENTIALS, "no usable credentials", code=type(error).__name__)
    if isinstance(error, boto.SSLError):
        return BackendUnavailable(
            backend, _F.NETWORK, "its certificate is not trusted (is --ca-bundle needed?)", code="SSLError"
        )
    if isinstance(error, boto.ProxyConnectionError):
        return StorageTrouble(
            backend, _F.NETWORK, "the proxy lets nothing through", code="ProxyConnectionError"
        )
    if isinstance(error, (boto.HTTPClientError, boto.IncompleteReadError, boto.ConnectionError)):
        # The error's text holds the whole address, which may be signed: only its kind is told.
        return StorageTrouble(backend, _F.NETWORK, "no whole answer arrived", code=type(error).__name__)
    if isinstance(error, (boto.ParamValidationError, boto.BotoCoreError)):
        return StorageError(backend, _F.REFUSED, "the request cannot be made", code=type(error).__name__)
    raise error


def _of_answer(backend: str, key: str, error: boto.ClientError) -> CatalogError:
    meta = error.response.get("ResponseMetadata", {})
    status, code = int(meta.get("HTTPStatusCode", 0)), _code(error)
    if status == 407:
        # Only a proxy says so, and it will say so again.
        needs = "the proxy wants a name and a password, which <PREFIX>_PROXY in the environment may hold"
        return BackendUnavailable(backend, _F.NETWORK, needs, code="407")
    failure = _CODES.get(code) or _CODES.get(str(status)) or (_F.SERVER if status >= 500 else _F.REFUSED)
    if failure is _F.TAKEN:
        return ObjectExists(backend, key, code)
    message = f"{error.operation_name} was answered with {code}" + (f" (HTTP {status})" if status else "")
    if failure in _WHOLE_BACKEND:
        return BackendUnavailable(backend, failure, message, code=code)
    if failure in _AGAIN:
        told = meta.get("HTTPHeaders", {}).get("retry-after", "")
        after = min(float(told), 30.0) if told.isdigit() else None
        return StorageTrouble(backend, failure, message, code=code, retry_after_s=after)
    return StorageError(backend, failure, message, code=code)


def _code(error: boto.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))[:80]
