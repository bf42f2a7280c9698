"""The command line as a user has it, against the sandbox over real HTTP; in processes of its own where one is killed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalogsync.cli.app import main
from catalogsync.sandbox.server import Sandbox


@dataclass
class Cli:
    """Runs commands on one store and library."""

    folder: Path
    gateway: str

    @property
    def db(self) -> Path:
        return self.folder / "c.db"

    @property
    def music(self) -> Path:
        return self.folder / "music"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "catalogsync", *words]

    def environment(self) -> dict[str, str]:
        """Ours, without whatever the machine has set, and with the store, library and sandbox of this test."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CATALOGSYNC_")}
        return kept | {
            "CATALOGSYNC_DB": str(self.db),
            "CATALOGSYNC_LIBRARY_ROOT": str(self.music),
            "CATALOGSYNC_GATEWAY": self.gateway,
            "CATALOGSYNC_MIN_FREE_MB": "0",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "COLUMNS": "200",
        }

    def run(self, *words: str, code: int | None = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end, in this process; the exit code must be `code` (None: any)."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in os.environ:
                if name.startswith("CATALOGSYNC_"):
                    patch.delenv(name)
            for name, value in self.environment().items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["catalogsync", *words])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                main()
                ended = 0
            except SystemExit as e:
                ended = e.code if isinstance(e.code, int) else int(e.code is not None)
        done = subprocess.CompletedProcess(words, ended, out.getvalue(), err.getvalue())
        assert code is None or ended == code, f"exit {ended}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str, code: int | None = 0) -> Any:
        """The envelope a command prints with --json."""
        return json.loads(self.run(*words, "--json", code=code).stdout)


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with Sandbox(size="tiny").running() as address:
        yield address


@pytest.fixture
def cli(tmp_path: Path, gateway: str) -> Cli:
    made = Cli(tmp_path, gateway)
    made.run("init-db")
    return made
