"""The stages of a job over real parts. Command line and runner compose their jobs here, so both do the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from catalogsync.adapters.audio import inspect
from catalogsync.bootstrap.outside import note_cookies, open_library, open_sources, open_transfers
from catalogsync.bootstrap.storage import upload_stage
from catalogsync.bootstrap.storage_care import check_stage, repair_stage
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.ids import Key
from catalogsync.domain.job import Job
from catalogsync.domain.job_kinds import KINDS, STAGES
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.collect import collect
from catalogsync.pipeline.download import DownloadStage
from catalogsync.pipeline.jobs import Stage
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.sync import sync
from catalogsync.pipeline.verify import VerifyStage
from catalogsync.pipeline.weather import Reports, quiet_asked_for
from catalogsync.projections.errors import RebuildCancelled
from catalogsync.projections.rebuild import Progress

REGISTERED = frozenset(STAGES)
"""The stages this program has. A kind of job with any other one is refused when it is queued."""


def stages_of(
    kind: str, shop: Workshop, selection: Selection, watch: Watches, brake: Brake, stack: ExitStack
) -> dict[str, Stage]:
    """The stages of a kind, by name. What they open is closed with the stack.

    The limit counts items of the first stage (playlists for collect and sync, songs for download and lyrics); the
    playlists that one chose are worked on whole by those after it.
    """
    if kind == "rebuild":
        return {"rebuild": rebuild_stage(shop, watch, brake)}
    if kind == "upload_only":
        return {"upload": upload_stage(shop, lambda: selection, watch, brake)}
    if kind.startswith("storage_"):
        care: dict[str, Stage] = {"check": check_stage(shop, lambda: selection, watch, brake)}
        if kind == "storage_repair":
            care["repair"] = repair_stage(shop, lambda: selection, watch, brake)
        return care
    settings = shop.settings
    sources = open_sources(
        settings,
        stack,
        hears=lambda platform: Reports(platform, shop.weather, shop.catalog),
        quiet=lambda platform: quiet_asked_for(shop.catalog, platform),
    )
    chosen: list[tuple[Key, ...] | None] = [selection.playlists]

    def selected(stage: str) -> Selection:
        limit = selection.limit if stage == KINDS[kind][0] else None
        return replace(selection, playlists=chosen[0], limit=limit)

    def choose(catalog: Catalog, stage: str, keys: Sequence[Key]) -> None:
        """What a stage chose binds those after it, also when another process goes on with the job."""
        chosen[0] = tuple(keys)
        binds = len(KINDS[kind]) > 1 or selection.limit is not None
        if selection.playlists is None and catalog.job is not None and binds:
            names = [str(key) for key in keys]
            catalog.change(Job, Job.stream_of(catalog.job), lambda job: job.choose(stage, names))

    def collect_stage(catalog: Catalog) -> Tally:
        if selection.playlists is not None:
            return Tally()
        found, tally = collect(catalog, sources.collects, selected("collect"), watch, brake)
        choose(catalog, "collect", found)
        return tally

    def sync_stage(catalog: Catalog) -> Tally:
        keys = shop.queries.playlists_to_sync(selected("sync"))
        choose(catalog, "sync", keys)
        read = {} if catalog.job is None else shop.queries.playlists_read_in(catalog.job)
        left = [key for key in keys if key not in read]
        # What an earlier start of this job has read is not asked again, and counts.
        tally = Tally(Counter(read[key] for key in keys if key in read))
        return sync(catalog, sources.lists, left, watch, brake, tally=tally)

    stages: dict[str, Stage] = {"collect": collect_stage, "sync": sync_stage}
    if not {"download", "lyrics", "verify"} & set(KINDS[kind]):
        return stages
    library = open_library(settings, shop.catalog)
    note_cookies(settings, shop.catalog, stack)

    def verify_stage(catalog: Catalog) -> Tally:
        stage = VerifyStage(catalog, shop.queries, library, watch, brake, selection.deep)
        return stage.run(selected("verify"), settings.resolvers)

    def lyric_parts(catalog: Catalog) -> LyricStage:
        return LyricStage(
            catalog=catalog,
            ask=shop.queries,
            sources=sources,
            library=library,
            watch=watch,
            brake=brake,
            order=settings.download_sources,
            overwrite=settings.overwrite_lyrics,
            merge=settings.lyric_merge,
            recheck_days=settings.lyric_recheck_days,
        )

    def download_stage(catalog: Catalog) -> Tally:
        stage = DownloadStage(
            catalog=catalog,
            ask=shop.queries,
            sources=sources,
            fetch=open_transfers(settings, stack),
            library=library,
            inspect=inspect,
            watch=watch,
            brake=brake,
            order=settings.download_sources,
            ladder=settings.quality,
            lyrics=lyric_parts(catalog) if settings.lyrics else None,
            quality_first=settings.quality_first,
            path_template=settings.path_template,
        )
        return stage.run(selected("download"), settings.resolvers, settings.workers)

    def lyrics_stage(catalog: Catalog) -> Tally:
        return lyric_parts(catalog).run(selected("lyrics"), settings.resolvers)

    stages["download"] = download_stage
    stages["verify"] = verify_stage
    if settings.lyrics:
        stages["lyrics"] = lyrics_stage
    if "upload" in KINDS[kind] and (kind == "download_upload" or selection.backend is not None):
        # A job of the whole pipeline uploads only where it was told to.
        stages["upload"] = upload_stage(shop, lambda: selected("upload"), watch, brake)
    return stages


def rebuild_stage(shop: Workshop, watch: Watches, brake: Brake) -> Stage:
    """Make the read models anew while readers go on; stopped, it goes on from there next time."""

    def run(catalog: Catalog) -> Tally:
        tally = Tally()
        watch.stage("rebuild", None)

        def progress(now: Progress) -> None:
            share = f" {now.done * 100 // now.total} %" if now.total else ""
            watch.doing("read models", f"{now.phase}{share}")

        try:
            rebuilt = shop.models.rebuild(progress=progress, stop=brake.soft.is_set, background=True)
        except RebuildCancelled:
            tally.add("left")
        else:
            tally.add("rebuilt", len(rebuilt.names))
            for differs in rebuilt.differs or ():
                tally.fail("differed", "corrupt")
                watch.item("differed", f"{differs.table}: {differs.present_rows} rows were wrong")
        finally:
            watch.doing("", "")
        return tally

    return run
