"""What a run would do (`--dry-run`), from what is known now: no platform is asked and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catalogsync.bootstrap.storage import plan_uploads
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.output import print_json, say
from catalogsync.domain.job_kinds import KINDS
from catalogsync.pipeline.lyrics import asked_long_ago
from catalogsync.pipeline.selection import Selection

_SHOWN = 8


def say_plan(kind: str, shop: Workshop, chosen: Selection, *, as_json: bool) -> None:
    """Each stage with the items it would work on.

    What a collection finds is only known once platforms were asked, so the stages after it are named without items.
    """
    collects = "collect" in KINDS[kind] and chosen.playlists is None
    plan: dict[str, list[str]] = {}
    for stage in ("collect",) if collects else KINDS[kind]:
        selection = replace(chosen, limit=chosen.limit if stage == KINDS[kind][0] else None)
        if stage == "upload":
            # A run of everything uploads only where it was told to.
            if kind != "catalog_sync" or selection.backend is not None:
                plans = plan_uploads(shop, selection)
                plan |= {f"upload to {name}": [str(key) for key in keys] for name, keys in plans.items()}
        elif stage != "lyrics" or shop.settings.lyrics:
            plan[stage] = [str(item) for item in _items(stage, shop, selection)]
    if as_json:
        print_json("plan", kind=kind, stages=plan)
        return
    for stage, items in plan.items():
        count = "" if stage == "collect" else f" {len(items)}"
        say(f"would {_WORDS.get(stage, stage)}{count}" + (f": {', '.join(items[:_SHOWN])}" if items else ""))
        if len(items) > _SHOWN:
            say(f"  … and {len(items) - _SHOWN} more")
    if collects and len(KINDS[kind]) > 1:
        most = f" (at most {chosen.limit} of them)" if chosen.limit is not None else ""
        say(f"would sync the playlists found there{most} and download their songs with lyrics")
    say("nothing was asked and nothing was written")


_WORDS = {"lyrics": "look for lyrics of"}


def _items(stage: str, shop: Workshop, selection: Selection) -> Iterable[object]:
    settings, now = shop.settings, shop.catalog.clock()
    match stage:
        case "collect":
            return (
                () if selection.playlists is not None else (f"pools of {name}" for name in settings.sources)
            )
        case "sync":
            return shop.queries.playlists_to_sync(selection)
        case "download":
            return shop.queries.songs_to_download(selection, now)
        case "lyrics":
            before = asked_long_ago(now, settings.lyric_recheck_days)
            return shop.queries.songs_for_lyrics(
                selection, overwrite=settings.overwrite_lyrics, asked_before_ms=before
            )
        case _:
            return (file.path for file in shop.queries.files_to_verify(selection))
