"""Care of storage backends: register and retire them, check them and mend what the check found.

Command line and jobs do it by the same functions. What a check finds is recorded, so a repair needs nothing but the
catalog: it goes on after a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from catalogsync.bootstrap.storage import (
    chosen_backends,
    claim_folder,
    open_backend,
    restore_stage,
    upload_stage,
)
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.backend import Backend, BackendRefused, Place, stream_of
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.jobs import Stage
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_check import CheckStage
from catalogsync.projections.presence_queries import PresenceQueries

BAD_FINDINGS = ("missing", "different")
"""Findings that a job counts as failures: a copy is not what was recorded."""


def register_backend(catalog: Catalog, name: str, place: Place, *, dry_run: bool = False) -> bool:
    """Register a place or change it; True when anything is new. BackendRefused; Refusal when a folder is not to be had."""
    new = catalog.load(Backend, stream_of(name)).register(place)
    if not dry_run:
        if place.kind == "folder":
            claim_folder(name, place)
        catalog.change(Backend, stream_of(name), partial(_register, place=place))
    return new


def _register(state: Backend, place: Place) -> None:
    state.register(place)


def retire_backend(catalog: Catalog, name: str, reason: str | None) -> None:
    """Use a backend no more. Refusal when there is none of that name."""
    try:
        catalog.change(Backend, stream_of(name), partial(Backend.retire, reason=reason))
    except BackendRefused as e:
        raise Refusal(str(e)) from None


@dataclass(frozen=True)
class Care:
    """The care of the backends of an open store, watched and stopped by somebody."""

    shop: Workshop
    watch: Watches
    brake: Brake

    def check(self, name: str, *, deep: bool, record: bool = True) -> CheckStage:
        """Compare a backend with the catalog; the stage has the findings."""
        settings = self.shop.settings
        place, workers = chosen_backends(self.shop, name)[name], settings.workers
        opened = open_backend(name, place, workers=workers, bandwidth_kbps=settings.bandwidth_kbps)
        ask = PresenceQueries(self.shop.models)
        stage = CheckStage(self.shop.catalog, ask, opened, self.watch, self.brake, deep, record)
        stage.run(workers)
        return stage

    def repair(self, name: str) -> dict[str, Tally]:
        """Mend what checks found: drop half uploads, bring back what is lost here, upload what is lost there.

        What did happen, by step. Objects that the catalog knows nothing of are left alone.
        """
        ask = PresenceQueries(self.shop.models)
        opened = open_backend(name, chosen_backends(self.shop, name)[name])
        dropped = Tally()
        for upload in list(opened.unfinished()):
            opened.abort(upload)
            dropped.add("dropped")
        songs = tuple(ask.songs_lost(name))
        done = {"drop half uploads": dropped} if dropped.counts else {}
        for other in [name, *(each for each in ask.backends() if each != name)]:
            if self.brake.pulled:
                return done
            if other == name or songs:
                chosen = Selection(PLATFORMS, songs=None if other == name else songs)
                done[f"restore from {other}"] = self._lost_here(ask, other, chosen)
        if songs and not self.brake.pulled:
            selected = Selection(PLATFORMS, songs=songs, backend=name)
            run = upload_stage(self.shop, lambda: selected, self.watch, self.brake, mend=True)
            done["upload"] = run(self.shop.catalog)
        return done

    def bring_back(self, name: str, chosen: Selection) -> Tally:
        """Restore the files of a selection that are not here from a backend."""
        stage = restore_stage(self.shop, name, self.watch, self.brake)
        return stage.run(chosen, self.shop.settings.workers)

    def _lost_here(self, ask: PresenceQueries, name: str, chosen: Selection) -> Tally:
        """Bring back what was lost here; what made room on purpose stays away unless it is to be mended elsewhere."""
        lost = tuple(g.song for g in ask.groups_to_restore(chosen, name) if not g.removed or chosen.songs)
        return self.bring_back(name, Selection(PLATFORMS, songs=lost)) if lost else Tally()


def check_stage(shop: Workshop, selected: Callable[[], Selection], watch: Watches, brake: Brake) -> Stage:
    """Check the chosen backend, or each in use. What is missing or different there counts as a failure."""

    def run(catalog: Catalog) -> Tally:
        tally = Tally()
        for name in chosen_backends(shop, selected().backend):
            if brake.pulled:
                break
            found = Care(replace(shop, catalog=catalog), watch, brake).check(name, deep=selected().deep).tally
            _add(tally, found)
            for what in BAD_FINDINGS:
                if found.counts[what]:
                    tally.failures[what] += found.counts[what]
        return tally

    return run


def repair_stage(shop: Workshop, selected: Callable[[], Selection], watch: Watches, brake: Brake) -> Stage:
    """Mend the chosen backend, or each in use, after a check."""

    def run(catalog: Catalog) -> Tally:
        tally = Tally()
        watch.stage("repair", None)
        for name in chosen_backends(shop, selected().backend):
            if brake.pulled:
                break
            for step in Care(replace(shop, catalog=catalog), watch, brake).repair(name).values():
                _add(tally, step)
        return tally

    return run


def _add(total: Tally, one: Tally) -> None:
    total.counts.update(one.counts)
    total.failures.update(one.failures)
