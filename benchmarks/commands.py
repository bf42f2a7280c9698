"""Commands in processes of their own, on a store and library of their own, against a sandbox in another process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from catalogsync.bootstrap.workshop import Workshop, open_workshop
from catalogsync.config import Settings

PYTHON = (sys.executable, "-m", "catalogsync")
AUDIO = (".mp3", ".flac", ".m4a", ".ogg", ".wav", ".ape", ".aac")


@contextmanager
def sandbox(size: str = "demo", seed: str = "1") -> Iterator[str]:
    """The address of a sandbox that lives as long as the block."""
    command = [*PYTHON, "sandbox", "--port", "0", "--seed", seed, "--size", size]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        address = re.search(r"http://[\d.]+:\d+", line)
        if address is None:
            raise RuntimeError(f"the sandbox did not start: {line}")
        yield address[0]
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def ask(address: str, page: str, method: str = "GET", body: object = None) -> Any:
    """What a page under `/_sandbox/` answers."""
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}/_sandbox/{page}", content, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@dataclass
class Place:
    """A store and a library in a folder, and the sandbox they talk to. `settings` are further variables."""

    folder: Path
    gateway: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def db(self) -> Path:
        return self.folder / "c.db"

    @property
    def music(self) -> Path:
        return self.folder / "music"

    def environment(self) -> Mapping[str, str]:
        """Ours, without whatever the machine has set."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CATALOGSYNC_")}
        return kept | {
            "CATALOGSYNC_DB": str(self.db),
            "CATALOGSYNC_LIBRARY_ROOT": str(self.music),
            "CATALOGSYNC_GATEWAY": self.gateway,
            "CATALOGSYNC_MIN_FREE_MB": "0",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            **self.settings,
        }

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        """A command in a process group of its own."""
        return subprocess.Popen(
            [*PYTHON, *words], env=self.environment(), text=True, start_new_session=True, **more
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """A command run to its end: exit code, stdout, stderr."""
        process = self.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate()
        return process.returncode, out, err

    def json(self, *words: str) -> Any:
        """What a command prints with --json."""
        code, out, err = self.run(*words, "--json")
        if not out:
            raise RuntimeError(f"{words} ended with {code}: {err}")
        return json.loads(out)

    @contextmanager
    def opened(self) -> Iterator[Workshop]:
        """The store and its read models, caught up."""
        with open_workshop(Settings(db=self.db, library_root=self.music), "bench") as shop:
            shop.models.catch_up()
            yield shop

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the read models."""
        with self.opened() as shop:
            return [tuple(row) for row in shop.models.connection().execute(query)]

    def recorded(self) -> dict[str, str]:
        """What the log says is in place: the sha256 by path, of the newest verified file of each song."""
        return dict(self.rows("SELECT path, sha256 FROM files WHERE present = 1"))  # type: ignore[arg-type]


def audio(folder: Path) -> dict[str, str]:
    """Every file under a final name by path, with its sha256."""
    found = (path for path in folder.rglob("*") if path.suffix in AUDIO)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in found}


def leftovers(folder: Path) -> list[str]:
    """Every unfinished file and note."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.part*"))
