"""The overview: what runs, how far the catalog is, the weather at the sources, disk, and what is new."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from catalogsync.api.charts import Column, column_chart, ring
from catalogsync.api.pages.desk import AtDesk, Desk, whole_number
from catalogsync.api.pages.running import RunningJob, running_jobs
from catalogsync.api.weather import PlatformNow, weather
from catalogsync.domain import notice
from catalogsync.projections.song_counts import song_counts
from catalogsync.projections.status import ProjectionStatus

router = APIRouter(include_in_schema=False)

HOURS = 48
_SINCE = "since"
_NEWS = 5_000
"""At most this many events are counted as news."""
_YEAR_S = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Totals:
    """Songs by state, playlists, and the bytes of all present files."""

    open: int
    done: int
    missed: int
    held: int
    excluded: int
    playlists: int
    synced: int
    size_bytes: int

    @property
    def songs(self) -> int:
        """All songs."""
        return self.open + self.done + self.missed + self.held + self.excluded


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool with the coverage of its playlists; a song in two playlists counts in both."""

    id: str
    platform: str
    name: str
    playlists: int
    songs: int
    done: int
    missed: int
    excluded: int
    collected_ms: int | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk under a library root. `need_bytes`: what the open songs will take at the present average."""

    location: str
    used_bytes: int
    ours_bytes: int
    free_bytes: int
    need_bytes: int
    low: bool


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the last visit."""

    since_ms: int
    events: int
    counts: Sequence[tuple[str, int]]
    more: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Everything on the overview."""

    running: Sequence[RunningJob]
    totals: Totals
    coverage: Markup
    pools: Sequence[PoolRow]
    chart: Markup
    weather: Sequence[PlatformNow]
    disks: Sequence[Disk]
    projections: Sequence[ProjectionStatus]
    news: News | None
    missing: int
    untold: bool
    """Could the newest notice not be delivered?"""


@router.get("/")
def overview(desk: AtDesk) -> Response:
    """The page, and a mark of this visit."""
    totals = _totals(desk)
    page = OverviewPage(
        running=running_jobs(desk),
        totals=totals,
        coverage=ring(totals.done, totals.songs - totals.excluded, desk.words("overview.coverage")),
        pools=_pools(desk),
        chart=_chart(desk),
        weather=weather(desk.shop, desk.db, desk.now_ms),
        disks=_disks(desk, totals),
        projections=desk.shop.models.status(),
        news=_news(desk),
        missing=totals.missed,
        untold=_untold(desk),
    )
    answer = desk.render("overview", "overview/index.html", page)
    if not desk.in_the_background:
        # The visit before this one is what "since" means, so a reload within ten minutes is the same visit.
        before = desk.request.cookies.get(_SINCE, "")
        position, at_ms, *_ = [*map(whole_number, before.split("-")), None, None]
        if at_ms is None or position is None or desk.now_ms - at_ms > 600_000:
            mark = f"{desk.shop.log.last_position()}-{desk.now_ms}-{position or 0}-{at_ms or 0}"
            answer.set_cookie(_SINCE, mark, max_age=_YEAR_S, httponly=True, samesite="lax", path="/")
    return answer


def _totals(desk: Desk) -> Totals:
    states = Counter[str]()
    for count in song_counts(desk.db):
        states[count.state] += count.n
    lists = desk.lately(
        "lists",
        5.0,
        lambda: desk.rows("SELECT count(*), coalesce(sum(sync = 'ok'), 0) FROM playlists")[0],
    )
    size = desk.lately(
        "bytes",
        60.0,
        lambda: desk.rows("SELECT coalesce(sum(size_bytes), 0) FROM files WHERE present = 1")[0][0],
    )
    return Totals(
        **{name: states[name] for name in ("open", "done", "missed", "held", "excluded")},
        playlists=lists[0],
        synced=lists[1],
        size_bytes=size,
    )


def _pools(desk: Desk) -> list[PoolRow]:
    found: list[PoolRow] = desk.lately("pools", 5.0, lambda: _read_pools(desk))
    return found


def _read_pools(desk: Desk) -> list[PoolRow]:
    rows = desk.rows(
        "SELECT p.id, p.collected_ms, p.failure, count(h.playlist) AS playlists, coalesce(sum(c.songs), 0) AS songs,"
        " coalesce(sum(c.done), 0) AS done, coalesce(sum(c.missed), 0) AS missed,"
        " coalesce(sum(c.excluded), 0) AS excluded FROM pools p LEFT JOIN pool_playlists h ON h.pool = p.id"
        " LEFT JOIN playlist_coverage c ON c.playlist = h.playlist GROUP BY p.id ORDER BY songs DESC, p.id LIMIT 12"
    )
    return [
        PoolRow(
            row["id"],
            row["id"].partition(":")[0],
            row["id"].partition(":")[2] or row["id"],
            row["playlists"],
            row["songs"],
            row["done"],
            row["missed"],
            row["excluded"],
            row["collected_ms"],
            row["failure"],
        )
        for row in rows
    ]


def _chart(desk: Desk) -> Markup:
    now = desk.now_ms // 3_600_000
    found: dict[int, Counter[str]] = {}
    for hour, outcome, n in desk.rows(
        "SELECT hour, outcome, n FROM hours WHERE hour > ? AND outcome IN ('song.obtained', 'song.missed')",
        (now - HOURS,),
    ):
        found.setdefault(hour, Counter())[outcome] += n
    columns = [
        Column(
            datetime.fromtimestamp(hour * 3600).astimezone().strftime("%d. %H:00"),
            (
                found.get(hour, Counter())["song.obtained"],
                found.get(hour, Counter())["song.missed"],
            ),
        )
        for hour in range(now - HOURS + 1, now + 1)
    ]
    series = (("done", desk.words("state.done")), ("missed", desk.words("state.missed")))
    return column_chart(columns, series, desk.words("overview.chart"))


def _disks(desk: Desk, totals: Totals) -> list[Disk]:
    roots = {row["location"]: row["id"] for row in desk.rows("SELECT id, location FROM roots")}
    here = str(desk.shop.settings.library_root.expanduser().absolute())
    sizes = desk.row(
        "SELECT coalesce(avg(size_bytes), 0) FROM (SELECT size_bytes FROM files ORDER BY rowid DESC LIMIT 1000)"
    )
    average = sizes[0] if sizes else 0
    found = []
    for location in dict.fromkeys([here, *roots]):
        if not Path(location).is_dir():
            continue
        usage = shutil.disk_usage(location)
        present = location == here
        ours = min(totals.size_bytes, usage.used) if len(roots) <= 1 or present else 0
        need = int(average * totals.open) if present else 0
        low = usage.free < desk.shop.settings.min_free_mb * 2**20 or need > usage.free
        found.append(Disk(location, usage.used - ours, ours, usage.free, need, present and low))
    return found


def _untold(desk: Desk) -> bool:
    last = desk.shop.log.last_of(notice.STREAM)
    return last is not None and isinstance(last.fact, notice.GivenUp)


def _news(desk: Desk) -> News | None:
    parts = [whole_number(part) for part in desk.request.cookies.get(_SINCE, "").split("-")]
    if len(parts) != 4 or None in parts:
        return None
    position, at_ms, before, before_ms = (part or 0 for part in parts)
    if desk.now_ms - at_ms <= 600_000:
        position, at_ms = before, before_ms
    if not at_ms:
        return None
    names: Counter[str] = desk.cached(
        f"news {position}",
        5.0,
        lambda: Counter(row[3].partition("@")[0] for row in desk.shop.log.rows(position, _NEWS)),
    )
    counts = [(name, n) for name, n in names.most_common() if name in _TOLD]
    return News(at_ms, names.total(), counts[:6], names.total() >= _NEWS)


_TOLD = frozenset(
    {
        "song.obtained",
        "song.missed",
        "song.catalogued",
        "song.lyric_saved",
        "playlist.discovered",
        "playlist.synced",
        "playlist.sync_failed",
        "file.lost",
        "job.finished",
        "job.failed",
        "session.expired",
    }
)
