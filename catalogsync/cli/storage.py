"""`register-object-backend` and `upload`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogsync.bootstrap import storage as backends
from catalogsync.bootstrap.storage_care import register_backend
from catalogsync.cli.flags import (
    AsJson,
    AsJsonl,
    ConfigFile,
    Db,
    DryRun,
    EnvFile,
    LibraryRoot,
    Limit,
    PlaylistFile,
    PlaylistIds,
    Progress,
    SourceNames,
    Workers,
    settings_from,
)
from catalogsync.cli.opened import opened
from catalogsync.cli.output import print_json, say
from catalogsync.cli.progress import Style
from catalogsync.cli.storage_work import Bandwidth
from catalogsync.cli.working import work
from catalogsync.domain.backend import BackendRefused, Place
from catalogsync.pipeline.errors import Refusal


class Kind(StrEnum):
    """Kinds of backends."""

    S3 = "s3"
    FOLDER = "folder"


class Addressing(StrEnum):
    """How a bucket is named in requests."""

    AUTO = "auto"
    PATH = "path"
    VIRTUAL = "virtual"


class YesNo(StrEnum):
    """A policy that is on or off."""

    YES = "yes"
    NO = "no"


BackendName = Annotated[str, typer.Option("--backend", help="The backend's name.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("register-object-backend")(register_object_backend)
    app.command()(upload)


def register_object_backend(
    backend: BackendName,
    kind: Annotated[Kind, typer.Option("--kind", help="A bucket, or a folder on another disk.")] = Kind.S3,
    bucket: Annotated[str, typer.Option("--bucket", help="The bucket.", show_default=False)] = "",
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="The service's address; AWS without.", show_default=False)
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help="The bucket's region.", show_default=False)
    ] = None,
    base_prefix: Annotated[
        str, typer.Option("--base-prefix", help="What every key begins with.", show_default=False)
    ] = "",
    credential_env_prefix: Annotated[
        str | None,
        typer.Option(
            "--credential-env-prefix",
            help="Credentials are read from PREFIX_ACCESS_KEY_ID, PREFIX_SECRET_ACCESS_KEY and"
            " PREFIX_SESSION_TOKEN; without, from boto3's own chain.",
            show_default=False,
        ),
    ] = None,
    addressing: Annotated[
        Addressing, typer.Option("--addressing", help="Bucket in the path or in the host name.")
    ] = Addressing.AUTO,
    ca_bundle: Annotated[
        Path | None, typer.Option("--ca-bundle", help="Certificates to trust (PEM).", show_default=False)
    ] = None,
    proxy: Annotated[
        str | None, typer.Option("--proxy", help="Proxy, without credentials.", show_default=False)
    ] = None,
    location: Annotated[
        Path | None, typer.Option("--location", help="The folder of a folder backend.", show_default=False)
    ] = None,
    keep_local: Annotated[
        YesNo, typer.Option("--keep-local", help="no: remove local audio once its copy here is proven.")
    ] = YesNo.YES,
    db: Db = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Register a place for copies of the library, or change one. No credentials are stored, and nothing is sent.

    catalogsync register-object-backend --db music.db --backend main-s3 --bucket music-bucket
    --endpoint https://s3.example.com --region auto --base-prefix music --credential-env-prefix CATALOGSYNC_MAIN_S3

    catalogsync register-object-backend --db music.db --backend second-disk --kind folder --location /mnt/disk2/music
    """
    settings = settings_from(env_file=env_file, config=config, db=db).settings
    if ca_bundle is not None and not ca_bundle.is_file():
        raise Refusal(f"there is no file of certificates at {ca_bundle}")
    place = Place(
        kind=kind.value,
        bucket=bucket,
        endpoint=endpoint,
        region=None if region == "auto" and endpoint is None else region,
        addressing=addressing.value,
        ca_bundle=None if ca_bundle is None else str(ca_bundle.absolute()),
        proxy=proxy,
        credential_env_prefix=credential_env_prefix,
        location=None if location is None else str(location.expanduser().absolute()),
        base_prefix=base_prefix.strip("/"),
        keep_local=keep_local is YesNo.YES,
    )
    with opened(settings, read_only=dry_run) as shop:
        try:
            new = register_backend(shop.catalog, backend, place, dry_run=dry_run)
        except BackendRefused as e:
            raise Refusal(str(e)) from None
        if dry_run:
            say(f"would register {backend}" if new else f"{backend} is registered like that already")
            return
    if as_json:
        print_json("backend", name=backend, new=new, keep_local=place.keep_local)
    say(f"{backend} is registered" if new else f"{backend} was registered like that already")
    if place.kind == "s3" and not backends.has_credentials(place, env_file):
        say("its credentials are not in the environment yet; `upload` will need them")


def upload(
    backend: Annotated[
        str | None, typer.Option("--backend", help="Where to; every backend without.", show_default=False)
    ] = None,
    db: Db = None,
    library_root: LibraryRoot = None,
    sources: SourceNames = None,
    playlist_file: PlaylistFile = None,
    playlist_ids: PlaylistIds = None,
    limit: Limit = None,
    workers: Workers = None,
    bandwidth_kbps: Bandwidth = None,
    read_back: Annotated[
        bool,
        typer.Option("--read-back", help="Prove each upload by reading all of it back, not by its checksum."),
    ] = False,
    env_file: EnvFile = None,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    progress: Progress = Style.AUTO,
) -> None:
    """Bring what a backend lacks there: audio with its lyric, proven after the upload. --limit is the number of songs.

    catalogsync upload --db music.db --library-root Music --backend main-s3 --workers 4

    catalogsync upload --db music.db --backend main-s3 --playlist-ids 12 --bandwidth-kbps 2000
    """
    backends.take_credentials(env_file)
    work("upload_only", **_as_selection(locals()))


def _as_selection(flags: dict[str, object]) -> dict[str, object]:
    flags["deep"] = flags.pop("read_back")
    return flags
