"""Register and retire backends, queue uploads, checks and repairs: the commands that the API and the pages share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from catalogsync.api import ordering
from catalogsync.api.deps import Writer, written
from catalogsync.api.problems import Problem, not_found
from catalogsync.bootstrap.storage_care import register_backend, retire_backend
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.backend import BackendRefused, Place
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.errors import Refusal
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.storage_views import StorageViews

CARE = {"upload": "upload_only", "check": "storage_check", "repair": "storage_repair"}
"""What can be asked of a backend → the kind of job that does it."""


def views(shop: Workshop) -> StorageViews:
    """The questions about backends, over the read models of a store."""
    return StorageViews(shop.models)


def known(shop: Workshop, name: str) -> tuple[Place, bool]:
    """Where a backend is and whether it is in use; Problem 404 when there is none."""
    found = views(shop).registered(name)
    if found is None:
        raise not_found("backend", name)
    return found


def register(writer: Writer, name: str, place: Place) -> bool:
    """Register a backend or change it; True when anything is new. Problem 422 names the field that is wrong."""
    if place.ca_bundle is not None and not Path(place.ca_bundle).is_file():
        raise Problem(
            422, "invalid", f"there is no file of certificates at {place.ca_bundle}", field="ca_bundle"
        )
    place = msgspec.structs.replace(
        place,
        base_prefix=place.base_prefix.strip("/"),
        region=None if place.region == "auto" and place.endpoint is None else place.region,
    )
    try:
        new = register_backend(writer.catalog, name, place)
    except BackendRefused as e:
        raise Problem(422, "invalid", str(e), field=e.field) from None
    except Refusal as e:
        raise Problem(422, "refused", str(e), field="location" if place.kind == "folder" else None) from None
    written(writer)
    return new


def retire(writer: Writer, name: str, reason: str | None) -> None:
    """Use a backend no more; Problem 404 when there is none."""
    known(writer.shop, name)
    retire_backend(writer.catalog, name, reason)
    written(writer)


def order_care(
    writer: Writer,
    name: str,
    word: str,
    *,
    deep: bool = False,
    failure: str | None = None,
    command: str | None = None,
) -> str:
    """Queue an upload, check or repair of one backend; the job's id. `failure` uploads only what failed like that."""
    _, active = known(writer.shop, name)
    if not active:
        raise Refusal(f"{name} is retired; register it again to use it")
    songs = None
    if failure is not None:
        found = views(writer.shop).songs_failed(name, failure)
        if not found:
            raise Problem(409, "not_now", "nothing there needs another try")
        # Beyond that many, everything that is due is tried instead of naming each song.
        songs = tuple(found) if len(found) <= ordering.SONGS_IN_A_SCOPE else None
    selection = Selection(PLATFORMS, songs=songs, deep=deep, backend=name)
    return ordering.order_job(writer, CARE[word], selection, command=command)


def place_of(values: dict[str, Any]) -> Place:
    """A place from values as they are typed: what is left empty is not given."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return Place(**given)
