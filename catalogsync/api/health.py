"""For those who watch the server: alive, ready, figures for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from catalogsync.api.deps import Reading, TheConsole
from catalogsync.api.weather import PlatformNow, weather
from catalogsync.pipeline.catalog import now_ms

router = APIRouter(tags=["health"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """The process answers."""
    return "ok\n"


@router.get("/readyz")
def ready(console: TheConsole) -> Response:
    """The store can be read and the read models follow it. 503 says what does not."""
    trouble = [
        f"{s.name} is {s.state}"
        for s in console.shop.models.status()
        if s.state not in ("following", "newer")
    ]
    if console.shop.models.trouble:
        trouble.append(console.shop.models.trouble)
    runner = console.runner.view().state
    return JSONResponse({"ready": not trouble, "trouble": trouble, "runner": runner}, 503 if trouble else 200)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(console: TheConsole, db: Reading) -> Response:
    """Figures in Prometheus' text format."""
    view, status = console.runner.view(), console.shop.models.status()
    lines: list[str] = []

    def family(name: str, kind: str, told: str, values: list[tuple[str, float]]) -> None:
        lines.append(f"# HELP catalogsync_{name} {told}")
        lines.append(f"# TYPE catalogsync_{name} {kind}")
        lines.extend(f"catalogsync_{name}{labels} {value:g}" for labels, value in values)

    family("up_seconds", "gauge", "Since the server started.", [("", (now_ms() - console.started_ms) / 1000)])
    family("events", "gauge", "Position of the newest event.", [("", console.shop.log.last_position())])
    family(
        "songs",
        "gauge",
        "Songs by state.",
        _by(db, "SELECT state, sum(n) FROM song_counts GROUP BY state", "state"),
    )
    family(
        "playlists",
        "gauge",
        "Playlists by state.",
        _by(db, "SELECT sync, count(*) FROM playlists GROUP BY sync", "state"),
    )
    family(
        "missed_songs",
        "gauge",
        "Missed songs by cause.",
        _by(
            db,
            "SELECT nullif(failure, ''), sum(n) FROM song_counts WHERE state IN ('missed', 'held') GROUP BY failure",
            "failure",
        ),
    )
    family(
        "jobs", "gauge", "Jobs by phase.", _by(db, "SELECT phase, count(*) FROM jobs GROUP BY phase", "phase")
    )
    family(
        "outcomes_total",
        "counter",
        "Outcomes by event.",
        _by(db, "SELECT outcome, sum(n) FROM hours GROUP BY outcome", "event"),
    )
    family("runner_working", "gauge", "1 while this process is the runner.", [("", view.state == "working")])
    family(
        "job_bytes_per_second",
        "gauge",
        "Transfer rate of running jobs.",
        [("", sum(job.bytes_per_s for job in view.jobs.values()))],
    )
    family(
        "projection_lag_events",
        "gauge",
        "Events a projection is behind.",
        [(f'{{projection="{s.name}"}}', s.lag) for s in status],
    )
    for told in _weather(weather(console.shop, db, now_ms())):
        family(*told)
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


_Family = tuple[str, str, str, list[tuple[str, float]]]


def _weather(platforms: Sequence[PlatformNow]) -> Iterator[_Family]:
    yield (
        "source_circuit_open",
        "gauge",
        "1 while a platform, or an operation of it, is left alone because it fails; 0.5 when the next request finds out.",
        [
            (f'{{platform="{one.platform}"}}', {"open": 1.0, "half_open": 0.5}.get(one.circuit, 0.0))
            for one in platforms
        ],
    )
    yield (
        "source_attempts_24h",
        "gauge",
        "Attempts at songs in the last 24 hours by outcome.",
        [
            (f'{{platform="{one.platform}",outcome="{outcome}"}}', n)
            for one in platforms
            for outcome, n in (("obtained", one.wins), ("failed", one.tries - one.wins))
        ],
    )
    asked = [(one.platform, one.lately) for one in platforms if one.lately is not None]
    yield (
        "source_latency_seconds",
        "gauge",
        "How quickly a platform answered this server in the last quarter of an hour.",
        [
            (f'{{platform="{platform}",quantile="{quantile}"}}', ms / 1000)
            for platform, lately in asked
            for quantile, ms in (("0.5", lately.p50_ms), ("0.95", lately.p95_ms))
            if ms is not None
        ],
    )
    yield (
        "source_requests_15m",
        "gauge",
        "Requests of this server in the last quarter of an hour (at most 500), and how many of them failed.",
        [
            (f'{{platform="{platform}",outcome="{outcome}"}}', n)
            for platform, lately in asked
            for outcome, n in (("answered", lately.requests - lately.failed), ("failed", lately.failed))
        ],
    )


def _by(db: Reading, sql: str, label: str) -> list[tuple[str, float]]:
    return [(f'{{{label}="{_label(row[0])}"}}', row[1]) for row in db.execute(sql)]


def _label(value: object) -> str:
    text = str(value if value is not None else "none")
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
