"""The clients: how each is installed into a folder of its own, and how its judge is started there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

INSTALL_LIMIT_S = 1800


class NotInstalled(Exception):
    """A client could not be installed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Client:
    """One public client. `package` is its name in its registry, `script` the judge that drives it."""

    name: str
    package: str
    script: str
    install: Callable[[Path, str], None]
    command: Callable[[Path], str]
    version: Callable[[Path, str], str]

    def folder(self, root: Path) -> Path:
        return root / self.name

    def ready(self, root: Path) -> str:
        """Install the client unless it is there; gives its version."""
        folder = self.folder(root)
        done = folder / ".installed"
        if not done.exists():
            sys.stderr.write(f"installing {self.package} into {folder}\n")
            folder.mkdir(parents=True, exist_ok=True)
            self.install(folder, self.package)
            done.touch()
        return self.version(folder, self.package)


def _run(what: str, *command: str, cwd: Path | None = None) -> str:
    try:
        ran = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=INSTALL_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{what}: {error}") from error
    if ran.returncode:
        raise NotInstalled(f"{what}: {(ran.stderr or ran.stdout).strip()[-400:]}")
    return ran.stdout


def _python(folder: Path) -> str:
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def _pip(folder: Path, package: str) -> None:
    _run("no virtual environment", sys.executable, "-m", "venv", str(folder))
    quiet = ("--quiet", "--disable-pip-version-check")
    _run(f"pip install {package}", _python(folder), "-m", "pip", "install", *quiet, package)


def _pip_version(folder: Path, package: str) -> str:
    asked = f"import importlib.metadata as m; print(m.version({package!r}))"
    return _run(f"{package} is broken", _python(folder), "-c", asked).strip()


def _node(folder: Path) -> str:
    return shutil.which("node") or "node"


def _npm(folder: Path, package: str) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotInstalled("node and npm are not installed (Debian: apt install nodejs npm)")
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    _run(
        f"npm i {package}",
        npm,
        "i",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--silent",
        package,
        cwd=folder,
    )


def _npm_version(folder: Path, package: str) -> str:
    manifest = folder / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text("utf-8"))["version"])


CLIENTS = (
    Client("yt-dlp", "yt-dlp", "judge_ytdlp.py", _pip, _python, _pip_version),
    Client("musicdl", "musicdl", "judge_musicdl.py", _pip, _python, _pip_version),
    Client("meting", "@meting/core", "judge_meting.cjs", _npm, _node, _npm_version),
    Client("ncm", "NeteaseCloudMusicApi", "judge_ncm.cjs", _npm, _node, _npm_version),
)
