"""The form that describes a job, for a new job and for a recipe: as it is typed, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.api.i18n import Words
from catalogsync.bootstrap.stages import REGISTERED
from catalogsync.domain.job import Limits
from catalogsync.domain.job_kinds import KINDS, lane_of


@dataclass(frozen=True, slots=True)
class JobForm:
    """What was typed."""

    kind: str = "catalog_sync"
    platform: tuple[str, ...] = ()
    playlists: str = ""
    filter: str = ""
    limit: str = ""
    megabytes: str = ""
    minutes: str = ""
    workers: str = ""
    deep: bool = False


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of job to choose; `missing` names a stage this installation does not have."""

    kind: str
    stages: Sequence[str]
    lane: str
    missing: str | None


@dataclass(frozen=True, slots=True)
class Meant:
    """What the form means, where it makes sense."""

    platforms: list[str] | None
    playlists: list[str] | None
    limit: int | None
    limits: Limits
    settings: dict[str, Any]


def kind_choices() -> list[KindChoice]:
    """Every kind, in the order of the table of kinds."""
    return [
        KindChoice(
            kind, stages, lane_of(kind), next((stage for stage in stages if stage not in REGISTERED), None)
        )
        for kind, stages in KINDS.items()
    ]


def read_form(form: JobForm, words: Words) -> Meant:
    """What the form means; a ValueError whose first argument says what is wrong, by field."""
    wrong: dict[str, str] = {}

    def number(name: str, most: int) -> int | None:
        text = getattr(form, name).strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= most):
            wrong[name] = words("form.number", most=f"{most:,}")
            return None
        return int(text)

    limit, megabytes = number("limit", 1_000_000), number("megabytes", 100_000_000)
    minutes, workers = number("minutes", 100_000), number("workers", 64)
    if wrong:
        raise ValueError(wrong)
    names = form.playlists.replace(",", " ").split()
    return Meant(
        list(form.platform) or None,
        names or None,
        limit,
        Limits(
            size_bytes=megabytes * 1_000_000 if megabytes else None,
            seconds=minutes * 60 if minutes else None,
        ),
        {"workers": workers} if workers else {},
    )
