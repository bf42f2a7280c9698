"""What the pipeline asks of the outside. One small port per ability; a platform has the abilities it has.

Every value here is already clean of wire details: ids are strings without platform prefixes, durations are
milliseconds, names are unescaped text, unknown things are None (never "" or -1). Adapters raise only the errors of
`pipeline/errors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key


class Quality(StrEnum):
    """What a user asks for. `lossless` is flac or better, `high` about 320 kbit/s, `standard` about 128 kbit/s."""

    LOSSLESS = "lossless"
    HIGH = "high"
    STANDARD = "standard"


class Access(StrEnum):
    """What a listing says about a song before anyone asked for its stream. A hint, never an outcome."""

    OPEN = "open"
    VIP = "vip"
    PURCHASE = "purchase"
    REGION = "region"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ArtistCredit:
    """One artist of a song, in the platform's order. `artist_id` is None where the platform gives only names."""

    name: str
    artist_id: str | None = None


@dataclass(frozen=True, slots=True)
class SongInfo:
    """A song as one platform describes it.

    `song_id` is the platform's main id: netease id, qq songmid, kuwo rid (digits), kugou album_audio_id or, where
    that is unknown, the hash, migu copyrightId, qianqian TSID. `handle` holds what else the adapter needs to open the
    stream or lyric without asking again (qq media_mid and songid, kugou hashes, migu contentId …): small, public, no tokens.
    """

    platform: str
    song_id: str
    title: str
    artists: tuple[ArtistCredit, ...] = ()
    album: str | None = None
    album_id: str | None = None
    duration_ms: int | None = None
    aliases: tuple[str, ...] = ()
    cover_url: str | None = None
    access: Access = Access.UNKNOWN
    qualities: tuple[Quality, ...] = ()
    handle: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the playlist square. `category_id` is what `square_page` wants back."""

    category_id: str
    name: str
    group: str | None = None


class PlaylistKind(StrEnum):
    """A playlist made by someone, or a toplist made by the platform."""

    PLAYLIST = "playlist"
    TOPLIST = "toplist"


@dataclass(frozen=True, slots=True)
class PlaylistRef:
    """A playlist or toplist as a pool page shows it."""

    platform: str
    playlist_id: str
    title: str
    kind: PlaylistKind = PlaylistKind.PLAYLIST
    track_count: int | None = None
    creator: str | None = None
    cover_url: str | None = None
    description: str | None = None
    play_count: int | None = None


@dataclass(frozen=True, slots=True)
class PoolPage:
    """One page of the square. `next_cursor` is None on the last page; `total` is the platform's word, often wrong."""

    playlists: tuple[PlaylistRef, ...]
    next_cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a playlist. `song` is None when the platform lists the id and no longer tells what it is."""

    song_id: str
    song: SongInfo | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A playlist or toplist with every entry, in the platform's order, duplicates kept. Always whole.

    `period` names the issue of a toplist (`2026-11-20`, `2026_46`) where the platform has such.
    `announced` is the number of songs the platform claims, which may differ from `len(entries)` for withdrawn songs.
    """

    ref: PlaylistRef
    entries: tuple[Entry, ...]
    announced: int | None = None
    period: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A stream the platform handed to this session. `url` is signed and short-lived: never stored, never logged.

    `quality` is what was granted (it may be lower than asked), `suffix` the container (`mp3`, `flac`, `m4a` …),
    `bitrate` in bit/s, `md5` of the file where the platform says so, `headers` what the CDN wants to see,
    `expires_in_s` from now, `other_urls` the same file on further hosts, for when the first refuses.
    """

    url: str
    quality: Quality
    suffix: str
    size_bytes: int | None = None
    bitrate: int | None = None
    md5: str | None = None
    duration_ms: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expires_in_s: int | None = None
    other_urls: tuple[str, ...] = ()


class LyricKind(StrEnum):
    """What the platform has for a song's words.

    FOUND is one answer's word, never an adapter's: there are words, to be fetched by a second request (kugou).
    """

    TEXT = "text"
    INSTRUMENTAL = "instrumental"
    ABSENT = "absent"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Lyric:
    """The words of a song as the platform's own text, decoded (no base64, no entities); LRC where it is LRC.

    `word_timed` is the platform's word-by-word text, untouched. With kind TEXT, `original` is never empty. `found` names
    what kind FOUND offers, one line each.
    """

    kind: LyricKind
    original: str = ""
    translation: str | None = None
    romanisation: str | None = None
    word_timed: str | None = None
    found: tuple[str, ...] = ()


class CollectsPools(Protocol):
    """A platform with a playlist square and toplists."""

    name: str

    def categories(self) -> Sequence[Category]:
        """The categories of the square; the first is the platform's "all" where it has one."""
        ...

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of the square (None: all categories, first page)."""
        ...

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every toplist, kind TOPLIST."""
        ...


class ListsSongs(Protocol):
    """A platform whose playlists can be read."""

    name: str

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry; anything less raises."""
        ...

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The toplist with every entry; `period` asks for an older issue where the platform has them."""
        ...


class DescribesSongs(Protocol):
    """A platform that tells about songs by id."""

    name: str

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """What the platform knows of these ids, any number; unknown ids are left out."""
        ...


class FindsSongs(Protocol):
    """A platform with a search."""

    name: str

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Songs for a text, in the platform's order; [] when it has none."""
        ...


class OpensStreams(Protocol):
    """A platform that hands out streams."""

    name: str

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The stream at this quality or the best below it that is granted; NotGranted and its kin otherwise."""
        ...


class FindsLyrics(Protocol):
    """A platform that knows words of songs."""

    name: str

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words; kind ABSENT or INSTRUMENTAL is an answer, not an error."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """The platforms by ability, by name. A platform stands only where it has the ability."""

    collects: Mapping[str, CollectsPools]
    lists: Mapping[str, ListsSongs]
    describes: Mapping[str, DescribesSongs]
    finds: Mapping[str, FindsSongs]
    opens: Mapping[str, OpensStreams]
    lyrics: Mapping[str, FindsLyrics]


class KeepsEvents(Protocol):
    """The event store as the pipeline sees it."""

    def append(self, events: Sequence[Event[Any]]) -> Sequence[int]:
        """Store them all or none, durably, and return their positions. Conflict when a version is taken."""
        ...

    def load(self, stream: str) -> Sequence[Event[Any]]:
        """The events of one stream, oldest first; [] when there is none."""
        ...

    def load_many(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event[Any]]]:
        """The events of several streams; streams without events may be left out."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file in its `.part`: `resumed_from` bytes were there before, the hashes are of all of it (hex).

    `md5` is None unless the grant promised one to compare with.
    """

    size_bytes: int
    sha256: str
    md5: str | None = None
    resumed_from: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the bytes of a finished file came from, and who chose that song there: `own`, `rules` or `person`."""

    source: str
    source_song_id: str
    chosen: str
    total: float | None = None


class Fetches(Protocol):
    """What brings the bytes of a granted stream to disk."""

    def fetch(
        self,
        grant: Grant,
        song: Key,
        part: Path,
        *,
        source: Key,
        progress: Callable[[int], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Fetched:
        """Bring the whole stream into `part` (its folder exists), going on from what an earlier run left there.

        The bytes are for `song` and of `source`, the song at the platform that granted them. `progress` hears the number of bytes in the file so far. Raises AddressExpired (resolve anew),
        TemporarilyUnavailable, FileRejected, LibraryUnavailable, or TransferStopped once `stop` is true; the bytes
        are kept for the next time but for FileRejected.
        """
        ...
