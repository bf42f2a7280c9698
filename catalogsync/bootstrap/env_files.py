"""The env file as the console edits it: line by line, so that comments stay; whole or not at all; versions kept.

Versions lie beside it in `<name>.versions/`, readable by the owner only, because they hold what the file held.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogsync.config import PREFIX, Settings, load_settings, read_env_file
from catalogsync.pipeline.errors import Refusal

KEPT = 50
_SECRET = re.compile(r"COOKIE|PASSWORD|TOKEN|SECRET|KEY|NOTIFY_URLS|PROXY", re.IGNORECASE)
_LINE = re.compile(r"(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\s*=\s*)(.*)")
MASK = "(kept as it is)"
"""Stands for a secret in what is shown; written back, it means the value that is there."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of the file; `number` goes up by one."""

    number: int
    at_ms: int
    size_bytes: int


class EnvFile:
    """One env file. Refusal, with the line, for a text that is not one or whose settings make no sense."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = path.with_name(path.name + ".versions")

    def text(self) -> str:
        """The file with every secret masked; '' while there is none."""
        return _masked(self._raw())

    def versions(self) -> list[Version]:
        """Earlier texts, newest first."""
        found = [
            Version(int(path.name), int(path.stat().st_mtime * 1000), path.stat().st_size)
            for path in self._folder.glob("[0-9]*")
            if path.name.isdigit()
        ]
        return sorted(found, key=lambda version: -version.number)

    def version(self, number: int) -> str:
        """An earlier text, secrets masked; Refusal when it is not kept."""
        return _masked(self._version(number))

    def replace(self, text: str) -> list[str]:
        """Take this text instead, masked secrets as they are; the names whose values changed."""
        return self._write(_unmasked(text, _values_by_line(self._raw())))

    def set(self, values: Mapping[str, str | None]) -> list[str]:
        """Set or (with None) remove variables, comments and order kept; the names whose values changed."""
        left = dict(values)
        lines: list[str] = []
        for line in self._raw().splitlines():
            found = _LINE.fullmatch(line)
            if found is None or found[2] not in values:
                lines.append(line)
            elif found[2] in left:
                value = left.pop(found[2])
                if value is not None:
                    lines.append(f"{found[1]}{found[2]}={_quoted(value)}")
        lines += [f"{name}={_quoted(value)}" for name, value in left.items() if value is not None]
        return self._write("\n".join(lines) + "\n")

    def roll_back(self, number: int) -> list[str]:
        """Take an earlier text again; the names whose values changed."""
        return self._write(self._version(number))

    def _raw(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as e:
            raise Refusal(f"cannot read env file {self.path}: {e}") from None

    def _version(self, number: int) -> str:
        try:
            return (self._folder / str(number)).read_text(encoding="utf-8")
        except OSError:
            raise Refusal(f"version {number} of the env file is not kept") from None

    def _write(self, text: str) -> list[str]:
        before_text = self._raw()
        before = read_env_file(self.path) if self.path.exists() else {}
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        try:
            with open(draft, "w", encoding="utf-8", opener=_private) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            after = read_env_file(draft)
            _check(after)
            changed = sorted(
                name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
            )
            if text != before_text:
                if before_text:
                    self._keep(before_text)
                os.replace(draft, self.path)
        except OSError as e:
            raise Refusal(f"cannot write env file {self.path}: {e.strerror or e}") from None
        except Refusal as e:
            raise Refusal(str(e).replace(str(draft), str(self.path))) from None
        finally:
            draft.unlink(missing_ok=True)
        return changed

    def _keep(self, text: str) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        present = self.versions()
        number = present[0].number + 1 if present else 1
        with open(self._folder / str(number), "x", encoding="utf-8", opener=_private) as file:
            file.write(text)
        os.utime(self._folder / str(number), (time.time(), time.time()))
        for old in present[KEPT - 1 :]:
            (self._folder / str(old.number)).unlink(missing_ok=True)


def _check(values: Mapping[str, str]) -> None:
    """The settings these variables make must hold; names of ours that mean nothing are told, not swallowed."""
    load_settings({}, environ=values, config_file=Path(os.devnull))
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    near = [
        name
        for name in values
        if name.startswith(PREFIX) and name not in known and name.removeprefix(PREFIX).count("_") == 0
    ]
    if near:
        raise Refusal(f"{near[0]} is no setting; docs/configuration.md lists them all")


def _masked(text: str) -> str:
    lines = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        secret = found is not None and _SECRET.search(found[2]) and found[4].strip()
        lines.append(f"{found[1]}{found[2]}={MASK}" if found is not None and secret else line)
    return "\n".join(lines) + ("\n" if lines else "")


def _values_by_line(text: str) -> dict[str, str]:
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return {match[2]: match[4] for match in found if match is not None}


def _unmasked(text: str, present: Mapping[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found is not None and found[4].strip() == MASK:
            if found[2] not in present:
                raise Refusal(f"{found[2]}: there is no value to keep")
            line = f"{found[1]}{found[2]}={present[found[2]]}"
        lines.append(line)
    return "\n".join(lines) + ("\n" if lines else "")


def _quoted(value: str) -> str:
    if "\n" in value or "\r" in value or "\0" in value:
        raise Refusal("a value cannot hold a line break")
    if not value or re.fullmatch(r"[\w.,:/@%+=~-]+", value):
        return value
    quote = '"' if "'" in value else "'"
    if quote in value:
        raise Refusal("a value cannot hold both kinds of quotes")
    return f"{quote}{value}{quote}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
