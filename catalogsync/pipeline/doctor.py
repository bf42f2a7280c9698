"""Try what each platform can do, once and politely, and say how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from catalogsync.pipeline.errors import (
    Blocked,
    LoginNeeded,
    NotGranted,
    PlatformError,
    TemporarilyUnavailable,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import PlaylistRef, Quality, SongInfo, Sources

KEYWORDS = ("合成", "晴天", "love")
"""What is searched for, until one brings hits; the first is a word of the sandbox's catalog."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """How one operation of one platform went.

    `state`: `works`, `refused` (the platform says no), `changed` (the answer has another shape), `blocked` (risk
    control), `down` (no answer, or its own trouble), `skipped` (nothing to try it with).
    """

    platform: str
    operation: str
    state: str
    detail: str = ""
    hint: str | None = None


def examine(platform: str, sources: Sources) -> Iterator[Finding]:
    """Every operation this platform has, each with what an earlier one brought; asks for no audio bytes."""
    examination = _Examination(platform)
    collects, lists = sources.collects.get(platform), sources.lists.get(platform)
    found: tuple[PlaylistRef, ...] = ()
    songs: list[SongInfo] = []
    if collects is not None:
        yield from examination.ask("categories", collects.categories, lambda all_: f"{len(all_)} categories")
        yield from examination.ask(
            "playlist-list",
            lambda: collects.square_page(None, None),
            lambda page: f"{len(page.playlists)} playlists",
        )
        found = examination.last.playlists if examination.last is not None else ()
        yield from examination.ask("toplist-list", collects.toplists, lambda all_: f"{len(all_)} toplists")
        tops = examination.last or ()
        if lists is not None and found:
            yield from examination.ask(
                "playlist-detail",
                lambda: lists.playlist(found[0].playlist_id),
                lambda one: f"{len(one.entries)} songs",
            )
            songs += [e.song for e in (examination.last.entries if examination.last else ()) if e.song]
        if lists is not None and tops:
            yield from examination.ask(
                "toplist-detail",
                lambda: lists.toplist(tops[0].playlist_id),
                lambda one: f"{len(one.entries)} songs",
            )
    finder = sources.finds.get(platform)
    if finder is not None:
        yield from examination.ask("search", lambda: _search(finder.search), lambda hits: f"{len(hits)} hits")
        songs = [*(examination.last or ()), *songs]
    if not songs:
        for operation in ("song-detail", "song-url", "lyric"):
            yield Finding(platform, operation, "skipped", "no song to try it with")
        return
    yield from _song(examination, platform, sources, songs[0])


def _song(examination: _Examination, platform: str, sources: Sources, song: SongInfo) -> Iterator[Finding]:
    if platform in sources.describes:
        yield from examination.ask(
            "song-detail",
            lambda: sources.describes[platform].songs([song.song_id]),
            lambda some: f"{len(some)} song",
        )
    if platform in sources.opens:
        yield from examination.ask(
            "song-url",
            lambda: sources.opens[platform].stream(song, Quality.STANDARD),
            lambda grant: f"{grant.quality} {grant.suffix} is granted",
        )
    if platform in sources.lyrics:
        yield from examination.ask(
            "lyric", lambda: sources.lyrics[platform].lyric(song), lambda one: str(one.kind)
        )


def _search(search: Callable[[str, int], Any]) -> list[SongInfo]:
    for word in KEYWORDS:
        hits = list(search(word, 5))
        if hits:
            return hits
    return []


class _Examination:
    """Asks one question at a time; `last` is the answer to the newest, None when it failed."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self.last: Any = None

    def ask(self, operation: str, question: Callable[[], T], told: Callable[[T], str]) -> Iterator[Finding]:
        self.last = None
        try:
            answer = question()
        except PlatformError as e:
            yield Finding(self._platform, operation, state_of(e), e.message, e.hint)
        else:
            self.last = answer
            yield Finding(self._platform, operation, "works", told(answer))


_STATES: Mapping[type[PlatformError], str] = {
    Blocked: "blocked",
    TemporarilyUnavailable: "down",
    UnexpectedAnswer: "changed",
    LoginNeeded: "refused",
    NotGranted: "refused",
}


def state_of(error: PlatformError) -> str:
    """The doctor's word for an error."""
    return next((state for kind, state in _STATES.items() if isinstance(error, kind)), "refused")
