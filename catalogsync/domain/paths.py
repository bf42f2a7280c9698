"""Where a song's file goes: a relative path that every file system takes, whatever the platforms call things.

Safe means: no part is empty, a device name of Windows, ends in a dot or space, or is longer than 255 bytes with the
longest suffix we add; no control, bidi or invisible characters; nothing leaves the library. Paths are NFC, with `/`.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

DEFAULT_TEMPLATE = "{platform}/{first_artist}/{artist} - {title}.{ext}"
FIELDS = frozenset(("platform", "first_artist", "artist", "title", "album", "id", "quality", "ext"))

MOST_BYTES = 255
"""What ext4, NTFS (in characters), APFS, exFAT and SMB shares take for one component."""

SUFFIX_BYTES = len(".part.json")
"""Kept free in the last component for what is put beside a file: `.part`, `.part.json`, `.lrc`."""

ORDINAL_BYTES = len(" (999999)")
"""Kept free in the last component for `with_ordinal`."""

MOST_EXT_BYTES = 16
MOST_DEPTH = 8

_FORBIDDEN = {ord(c): full for c, full in zip('<>:"/\\|?*', "＜＞：＂／＼｜？＊", strict=True)}
"""Characters Windows refuses, by their full-width twins: `AC/DC` stays readable as `AC／DC`."""

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
_DROPPED_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_JOINERS = "\u200c\u200d"  # they shape Persian and Indic words and emoji; kept between visible characters
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u180b\u180c\u180d\ufe0f\u2800")
_SPACES = re.compile(r"\s+")
_MOST_CHARACTERS = 2_000


class TemplateError(ValueError):
    """A path template that cannot give safe, distinct paths; says why in one line."""


@lru_cache(maxsize=16)
def check_template(template: str) -> tuple[str, ...]:
    """The template's parts, one per folder and the file name last; TemplateError when it is of no use."""
    if "\\" in template or template.startswith("/") or template.endswith("/") or "//" in template:
        raise TemplateError("a path template is relative, with single / between its parts")
    parts = tuple(template.split("/"))
    if len(parts) > MOST_DEPTH:
        raise TemplateError(f"a path template has at most {MOST_DEPTH} parts")
    used: set[str] = set()
    try:
        for _, name, spec, conversion in string.Formatter().parse(template):
            if name is not None:
                if name not in FIELDS or spec or conversion:
                    known = ", ".join(sorted(FIELDS))
                    raise TemplateError(f"{{{name}}} is no field of a path template; known: {known}")
                used.add(name)
    except ValueError as e:
        raise (
            e if isinstance(e, TemplateError) else TemplateError(f"a path template cannot be read: {e}")
        ) from e
    if not parts[-1].endswith(".{ext}"):
        raise TemplateError("a path template must end in .{ext}")
    if "{ext}" in template[: -len("{ext}")]:
        raise TemplateError("{ext} stands only at the end of a path template")
    if not used & {"title", "id"}:
        raise TemplateError("a path template needs {title} or {id}")
    if any(not part.strip(" .") for part in parts):
        raise TemplateError("a path template has no empty parts and no . or ..")
    return parts


def song_path(
    fields: Mapping[str, str | None],
    *,
    template: str = DEFAULT_TEMPLATE,
    ext: str,
    song_id: str,
    most_bytes: int = MOST_BYTES,
) -> str:
    """The relative path of a song's file. A field without value reads `unknown title` and so on; `id` and `ext` come
    from the arguments. Names that are too long lose their ends, the longest fields first. `most_bytes` is for file
    systems with shorter names (143 on encrypted Synology folders)."""
    if most_bytes < 100:
        raise TemplateError("names need at least 100 bytes")
    suffix = clean_ext(ext)
    values = {
        name: clean_text(fields.get(name) or "") or f"unknown {name.replace('_', ' ')}" for name in FIELDS
    }
    values["id"] = clean_text(song_id) or "unknown id"
    *folders, file = check_template(template)
    names = [_component(folder, values, most_bytes) for folder in folders]
    room = most_bytes - SUFFIX_BYTES - ORDINAL_BYTES - len(suffix) - 1
    return "/".join([*names, f"{_component(file.removesuffix('.{ext}'), values, room)}.{suffix}"])


def clean_text(text: str) -> str:
    """One name without what file systems or terminals take badly; may be empty. Slashes become full-width ones."""
    text = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS])
    text = _SPACES.sub(" ", text).translate(_FORBIDDEN)
    kept = [c for c in text if c in _JOINERS or (c not in _INVISIBLE and _visible(c))]
    text = "".join(c for n, c in enumerate(kept) if c not in _JOINERS or _joins(kept, n))
    # Dropping characters can bring a letter and its accent together.
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).translate(_FORBIDDEN).strip()


def clean_ext(ext: str) -> str:
    """A suffix of ASCII letters and digits, without dot; `bin` when nothing is left."""
    return re.sub(r"[^a-z0-9]", "", ext.lower())[:MOST_EXT_BYTES] or "bin"


def _visible(c: str) -> bool:
    return unicodedata.category(c) not in _DROPPED_CATEGORIES


def _joins(text: list[str], n: int) -> bool:
    """Whether a joiner stands between two characters that it can join."""
    return 0 < n < len(text) - 1 and all(
        c not in _JOINERS and not c.isspace() and ord(c) > 0x2FF for c in (text[n - 1], text[n + 1])
    )


def _component(part: str, values: Mapping[str, str], room: int) -> str:
    """One folder or file name of at most `room` bytes in UTF-8."""
    text = part.format_map(values)
    if len(text.encode()) > room:
        # A long list of artists must not push the title out: each field gets its share first.
        share = room // max(1, part.count("{")) - len(part.split("{", 1)[0].encode())
        text = part.format_map({name: _cut(value, max(share, 24)) for name, value in values.items()})
    name = _cut(_bare(text), room) or "_"
    # Windows takes `aux.mp3` and `COM1 .txt` for the device as well.
    if name.split(".")[0].rstrip(" ").casefold() in _DEVICES:
        name = _cut("_" + name, room)
    return name


def _bare(text: str) -> str:
    """Without the dots and spaces that Windows drops at the end, and without the dot that hides a file."""
    name = clean_text(text).rstrip(" .").lstrip(" ")
    return "_" + name[1:] if name.startswith(".") else name


def _cut(name: str, room: int) -> str:
    """At most `room` bytes, not in the middle of a character, of an accent or of a joined emoji."""
    if len(name.encode()) <= room:
        return name
    end = len(name.encode()[:room].decode("utf-8", "ignore"))
    while end > 0 and (unicodedata.combining(name[end]) or name[end] in _JOINERS):
        end -= 1
    return name[:end].rstrip(" ." + _JOINERS)


def clash_key(path: str) -> str:
    """Equal for paths that some file system takes for the same: case, width of accents, compatibility forms."""
    folded = unicodedata.normalize("NFKD", path).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", folded).casefold())


def with_ordinal(path: str, n: int) -> str:
    """The n-th path for songs that want the same one: `a.mp3`, `a (2).mp3`, `a (3).mp3` …; n from 1."""
    if n < 1:
        raise ValueError("ordinals begin at 1")
    if n == 1:
        return path
    folder, slash, file = path.rpartition("/")
    stem, dot, ext = file.rpartition(".")
    if not dot:
        stem, ext = file, ""
    return f"{folder}{slash}{stem} ({n}){dot}{ext}"


def same_but_for_ordinal(path: str, wanted: str) -> bool:
    """Is it `wanted` or one of its `with_ordinal` siblings?"""
    stem, dot, ext = wanted.rpartition(".")
    return path == wanted or (
        path.startswith(f"{stem} (")
        and path.endswith(f"){dot}{ext}")
        and path[len(stem) + 2 :].split(")")[0].isdigit()
    )
