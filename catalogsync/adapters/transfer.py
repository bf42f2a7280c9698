"""Bring granted streams to disk: hashed while they arrive, resumed where the server allows, bounded in every way.

A part is continued only when its note says it is the same song, quality and size, and the server confirms by a
validator (If-Range) that its bytes are unchanged, or the platform told the md5 by which the whole will be checked.
"""

from __future__ import annotations

import dataclasses
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import msgspec

from catalogsync.adapters.bandwidth import Bandwidth, nap
from catalogsync.adapters.connections import HttpSettings, LooksUp, look_up
from catalogsync.adapters.library_trouble import library_trouble
from catalogsync.adapters.part_notes import Note, note_of, read_note, write_note
from catalogsync.adapters.parts import Hashes, Sink, drop_part, hash_file
from catalogsync.adapters.platforms.retry import Retries
from catalogsync.adapters.stream_answer import (
    OPERATION,
    Accepted,
    StartOver,
    accept,
    refuse_other_size,
    refuse_page,
)
from catalogsync.adapters.streams import USABLE_ADDRESS, Answer, NotAsked, StreamBroke
from catalogsync.adapters.streams_by_proxy import StreamsByProxy
from catalogsync.adapters.streams_direct import DirectStreams
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import (
    AddressExpired,
    FileRejected,
    NetworkFailed,
    RateLimited,
    ServerTrouble,
    TransferStopped,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import Fetched, Grant

MOST_REDIRECTS = 5
MOST_OTHER_ADDRESSES = 5

Progress = Callable[[int], None]
Stop = Callable[[], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class TransferLimits:
    """What a transfer may take. A stream slower than `slowest_bytes_s` over `patience_s` seconds of waiting is cut
    off (and resumed); attempts count from the last one that brought `progress_bytes`."""

    most_bytes: int = 2 * 1024**3
    silence_s: float = 20.0
    slowest_bytes_s: float = 1024.0
    patience_s: float = 30.0
    attempts: int = 4
    most_attempts: int = 50
    progress_bytes: int = 128 * 1024


class Transfers:
    """The transfers of one process, at most `connections` at once; further callers wait for a place. Thread-safe."""

    def __init__(
        self,
        settings: HttpSettings,
        *,
        connections: int = 10,
        bandwidth: Bandwidth | None = None,
        limits: TransferLimits | None = None,
        resolve: LooksUp = look_up,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._limits = limits or TransferLimits()
        patient = dataclasses.replace(settings, read_s=self._limits.silence_s)
        streams = DirectStreams if settings.proxy is None else StreamsByProxy
        self._streams = streams(patient, connections, resolve)
        self._user_agent = settings.user_agent
        self._bandwidth = bandwidth or Bandwidth()
        self._clock = clock
        self._sleep = sleep
        self._draw = draw
        self._retries = Retries(attempts=self._limits.attempts, total_s=float("inf"))
        self._lock = threading.Lock()
        self._in_hand: set[Path] = set()

    def close(self) -> None:
        """Close all connections."""
        self._streams.close()

    def fetch(
        self,
        grant: Grant,
        song: Key,
        part: Path,
        *,
        source: Key,
        progress: Progress | None = None,
        stop: Stop = lambda: False,
    ) -> Fetched:
        """See `ports.Fetches`. One part belongs to one caller at a time; a second one is a mistake (ValueError)."""
        transfer = _Transfer(grant, note_of(grant, song, source), part, progress or (lambda size: None), stop)
        with self._alone(part):
            return self._persist(transfer)

    @contextmanager
    def _alone(self, part: Path) -> Iterator[None]:
        with self._lock:
            if part in self._in_hand:
                raise ValueError(f"{part.name} is being fetched already")
            self._in_hand.add(part)
        try:
            yield
        finally:
            with self._lock:
                self._in_hand.discard(part)

    def _persist(self, t: _Transfer) -> Fetched:
        """Try until it is whole, or until several attempts in a row brought nothing."""
        furthest, idle = 0, 0
        addresses = deque((t.grant.url, *t.grant.other_urls[:MOST_OTHER_ADDRESSES]))
        for _ in range(self._limits.most_attempts):
            try:
                return self._attempt(t, addresses[0])
            except AddressExpired:
                addresses.popleft()  # a host may refuse what another one serves
                if not addresses:
                    raise
                continue
            except (NetworkFailed, ServerTrouble, RateLimited) as e:
                error = e
                addresses.rotate(-1)
            except FileRejected:
                drop_part(t.part)
                raise
            reached = t.part.stat().st_size if t.part.exists() else 0
            idle = 1 if reached >= furthest + self._limits.progress_bytes else idle + 1
            furthest = max(furthest, reached)
            told_s = error.retry_after_s if isinstance(error, RateLimited) else None
            if error.code == "tls" or not self._retries.allows(idle, 0.0, told_s):
                break
            wait_s = self._retries.wait_s(idle, self._draw, told_s)
            nap(self._clock() + wait_s, t.stop, self._clock, self._sleep)
            if t.stop():
                raise TransferStopped(f"stopped at {reached:,} bytes")
        raise error

    def _attempt(self, t: _Transfer, url: str) -> Fetched:
        try:
            return self._go_on(t, url)
        except StartOver:
            drop_part(t.part)
        try:
            return self._go_on(t, url)
        except StartOver as e:
            raise UnexpectedAnswer(t.note.source, OPERATION, "whole stream") from e

    def _go_on(self, t: _Transfer, url: str) -> Fetched:
        promised = t.note.md5 is not None
        with library_trouble(t.part):
            note, have = t.left_over()
            hashes = hash_file(t.part, have, with_md5=promised) if have else Hashes(with_md5=promised)
        have = hashes.size_bytes
        if have and have == (note.total_bytes or note.size_bytes):
            return self._checked(note, hashes.fetched(resumed_from=have))
        with self._opened(t, url, note, have) as answer:
            accepted = accept(answer, note, have)
            if accepted.start == 0:
                hashes = Hashes(with_md5=promised)
                note = self._begin(t, answer, accepted)
            self._receive(t, answer, accepted, hashes)
        if accepted.total_bytes is not None and hashes.size_bytes != accepted.total_bytes:
            raise NetworkFailed(note.source, OPERATION, "the stream ended early", code="cut")
        return self._checked(note, hashes.fetched(resumed_from=accepted.start))

    def _begin(self, t: _Transfer, answer: Answer, accepted: Accepted) -> Note:
        note = msgspec.structs.replace(
            t.note,
            total_bytes=accepted.total_bytes,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        with library_trouble(t.part):
            # Bytes of before first, then the note, then new bytes: a note never speaks of bytes that are not its own,
            # and no part is ever without one.
            t.part.unlink(missing_ok=True)
            write_note(t.part, note)
        return note

    @contextmanager
    def _opened(self, t: _Transfer, url: str, note: Note, have: int) -> Iterator[Answer]:
        headers = {
            "user-agent": self._user_agent,
            "accept": "*/*",
            **t.grant.headers,
            "accept-encoding": "identity",
        }
        if have:
            headers["range"] = f"bytes={have}-"
            if note.validator is not None:
                headers["if-range"] = note.validator
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self._streams.get(url, headers) as answer:
                    location = answer.headers.get("location")
                    if answer.status not in (301, 302, 303, 307, 308) or not location:
                        yield answer
                        return
                url = _joined(url, location)
        except NotAsked as e:
            raise UnexpectedAnswer(note.source, OPERATION, str(e)) from e
        except StreamBroke as e:
            raise NetworkFailed(note.source, OPERATION, e.what, code=e.code) from e
        raise AddressExpired(note.source, OPERATION, "the stream's address only leads from one to the next")

    def _receive(self, t: _Transfer, answer: Answer, accepted: Accepted, hashes: Hashes) -> None:
        """Write and hash what arrives, until the end or until `stop`."""
        limits = self._limits
        most = limits.most_bytes if accepted.total_bytes is None else accepted.total_bytes
        if most > limits.most_bytes:
            raise FileRejected(f"a stream of {most:,} bytes is larger than allowed")
        waited_s, got = 0.0, 0
        with Sink(t.part, hashes) as sink:
            while not t.stop():
                asked_at = self._clock()
                block = next(answer.blocks, None)
                if block is None:
                    return
                waited_s += self._clock() - asked_at
                got += len(block)
                if sink.size_bytes == 0:
                    refuse_page(block)
                sink.take(block)
                if sink.size_bytes > most:
                    raise FileRejected(f"more than the {most:,} bytes that were announced")
                t.progress(sink.size_bytes)
                if waited_s >= limits.patience_s:
                    if got < limits.slowest_bytes_s * waited_s:
                        raise NetworkFailed(t.note.source, OPERATION, "the stream crawls", code="slow")
                    waited_s, got = 0.0, 0
                self._bandwidth.used(t.note.source, len(block), t.stop)
        raise TransferStopped(f"stopped at {sink.size_bytes:,} bytes")

    def _checked(self, note: Note, fetched: Fetched) -> Fetched:
        if fetched.size_bytes == 0:
            raise FileRejected("the stream was empty")
        if note.md5 is not None and note.md5 != fetched.md5:
            if fetched.resumed_from:
                raise StartOver  # the part may have been damaged, by a power cut for one
            raise FileRejected("the bytes are not those the platform promised (md5)")
        refuse_other_size(fetched.size_bytes, note)
        return fetched


@dataclasses.dataclass(frozen=True, slots=True)
class _Transfer:
    grant: Grant
    note: Note
    part: Path
    progress: Progress
    stop: Stop

    def left_over(self) -> tuple[Note, int]:
        """The note to go by and how many bytes of the part can be continued (0: begin anew)."""
        note = read_note(self.part)
        if note is None or not note.is_of(self.note) or not self.part.exists():
            return self.note, 0
        have = self.part.stat().st_size
        if (note.validator is None and note.md5 is None) or have > (note.total_bytes or have):
            return self.note, 0
        return note, have


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as e:
        raise NotAsked(USABLE_ADDRESS) from e
