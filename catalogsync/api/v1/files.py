"""/api/v1/songs/…/file and …/lyrics: what the library holds, with Range; nothing outside of it."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse, Response

from catalogsync.api.deps import Reading, Shop
from catalogsync.api.problems import Problem, not_found
from catalogsync.api.v1.catalog import song_key
from catalogsync.api.v1.routes import routes

router = routes("files")

_TYPES = {
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".aac": "audio/aac",
}
"""Served as these types only: a file of another name is bytes, whatever it says it is."""

_LYRIC_LIMIT = 1_000_000


@router.get("/songs/{name}/file", response_class=FileResponse)
def audio(name: str, shop: Shop, db: Reading) -> Response:
    """The audio of a song; Range is honoured, so that a browser can seek."""
    row = db.execute(
        "SELECT root, path FROM files WHERE song = ? AND present = 1", (str(song_key(shop, name)),)
    )
    path = _inside(db, row.fetchone(), name)
    return FileResponse(
        path,
        media_type=_TYPES.get(path.suffix.lower(), "application/octet-stream"),
        filename=path.name,
        content_disposition_type="inline",
    )


@router.get("/songs/{name}/lyrics", response_class=PlainTextResponse)
def lyrics(name: str, shop: Shop, db: Reading) -> Response:
    """The .lrc beside the audio."""
    row = db.execute("SELECT root, path FROM lyrics WHERE song = ?", (str(song_key(shop, name)),))
    path = _inside(db, row.fetchone(), name)
    with path.open("rb") as file:
        text = file.read(_LYRIC_LIMIT).decode("utf-8", "replace")
    return PlainTextResponse(text)


def _inside(db: Reading, row: tuple[str, str] | None, name: str) -> Path:
    """Where the file is; Problem 404 when it is not there, or not truly inside its library root."""
    if row is None:
        raise not_found("file of song", name)
    found = db.execute("SELECT location FROM roots WHERE id = ?", (row[0],)).fetchone()
    if found is None:
        raise Problem(404, "not_found", f"the library root {row[0]} is not known here")
    root = Path(found[0])
    try:
        # Links are followed first: neither `..` nor a link out of the library leads anywhere.
        path = (root / row[1]).resolve(strict=True)
        inside = path.is_relative_to(root.resolve(strict=True)) and path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside:
        raise Problem(404, "file_missing", "the file is not where it was recorded", hint="run a verify job")
    return path
