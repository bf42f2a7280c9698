"""What programs of the past left, store and read models, opens in this one: looked at meanwhile, acted on afterwards.

`old/program-N-COMMIT.tar.xz` was made by that commit: `demo --limit 2`, `exclude 2` (the first one had no such command),
then `catalogsync.db` as `c.db` and the read models as `c.views.db` with the file it leads to. Never make one anew; add
one when the read models have changed a lot.
"""

from __future__ import annotations

import tarfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from catalogsync.adapters.store.verify import verify
from catalogsync.api.app import make_app
from catalogsync.bootstrap.runner import open_runner
from catalogsync.bootstrap.workshop import open_workshop
from catalogsync.projections.errors import ViewNotReady
from catalogsync.projections.rebuild import Rebuild
from tests.adapters.store.old_stores import FOLDER
from tests.api.conftest import Asked, settings_in
from tests.api.pages.test_pages import PAGES

OLD = sorted(FOLDER.glob("program-*.tar.xz"))
ANEW = "is being made anew; this goes on when it is done"
NEVER_AWAY = {"/projections", "/events", "/settings", "/logs"}
"""Pages that ask nothing of a projection's rows: whoever waits for the others looks here."""


@pytest.fixture(params=OLD, ids=lambda path: path.name.partition(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with what that program left."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A rebuild begins when it is set."""
    gate = threading.Event()
    run = Rebuild.run

    def held(self: Rebuild, present: Path | None) -> object:
        assert gate.wait(300)
        return run(self, present)

    monkeypatch.setattr(Rebuild, "run", held)
    yield gate
    gate.set()


def answers(asked: Asked) -> dict[str, int]:
    """How each page of the console answers; one that cannot yet says why."""
    found = {}
    for path in PAGES:
        answer = asked.ask("GET", path, headers={"accept": "text/html"})
        found[path] = answer.status_code
        assert answer.status_code in (200, 404) or (answer.status_code == 503 and ANEW in answer.text), path
    return found


def test_every_program_of_the_past_is_kept() -> None:
    assert len(OLD) >= 5


def test_what_an_old_program_left_is_looked_at_meanwhile_and_is_todays_afterwards(
    old: Path, gate: threading.Event
) -> None:
    settings, said = settings_in(old), []
    before = verify(settings.db)
    with ExitStack() as stack:
        shop = stack.enter_context(open_workshop(settings, "runner", background=True, say=said.append))
        stack.callback(gate.set)
        runner = open_runner(shop)
        stack.callback(runner.stop, 5)
        app = make_app(shop, runner, settings)
        stack.callback(app.state.console.feed.close)
        asked = Asked(shop, app, old)

        shop.models.catch_up()
        outdated = {status.name for status in shop.models.status() if status.state == "outdated"}
        assert "songs" in outdated
        assert "rebuilt in the background" in said[0]
        assert shop.models.connection().execute("SELECT count(*) FROM songs").fetchone()[0] >= 16
        with pytest.raises(ViewNotReady):
            shop.models.connection_to_act().execute("SELECT count(*) FROM songs")
        assert {200} == {status for path, status in answers(asked).items() if path in NEVER_AWAY}

        gate.set()
        for thread in shop.models._threads:
            thread.join()
        shop.models.catch_up()
        assert shop.models.not_ready() is None
        assert 503 not in answers(asked).values()
        # Whatever was kept of the old rows is what today's program makes of the events.
        assert shop.models.rebuild().differs == ()

    after = verify(settings.db)
    assert before.sound
    assert (before.events, before.digest) == (after.events, after.digest)
