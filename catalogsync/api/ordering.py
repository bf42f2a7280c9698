"""Queue a job, retry failures, reorder the queue: the commands that the API and the pages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalogsync.api.deps import Writer, written
from catalogsync.api.problems import Problem, not_found
from catalogsync.bootstrap.runner import freezing
from catalogsync.bootstrap.stages import REGISTERED
from catalogsync.bootstrap.storage import find_backends, prove_backends
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.config import Settings
from catalogsync.domain.ids import PLATFORMS, Key, stream_id
from catalogsync.domain.job import FrozenSettings, Job, Limits
from catalogsync.domain.song import Song
from catalogsync.pipeline.deciding import decide_about
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.jobs import Order, change_job, check_kind, new_job_id, queue_job
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.filter import song_filter
from catalogsync.projections.song_list import every_song

ADJUSTABLE = (
    "workers",
    "resolvers",
    "quality",
    "quality_first",
    "lyrics",
    "overwrite_lyrics",
    "lyric_merge",
    "download_sources",
    "bandwidth_kbps",
    "source_bandwidth_kbps",
    "pace",
    "path_template",
)
"""Settings that may differ from the server's for one job."""

SONGS_IN_A_SCOPE = 5_000
"""Beyond this many retried songs, the job takes every open song of their platforms instead of naming each."""


def settings_for(present: Settings, changes: dict[str, Any]) -> FrozenSettings:
    """The frozen settings of a job: the server's with some changed. Problem 422 names the field that is wrong."""
    for name in changes:
        if name not in ADJUSTABLE:
            raise Problem(
                422,
                "invalid",
                f"{name} cannot be set for a job; choose from {', '.join(ADJUSTABLE)}",
                field=name,
            )
    try:
        return freezing(present, changes)
    except Refusal as e:
        field, _, _ = str(e).partition(":")
        raise Problem(422, "invalid", str(e), field=field) from None


def selection_for(
    shop: Workshop,
    *,
    platforms: Sequence[str] | None,
    playlists: Sequence[str] | None = None,
    songs: Sequence[str] | None = None,
    limit: int | None = None,
    category: str | None = None,
    deep: bool = False,
    matching: str | None = None,
    backend: str | None = None,
) -> Selection:
    """A selection from names as people give them; Problem 422 or 404 for what we do not know."""
    for name in platforms or ():
        if name not in PLATFORMS:
            message = f"unknown platform {name!r}; choose from {', '.join(PLATFORMS)}"
            raise Problem(422, "invalid", message, field="platforms")
    if matching:
        song_filter(matching, 0)
    return Selection(
        platforms=tuple(platforms) if platforms else shop.settings.sources,
        playlists=None if playlists is None else tuple(_playlist(shop, name) for name in playlists),
        songs=None if songs is None else tuple(_song(shop, name) for name in songs),
        limit=limit,
        category=category,
        deep=deep,
        matching=matching or None,
        backend=backend or None,
    )


def _playlist(shop: Workshop, name: str) -> Key:
    key = shop.queries.resolve_playlist(name)
    if key is None:
        raise not_found("playlist", name)
    return key


def _song(shop: Workshop, name: str) -> Key:
    key = shop.queries.resolve_song(name)
    if key is None:
        raise not_found("song", name)
    return key


def order_job(
    writer: Writer,
    kind: str,
    selection: Selection,
    *,
    limits: Limits | None = None,
    settings: dict[str, Any] | None = None,
    command: str | None = None,
) -> str:
    """Queue a job; its id. The same command id of the same person is the same job."""
    order = Order(
        kind,
        selection.as_scope(),
        settings_for(writer.shop.settings, settings or {}),
        limits or Limits(),
    )
    stages = check_kind(kind, REGISTERED)
    if (
        "upload" in stages and (kind != "catalog_sync" or selection.backend is not None)
    ) or "repair" in stages:
        prove_backends(writer.shop, selection.backend)
    elif "check" in stages:
        find_backends(writer.shop, selection.backend)
    job_id = queue_job(writer.catalog, order, registered=REGISTERED, command=_own(writer, command))
    written(writer)
    return job_id


def _own(writer: Writer, command: str | None) -> str | None:
    """A command id as it is kept: two people may choose the same key."""
    return None if command is None else f"{writer.who.actor} {command}"


def _job_of(writer: Writer, command: str) -> str:
    return new_job_id(_own(writer, command))


def job_named(shop: Workshop, name: str) -> str:
    """The id of a job by id or short number; Problem 404 when there is none."""
    shop.models.catch_up()
    column = "number" if name.isdigit() and len(name) < 18 else "id"
    row = shop.models.connection().execute(f"SELECT id FROM jobs WHERE {column} = ?", (name,)).fetchone()
    if row is None:
        raise not_found("job", name)
    return str(row["id"])


def command_job(writer: Writer, name: str, decide: Callable[[Job], None]) -> str:
    """A command on a job; its id. Problem 409 when the job is not in a state for it."""
    job_id = job_named(writer.shop, name)
    try:
        change_job(writer.catalog, job_id, decide)
    except Refusal as e:
        raise Problem(409, "not_now", str(e)) from None
    written(writer)
    return job_id


def move_job(writer: Writer, name: str, *, before: str | None) -> str:
    """Put a waiting job before another one of the queue, or at its end (`before` None)."""
    job_id = job_named(writer.shop, name)
    rows = [
        row
        for row in writer.shop.models.connection().execute(
            "SELECT id, rank FROM jobs WHERE phase IN ('queued', 'paused') ORDER BY rank, number"
        )
        if row["id"] != job_id
    ]
    place = len(rows)
    if before is not None:
        target = job_named(writer.shop, before)
        place = next((n for n, row in enumerate(rows) if row["id"] == target), -1)
        if place < 0:
            raise Problem(409, "not_now", f"job {target} does not wait in the queue")
    if not rows:
        return job_id
    low = rows[place - 1]["rank"] if place else rows[0]["rank"] - 2_000_000
    high = rows[place]["rank"] if place < len(rows) else rows[-1]["rank"] + 2_000_000
    if high - low < 2:
        _spread(writer, [row["id"] for row in rows[:place]], high)
        low = high - 1_000_000
    return command_job(writer, job_id, lambda job: job.move((low + high) // 2))


def _spread(writer: Writer, before: Sequence[str], high: int) -> None:
    """Make room in front of a rank: the jobs before it keep their order, a million apart."""
    for n, job_id in enumerate(reversed(before)):
        rank = high - (n + 1) * 1_000_000
        change_job(writer.catalog, job_id, lambda job, rank=rank: job.move(rank))  # type: ignore[misc]


def retry_songs(
    writer: Writer, keys: Sequence[Key], *, force: bool, command: str | None = None
) -> str | None:
    """Open songs again and queue the download that tries them; None when there are none.

    Songs that count as done are left alone unless forced: then they are downloaded again, the old file staying until
    the new one is whole.
    """
    if not keys:
        return None
    if command is not None and writer.catalog.load(Job, Job.stream_of(_job_of(writer, command))).exists:
        return _job_of(writer, command)
    streams = {stream_id("song", key): key for key in keys}
    reopened: dict[Key, None] = {}

    def decide(song: Song) -> None:
        if song.about is not None and (force or not song.obtained):
            song.reopen("redo" if song.obtained else "retry")
            reopened[streams[song.id]] = None

    decide_about(writer.catalog, Song, streams, decide)
    if not reopened:
        return None
    platforms = tuple(dict.fromkeys(key.platform for key in reopened))
    named = tuple(reopened) if len(reopened) <= SONGS_IN_A_SCOPE else None
    return order_job(writer, "download_only", Selection(platforms, songs=named), command=command)


def retry_uploads(writer: Writer, job_id: str, failure: str | None) -> tuple[str | None, int]:
    """Queue an upload of the songs whose copies a job could not bring, of one cause or all; with how many songs."""
    writer.shop.models.catch_up()
    rows = writer.shop.models.connection_to_act().execute(
        "SELECT DISTINCT substr(item, 1, instr(item, ' ') - 1) FROM job_items WHERE job = :job AND kind = 'copy'"
        " AND failure > '' AND (:failure IS NULL OR failure = :failure) ORDER BY item",
        {"job": job_id, "failure": failure},
    )
    keys = [Key.parse(row[0]) for row in rows]
    if not keys:
        return None, 0
    job = writer.catalog.load(Job, Job.stream_of(job_id))
    backend = job.queued.scope.get("backend") if job.queued else None
    named = tuple(keys) if len(keys) <= SONGS_IN_A_SCOPE else None
    selection = Selection(PLATFORMS, songs=named, backend=str(backend) if backend else None)
    return order_job(writer, "upload_only", selection), len(keys)


def songs_matching(shop: Workshop, text: str, *, states: Sequence[str] = ("missed", "held")) -> list[Key]:
    """The songs of a filter that are in one of these states."""
    shop.models.catch_up()
    wanted = song_filter(text, shop.catalog.clock()).in_states(states)
    rows = every_song(shop.models.connection_to_act, wanted, columns="s.id")
    return [Key.parse(row["id"]) for row in rows]


def failures_of(shop: Workshop, job_id: str, failure: str | None = None) -> list[Key]:
    """The songs a job missed, of one cause or all."""
    shop.models.catch_up()
    rows = shop.models.connection_to_act().execute(
        "SELECT item FROM job_items WHERE job = :job AND kind = 'song' AND failure <> ''"
        " AND (:failure IS NULL OR failure = :failure) ORDER BY item",
        {"job": job_id, "failure": failure},
    )
    return [Key.parse(row[0]) for row in rows]
