"""The runner over an open store: its queue, its lease, and how the stages of a queued job are opened."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from pydantic import SecretStr, ValidationError

from catalogsync.adapters.store.errors import StoreLocked
from catalogsync.adapters.store.lock import RunLock
from catalogsync.bootstrap.stages import REGISTERED, stages_of
from catalogsync.bootstrap.workshop import Workshop, public_settings, run_lock
from catalogsync.config import Settings
from catalogsync.domain.ids import Key
from catalogsync.domain.job import FrozenSettings, Job
from catalogsync.domain.job_kinds import KINDS
from catalogsync.domain.schedule import Conditions
from catalogsync.pipeline.board import Board
from catalogsync.pipeline.decoding import decoder_of
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.jobs import Stage
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.schedules import Planned, Schedules
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.worker import Runner, Waiting

COMMAND = "catalogsync serve"
"""What the holder of the lease is called; a `run` from the command line is called otherwise."""

PLACES = ("db", "library_root", "gateway", "proxy", "min_free_mb")
"""Settings that say where things are: a job takes them as they are when it runs, so that a paused one can go on
under another library root."""

_CONDITIONS = decoder_of(Conditions)


class StoreLease:
    """The run lock as the runner's lease. `read_only` says why this process must never take it, `not_ready` why not yet."""

    def __init__(
        self, lock: RunLock, read_only: str | None = None, not_ready: Callable[[], str | None] = lambda: None
    ) -> None:
        self._lock = lock
        self._read_only = read_only
        self._not_ready = not_ready
        self._held = False

    def take(self) -> str | None:
        """None when it is ours, otherwise who has it."""
        if self._read_only is not None:
            return self._read_only
        if self._held:
            return None
        waits = self._not_ready()
        if waits is not None:
            return waits
        try:
            self._lock.acquire(COMMAND)
        except StoreLocked as e:
            return str(self._lock.holder() or e)
        self._held = True
        return None

    def release(self) -> None:
        """Give it back."""
        self._lock.release()
        self._held = False


class StoredQueue:
    """The queue in the read models. Implements `pipeline.worker.ReadsQueue`."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def queue(self) -> Sequence[Waiting]:
        """Jobs to take, those left running by a dead process first, then by rank; none where jobs would be refused."""
        self._shop.models.catch_up()
        if self._shop.models.not_ready():
            return ()
        rows = self._shop.models.connection_to_act().execute(
            "SELECT id, number, kind, phase, (SELECT coalesce(sum(n), 0) FROM job_outcomes WHERE job = id) AS items"
            " FROM jobs WHERE phase IN ('queued', 'running') OR (phase = 'paused' AND by_itself = 1)"
            " ORDER BY phase <> 'running', rank, number"
        )
        return [Waiting(row["id"], row["number"], row["kind"], row["phase"], row["items"]) for row in rows]

    def last_position(self) -> int:
        """Moves whenever anything is recorded."""
        return self._shop.log.last_position()


class Performs:
    """Opens the stages of a job under the settings it was queued with."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    @contextmanager
    def __call__(self, job: Job, board: Board, brake: Brake) -> Iterator[Mapping[str, Stage]]:
        """The stages, open until the block ends."""
        assert job.queued is not None
        kind = job.queued.job_kind
        shop = replace(
            self._shop,
            settings=thawed(self._shop.settings, job.queued.settings),
            catalog=replace(self._shop.catalog, actor="runner"),
        )
        selection = self._what_is_left(job, kind)
        with ExitStack() as stack:
            yield stages_of(kind, shop, selection, board, brake, stack)

    def _what_is_left(self, job: Job, kind: str) -> Selection:
        """The selection of the job, less what an earlier start of it chose or did."""
        assert job.queued is not None
        selection = Selection.from_scope(job.queued.scope)
        if job.chosen is not None:
            selection = replace(selection, playlists=tuple(Key.parse(name) for name in job.chosen))
        counted = {"download": "song", "lyrics": "lyric", "upload": "copy"}.get(KINDS[kind][0])
        if selection.limit is not None and counted is not None and job.starts:
            self._shop.models.catch_up()
            row = (
                self._shop.models.connection_to_act()
                .execute(
                    # A copy is named by its song and what else it takes: the limit counts songs.
                    "SELECT count(DISTINCT CASE kind WHEN 'copy' THEN substr(item, 1, instr(item, ' ') - 1) ELSE item"
                    " END) FROM job_items WHERE job = ? AND kind = ?",
                    (job.id.partition(":")[2], counted),
                )
                .fetchone()
            )
            selection = replace(selection, limit=max(0, selection.limit - int(row[0])))
        return selection


def thawed(present: Settings, frozen: FrozenSettings) -> Settings:
    """The frozen settings of a job, with secrets and places as they are now; Refusal when they no longer hold."""
    values = {name: value for name, value in present if name in PLACES or isinstance(value, SecretStr)}
    kept = {
        name: value for name, value in frozen.items() if name in Settings.model_fields and name not in PLACES
    }
    rest = {name: value for name, value in present if name not in kept and name not in values}
    try:
        return Settings.model_validate(rest | values | kept)
    except ValidationError as e:
        raise Refusal(
            f"the settings this job was queued under no longer hold: {e.errors()[0]['msg']}"
        ) from None


class StoredRecipes:
    """The recipes in the read models. Implements `pipeline.schedules.ReadsRecipes`."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def planned(self) -> Sequence[Planned]:
        """Those with a time that are neither paused nor removed."""
        self._shop.models.catch_up()
        rows = self._shop.models.connection_to_act().execute(
            "SELECT r.*, (SELECT j.id FROM jobs j WHERE j.id = r.last_job AND j.phase <> 'ended') AS busy"
            " FROM recipes r WHERE r.cron IS NOT NULL AND r.paused = 0 AND r.removed = 0"
        )
        return [
            Planned(
                row["id"],
                row["name"],
                row["cron"],
                _CONDITIONS.decode(row["conditions"]),
                row["since_ms"],
                row["busy"],
            )
            for row in rows
        ]


def freezing(present: Settings, changes: Mapping[str, object]) -> FrozenSettings:
    """The frozen settings of a job: the present ones with some changed. Refusal when they do not hold together."""
    try:
        return public_settings(Settings.model_validate(dict(present) | dict(changes)))
    except ValidationError as e:
        first = e.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "settings"
        raise Refusal(f"{field}: {str(first['msg']).removeprefix('Value error, ')}") from None


def free_mb(settings: Settings) -> int | None:
    """Free space of the library's disk; None when the library is not there."""
    try:
        return shutil.disk_usage(settings.library_root).free // 2**20
    except OSError:
        return None


def open_runner(shop: Workshop, *, read_only: str | None = None) -> Runner:
    """The runner of an open store with its calendar, not started yet. `read_only`: why it must never work."""
    catalog = replace(shop.catalog, actor="runner")
    schedules = Schedules(
        catalog,
        StoredRecipes(shop),
        lambda changes: freezing(shop.settings, changes),
        lambda: free_mb(shop.settings),
        registered=REGISTERED,
    )
    lease = StoreLease(run_lock(shop.settings), read_only, shop.models.not_ready)
    return Runner(catalog, StoredQueue(shop), lease, Performs(shop), schedules=schedules)
