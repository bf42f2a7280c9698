"""The boto3 client of a bucket: what it is told of the place, and what it need not work out for each request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import boto3
import botocore.session
from botocore.auth import AUTH_TYPE_MAPS, S3SigV4Auth
from botocore.config import Config

from catalogsync import __version__
from catalogsync.adapters.storage.body import Body
from catalogsync.domain.backend import Place

_KNOWN = "catalogsync-s3v4"
"""Our signature in botocore's table of them."""

_ONE_PIECE_BYTES = 64 * 1024
"""A body up to here is sent at once: asking whether it may come takes longer than sending it."""


_LONG_BYTES = 8 * 2**20
"""Above this it is always asked."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What requests are signed with."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"


class _KnownPayload(S3SigV4Auth):  # type: ignore[misc]
    """Signs the SHA-256 that the library's file was verified with, where the body carries one.

    A service that checks signatures refuses any other bytes, also those of a file that changes while it is sent.
    """

    def payload(self, request: Any) -> str:
        known = getattr(request.body, "sha256", None)
        return known if known is not None else str(super().payload(request))


def open_client(
    place: Place,
    credentials: Credentials | None,
    *,
    connections: int,
    proxy: str | None = None,
    silence_s: float = 60.0,
) -> Any:
    """A boto3 client for the place; None credentials leave it to boto3's own chain.

    A service that says nothing for `silence_s` is a broken connection.
    """
    style = place.addressing
    if style == "auto" and place.endpoint is not None:
        # Services of one's own seldom have a host name for each bucket.
        style = "path"
    proxy = proxy or place.proxy
    below = botocore.session.get_session()
    below.register_component("data_loader", _loader())
    # Dates are a third of the work of reading a listing, and nothing here asks for them.
    below.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=str)
    session = boto3.session.Session(botocore_session=below)
    given = (
        {}
        if credentials is None
        else {
            "aws_access_key_id": credentials.access_key_id,
            "aws_secret_access_key": credentials.secret_access_key,
            "aws_session_token": credentials.session_token,
        }
    )
    client = session.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region or "us-east-1",
        verify=place.ca_bundle,
        config=Config(
            # Checksums in trailers are refused by many services; ours are compared after the upload.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            # Repeated here would be repeated twice: `Patience` does it, by class.
            retries={"total_max_attempts": 1, "mode": "standard"},
            max_pool_connections=connections,
            connect_timeout=10,
            read_timeout=silence_s,
            s3={"addressing_style": style},
            proxies=None if proxy is None else {"http": proxy, "https": proxy},
            # Also because boto3 puts its own together anew for each request, a tenth of what a request costs.
            user_agent=f"catalogsync/{__version__}",
        ),
        **given,
    )
    AUTH_TYPE_MAPS[_KNOWN] = _KnownPayload
    client.meta.events.register(
        "choose-signer.s3.PutObject", _choose_signer, unique_id="catalogsync-known-payload"
    )
    client.meta.events.register_last("before-call.s3", _ask_only_for_a_reason, unique_id="catalogsync-asking")
    return client


@lru_cache(1)
def _loader() -> Any:
    """The descriptions of S3 and its addresses: a megabyte of JSON, read once and not for each client."""
    return botocore.session.get_session().get_component("data_loader")


def has_own_credentials() -> bool:
    """Whether boto3's own chain (environment, files, roles) has credentials."""
    return boto3.session.Session().get_credentials() is not None


def _choose_signer(signature_version: Any, **_: Any) -> str | None:
    return _KNOWN if signature_version in ("s3v4", "v4") else None


def _ask_only_for_a_reason(params: dict[str, Any], **_: Any) -> None:
    """Ask before sending (`Expect: 100-continue`, a round trip of its own) only where a condition may refuse a body, or
    where a body is so long that the round trip is nothing beside it.

    botocore asks for every body (1.44, handlers.py). Without a condition we have just looked at the key ourselves.
    """
    headers, body = params["headers"], params.get("body")
    if not isinstance(body, Body):
        return
    conditional = "If-None-Match" in headers or "If-Match" in headers
    if len(body) <= (_ONE_PIECE_BYTES if conditional else _LONG_BYTES):
        headers.pop("Expect", None)
