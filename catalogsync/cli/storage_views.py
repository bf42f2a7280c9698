"""`storage status`, `list` and `retire`: the backends as the catalog knows them; none of them is asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import msgspec
import typer

from catalogsync.bootstrap.storage_care import retire_backend
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import print_json, print_table, say, size, when
from catalogsync.cli.storage_work import BackendArgument
from catalogsync.projections.presence_queries import PresenceQueries

_STATUS = [
    "backend",
    "kind",
    "files",
    "there",
    "due",
    "lost",
    "failed",
    "read back",
    "size",
    "local",
    "checked",
]


def register(storage: typer.Typer) -> None:
    """Add the commands of this module."""
    storage.command("status")(status)
    storage.command("list")(list_backends)
    storage.command("retire")(retire)


@on_store
def status(shop: Workshop, as_json: AsJson = False) -> None:
    """How many files stand in each backend, are due, lost or failed; from the catalog, without asking the backends."""
    rows = PresenceQueries(shop.models).presence()
    if as_json:
        print_json("storage status", items=[asdict(row) for row in rows])
        return
    print_table(
        _STATUS,
        [
            (
                row.name if row.active else f"{row.name} (retired)",
                row.kind,
                row.files,
                row.there,
                row.due,
                row.lost,
                row.failed,
                row.read_back,
                size(row.size_bytes),
                "kept" if row.keep_local else "removed",
                when(row.checked_ms),
            )
            for row in rows
        ],
        empty="no backends yet; `catalogsync register-object-backend` makes one",
    )


@on_store
def list_backends(shop: Workshop, as_json: AsJson = False) -> None:
    """Every backend in use: where it is and how it is used."""
    places = PresenceQueries(shop.models).backends()
    if as_json:
        items = [{"name": name, **msgspec.structs.asdict(place)} for name, place in places.items()]
        print_json("storage list", items=items)
        return
    print_table(
        ("backend", "kind", "where", "prefix", "credentials from", "local"),
        [
            (
                name,
                place.kind,
                place.location or f"{place.endpoint or 'aws'}/{place.bucket}",
                place.base_prefix,
                f"{place.credential_env_prefix}_…" if place.credential_env_prefix else "",
                "kept" if place.keep_local else "removed",
            )
            for name, place in places.items()
        ],
        empty="no backends yet; `catalogsync register-object-backend` makes one",
    )


@on_store
def retire(
    shop: Workshop,
    backend: BackendArgument,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the record.")] = None,
) -> None:
    """Use a backend no more. Nothing is deleted there, and what was said of its copies stays on record."""
    retire_backend(shop.catalog, backend, reason)
    say(f"{backend} is retired")
