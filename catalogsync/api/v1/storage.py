"""/api/v1/storage: backends, where the copies of the files stand, and what brings missing ones there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from catalogsync.api import storing
from catalogsync.api.deps import After, PageSize, Reading, Shop, TheConsole, Writing
from catalogsync.api.v1.catalog import song_key
from catalogsync.api.v1.job_shapes import Command, JobWhole
from catalogsync.api.v1.jobs import whole
from catalogsync.api.v1.pages import Page, page_of
from catalogsync.api.v1.routes import routes
from catalogsync.bootstrap.storage import missing_credentials

router = routes("storage")

Name = Annotated[str, Path(max_length=100)]
Text = Annotated[str | None, Field(max_length=1000)]


class PlaceIn(BaseModel):
    """Where a backend is and how it is used. Credentials have no place here: only the prefix of their variables."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["s3", "folder"] = "s3"
    bucket: Text = None
    endpoint: Text = None
    region: Text = None
    addressing: Literal["auto", "path", "virtual"] = "auto"
    ca_bundle: Text = None
    proxy: Text = None
    credential_env_prefix: Text = None
    location: Text = None
    base_prefix: Text = None
    keep_local: bool = True


class PlaceOut(BaseModel):
    """Where a backend is and how it is used."""

    kind: str
    bucket: str
    endpoint: str | None
    region: str | None
    addressing: str
    ca_bundle: str | None
    proxy: str | None
    credential_env_prefix: str | None
    location: str | None
    base_prefix: str
    keep_local: bool


class BackendOut(BaseModel):
    """A backend and how it stands. `missing_credentials` names variables that are not set, never a value.

    `files` songs have a file; `there` of them have a copy that counts, `due` lack one and are here. `lost` copies were
    found `missing` or `different`. `failures` counts parts that did not get there by class.
    """

    name: str
    active: bool
    place: PlaceOut
    missing_credentials: list[str]
    files: int
    there: int
    due: int
    lost: int
    missing: int
    different: int
    failed: int
    failures: dict[str, int]
    read_back: int
    size_bytes: int
    checked_ms: int | None
    check_findings: int | None


class CopyOut(BaseModel):
    """A copy in a backend. `state` there, lost or failed; `failure` is the newest try's where that came to nothing."""

    id: int
    song: str
    number: int | None
    title: str | None
    artists: str | None
    part: str
    bucket: str | None
    key: str | None
    path: str | None
    size_bytes: int | None
    sha256: str | None
    etag: str | None
    proof: str | None
    state: str
    why: str | None
    failure: str | None
    message: str | None
    uploaded_ms: int | None
    tried_ms: int | None
    checked_ms: int | None
    read_ms: int | None


class SongCopyOut(BaseModel):
    """A copy of one song in one backend."""

    backend: str
    part: str
    bucket: str | None
    key: str | None
    size_bytes: int | None
    sha256: str | None
    proof: str | None
    state: str
    why: str | None
    failure: str | None
    uploaded_ms: int | None
    checked_ms: int | None
    read_ms: int | None


class WaitingOut(BaseModel):
    """A song with a part here that the backend lacks."""

    number: int
    song: str
    title: str | None
    artists: str | None
    path: str
    size_bytes: int


class FailedOut(BaseModel):
    """Uploads that failed alike, with the newest message."""

    failure: str
    n: int
    songs: int
    message: str | None
    tried_ms: int | None


class FoundOut(BaseModel):
    """Something that a check found."""

    what: str
    key: str
    song: str | None
    part: str | None
    detail: str


class CheckOut(BaseModel):
    """The newest check of a backend; `findings` holds the first of each sort, `counts` all."""

    at_ms: int
    deep: bool
    counts: dict[str, int]
    findings: list[FoundOut]


class Registered(BaseModel):
    """`new` false: it was like that already."""

    name: str
    new: bool


class CareIn(BaseModel):
    """`deep` reads every byte back; `failure` uploads only what failed like that."""

    model_config = ConfigDict(extra="forbid")

    deep: bool = False
    failure: str | None = Field(None, max_length=60)


class RetireIn(BaseModel):
    """Why, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str | None = Field(None, max_length=500)


@router.get("/storage/backends")
def backends(shop: Shop) -> list[BackendOut]:
    """Every backend, retired ones last. Told from the catalog; nothing is asked of the backends."""
    ask = storing.views(shop)
    places = ask.backends(retired=True)
    return [
        BackendOut(
            **{name: value for name, value in asdict(row).items() if name in BackendOut.model_fields},
            place=PlaceOut.model_validate(msgspec.structs.asdict(places[row.name])),
            missing_credentials=missing_credentials(places[row.name]),
        )
        for row in ask.presence()
    ]


@router.put("/storage/backends/{name}")
def register(name: Name, asked: PlaceIn, writer: Writing) -> Registered:
    """Register a backend, or change it. Nothing is sent to it; a folder is marked as this backend's."""
    return Registered(name=name, new=storing.register(writer, name, storing.place_of(asked.model_dump())))


@router.post("/storage/backends/{name}/retire")
def retire(name: Name, writer: Writing, asked: RetireIn | None = None) -> Registered:
    """Use a backend no more. Nothing is deleted there."""
    storing.retire(writer, name, asked.reason if asked else None)
    return Registered(name=name, new=True)


@router.get("/storage/backends/{name}/copies")
def copies(
    name: Name,
    shop: Shop,
    state: Literal["", "there", "lost", "failed"] = "",
    part: Literal["", "audio", "lyric", "cover"] = "",
    failure: Annotated[str, Query(max_length=60)] = "",
    search: Annotated[str, Query(max_length=200)] = "",
    after: After = 0,
    limit: PageSize = 100,
) -> Page[CopyOut]:
    """The copies of a backend by their number; `search` is part of a key."""
    storing.known(shop, name)
    ask = storing.views(shop)
    found = ask.copies(name, state=state, part=part, failure=failure, search=search, after=after, limit=limit)
    return page_of(CopyOut, found.rows, limit, "id", reached=found.reached)


@router.get("/storage/backends/{name}/waiting")
def waiting(name: Name, shop: Shop, after: After = 0, limit: PageSize = 100) -> Page[WaitingOut]:
    """Songs with a part here that the backend lacks: what an upload would work on."""
    storing.known(shop, name)
    found = storing.views(shop).waiting(name, after=after, limit=limit)
    return page_of(WaitingOut, found.rows, limit, reached=found.reached)


@router.get("/storage/backends/{name}/failures")
def failures(name: Name, shop: Shop) -> list[FailedOut]:
    """Failed uploads by class."""
    storing.known(shop, name)
    return [FailedOut.model_validate(asdict(group)) for group in storing.views(shop).failed(name)]


@router.get("/storage/backends/{name}/check")
def last_check(name: Name, shop: Shop) -> CheckOut | None:
    """The newest check; null when it was never checked."""
    storing.known(shop, name)
    found = storing.views(shop).last_check(name)
    if found is None:
        return None
    kept: list[Any] = [FoundOut.model_validate(one, from_attributes=True) for one in found.findings]
    return CheckOut(at_ms=found.at_ms, deep=found.deep, counts=dict(found.counts), findings=kept)


@router.post("/storage/backends/{name}/{word}", status_code=201)
def care(
    name: Name,
    word: Literal["upload", "check", "repair"],
    console: TheConsole,
    writer: Writing,
    asked: CareIn | None = None,
    command: Command = None,
) -> JobWhole:
    """Queue an upload of what is missing, a check, or a check with repair. A backend that cannot work is refused now."""
    asked = asked or CareIn()
    job_id = storing.order_care(writer, name, word, deep=asked.deep, failure=asked.failure, command=command)
    return whole(console, job_id)


@router.get("/songs/{name}/copies")
def song_copies(name: str, shop: Shop, db: Reading) -> list[SongCopyOut]:
    """The copies of one song in every backend, with how each was proven."""
    rows = db.execute(
        "SELECT * FROM copies WHERE song = ? ORDER BY backend, part", (str(song_key(shop, name)),)
    )
    return [SongCopyOut.model_validate(dict(row)) for row in rows]
