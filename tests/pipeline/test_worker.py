"""The runner as a table: what is asked, and how the job stands afterwards. Stages are gates that tests open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from catalogsync.bootstrap.runner import StoredQueue
from catalogsync.domain.job import Job, Limits
from catalogsync.domain.job_kinds import KINDS, STAGES
from catalogsync.domain.runner import STREAM, Control
from catalogsync.pipeline.board import Board
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import LibraryUnavailable, Refusal
from catalogsync.pipeline.jobs import Order, Stage, change_job, queue_job
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.worker import Runner
from tests.pipeline.doubles import World

PATIENCE_S = 120.0
"""Far longer than anything takes: a busy machine is no fault."""


@dataclass
class Gate:
    """A stage that says it began, waits to be let through or braked, and then does what the test wants."""

    began: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    then: Callable[[], Tally] = Tally

    def stage(self, board: Board, brake: Brake) -> Stage:
        def run(catalog: Catalog) -> Tally:
            board.stage("x", None)
            self.began.set()
            while not self.go.is_set() and not brake.pulled:
                brake.soft.wait(0.005)
            return self.then()

        return run


class Free:
    """A lease that can be taken unless somebody has it."""

    def __init__(self, holder: str | None = None) -> None:
        self.holder = holder
        self.released = False

    def take(self) -> str | None:
        return self.holder

    def release(self) -> None:
        self.released = True


class Bench:
    """A runner whose turns the test makes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gates: dict[str, Gate] = {}
        self.opened: list[str] = []
        self.refuse: Exception | None = None
        self.lease = Free()
        self.runner = Runner(world.catalog, StoredQueue(world), self.lease, self._perform)  # type: ignore[arg-type]

    @contextmanager
    def _perform(self, job: Job, board: Board, brake: Brake) -> Iterator[Mapping[str, Stage]]:
        if self.refuse is not None:
            raise self.refuse
        job_id = job.id.partition(":")[2]
        self.opened.append(job_id)
        gate = self.gates[job_id]
        assert job.queued is not None
        yield {stage: gate.stage(board, brake) for stage in KINDS[job.queued.job_kind]}

    def queue(self, kind: str = "sync_only", **order: object) -> str:
        job_id = queue_job(self.world.catalog, Order(kind, {}, **order), registered=STAGES)  # type: ignore[arg-type]
        self.gates[job_id] = Gate()
        return job_id

    def began(self, job_id: str) -> None:
        self.runner.turn()
        assert self.gates[job_id].began.wait(PATIENCE_S)

    def rests(self, job_id: str) -> None:
        """Wait until the job is out of the runner's hands."""
        for handle in self.runner._in_hand():
            if handle.waiting.job_id == job_id and handle.thread is not None:
                handle.thread.join(PATIENCE_S)

    def ended(self, job_id: str) -> None:
        self.gates[job_id].go.set()
        self.rests(job_id)

    def names(self, job_id: str) -> list[str]:
        return [name.removeprefix("job.") for name in self.world.names(Job.stream_of(job_id))]

    def job(self, job_id: str) -> Job:
        return self.world.catalog.load(Job, Job.stream_of(job_id))


@pytest.fixture
def bench(here: World) -> Iterator[Bench]:
    made = Bench(here)
    yield made
    for gate in made.gates.values():
        gate.go.set()
    made.runner.stop(PATIENCE_S)


def test_a_queued_job_is_worked_off_stage_by_stage(bench: Bench) -> None:
    job = bench.queue("sync_download")
    bench.began(job)
    bench.ended(job)

    stages = ["stage_started", "stage_finished"] * 3
    assert ["queued", "started", *stages, "finished"] == bench.names(job)


def test_one_job_downloads_at_a_time_and_others_run_beside_it(bench: Bench) -> None:
    first, second, beside = bench.queue("download_only"), bench.queue("sync_download"), bench.queue("verify")
    bench.began(first)
    bench.began(beside)
    waits = bench.runner.view().waits

    assert {second} == set(waits)
    assert "download lane: job #1 (download_only)" in waits[second]
    bench.ended(first)
    bench.began(second)


def test_the_queue_goes_by_rank(bench: Bench) -> None:
    bench.queue("download_only")
    late, urgent = bench.queue("download_only"), bench.queue("download_only")
    change_job(bench.world.catalog, urgent, lambda job: job.move(1))
    bench.began(urgent)

    assert late in bench.runner.view().waits


def test_pausing_finishes_what_is_in_hand_and_waits_for_a_person(bench: Bench) -> None:
    job = bench.queue()
    bench.began(job)
    change_job(bench.world.catalog, job, lambda job: job.ask_pause("lunch"))
    bench.runner.turn()
    bench.rests(job)
    bench.runner.turn()

    assert ["queued", "started", "stage_started", "pause_asked", "paused"] == bench.names(job)
    assert {} == bench.runner.view().jobs
    change_job(bench.world.catalog, job, Job.resume)
    bench.gates[job].began.clear()
    bench.began(job)
    bench.ended(job)
    assert ["resumed", "started", "stage_started", "stage_finished", "finished"] == bench.names(job)[5:]


def test_cancelling_ends_it_after_what_is_in_hand(bench: Bench) -> None:
    job = bench.queue()
    bench.began(job)
    change_job(bench.world.catalog, job, lambda job: job.ask_cancel("wrong one"))
    bench.runner.turn()
    bench.rests(job)

    assert ["cancel_asked", "cancelled"] == bench.names(job)[-2:]


def test_holding_pauses_everything_and_releasing_lets_it_go_on(bench: Bench) -> None:
    job, waiting = bench.queue(), bench.queue()
    bench.began(job)
    bench.world.catalog.change(Control, STREAM, lambda control: control.hold("maintenance"))
    bench.runner.turn()
    bench.rests(job)
    bench.runner.turn()

    assert {job, waiting} == set(bench.runner.view().waits)
    assert "maintenance" in bench.runner.view().waits[waiting]
    bench.world.catalog.change(Control, STREAM, Control.release)
    bench.gates[job].began.clear()
    bench.began(job)
    assert bench.job(job).by_itself is False


def test_a_pause_taken_back_in_time_lets_the_job_go_on_by_itself(bench: Bench) -> None:
    job = bench.queue()
    bench.began(job)
    change_job(bench.world.catalog, job, lambda job: job.ask_pause("lunch"))
    bench.runner._hear()
    bench.rests(job)
    # As if the resume had come between the brake and the rest.
    change_job(bench.world.catalog, job, Job.resume)
    bench.gates[job].began.clear()
    bench.began(job)
    bench.ended(job)

    assert "finished" == bench.names(job)[-1]


def test_a_library_that_takes_nothing_pauses_the_job_and_says_why(bench: Bench) -> None:
    job = bench.queue("download_only")

    def full() -> Tally:
        raise LibraryUnavailable("only 3 MB are free")

    bench.gates[job].then = full
    bench.began(job)
    bench.ended(job)
    bench.runner.turn()

    assert "paused" == bench.names(job)[-1]
    assert {} == bench.runner.view().waits


def test_our_own_fault_fails_the_job_and_not_the_runner(bench: Bench) -> None:
    job, next_one = bench.queue(), bench.queue()

    def broken() -> Tally:
        raise ZeroDivisionError

    bench.gates[job].then = broken
    bench.began(job)
    bench.ended(job)
    bench.began(next_one)

    assert "failed" == bench.names(job)[-1]


def test_stages_that_cannot_be_opened_are_the_jobs_failure(bench: Bench) -> None:
    job = bench.queue()
    bench.refuse = Refusal("the settings no longer hold")
    bench.runner.turn()
    bench.rests(job)

    assert "failed" == bench.names(job)[-1]


def test_a_library_that_is_not_there_pauses_the_job_instead_of_failing_it(bench: Bench) -> None:
    job = bench.queue()
    bench.refuse = LibraryUnavailable("its disk is not mounted")
    bench.runner.turn()
    bench.rests(job)

    assert "paused" == bench.names(job)[-1]


def test_a_limit_ends_the_job_instead_of_pausing_it(bench: Bench) -> None:
    job = bench.queue(limits=Limits(size_bytes=1000))
    bench.began(job)
    handle = bench.runner._in_hand()[0]
    handle.board.bytes(1000)
    bench.runner.turn()
    bench.rests(job)

    assert "finished" == bench.names(job)[-1]
    assert "limit of 1000 bytes" in handle.brake.why


def test_what_a_dead_process_left_running_is_taken_up_before_all_else(bench: Bench) -> None:
    waiting, left = bench.queue(), bench.queue()
    change_job(bench.world.catalog, left, lambda job: job.start("dead", 1))
    bench.began(left)

    assert bench.job(left).starts == 2
    assert waiting in bench.runner.view().waits


def test_finished_stages_are_not_done_again(bench: Bench) -> None:
    left = bench.queue("sync_download")
    change_job(bench.world.catalog, left, lambda job: job.start("dead", 1))
    change_job(bench.world.catalog, left, lambda job: job.end_stage("sync", {"synced": 2}))
    bench.began(left)
    bench.ended(left)
    last = bench.world.catalog.log.load(Job.stream_of(left))[-1].fact

    assert bench.names(left).count("stage_started") == 2
    assert {"sync.synced": 2} == last.counts


def test_without_the_lease_nothing_starts_and_the_holder_is_named(bench: Bench) -> None:
    job = bench.queue()
    bench.lease.holder = "catalogsync run (process 7)"
    bench.runner.turn()

    assert ["queued"] == bench.names(job)
    assert ("waiting", "catalogsync run (process 7)") == (
        bench.runner.view().state,
        bench.runner.view().holder,
    )


def test_a_stopping_server_leaves_its_jobs_to_the_next_start(bench: Bench) -> None:
    job = bench.queue()
    bench.began(job)
    bench.runner.stop(PATIENCE_S)

    assert "paused" == bench.names(job)[-1]
    assert bench.job(job).by_itself
    assert bench.lease.released


def test_queueing_with_a_command_id_is_queueing_once(here: World) -> None:
    ids = {
        queue_job(here.catalog, Order("sync_only", {}), registered=STAGES, command="click 1")
        for _ in range(3)
    }

    assert 1 == len(ids)
    assert ["job.queued"] == here.names(Job.stream_of(ids.pop()))


@pytest.mark.parametrize(("kind", "word"), [("bake_bread", "unknown kind"), ("upload_only", "upload")])
def test_a_kind_that_cannot_run_here_is_refused_before_anything_is_queued(
    here: World, kind: str, word: str
) -> None:
    with pytest.raises(Refusal, match=word):
        queue_job(here.catalog, Order(kind, {}), registered=set(STAGES) - {"upload"})
