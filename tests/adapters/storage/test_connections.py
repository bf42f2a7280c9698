"""The ways to a bucket over real sockets: certificates of one's own, proxies, the bucket in the host name."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalogsync.adapters.storage.s3 import S3Backend
from catalogsync.adapters.storage.s3_client import Credentials, open_client
from catalogsync.bootstrap.storage import open_backend
from catalogsync.pipeline.objects import seal
from catalogsync.pipeline.proof import prove
from catalogsync.pipeline.storage_errors import BackendUnavailable
from tests.adapters.storage.faults import Faults
from tests.adapters.storage.forward import Forward
from tests.adapters.storage.servers import BUCKET, KEY, QUICK, SECRET, Server, place

KEPT = "music/周杰伦/七里香.mp3"


def opened(endpoint: str, *, proxy: str | None = None, **more: Any) -> S3Backend:
    where = place(endpoint, **more)
    client = open_client(where, Credentials(KEY, SECRET), connections=2, proxy=proxy)
    return S3Backend("main", where, client, patience=QUICK)


def there_and_proven(backend: S3Backend, tmp_path: Path) -> str:
    """Everything an upload asks of a backend; how it was proven."""
    (tmp_path / "a.mp3").write_bytes(b"audio" * 5000)
    sealed = seal(tmp_path / "a.mp3")
    backend.ready()
    backend.put(KEPT, sealed, replaces=None, progress=lambda n: None, stop=lambda: False)
    assert [KEPT] == [found.key for found in backend.listing()]
    return prove(backend, KEPT, sealed, read_back=False, stop=lambda: False)[0]


@pytest.fixture
def secure(bucket: Server, authority: tuple[Path, ssl.SSLContext]) -> Iterator[str]:
    """The bucket behind TLS, with a certificate that no system trusts."""
    with Faults(urlsplit(bucket.endpoint).port or 0, tls=authority[1]).running() as address:
        yield address


@pytest.fixture
def every_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolves whatever ends in .localhost to this machine: RFC 6761 says so, and not every system does."""
    resolve = socket.getaddrinfo

    def found(host: Any, *more: Any, **named: Any) -> Any:
        return resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_certificate_authority_of_ones_own_is_trusted_where_it_is_named(
    secure: str, authority: tuple[Path, ssl.SSLContext], tmp_path: Path
) -> None:
    assert "etag" == there_and_proven(opened(secure, ca_bundle=str(authority[0])), tmp_path)


def test_a_certificate_that_is_not_trusted_is_told_with_what_to_do(secure: str) -> None:
    with pytest.raises(BackendUnavailable, match="--ca-bundle"):
        opened(secure).ready()


def test_a_backend_as_it_is_registered_uses_its_own_authority(
    secure: str, authority: tuple[Path, ssl.SSLContext]
) -> None:
    environ = {"MINE_ACCESS_KEY_ID": KEY, "MINE_SECRET_ACCESS_KEY": SECRET}
    where = place(secure, ca_bundle=str(authority[0]), credential_env_prefix="MINE")
    open_backend("main", where, environ=environ).ready()


def test_requests_go_through_the_proxy_that_is_named(bucket: Server, tmp_path: Path) -> None:
    forward = Forward()
    with forward.running() as proxy:
        assert "etag" == there_and_proven(opened(bucket.endpoint, proxy=proxy), tmp_path)

    assert {urlsplit(bucket.endpoint).netloc} == set(forward.asked)


def test_tls_goes_through_the_proxy_unread(
    secure: str, authority: tuple[Path, ssl.SSLContext], tmp_path: Path
) -> None:
    forward = Forward()
    with forward.running() as proxy:
        behind = opened(secure, ca_bundle=str(authority[0]), proxy=proxy)
        assert "etag" == there_and_proven(behind, tmp_path)

    assert {f"CONNECT {urlsplit(secure).netloc}"} == set(forward.asked)


def test_the_password_of_a_proxy_comes_from_the_environment(bucket: Server) -> None:
    forward = Forward(password="user:word")
    with forward.running() as proxy:
        environ = {"MINE_ACCESS_KEY_ID": KEY, "MINE_SECRET_ACCESS_KEY": SECRET}
        where = place(bucket.endpoint, proxy=proxy, credential_env_prefix="MINE")
        with pytest.raises(BackendUnavailable, match="proxy"):
            open_backend("main", where, environ=environ).ready()
        environ["MINE_PROXY"] = proxy.replace("http://", "http://user:word@")
        open_backend("main", where, environ=environ).ready()


def test_a_proxy_that_is_not_there_is_a_matter_of_the_network(bucket: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(Exception, match="check the endpoint, the proxy and the network") as met:
        opened(bucket.endpoint, proxy=proxy).ready()
    assert "AKIA" not in str(met.value)


@pytest.mark.usefixtures("every_localhost")
def test_the_bucket_may_stand_in_the_host_name(radosgw_server: Server, tmp_path: Path) -> None:
    radosgw_server.empty()
    proxy = Faults(urlsplit(radosgw_server.endpoint).port or 0)
    with proxy.running() as address:
        named = address.replace("127.0.0.1", "localhost")
        virtual = opened(named, addressing="virtual")
        (tmp_path / "a.mp3").write_bytes(b"audio" * 5000)
        sealed = seal(tmp_path / "a.mp3")
        virtual.put(KEPT, sealed, replaces=None, progress=lambda n: None, stop=lambda: False)
        proof, _ = prove(virtual, KEPT, sealed, read_back=True, stop=lambda: False)

    hosts = {line for head in proxy.heads for line in head.split(b"\r\n") if line.startswith(b"Host:")}
    assert "read_back" == proof
    assert {f"Host: {BUCKET}.{urlsplit(named).netloc}".encode()} == hosts
    assert [KEPT] == radosgw_server.keys()


@pytest.mark.parametrize("status", ["503", "expired"])
def test_looking_again_after_trouble_finds_the_object(bucket: Server, status: str) -> None:
    bucket.client.put_object(Bucket=BUCKET, Key=KEPT, Body=b"audio", Metadata={"sha256": "0" * 64})
    proxy = Faults(urlsplit(bucket.endpoint).port or 0, faults=[status], only=b"HEAD ")
    with proxy.running() as address:
        found = opened(address).stat(KEPT)

    assert found is not None
    assert (5, "0" * 64) == (found.size_bytes, found.sha256)
    assert [status] == proxy.met
    assert 2 == len(proxy.heads)


def test_what_a_plain_request_may_not_see_is_told_by_the_client(bucket: Server) -> None:
    proxy = Faults(urlsplit(bucket.endpoint).port or 0, faults=["quota", "quota"], only=b"HEAD ")
    with (
        proxy.running() as address,
        pytest.raises(BackendUnavailable, match="HeadObject was answered with 403"),
    ):
        opened(address).stat(KEPT)


def test_without_credentials_to_be_had_the_client_is_asked(
    bucket: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.client.put_object(Bucket=BUCKET, Key=KEPT, Body=b"audio")
    monkeypatch.setattr("botocore.client.BaseClient._get_credentials", lambda self: None)

    found = opened(bucket.endpoint).stat(KEPT)

    assert found is not None
    assert 5 == found.size_bytes
