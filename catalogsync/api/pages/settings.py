"""Settings: the env file as a form and as text, with versions, each value's origin, and tests. Secrets only go in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from catalogsync.api.deps import Writer
from catalogsync.api.pages.desk import AtDesk, Desk
from catalogsync.api.problems import Problem
from catalogsync.api.v1.settings import (
    EnvOut,
    SettingOut,
    difference,
    save_env,
)
from catalogsync.api.v1.settings import env as env_now
from catalogsync.api.v1.settings import settings as settings_now
from catalogsync.bootstrap.outside import check_cookies, open_library
from catalogsync.config import PREFIX, Settings
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.errors import CatalogError, Refusal

router = APIRouter(include_in_schema=False)

GROUPS = {
    "where": ("db", "library_root", "path_template", "min_free_mb", "log_folder"),
    "what": ("sources", "download_sources", "quality", "quality_first"),
    "lyrics": ("lyrics", "overwrite_lyrics", "lyric_merge", "lyric_recheck_days"),
    "speed": ("workers", "resolvers", "bandwidth_kbps", "source_bandwidth_kbps", "pace"),
    "net": ("gateway", "proxy"),
    "cookies": tuple(f"cookie_{platform}" for platform in PLATFORMS),
}
"""Settings by what they are about; all others come last, as `console`."""

FIXED = ("db", "host", "port")
"""Chosen when the server is started; the form shows them only."""


@dataclass(frozen=True, slots=True)
class Field:
    """A setting in the form. `shown` is its value as text (empty for a secret), `pending` what the file says now."""

    out: SettingOut
    kind: str
    shown: str
    pending: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The form, the text, the versions and one difference."""

    groups: Sequence[tuple[str, Sequence[Field]]]
    env: EnvOut
    text: str
    wrong: dict[str, str]
    shown: int | None
    diff: Sequence[str]
    tab: str


@router.get("/settings")
def index(desk: AtDesk, tab: str = "form", version: int | None = None) -> Response:
    """The page."""
    return _page(desk, tab, version=version)


def _page(
    desk: Desk,
    tab: str,
    *,
    typed: dict[str, str] | None = None,
    text: str | None = None,
    wrong: dict[str, str] | None = None,
    version: int | None = None,
) -> Response:
    env = env_now(desk.console)
    known = {one.name: one for one in settings_now(desk.console)}
    left = [name for name in known if not any(name in names for names in GROUPS.values())]
    groups = [
        (group, [_field(known[name], env.text, typed or {}) for name in names if name in known])
        for group, names in {**GROUPS, "console": tuple(left)}.items()
    ]
    diff = difference(version, desk.console).diff if version is not None and env.path else []
    page = SettingsPage(groups, env, env.text if text is None else text, wrong or {}, version, diff, tab)
    return desk.render("settings", "settings/index.html", page, 422 if wrong else 200)


def _field(out: SettingOut, text: str, typed: dict[str, str]) -> Field:
    value = out.value
    kind = "secret" if out.secret else "bool" if isinstance(value, bool) else "text"
    if kind == "text" and isinstance(value, (int, float)):
        kind = "number"
    shown = _text(value)
    in_file = _in_file(text, out.variable)
    pending = in_file is not None and not out.secret and in_file != shown
    if in_file is not None and not out.secret:
        shown = in_file
    return Field(out, kind, typed.get(out.name, shown), pending, out.name in FIXED)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def _in_file(text: str, variable: str) -> str | None:
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.strip() == variable:
            return value.strip().strip("\"'")
    return None


@router.post("/settings")
async def save_form(request: Request) -> Response:
    """Change what differs from what is shown; an empty secret stays as it is."""
    form = await request.form(max_fields=200, max_part_size=100_000)
    typed = {name: str(value) for name, value in form.items()}
    return await _in_thread(lambda: _save(Desk(request), typed))


async def _in_thread(work: Any) -> Response:
    answer: Response = await run_in_threadpool(work)
    return answer


def _save(desk: Desk, typed: dict[str, str]) -> Response:
    writer = desk.writer()
    text = env_now(desk.console).text
    changes: dict[str, str | None] = {}
    for out in settings_now(desk.console):
        if out.name in FIXED or out.name not in typed:
            continue
        value = typed[out.name].strip()
        if out.secret:
            if typed.get(f"clear_{out.name}"):
                changes[out.variable] = None
            elif value:
                changes[out.variable] = value
        elif value != _field(out, text, {}).shown:
            changes[out.variable] = value or None
    if not changes:
        return desk.done("/settings", "said.settings.same")
    return _keep(desk, writer, lambda file: file.set(changes), "form", typed=typed)


@router.post("/settings/text")
def save_text(desk: AtDesk, text: Annotated[str, Form(max_length=200_000)] = "") -> Response:
    """Take the whole text; a masked secret stays as it is."""
    clean = text.replace("\r\n", "\n")
    return _keep(desk, desk.writer(), lambda file: file.replace(clean), "text", text=clean)


@router.post("/settings/versions/{number}/restore")
def restore(desk: AtDesk, number: int) -> Response:
    """Take an earlier version again."""
    return _keep(desk, desk.writer(), lambda file: file.roll_back(number), "versions", back_to=number)


def _keep(
    desk: Desk,
    writer: Writer,
    does: Any,
    tab: str,
    *,
    typed: dict[str, str] | None = None,
    text: str | None = None,
    back_to: int | None = None,
) -> Response:
    try:
        saved = save_env(writer, does, back_to)
    except Problem as e:
        return desk.refused("/settings", Refusal(e.message))
    except CatalogError as e:
        named = str(e).partition(" (from")[0].replace("-", "_")
        field = named if named in Settings.model_fields else "text"
        return _page(desk, tab, typed=typed, text=text, wrong={field: str(e)})
    names = ", ".join(name.removeprefix(PREFIX).lower() for name in saved.changed) or "–"
    return desk.done(f"/settings?tab={tab}", "said.settings.saved", names=names)


@router.post("/settings/test")
def test(desk: AtDesk, what: Annotated[str, Form(max_length=60)]) -> Response:
    """Try a setting out: the library root, or the cookie of a platform."""
    writer = desk.writer()
    settings = desk.shop.settings
    try:
        if what == "library_root":
            open_library(settings, writer.catalog).ready()
            return desk.done("/settings", "said.test.library")
        platform = what.removeprefix("cookie_")
        if platform not in PLATFORMS or settings.cookie(platform) is None:
            raise Refusal(desk.words("said.test.nothing"))
        with ExitStack() as stack:
            finding = check_cookies(settings, stack, [platform])[0]
        if finding.state != "works":
            raise Refusal(f"{desk.words.name('platform', platform)}: {finding.detail} {finding.hint or ''}")
        return desk.done(
            "/settings",
            "said.test.cookie",
            platform=desk.words.name("platform", platform),
            detail=finding.detail,
        )
    except CatalogError as e:
        return desk.refused("/settings", e)
