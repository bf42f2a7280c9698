"""Storage backends: from their place in the catalog and credentials in the environment to what can be asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.storage.folder import FolderBackend
from catalogsync.bootstrap.outside import open_library
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.config import read_env_file
from catalogsync.domain.backend import Place
from catalogsync.domain.ids import Key
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError, LibraryUnavailable, Refusal
from catalogsync.pipeline.free_space import FreesSpace
from catalogsync.pipeline.jobs import Stage
from catalogsync.pipeline.objects import StoresObjects
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.restore_file import RestoreStage
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_errors import StorageError
from catalogsync.pipeline.upload import UploadStage
from catalogsync.projections.presence_queries import PresenceQueries

if TYPE_CHECKING:
    from catalogsync.adapters.storage.s3_client import Credentials

SECRETS = ("_ACCESS_KEY_ID", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN", "_PROXY")
"""What follows a backend's prefix in the names of environment variables."""


def take_credentials(env_file: Path | None) -> None:
    """Have the credentials in an env file count like those in the environment, which come first."""
    named = os.environ.get("CATALOGSYNC_ENV_FILE")
    env_file = env_file or (Path(named) if named else None)
    if env_file is None:
        return
    for name, value in read_env_file(env_file).items():
        if name.endswith(SECRETS):
            os.environ.setdefault(name, value)


def has_credentials(place: Place, env_file: Path | None) -> bool:
    """Whether the variables that a place names are set; True where boto3's own chain decides."""
    take_credentials(env_file)
    return not missing_credentials(place)


def missing_credentials(place: Place) -> list[str]:
    """The names of the variables that a place needs and that are not set; none where boto3's own chain decides."""
    prefix = place.credential_env_prefix
    if place.kind != "s3" or prefix is None:
        return []
    return [prefix + part for part in SECRETS[:2] if not os.environ.get(prefix + part)]


def chosen_backends(shop: Workshop, name: str | None) -> dict[str, Place]:
    """The named backend, or all in use. Refusal when there is none, or none of that name."""
    known = PresenceQueries(shop.models).backends()
    if name is None:
        return known
    if name not in known:
        listed = ", ".join(known) or "none yet; `catalogsync register-object-backend` makes one"
        raise Refusal(f"no backend is called {name!r}; there are: {listed}")
    return {name: known[name]}


def open_backend(
    name: str,
    place: Place,
    *,
    workers: int = 1,
    bandwidth_kbps: int = 0,
    environ: Mapping[str, str] | None = None,
) -> StoresObjects:
    """The backend at a place. Refusal when its credentials are missing."""
    environ = os.environ if environ is None else environ
    bandwidth = Bandwidth(bandwidth_kbps * 1000.0) if bandwidth_kbps else None
    if place.kind == "folder":
        return FolderBackend(name, place, bandwidth=bandwidth)
    # boto3 takes a third of a second to import, which commands without a bucket need not wait for.
    from catalogsync.adapters.storage.s3 import S3Backend
    from catalogsync.adapters.storage.s3_client import open_client

    given = _credentials(name, place, environ)
    proxy = environ.get(f"{place.credential_env_prefix}_PROXY") if place.credential_env_prefix else None
    client = open_client(place, given, connections=workers + 2, proxy=proxy or None)
    return S3Backend(name, place, client, bandwidth=bandwidth)


def prove_backends(shop: Workshop, name: str | None) -> None:
    """Refusal unless each chosen backend can be written now: whatever is wrong is told before anything is queued."""
    chosen = chosen_backends(shop, name)
    if not chosen:
        raise Refusal("there is no backend to upload to; `catalogsync register-object-backend` makes one")
    for each, place in chosen.items():
        try:
            open_backend(each, place).ready()
        except (StorageError, LibraryUnavailable) as e:
            raise Refusal(str(e)) from None


def find_backends(shop: Workshop, name: str | None) -> None:
    """Refusal unless the chosen backends are known and have credentials; nothing is asked of them yet."""
    chosen = chosen_backends(shop, name)
    if not chosen:
        raise Refusal("there is no backend yet; `catalogsync register-object-backend` makes one")
    for each, place in chosen.items():
        try:
            open_backend(each, place)
        except (StorageError, LibraryUnavailable) as e:
            raise Refusal(str(e)) from None


def plan_uploads(shop: Workshop, selection: Selection) -> dict[str, list[Key]]:
    """The songs an upload would work on, by backend; asks no backend."""
    ask = PresenceQueries(shop.models)
    return {
        name: [group.song for group in ask.groups_to_upload(selection, name)]
        for name in chosen_backends(shop, selection.backend)
    }


def upload_stage(
    shop: Workshop,
    selected: Callable[[], Selection],
    watch: Watches,
    brake: Brake,
    *,
    mend: bool = False,
) -> Stage:
    """Bring what is missing to the chosen backend, or to each in use, one after the other.

    Refusal at once when a backend is unknown or has no credentials; its network is asked only by the stage.
    """
    settings = shop.settings
    backends = [
        (place, open_backend(name, place, workers=settings.workers, bandwidth_kbps=settings.bandwidth_kbps))
        for name, place in chosen_backends(shop, selected().backend).items()
    ]
    library = open_library(settings, shop.catalog)
    ask = PresenceQueries(shop.models)

    def run(catalog: Catalog) -> Tally:
        tally = Tally()
        for place, backend in backends:
            if brake.pulled:
                break
            free = (
                None if place.keep_local else FreesSpace(catalog, ask, backend, library, watch, brake, tally)
            )
            stage = UploadStage(
                catalog=catalog,
                ask=ask,
                backend=backend,
                library=library,
                watch=watch,
                brake=brake,
                read_back=selected().deep,
                mend=mend,
                free=free,
                tally=tally,
            )
            stage.run(selected(), settings.workers)
        return tally

    return run


def restore_stage(shop: Workshop, name: str, watch: Watches, brake: Brake) -> RestoreStage:
    """What brings files back from a backend into the library root of the settings."""
    settings = shop.settings
    place = chosen_backends(shop, name)[name]
    backend = open_backend(name, place, workers=settings.workers, bandwidth_kbps=settings.bandwidth_kbps)
    library = open_library(settings, shop.catalog)
    return RestoreStage(shop.catalog, PresenceQueries(shop.models), backend, library, watch, brake)


def claim_folder(name: str, place: Place) -> None:
    """Mark a folder as this backend's, when it is registered. Refusal when that cannot be."""
    try:
        FolderBackend(name, place).claim()
    except CatalogError as e:
        raise Refusal(str(e)) from None


def _credentials(name: str, place: Place, environ: Mapping[str, str]) -> Credentials | None:
    from catalogsync.adapters.storage.s3_client import Credentials, has_own_credentials

    prefix = place.credential_env_prefix
    if prefix is None:
        if not has_own_credentials():
            raise Refusal(
                f"{name}: no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or whatever else boto3"
                " reads), or register it with --credential-env-prefix"
            )
        return None
    key, secret = environ.get(f"{prefix}_ACCESS_KEY_ID"), environ.get(f"{prefix}_SECRET_ACCESS_KEY")
    if not key or not secret:
        missing = [
            part for part, value in (("_ACCESS_KEY_ID", key), ("_SECRET_ACCESS_KEY", secret)) if not value
        ]
        names = " and ".join(prefix + part for part in missing)
        raise Refusal(f"{name}: no credentials; set {names} in the environment or the --env-file")
    return Credentials(key, secret, environ.get(f"{prefix}_SESSION_TOKEN") or None)
