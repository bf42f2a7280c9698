"""What the sandbox's catalog says about the ids the judges were given, and how a finding compares with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalogsync.sandbox import Sandbox, describe
from catalogsync.sandbox.media import number_of
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import Song
from tests.judges.rows import Row

ROUGHLY_MS = 1_500
"""Clients show whole seconds, some rounded, some cut."""


class Truth:
    """One sandbox's truth. `found` is the folder into which judges download."""

    def __init__(self, sandbox: Sandbox, found: Path) -> None:
        self._gateway, self._found = sandbox.gateway, found
        self.platforms: dict[str, Any] = describe(sandbox.catalog)["platforms"]

    def asked(self, keyword: str = "") -> dict[str, str]:
        """The ids to ask for, in the variables the judges read."""
        ids = {name: row["song"]["ids"] for name, row in self.platforms.items()}
        lists = {name: str(row["playlist"]["id"]) for name, row in self.platforms.items()}
        return {
            "J_NE_SONG": ids["netease"]["id"],
            "J_NE_LIST": lists["netease"],
            "J_QQ_MID": ids["qq"]["mid"],
            "J_QQ_LIST": lists["qq"],
            "J_QQ_TOP": str(self.platforms["qq"]["toplist"]["id"]),
            "J_KW_SONG": ids["kuwo"]["rid"],
            "J_KW_LIST": lists["kuwo"],
            "J_KG_HASH": ids["kugou"]["hash"],
            "J_KG_LIST": lists["kugou"],
            "J_MG_LIST": lists["migu"],
            "J_QN_SONG": ids["qianqian"]["TSID"],
            "J_QN_LIST": lists["qianqian"],
            "J_WORD": keyword or str(self.platforms["netease"]["keyword"]),
        }

    def judged(self, row: Row) -> Row:
        """The row with its comparison; a failed check is compared with nothing."""
        compare = _COMPARISONS.get((row.judge, row.operation))
        if not row.ok or compare is None:
            return row
        try:
            wrong = compare(self, row.platform, row.got)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            wrong = f"cannot be compared ({type(error).__name__}: {error})"
        return replace(row, equal=wrong)

    def song(self, platform: str, id_: object) -> Song:
        """The song behind any id form."""
        number = self._gateway.platforms[platform].song_number(str(id_))
        song = self._gateway.world.catalog.song(platform, number)
        if song is None:
            raise ValueError(f"no song {id_}")
        return song

    def sample(self, platform: str) -> Song:
        return self._gateway.world.catalog.sample_song(platform)

    def sizes(self, song: Song) -> set[int]:
        """Sizes in bytes of the song's true files."""
        opened = (self._gateway.world.media.open(number_of(song, quality)) for quality in song.exists)
        return {file.size for file in opened if file is not None}

    def line(self, song: Song) -> str:
        """The first line that is sung."""
        return lyric(self._gateway.world.catalog.world.seed, song.recording).first_line or ""

    def holds(self, song: Song, path: Path) -> bool:
        """Is the sound of one of the song's files in this file? Tags may have been put before or after it."""
        there = path.read_bytes()
        opened = (self._gateway.world.media.open(number_of(song, quality)) for quality in song.exists)
        return any(
            b"".join(file.chunks(file.size // 4, file.size)) in there for file in opened if file is not None
        )

    def downloaded(self, name: str) -> Path:
        """A file some judge downloaded, by its name."""
        return next(path for path in self._found.rglob("*") if path.name == name)


def differing(**facts: tuple[object, object]) -> str:
    """Which facts differ; each is (found, true)."""
    return "; ".join(
        f"{name} {found!r} is {true!r}" for name, (found, true) in facts.items() if found != true
    )


def about(found_ms: float, song: Song) -> tuple[object, object]:
    """A duration as a fact: equal when it is the recording's, give or take a second."""
    true = song.recording.duration_ms
    return (true if abs(found_ms - true) <= ROUGHLY_MS else found_ms, true)


def _names(song: Song) -> list[str]:
    return [artist.name for artist in song.artists]


def _size(truth: Truth, song: Song, found: object) -> tuple[object, object]:
    sizes = truth.sizes(song)
    return (found, found if found in sizes else sorted(sizes))


def _list_of(truth: Truth, platform: str, kind: str) -> tuple[str, list[str]]:
    row = truth.platforms[platform][kind]
    return row["name"], row["tracks"]


def _ytdlp_song(truth: Truth, platform: str, got: Mapping[str, Any]) -> str:
    song = truth.sample(platform)
    sizes = {size for _, _, size in got["formats"] if size}
    words = " ".join(got["subs"].values())
    return differing(
        title=(got["title"], song.title),
        artists=(got["who"], _names(song)),
        album=(got["album"], song.album),
        duration=about(got["dur"] * 1000, song),
        sizes=(sizes - truth.sizes(song), set()),
        words=("[" in words, True),
    )


def _ytdlp_list(kind: str) -> Callable[[Truth, str, Mapping[str, Any]], str]:
    def compare(truth: Truth, platform: str, got: Mapping[str, Any]) -> str:
        name, tracks = _list_of(truth, platform, kind)
        first = [truth.song(platform, id_).number for id_ in got["ids"]]
        true = [truth.song(platform, id_).number for id_ in tracks[: len(first)]]
        # A toplist is shown with its group and its day around the name.
        title = name if kind == "toplist" and name in got["title"] else got["title"]
        return differing(title=(title, name), songs=(got["n"], len(tracks)), first=(first, true))

    return compare


def _ytdlp_download(truth: Truth, platform: str, got: Mapping[str, int]) -> str:
    song = truth.sample(platform)
    audio = {name: size for name, size in got.items() if not name.endswith(".lrc")}
    held = [truth.holds(song, truth.downloaded(name)) for name in audio]
    return differing(
        files=(len(audio), 1), sizes=(set(audio.values()) - truth.sizes(song), set()), sound=(held, [True])
    )


def _bare(text: str) -> str:
    """A text without blanks and without what clients put between artists."""
    return re.sub(r"[\s,&、]", "", text)


def _musicdl_songs(truth: Truth, platform: str, got: list[Mapping[str, Any]]) -> str:
    """In Kugou's lists this client takes "artist - title", the file's name, for the title."""
    wrong = []
    for found in got:
        song = truth.song(platform, found["id"])
        wrong.append(
            differing(
                title=(_bare(found["song"].rpartition(" - ")[2]), _bare(song.title)),
                artists=(_bare(found["who"]), _bare("".join(_names(song)))),
                album=(found["album"], song.album),
                size=_size(truth, song, found["bytes"]),
                duration=about(float(found["dur"]) * 1000, song),
            )
        )
    return "; ".join(filter(None, wrong))


def _musicdl_search(truth: Truth, platform: str, got: list[Mapping[str, Any]]) -> str:
    hits = [truth.song(platform, id_).number for id_ in truth.platforms[platform]["hits"]]
    found = [truth.song(platform, row["id"]).number for row in got]
    return differing(hits=(found, hits[: len(found)])) or _musicdl_songs(truth, platform, got)


def _musicdl_playlist(truth: Truth, platform: str, got: list[Mapping[str, Any]]) -> str:
    """musicdl lists each song once."""
    true = [truth.song(platform, id_).number for id_ in truth.platforms[platform]["playlist"]["tracks"]]
    found = [truth.song(platform, row["id"]).number for row in got]
    return differing(songs=(found, list(dict.fromkeys(true)))) or _musicdl_songs(truth, platform, got)


def _musicdl_download(truth: Truth, platform: str, got: list[Mapping[str, Any]]) -> str:
    first = truth.song(platform, truth.platforms[platform]["playlist"]["tracks"][0])
    held = [truth.holds(first, truth.downloaded(row["file"])) for row in got]
    return differing(sound=(held, [True]))


def _named(truth: Truth, platform: str, song: Song, got: Mapping[str, Any]) -> str:
    artists = got.get("artist")
    return differing(
        song=(truth.song(platform, got["id"]).number, song.number) if "id" in got else (0, 0),
        name=(got["name"], song.title),
        artists=(artists, _names(song)) if artists else (0, 0),
        album=(got["album"], song.album) if got.get("album") else (0, 0),
    )


def _meting_song(truth: Truth, platform: str, got: Mapping[str, Any]) -> str:
    if "name" not in got:  # the old gateway's shape is one that this client's own format cannot read
        return differing(source=(got.get("source"), "baidu"))
    return _named(truth, platform, truth.sample(platform), got)


def _meting_playlist(truth: Truth, platform: str, got: Mapping[str, Any]) -> str:
    return _named(
        truth, platform, truth.song(platform, truth.platforms[platform]["playlist"]["tracks"][0]), got
    )


def _meting_url(truth: Truth, platform: str, got: Mapping[str, Any]) -> str:
    size = got.get("size")
    return differing(
        address=(str(got["url"]).startswith("http"), True),
        size=_size(truth, truth.sample(platform), size) if size and int(size) > 0 else (0, 0),
    )


def _words(truth: Truth, platform: str, got: Any) -> str:
    text = got["lyric"] if isinstance(got, Mapping) else got
    line = truth.line(truth.sample(platform))
    return differing(words=(line if line in str(text) else str(text)[:60], line))


def _name_of_sample(truth: Truth, platform: str, got: str) -> str:
    return differing(name=(got, truth.sample(platform).title))


def _first_id(truth: Truth, platform: str, got: object) -> str:
    return differing(first=(str(got), truth.platforms[platform]["playlist"]["tracks"][0]))


def _first_name(truth: Truth, platform: str, got: str) -> str:
    first = truth.song(platform, truth.platforms[platform]["playlist"]["tracks"][0])
    return differing(name=(got, first.title))


def _address(truth: Truth, platform: str, got: str) -> str:
    return differing(address=(got.startswith("http"), True))


_COMPARISONS: Mapping[tuple[str, str], Callable[[Truth, str, Any], str]] = {
    ("yt-dlp", "song"): _ytdlp_song,
    ("yt-dlp", "playlist"): _ytdlp_list("playlist"),
    ("yt-dlp", "toplist"): _ytdlp_list("toplist"),
    ("yt-dlp", "download"): _ytdlp_download,
    ("musicdl", "search"): _musicdl_search,
    ("musicdl", "playlist"): _musicdl_playlist,
    ("musicdl", "download"): _musicdl_download,
    ("meting", "search"): _meting_song,
    ("meting", "song"): _meting_song,
    ("meting", "playlist"): _meting_playlist,
    ("meting", "url"): _meting_url,
    ("meting", "lyric"): _words,
    ("NeteaseCloudMusicApi", "search"): _name_of_sample,
    ("NeteaseCloudMusicApi", "song"): _name_of_sample,
    ("NeteaseCloudMusicApi", "playlist"): _first_id,
    ("NeteaseCloudMusicApi", "tracks"): _first_name,
    ("NeteaseCloudMusicApi", "url"): _address,
    ("NeteaseCloudMusicApi", "lyric"): _words,
}
