"""Our recorder under the library's own tests of a recorder."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from catalogsync.adapters.store.sqlite import StoreRecorder
from tests.adapters.store.facts import recorder_at

library = pytest.importorskip(
    "eventsourcing.tests.persistence",
    reason="the library's tests need its crypto extra (pycryptodome)",
    exc_type=ImportError,
)


class TestTheLibrarysRules(library.ApplicationRecorderTestCase):
    INITIAL_VERSION = 1

    def setUp(self) -> None:
        self.folder = TemporaryDirectory()
        self.recorder = recorder_at(Path(self.folder.name) / "catalog.db")

    def tearDown(self) -> None:
        self.recorder.close()
        self.recorder.datastore.close()
        self.folder.cleanup()

    def new_originator_id(self) -> str:
        return f"toy:{uuid4()}"

    def create_recorder(self) -> StoreRecorder:
        return self.recorder

    test_performance = None
    test_concurrent_throughput = None
