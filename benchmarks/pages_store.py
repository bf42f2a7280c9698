"""The store that pages are measured over: some of everything that a list can show, common and rare."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from benchmarks.measure import say
from benchmarks.store_events import BATCH, PER_PLAYLIST, about, filled
from catalogsync.adapters.store.log import EventLog, open_store
from catalogsync.domain import backend, file, job, song
from catalogsync.domain.event import Event, Fact
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

EVENTS_OF_A_PLAYLIST = 2 + 2 * PER_PLAYLIST
BACKEND = "cold"
_JOB = "01J0000000000000000000000"
_WHY = ("vip", "no_match", "network", "region")


def store_of(folder: Path, songs: int) -> Path:
    """A store of so many songs with its read models, made once in a folder and used again."""
    path = folder / "c.db"
    if not path.exists():
        say(f"making a store of {songs:,} songs")
        with filled(path, songs // PER_PLAYLIST * EVENTS_OF_A_PLAYLIST) as log:
            _append(log, chain(_job(songs), _missed(songs), _held(songs), _stored(songs)))
        say("making its read models")
        with open_store(path) as log:
            ReadModels(folder / "c.views.db", log, projections()).close()
    return path


def _append(log: EventLog, events: Iterator[Event[Any]]) -> None:
    while some := list(islice(events, BATCH)):
        log.append(some)


def _job(songs: int) -> Iterator[Event[Any]]:
    """The job that everything here belongs to."""
    whole: list[Fact] = [
        job.Queued(job_kind="catalog_sync", stages=["collect", "sync", "download", "lyrics"], rank=1),
        job.Started(host="here", pid=1),
        job.Finished(outcome=job.Outcome.WITH_FAILURES, counts={"download.done": songs // 2}),
    ]
    for version, fact in enumerate(whole, 1):
        yield _event(f"job:{_JOB}", version, fact)


def _missed(songs: int) -> Iterator[Event[Any]]:
    """A tenth of the songs without a file, by several causes; one class in few of them."""
    for n in range(1, songs, 20):
        why = "trial" if n % 50_000 == 1 else _WHY[n // 20 % 4]
        yield _event(
            f"song:netease:{n}", 2, song.Missed(failure=why, message="not to be had", tried=["qq:vip"])
        )


def _held(songs: int) -> Iterator[Event[Any]]:
    """One song of two hundred waits for a person, who has three candidates to choose from."""
    for n in range(103, songs, 200):
        candidates = [
            song.Candidate(
                song_id=f"{n}{k}",
                about=about(n + k),
                verdict="hold",
                total=0.8 - k / 10,
                parts={"title": 0.9 - k / 10, "artist": 1.0, "length": 0.5},
                reasons=["version:other-live"],
            )
            for k in range(3)
        ]
        stream = f"song:netease:{n}"
        yield _event(stream, 2, song.Searched(source="qq", query="q", rules=1, candidates=candidates))
        yield _event(stream, 3, song.Missed(failure="held", message="three wait", tried=["qq:vip"]))


def _stored(songs: int) -> Iterator[Event[Any]]:
    """A third of the files stand in a backend, a few got lost there, a few never came; and a few files are gone here."""
    place = backend.Place(kind="s3", bucket="music", endpoint="http://127.0.0.1:9")
    yield _event(f"backend:{BACKEND}", 1, backend.Registered(place=place))
    for n in range(0, songs, 6):
        where = {"backend": BACKEND, "part": "audio", "key": f"netease/artist/{n}.mp3"}
        stream = f"file:netease:{n}"
        if n % 1_200 == 6:
            why = "unreachable" if n % 12_000 == 6 else "refused"
            yield _event(stream, 2, file.UploadFailed(**where, failure=why, message="did not get there"))
            continue
        path, sha256 = f"netease/artist/{n}.mp3", f"{n:064x}"
        up = file.Uploaded(
            **where, bucket="music", path=path, size_bytes=4_000_000, sha256=sha256, proof="etag"
        )
        yield _event(stream, 2, up)
        if n % 12_000 == 12:
            yield _event(stream, 3, file.RemoteLost(**where, why="missing"))
    for n in range(4, songs, 50_000):
        version = 3 if n % 6 == 0 else 2
        lost = file.Lost(root="main", path=f"netease/artist/{n}.mp3", why="missing")
        yield _event(f"file:netease:{n}", version, lost)


def _event(stream: str, version: int, fact: Fact) -> Event[Any]:
    return Event(
        originator_id=stream,
        originator_version=version,
        at_ms=int(time.time() * 1000),
        actor="cli",
        job=_JOB,
        fact=fact,
    )
