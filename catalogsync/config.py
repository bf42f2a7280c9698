"""Settings, from flags, environment, env file, config file and defaults, and which layer won for each."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from catalogsync.domain.ids import COLLECTING_PLATFORMS, PLATFORMS
from catalogsync.domain.lyrics import Merge
from catalogsync.domain.paths import check_template
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.ports import Quality

PREFIX = "CATALOGSYNC_"

NOTABLE = ("job_success", "job_with_failures", "job_failed", "job_paused", "cookie_expired")
"""What notifications can tell of."""

ENVIRONMENT_ONLY = ("password", "token", "read_password", "read_token", "notify_urls")
"""Secrets of the console: from the environment or the env file, never from the command line or the config file."""


class Settings(BaseModel):
    """Everything that can be set. Each field is a flag `--like-this`, a variable `CATALOGSYNC_LIKE_THIS`
    and a key `like_this` in the config file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    db: Path = Field(Path("catalogsync.db"), description="the event store, an SQLite file")
    library_root: Path = Field(Path("MusicLibrary"), description="where audio and lyrics go")
    sources: tuple[str, ...] = Field(COLLECTING_PLATFORMS, description="platforms to collect and sync from")
    download_sources: tuple[str, ...] = Field(
        ("qq", "kuwo", "migu", "qianqian", "kugou", "netease"),
        description="platforms to fall back on, in order until there is experience",
    )
    workers: int = Field(8, ge=1, le=64, description="transfers at a time")
    resolvers: int = Field(4, ge=1, le=32, description="songs being looked up at a time")
    quality: tuple[Quality, ...] = Field(tuple(Quality), description="acceptable qualities, best first")
    quality_first: bool = Field(
        False,
        description="try every source at one quality before stepping down; otherwise the nearer source wins",
    )
    lyrics: bool = Field(True, description="save .lrc files beside the audio")
    overwrite_lyrics: bool = Field(False, description="replace .lrc files that are there already")
    lyric_merge: Merge = Field(Merge.NONE, description="what to add line by line to the words")
    lyric_recheck_days: int = Field(
        30, ge=1, le=3650, description="ask again for absent lyrics after this time"
    )
    path_template: str = Field(
        "{platform}/{first_artist}/{artist} - {title}.{ext}",
        description="where a file goes inside the library",
    )
    log_folder: Path | None = Field(
        None, description="keep log files here, turned over at 5 MB; the console shows them"
    )
    min_free_mb: int = Field(500, ge=0, description="pause when the library's disk has less than this free")
    bandwidth_kbps: int = Field(0, ge=0, description="limit of all downloads together in kB/s; 0 is none")
    source_bandwidth_kbps: tuple[str, ...] = Field(
        (), description="limits of single sources in kB/s, like `kuwo=500,migu=2000`"
    )
    gateway: str | None = Field(None, description="send every platform request to this address, Host kept")
    proxy: str | None = Field(None, description="proxy for platform requests")
    pace: float = Field(
        1.0, ge=0, le=100, description="requests per second as a factor of the defaults; 0 is no pacing"
    )
    cookie_netease: SecretStr | None = Field(None, description="your own cookie for NetEase")
    cookie_qq: SecretStr | None = Field(None, description="your own cookie for QQ Music")
    cookie_kuwo: SecretStr | None = Field(None, description="your own cookie for Kuwo")
    cookie_migu: SecretStr | None = Field(None, description="your own cookie for Migu")
    cookie_qianqian: SecretStr | None = Field(None, description="your own cookie for Qianqian")
    cookie_kugou: SecretStr | None = Field(None, description="your own cookie for Kugou")

    host: str = Field("127.0.0.1", min_length=1, description="where the console listens")
    port: int = Field(18080, ge=0, le=65535, description="port of the console; 0 takes a free one")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="further names under which the console is reached (Host header)"
    )
    password: SecretStr | None = Field(None, description="password of the console")
    token: SecretStr | None = Field(None, description="bearer token of the API")
    read_password: SecretStr | None = Field(None, description="password that may look and change nothing")
    read_token: SecretStr | None = Field(None, description="token that may look and change nothing")
    notify_urls: SecretStr | None = Field(
        None, description="where to tell of events: webhook or apprise addresses, separated by blanks"
    )
    notify_on: tuple[str, ...] = Field(
        ("job_failed", "job_with_failures", "job_paused", "cookie_expired"),
        description="what to tell of",
    )

    @field_validator(
        "sources",
        "download_sources",
        "quality",
        "source_bandwidth_kbps",
        "allowed_hosts",
        "notify_on",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("sources")
    @classmethod
    def _collecting(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _platforms(value, COLLECTING_PLATFORMS)

    @field_validator("download_sources")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _platforms(value, PLATFORMS)

    @field_validator("source_bandwidth_kbps")
    @classmethod
    def _limits(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for limit in value:
            name, _, kbps = limit.partition("=")
            _platforms((name,), PLATFORMS)
            if not re.fullmatch(r"[1-9]\d{0,8}", kbps):
                raise ValueError(f"{limit!r} is not a platform with its kB/s, such as kuwo=500")
        return value

    @field_validator("notify_on")
    @classmethod
    def _notable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in NOTABLE]
        if unknown:
            raise ValueError(f"unknown event {unknown[0]!r}; choose from {', '.join(NOTABLE)}")
        return value

    @field_validator("path_template")
    @classmethod
    def _usable(cls, value: str) -> str:
        check_template(value)
        return value

    @field_validator("gateway", "proxy")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not re.match(r"(https?|socks5h?)://[^\s/]+", value):
            raise ValueError(f"{value!r} is not an address such as http://127.0.0.1:8765")
        return value or None

    def source_bytes_s(self) -> dict[str, float]:
        """The limits of single sources in bytes per second, by platform."""
        limits = (limit.partition("=") for limit in self.source_bandwidth_kbps)
        return {name: int(kbps) * 1000.0 for name, _, kbps in limits}

    def cookie(self, platform: str) -> str | None:
        """The user's cookie for a platform as header text, or None."""
        secret: SecretStr | None = getattr(self, f"cookie_{platform}")
        return secret.get_secret_value() or None if secret else None


def _platforms(names: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"unknown platform {unknown[0]!r}; choose from {', '.join(known)}")
    if not names:
        raise ValueError(f"name at least one of {', '.join(known)}")
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and, for each field, the layer it came from (`flag`, `environment`, a file's name, `default`)."""

    settings: Settings
    origins: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    """Names in the env file that look like ours and mean nothing: most likely misspelt."""
    exposed: tuple[Path, ...] = ()
    """Files with a secret in them that every user of this machine may read."""


def load_settings(
    flags: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    env_file: Path | None = None,
    config_file: Path | None = None,
) -> Loaded:
    """Merge the layers, flags first. Refusal with one line for anything malformed or unknown."""
    environ = os.environ if environ is None else environ
    layers: list[tuple[str, Mapping[str, Any]]] = [
        ("flag", {k: v for k, v in flags.items() if v is not None})
    ]
    layers.append(("environment", _from_variables(environ)))
    env_file = env_file or (Path(environ[PREFIX + "ENV_FILE"]) if environ.get(PREFIX + "ENV_FILE") else None)
    unknown: tuple[str, ...] = ()
    files: list[tuple[Path, Mapping[str, Any]]] = []
    if env_file is not None:
        variables = read_env_file(env_file)
        unknown = tuple(name for name in variables if _means_nothing(name))
        layers.append((f"env file {env_file}", _from_variables(variables)))
        files.append((env_file, variables))
    path = config_file or (Path(environ[PREFIX + "CONFIG"]) if environ.get(PREFIX + "CONFIG") else None)
    path = path or (default_config_file() if default_config_file().is_file() else None)
    if path is not None:
        layers.append((f"config file {path}", _from_toml(path)))
        files.append((path, layers[-1][1]))
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for name, layer in layers:
        for key, value in layer.items():
            if key not in values:
                values[key], origins[key] = value, name
    try:
        exposed = tuple(file for file, given in files if _exposed(file, given))
        return Loaded(Settings.model_validate(values), origins, unknown, exposed)
    except ValidationError as e:
        first = e.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "settings"
        raise Refusal(
            f"{field.replace('_', '-')} (from {origins.get(field, '?')}): {_wrong(first)}"
        ) from None


def _wrong(error: Mapping[str, Any]) -> str:
    """What is wrong with a value, in words for somebody who set it."""
    limits = error.get("ctx", {})
    given = error.get("input")
    match error["type"]:
        case "greater_than_equal":
            return f"{given} is too small, the least is {limits['ge']}"
        case "less_than_equal":
            return f"{given} is too big, the most is {limits['le']}"
        case "int_parsing" | "int_from_float":
            return f"{given!r} is not a whole number"
        case "float_parsing":
            return f"{given!r} is not a number"
        case "bool_parsing":
            return f"{given!r} is neither yes nor no"
        case "enum":
            return f"{given!r} is none of {limits['expected']}"
    return str(error["msg"]).removeprefix("Value error, ")


def default_config_file() -> Path:
    """`~/.config/catalogsync/config.toml`, or where XDG_CONFIG_HOME points."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "catalogsync" / "config.toml"


_NOT_SETTINGS = {"env_file", "config", "progress", "shared"}
"""Variables with our prefix that are read elsewhere."""


def _from_variables(variables: Mapping[str, str]) -> dict[str, Any]:
    """Our variables as settings. Unknown ones are left alone: credentials of storage backends share the prefix."""
    names = {
        key.removeprefix(PREFIX).lower(): value for key, value in variables.items() if key.startswith(PREFIX)
    }
    return {
        name: value
        for name, value in names.items()
        if name in Settings.model_fields and name not in _NOT_SETTINGS and value != ""
    }


_CREDENTIALS = ("_ACCESS_KEY_ID", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN", "_PROXY")
"""How variables of storage backends end; what stands before is up to the user (docs/storage.md)."""


def _means_nothing(name: str) -> bool:
    known = set(Settings.model_fields) | _NOT_SETTINGS
    ours = name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in known
    return ours and not name.endswith(_CREDENTIALS)


_SECRET = re.compile(r"COOKIE|PASSWORD|TOKEN|SECRET|NOTIFY_URLS", re.IGNORECASE)


def _exposed(file: Path, given: Mapping[str, Any]) -> bool:
    """Does it hold a secret, and may anybody read it? Only where the system has such rights."""
    secret = any(value and _SECRET.search(name) for name, value in given.items())
    return secret and os.name == "posix" and bool(file.stat().st_mode & stat.S_IROTH)


_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def read_env_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines; comments, blank lines, `export` and quotes as in a shell. Refusal names the bad line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise Refusal(f"cannot read env file {path}: {e.strerror or e}") from None
    except UnicodeDecodeError:
        raise Refusal(f"env file {path} is not UTF-8 text") from None
    values: dict[str, str] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise Refusal(f"env file {path}, line {number}: expected NAME=value")
        values[found[1]] = _unquoted(found[2], path, number)
    return values


def _unquoted(value: str, path: Path, number: int) -> str:
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        rest = value[end + 1 :].strip()
        if end < 0 or (rest and not rest.startswith("#")):
            raise Refusal(f"env file {path}, line {number}: the quote is not closed")
        return value[1:end]
    return re.split(r"\s+#", value, maxsplit=1)[0].strip()


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except OSError as e:
        raise Refusal(f"cannot read config file {path}: {e.strerror or e}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise Refusal(f"config file {path}: {e}") from None
    for name in ENVIRONMENT_ONLY:
        if name in values:
            raise Refusal(f"config file {path}: {name} is a secret; set {PREFIX}{name.upper()} instead")
    unknown = sorted(set(values) - set(Settings.model_fields))
    if unknown:
        raise Refusal(
            f"config file {path}: unknown setting {unknown[0]!r}; `catalogsync config show` lists them all"
        )
    return values
