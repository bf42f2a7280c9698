"""Telling people elsewhere: nothing is lost or told from long ago, a dead place does not hold up the living."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

from catalogsync.bootstrap.notices import NAMES, notice_of
from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.job import Job, Queued, Started
from catalogsync.domain.notice import STREAM, GivenUp, LeftOut, Told
from catalogsync.pipeline import notices
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.notices import NEWS_MS, WAITS_S, Newsroom, Notice
from tests.pipeline.doubles import World


class Places:
    """Places that take a notice, or say why not."""

    def __init__(self, *places: str) -> None:
        self.places = list(places)
        self.why: dict[str, str] = {}
        self.told: list[tuple[str, str]] = []

    def tell(self, place: int, notice: Notice) -> str | None:
        name = self.places[place]
        if name not in self.why:
            self.told.append((name, notice.message))
        return self.why.get(name)


def fail_job(catalog: Catalog, name: str) -> None:
    def decide(job: Job) -> None:
        job.record(Queued(job_kind="verify", stages=["verify"]))
        job.record(Started(host="h", pid=1))
        job.fail("bug", name)

    catalog.change(Job, f"job:{name}", decide)


def room(world: World, places: Places, may_tell: Callable[[], bool] = lambda: True) -> Newsroom:
    return Newsroom(world.catalog, world.catalog.log, places, notice_of, names=NAMES, may_tell=may_tell)  # type: ignore[arg-type]


def facts(world: World) -> list[object]:
    return [event.fact for event in world.catalog.log.load(STREAM)][1:]


def test_what_was_before_the_first_start_is_nobodys_news(here: World) -> None:
    places = Places("a")
    fail_job(here.catalog, "old")
    news = room(here, places)
    news.turn()
    fail_job(here.catalog, "new")
    news.turn()
    news.turn()

    assert [("a", "new")] == places.told
    [told] = facts(here)
    assert isinstance(told, Told)
    assert (["a"], 1) == (told.places, told.tries)


def test_what_happened_while_nobody_told_is_told_after_the_next_start(here: World) -> None:
    room(here, Places("a")).turn()
    fail_job(here.catalog, "one")
    fail_job(here.catalog, "two")
    places = Places("a")
    news = room(here, places)
    for _ in range(4):
        news.turn()

    assert [("a", "one"), ("a", "two")] == places.told
    again = Places("a")
    room(here, again).turn()
    assert [] == again.told


def test_it_is_tried_again_later_and_later_and_only_where_it_failed(here: World) -> None:
    places = Places("a", "b")
    places.why["b"] = "HTTP 500"
    news = room(here, places)
    news.turn()
    fail_job(here.catalog, "one")
    waits = [news.turn(), news.turn()]
    del places.why["b"]
    news.turn()

    assert list(WAITS_S[:2]) == waits
    assert [("a", "one"), ("b", "one")] == places.told
    assert [3] == [fact.tries for fact in facts(here) if isinstance(fact, Told)]


def test_a_dead_place_is_given_up_and_holds_up_nobody(here: World) -> None:
    places = Places("a", "dead")
    places.why["dead"] = "ConnectError"
    news = room(here, places)
    news.turn()
    for name in ("one", "two"):
        fail_job(here.catalog, name)
    for _ in range(len(WAITS_S) + 1):
        news.turn()
    first = facts(here)
    news.turn()

    assert [{"dead": "ConnectError"}] == [fact.failed for fact in first if isinstance(fact, GivenUp)]
    assert [("a", "one"), ("a", "two")] == places.told
    assert 1 == facts(here)[-1].tries  # type: ignore[attr-defined]


def test_after_months_off_old_news_are_left_out_in_one_line(here: World) -> None:
    room(here, Places("a")).turn()
    for n in range(5):
        fail_job(here.catalog, f"old{n}")
    clock = here.catalog.clock
    later = World(
        here.folder,
        Catalog(here.catalog.log, "test", clock=lambda: clock() + 60 * NEWS_MS),
        here.queries,
        here.library,
        here.models,
    )
    fail_job(later.catalog, "today")
    places = Places("a")
    news = room(later, places)
    for _ in range(3):
        news.turn()

    assert [("a", "today")] == places.told
    assert [LeftOut, Told] == [type(fact) for fact in facts(here)]
    assert 5 == facts(here)[0].n  # type: ignore[attr-defined]


def test_only_the_runner_tells(here: World) -> None:
    places = Places("a")
    mine = [False]
    news = room(here, places, lambda: mine[0])
    fail_job(here.catalog, "one")
    news.turn()

    assert [] == here.names(STREAM)
    mine[0] = True
    news.turn()
    fail_job(here.catalog, "two")
    news.turn()
    assert [("a", "two")] == places.told


def test_a_fault_of_ours_does_not_silence_it_for_good(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_AFTER_TROUBLE_S", 0.01)
    monkeypatch.setattr(notices, "_LOOK_EVERY_S", 0.01)
    told = threading.Event()

    class Odd(Places):
        faults = 2

        def tell(self, place: int, notice: Notice) -> str | None:
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError
            told.set()
            return None

    news = room(here, Odd("a"))
    news.turn()
    fail_job(here.catalog, "one")
    news.start()
    try:
        assert told.wait(60)
    finally:
        news.stop()


@pytest.fixture
def receiver() -> Iterator[tuple[str, Queue[str], threading.Event]]:
    """A real HTTP server: its address, what it got, and whether it answers yet."""
    got: Queue[str] = Queue()
    answers = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.put(json.loads(body)["message"])
            if not answers.wait(300):
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/secret", got, answers
    answers.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix signal")
def test_killed_between_the_event_and_its_delivery_it_is_told_by_the_next_process(
    tmp_path: Path, receiver: tuple[str, Queue[str], threading.Event]
) -> None:
    hook, got, answers = receiver
    settings = Settings(db=tmp_path / "c.db", library_root=tmp_path / "music")
    make_store(settings)

    def teller() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.pipeline.newsteller", str(settings.db), hook]
        made = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        assert made.stdout is not None
        assert "telling\n" == made.stdout.readline()
        return made

    with open_workshop(settings, "test") as shop:
        first = teller()
        while not shop.log.load(STREAM):
            shop.log.wait(shop.log.last_position(), 0.1)
        fail_job(shop.catalog, "one")
        assert "one" == got.get(timeout=120)
        first.kill()
        first.communicate()
        answers.set()
        second = teller()
        try:
            assert "one" == got.get(timeout=120)
            while len(shop.log.load(STREAM)) < 2:
                shop.log.wait(shop.log.last_position(), 0.1)
        finally:
            second.kill()
            second.communicate()
        last = shop.log.load(STREAM)[-1].fact

        assert isinstance(last, Told)
        assert ["127.0.0.1"] == last.places
        assert got.empty()
