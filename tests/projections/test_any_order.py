"""Any interleaving of appends, two followers, crashes, rebuilds, skips and lost files gives the rows of a plain replay."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.adapters.store.verify import verify
from catalogsync.domain.event import Fact
from catalogsync.domain.projection import Decisions, decisions_stream
from catalogsync.projections.errors import RebuildCancelled
from catalogsync.projections.runner import ReadModels
from tests.adapters.store.facts import Closed, Filled, Opened, event
from tests.projections.equivalence import FAST, rows_of
from tests.projections.toys import toys

FACTS = st.one_of(
    st.just(Opened(title="x")),
    st.just(Closed()),
    st.builds(Filled, title=st.just("x"), count=st.integers(1, 5)),
    st.builds(Filled, title=st.sampled_from(["poison", "x"]), count=st.sampled_from([1, 5_000_000])),
)


class Story(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(dir=FAST)
        self.folder = Path(self._folder.name)
        self.log = create_store(self.folder / "catalog.db")
        self.followers = [self._follower(), self._follower()]

    def _follower(self) -> ReadModels:
        return ReadModels(self.folder / "views.db", self.log, toys())

    @rule(stream=st.integers(1, 3), facts=st.lists(FACTS, min_size=1, max_size=3))
    def append(self, stream: int, facts: list[Fact]) -> None:
        name = f"toy:{stream}"
        last = self.log.last_of(name)
        first = 1 if last is None else last.originator_version + 1
        self.log.append([event(name, first + n, fact) for n, fact in enumerate(facts)])

    @rule(who=st.integers(0, 1))
    def follow(self, who: int) -> None:
        self.followers[who].catch_up()

    @rule(who=st.integers(0, 1), back=st.integers(0, 3))
    def follow_a_little(self, who: int, back: int) -> None:
        self.followers[who].catch_up(upto=max(0, self.log.last_position() - back))

    @rule(who=st.integers(0, 1), names=st.sampled_from([None, ["boxes"], ["lines"]]))
    def rebuild(self, who: int, names: list[str] | None) -> None:
        self.followers[who].rebuild(names)

    @rule(who=st.integers(0, 1))
    def rebuild_stopped(self, who: int) -> None:
        try:
            self.followers[who].rebuild(stop=lambda: True)
        except RebuildCancelled:
            return
        assert self.log.last_position() == 0 or any(s.state == "parked" for s in self.followers[who].status())

    @rule(who=st.integers(0, 1))
    def start_again(self, who: int) -> None:
        self.followers[who].close()
        self.followers[who] = self._follower()

    @rule()
    def open_the_store_again(self) -> None:
        for follower in self.followers:
            follower.close()
        self.log.close()
        self.log = open_store(self.folder / "catalog.db")
        self.followers = [self._follower(), self._follower()]

    @rule()
    def lose_the_file(self) -> None:
        for file in self.folder.glob("views.db*"):
            file.unlink()

    @rule(who=st.integers(0, 1))
    def skip(self, who: int) -> None:
        for status in self.followers[who].status():
            if status.parked is not None:
                decisions = Decisions(decisions_stream(status.name))
                decisions.replay(self.log.load(decisions.id))
                decisions.skip(status.parked.event, "not needed")
                first = decisions.version + 1
                self.log.append([event(decisions.id, first + n, f) for n, f in enumerate(decisions.pending)])

    @rule()
    def rows_are_those_of_a_plain_replay(self) -> None:
        for follower in self.followers:
            follower.catch_up()
        with ReadModels(self.folder / "plain.db", self.log, toys()) as plain:
            plain.rebuild()
            expected: Any = rows_of(plain)
        assert rows_of(self.followers[0]) == expected
        assert rows_of(self.followers[1]) == expected

    def teardown(self) -> None:
        try:
            self.rows_are_those_of_a_plain_replay()
            assert verify(self.folder / "catalog.db").sound
        finally:
            for follower in self.followers:
                follower.close()
            self.log.close()
            self._folder.cleanup()


Story.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestStory = Story.TestCase
