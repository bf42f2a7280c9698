"""/api/v1/settings: every setting with its origin; the env file as values or text, with versions. Secrets only go in."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from catalogsync.api.deps import Console, TheConsole, Writer, Writing, written
from catalogsync.api.problems import Problem
from catalogsync.api.v1.routes import routes
from catalogsync.bootstrap.env_files import EnvFile
from catalogsync.config import PREFIX, Settings
from catalogsync.domain.settings import STREAM, EnvChanges

router = routes("settings", "/settings")


class SettingOut(BaseModel):
    """A setting. A secret's value is never told, only whether it is set."""

    name: str
    variable: str
    value: Any
    secret: bool
    is_set: bool
    origin: str
    description: str


class VersionOut(BaseModel):
    """An earlier text of the env file."""

    number: int
    at_ms: int
    size_bytes: int


class EnvOut(BaseModel):
    """The env file, secrets masked; None: the server was started without one. Changes hold from the next start on."""

    path: str | None
    text: str
    versions: list[VersionOut]


class ValuesIn(BaseModel):
    """Settings to change by name; null removes a variable."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, str | int | float | bool | None]


class TextIn(BaseModel):
    """The whole text; a masked secret stays as it is."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=200_000)


class Saved(BaseModel):
    """Which variables have another value now."""

    changed: list[str]


class Difference(BaseModel):
    """From an earlier version to the present text, as a unified diff, secrets masked."""

    diff: list[str]


@router.get("")
def settings(console: TheConsole) -> list[SettingOut]:
    """Every setting this server runs with."""
    origins = console.loaded.origins if console.loaded is not None else {}
    found = []
    for name, field in Settings.model_fields.items():
        value = getattr(console.settings, name)
        secret = field.annotation == (SecretStr | None) or name == "proxy"
        found.append(
            SettingOut(
                name=name,
                variable=PREFIX + name.upper(),
                value=None if secret else _plain(value),
                secret=secret,
                is_set=value is not None,
                origin=origins.get(name, "default"),
                description=field.description or "",
            )
        )
    return found


@router.get("/env")
def env(console: TheConsole) -> EnvOut:
    """The env file this server was started with."""
    if console.env_file is None:
        return EnvOut(path=None, text="", versions=[])
    file = EnvFile(console.env_file)
    versions = [VersionOut.model_validate(v, from_attributes=True) for v in file.versions()]
    return EnvOut(path=str(console.env_file), text=file.text(), versions=versions)


@router.patch("/env")
def change(asked: ValuesIn, writer: Writing) -> Saved:
    """Change some settings in the env file."""
    values: dict[str, str | None] = {}
    for name, value in asked.values.items():
        if name not in Settings.model_fields:
            raise Problem(422, "invalid", f"no setting is named {name[:60]!r}", field=name)
        values[PREFIX + name.upper()] = None if value is None else _written(value)
    return save_env(writer, lambda file: file.set(values))


@router.put("/env")
def replace(asked: TextIn, writer: Writing) -> Saved:
    """Replace the env file."""
    return save_env(writer, lambda file: file.replace(asked.text))


@router.get("/env/versions/{number}")
def difference(number: int, console: TheConsole) -> Difference:
    """What changed since a version."""
    file = EnvFile(_path(console))
    lines = difflib.unified_diff(
        file.version(number).splitlines(), file.text().splitlines(), f"version {number}", "now", lineterm=""
    )
    return Difference(diff=list(lines))


@router.post("/env/versions/{number}/restore")
def roll_back(number: int, writer: Writing) -> Saved:
    """Take an earlier version again."""
    return save_env(writer, lambda file: file.roll_back(number), back_to=number)


def save_env(writer: Writer, does: Callable[[EnvFile], list[str]], back_to: int | None = None) -> Saved:
    """Change the env file and record which names changed."""
    names = does(EnvFile(_path(writer.console)))
    writer.catalog.change(EnvChanges, STREAM, lambda stream: stream.change(names, back_to))
    written(writer)
    return Saved(changed=names)


def _path(console: Console) -> Path:
    if console.env_file is None:
        raise Problem(
            409, "no_env_file", "this server was started without an env file", hint="start it with --env-file"
        )
    return console.env_file


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return value if isinstance(value, (int, float, bool)) or value is None else str(value)


def _written(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
