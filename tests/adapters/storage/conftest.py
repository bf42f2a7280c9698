"""The servers that the tests of backends talk to, each started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.storage.folder import FolderBackend
from catalogsync.domain.backend import Place
from catalogsync.pipeline.objects import StoresObjects
from tests.adapters.storage.ceph import radosgw
from tests.adapters.storage.servers import Server, backend, moto, rclone
from tests.adapters.storage.shelves import Shelves, shelves


@pytest.fixture(scope="package")
def moto_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with moto(tmp_path_factory.mktemp("moto")) as server:
        yield server


@pytest.fixture(scope="package")
def rclone_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with rclone(tmp_path_factory.mktemp("rclone")) as server:
        yield server


@pytest.fixture(scope="package")
def radosgw_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radosgw(tmp_path_factory.mktemp("ceph")) as server:
        yield server


@pytest.fixture(params=["moto_server", "rclone_server", "radosgw_server"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    found.empty()
    return found


@pytest.fixture(params=["rclone_server", "radosgw_server"])
def signing(request: pytest.FixtureRequest) -> Server:
    """The servers that check signatures."""
    found: Server = request.getfixturevalue(request.param)
    found.empty()
    return found


@pytest.fixture
def bucket(moto_server: Server) -> Server:
    """The baseline server alone, for what does not depend on the service."""
    moto_server.empty()
    return moto_server


@pytest.fixture(params=["moto_server", "rclone_server", "radosgw_server", "folder"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> StoresObjects:
    """One backend of each kind and service."""
    if request.param == "folder":
        (tmp_path / "disk").mkdir()
        folder = FolderBackend(
            "main", Place(kind="folder", location=str(tmp_path / "disk"), base_prefix="music")
        )
        folder.claim()
        folder.ready()
        return folder
    found: Server = request.getfixturevalue(request.param)
    found.empty()
    return backend(found.endpoint)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Shelves]:
    (tmp_path / "catalog").mkdir()
    with shelves(tmp_path / "catalog") as opened:
        yield opened
