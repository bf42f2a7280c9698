"""A storage backend: a bucket or a second folder that holds copies of the library's files. Known by its name.

Its stream (`backend:main-s3`) says where it is and how it is used. Credentials are never part of it: only the name of
the environment variables they come from.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

KINDS = ("s3", "folder")
"""Kinds of backends: any S3-compatible service, or a folder (a second disk, a mounted share)."""

ADDRESSING = ("auto", "path", "virtual")
"""How the bucket is named in requests: in the path, in the host name, or as the S3 library sees fit."""

PREFIX_BYTES = 200
"""The longest base prefix: keys end at 1024 bytes, and a library path may need 800 of them."""


FINDINGS_KEPT = 20
"""So many findings of each sort are kept with a check; its counts tell of all."""


class BackendRefused(Exception):
    """The backend cannot be registered or used like this; the message is one line for a person.

    `field` is the field of `Place` that is wrong, or `name`; None where it is none of them.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a backend is and how it is used.

    For `s3`: `bucket`, `endpoint` (None is AWS), `region`, `addressing`, `ca_bundle` (a file of certificates), `proxy`
    (without credentials; `<credential_env_prefix>_PROXY` may hold one with them) and `credential_env_prefix` (None is
    the S3 library's own chain). For `folder`: `location`. Keys begin with `base_prefix`. `keep_local` False removes a
    local copy once a copy here is proven.
    """

    kind: str
    bucket: str = ""
    endpoint: str | None = None
    region: str | None = None
    addressing: str = "auto"
    ca_bundle: str | None = None
    proxy: str | None = None
    credential_env_prefix: str | None = None
    location: str | None = None
    base_prefix: str = ""
    keep_local: bool = True


@stored("backend.registered")
class Registered(Fact, frozen=True, kw_only=True):
    """A backend is in use from now on, or again after it was retired."""

    place: Place


@stored("backend.changed")
class Changed(Fact, frozen=True, kw_only=True):
    """It is somewhere else or used otherwise now; `changed` names the fields."""

    place: Place
    changed: list[str]


@stored("backend.retired")
class Retired(Fact, frozen=True, kw_only=True):
    """Nothing is uploaded there any more. What was said about its copies stays on record."""

    reason: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a check found under a key that is not as recorded; `song` and `part` where the catalog knows the key."""

    what: str
    key: str
    song: str | None = None
    part: str | None = None
    detail: str = ""


@stored("backend.checked")
class Checked(Fact, frozen=True, kw_only=True):
    """Catalog and backend were compared. `counts` by finding; `deep` means every copy's bytes were read back.

    `sample` holds the first `FINDINGS_KEPT` findings of each sort; checks from before it was kept have none.
    """

    counts: dict[str, int]
    deep: bool = False
    sample: list[Found] = []


class Backend(Stream):
    """Where the backend is, and whether it is in use."""

    kind = "backend"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.place: Place | None = None
        self.active = False

    @property
    def name(self) -> str:
        """The backend's name."""
        return self.id.partition(":")[2]

    def register(self, place: Place) -> bool:
        """Record a new place or a changed one; True when anything is new. BackendRefused for what cannot be."""
        check_name(self.name)
        check_place(place)
        if self.place is None or not self.active:
            self.record(Registered(place=place))
            return True
        changed = [
            field for field in Place.__struct_fields__ if getattr(place, field) != getattr(self.place, field)
        ]
        if "kind" in changed:
            raise BackendRefused(
                f"{self.name} is of kind {self.place.kind}; give a {place.kind} backend another name", "kind"
            )
        if changed:
            self.record(Changed(place=place, changed=changed))
        return bool(changed)

    def retire(self, reason: str | None = None) -> None:
        """Record that it is not used any more; said once."""
        if self.place is None:
            raise BackendRefused(f"there is no backend {self.name!r}", "name")
        if self.active:
            self.record(Retired(reason=reason))

    @applies(Registered)
    def _registered(self, fact: Registered) -> None:
        self.place, self.active = fact.place, True

    @applies(Changed)
    def _changed(self, fact: Changed) -> None:
        self.place = fact.place

    @applies(Retired)
    def _retired(self, fact: Retired) -> None:
        self.active = False


def stream_of(name: str) -> str:
    """The id of a backend's stream."""
    return f"backend:{name}"


def check_name(name: str) -> None:
    """BackendRefused unless the name is short, plain and safe in a command line."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?", name):
        raise BackendRefused(
            f"{name!r} is no name for a backend: lower-case letters, digits and . _ - inside, at most 63",
            "name",
        )


def check_place(place: Place) -> None:
    """BackendRefused for a place that cannot work, before anything is asked of it."""
    if place.kind not in KINDS:
        raise BackendRefused(
            f"unknown kind of backend {place.kind!r}; choose from {', '.join(KINDS)}", "kind"
        )
    _check_prefix(place.base_prefix)
    if place.kind == "folder":
        if not place.location or (
            not PurePosixPath(place.location).is_absolute() and ":" not in place.location
        ):
            raise BackendRefused("a folder backend needs a location with an absolute path", "location")
        return
    _check_bucket(place.bucket)
    if place.endpoint is not None:
        _check_address(place.endpoint, "endpoint")
    if place.proxy is not None:
        _check_address(place.proxy, "proxy")
    if place.addressing not in ADDRESSING:
        raise BackendRefused(
            f"unknown addressing {place.addressing!r}; choose from {', '.join(ADDRESSING)}", "addressing"
        )
    prefix = place.credential_env_prefix
    if prefix is not None and not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", prefix):
        raise BackendRefused(
            f"{prefix!r} is no prefix of environment variables; use capitals, digits and _",
            "credential_env_prefix",
        )


def _check_prefix(prefix: str) -> None:
    parts = prefix.split("/")
    if prefix and (
        any(part in ("", ".", "..") for part in parts)
        or not prefix.isprintable()
        or "\\" in prefix
        or len(prefix.encode("utf-8", "replace")) > PREFIX_BYTES
    ):
        raise BackendRefused(
            f"{prefix[:80]!r} is no base prefix: parts joined by /, no empty ones, no . or .., no control characters,"
            f" at most {PREFIX_BYTES} bytes",
            "base_prefix",
        )


def _check_bucket(bucket: str) -> None:
    """The naming rules for general purpose buckets, with capitals and _ that old buckets and other services have."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]", bucket) or ".." in bucket:
        raise BackendRefused(
            f"{bucket!r} is no bucket name: 3 to 63 letters, digits, dots and hyphens", "bucket"
        )
    try:
        ipaddress.ip_address(bucket)
    except ValueError:
        return
    raise BackendRefused(f"{bucket!r} is no bucket name: it reads as an address", "bucket")


def _check_address(address: str, what: str) -> None:
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        parts, port_is_fine = urlsplit(""), False
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not port_is_fine
        or not address.isprintable()
    ):
        raise BackendRefused(
            f"{what} {address[:80]!r} is not an address such as https://s3.example.com", what
        )
    if parts.username is not None or parts.password is not None:
        raise BackendRefused(
            f"the {what} must not hold credentials; they come from the environment only", what
        )
    if what == "endpoint" and (parts.query or parts.fragment or parts.path not in ("", "/")):
        raise BackendRefused(
            "the endpoint must be scheme and host only; bucket and prefix are given apart", what
        )
