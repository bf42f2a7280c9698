"""What Migu's songs are, by any of the three ids it knows them by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.migu import parse
from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.migu.hosts import APP, APP_C, WEB
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import SongInfo

SONGS_AT_ONCE = 50
"""Ids in one detail call; up to 100 are reported to work, 50 to 100 are advised (wire pages 4.1 and 11)."""


class Describing:
    """Looks songs up, many at a time where Migu lets us."""

    def __init__(self, ask: Asking, alternatives: Alternatives) -> None:
        self._ask = ask
        self._alternatives = alternatives

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """The songs in the order of the ids; an id may be a copyrightId, a contentId or a songId."""
        wanted = list(
            dict.fromkeys(song_id for song_id in song_ids if re.fullmatch(r"[0-9A-Za-z]{1,24}", song_id))
        )
        found: dict[str, SongInfo] = {}
        for name in ("copyrightId", "contentId"):
            asked = [song_id for song_id in wanted if _id_name(song_id) == name]
            for start in range(0, len(asked), SONGS_AT_ONCE):
                for song in self._details(name, asked[start : start + SONGS_AT_ONCE]):
                    found.setdefault(song.handle.get(name, ""), song)
        for song_id in wanted:
            if _id_name(song_id) == "songId" and (named := self._by_song_id(song_id)):
                found[song_id] = named
        return list({found[i].song_id: found[i] for i in wanted if i in found}.values())

    def _details(self, name: str, ids: Sequence[str]) -> Sequence[SongInfo]:
        """The rows for these ids, those of other ids (covers of the same rights come along) left out."""
        operation = "song-detail"
        path = "MIGUM2.0/v1.0/content/resourceinfo.do"
        form = {"resourceType": "2", "copyrightId" if name == "copyrightId" else "resourceId": "|".join(ids)}

        def ask(host: str) -> Sequence[SongInfo]:
            return self._ask.post(operation, parse.parse_song_detail, f"{host}/{path}", form=form)

        ways: dict[str, Callable[[], Sequence[SongInfo]]] = {
            "resourceinfo": partial(ask, APP_C),
            "resourceinfo second host": partial(ask, APP),
        }
        if name == "copyrightId":
            ways["web songs"] = lambda: self._ask.get(
                operation,
                parse.parse_song_detail,
                f"{WEB}/v3/api/music/audioPlayer/songs",
                {"type": "1", "copyrightId": ",".join(ids)},
                headers={"Referer": f"{WEB}/v3/music/player/audio?from=migu"},
            )
        found = [song for song in self._alternatives.run(operation, ways) if song.handle.get(name) in ids]
        if len(ids) >= 10 and not found:
            raise UnexpectedAnswer(NAME, operation, f"song among the {len(ids)} asked for")
        return found

    def _by_song_id(self, song_id: str) -> SongInfo | None:
        url = f"{APP}/MIGUM2.0/v2.0/content/querySongBySongId.do"
        params = {"songId": song_id, "contentId": "0"}
        found = self._ask.get("song-detail", parse.parse_song_detail, url, params)
        return next((song for song in found if song.handle.get("songId") == song_id), None)


def _id_name(song_id: str) -> str:
    """Which of the three ids this is, by its shape (wire page 9)."""
    if re.fullmatch(r"[0-9]{18}", song_id):
        return "contentId"
    return "songId" if re.fullmatch(r"[0-9]{1,10}", song_id) else "copyrightId"
