"""Telling about kugou songs by any of their ids: the files' hashes, the number, its short text (section 4, 2026-11)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.kugou.login import Login
from catalogsync.adapters.platforms.kugou.parse import parse_songs
from catalogsync.adapters.platforms.kugou.requests import Sender
from catalogsync.adapters.platforms.kugou.songs import file_hash, short_text
from catalogsync.pipeline.errors import LoginNeeded, NoSuchItem, UnexpectedAnswer
from catalogsync.pipeline.ports import SongInfo

_BATCH = 100
_KMR_KEY = "OIlwieks28dk2k092lksi2UIkp"
_KMR_HEADERS = {
    "x-router": "kmr.service.kugou.com",
    "KG-THash": "13a3164",
    "KG-RC": "1",
    "KG-Fake": "0",
    "KG-RF": "00869891",
    "User-Agent": "Android712-AndroidPhone-11451-376-0-FeeCacheUpdate-wifi",
}


class Describer:
    """Asks for details of songs."""

    def __init__(self, send: Sender, ways: Alternatives, login: Login) -> None:
        self._send, self._ways, self._login = send, ways, login

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """Details by hash in batches of 100; one by one by album_audio_id (only the web player goes by it) and by its
        short text, which stands in web addresses (only the song's page knows it).

        A song asked by short text comes under its number: the text is another spelling of it.
        """
        asked_once = list(dict.fromkeys(song_ids))
        found = self._by_pages(asked for asked in asked_once if short_text(asked))
        hashes = {asked: asked.upper() for asked in asked_once if file_hash(asked)}
        hashes |= {asked: song.handle["hash"] for asked, song in found.items() if "hash" in song.handle}
        wanted = list(hashes.items())
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            named = [asked if file_hash(asked) else known for asked, known in batch]
            told = self._ways.run(
                "song-detail",
                {
                    "gateway": partial(self._batch, "v3", named),
                    "gateway 2": partial(self._batch, "v2", named),
                    "one by one": partial(self._one_by_one, named),
                },
            )
            by_hash = {song.handle.get("hash"): song for song in told}
            found |= {asked: song for asked, known in batch if (song := by_hash.get(known))}
        found |= self._by_numbers([a for a in asked_once if a.isdigit() and not file_hash(a)])
        return tuple(found[asked] for asked in song_ids if asked in found)

    def _batch(self, version: str, hashes: Sequence[str]) -> tuple[SongInfo, ...]:
        body = {
            "area_code": "1",
            "show_privilege": "1",
            "show_album_info": "1",
            "is_publish": "",
            "appid": 1005,
            "clientver": 11451,
            "mid": "1",
            "dfid": "-",
            "clienttime": int(time.time() * 1000),
            "key": _KMR_KEY,
            "fields": "album_info,author_name,audio_info,ori_audio_name,base,songname",
            "data": [{"hash": asked} for asked in hashes],
        }
        url = f"http://gateway.kugou.com/{version}/album_audio/audio"
        return self._send.post(
            "song-detail", parse_songs, url, json.dumps(body).encode(), headers=_KMR_HEADERS
        )

    def _one_by_one(self, hashes: Sequence[str]) -> tuple[SongInfo, ...]:
        url = "https://m.kugou.com/app/i/getSongInfo.php"
        found: list[SongInfo] = []
        for asked in hashes:
            try:
                found += self._send.get("song-detail", parse_songs, url, {"cmd": "playInfo", "hash": asked})
            except NoSuchItem:
                continue
        return tuple(found)

    def _by_numbers(self, numbers: Sequence[str]) -> dict[str, SongInfo]:
        """Details by album_audio_id. The player says 20010 to callers it does not like and about songs it does not
        know: where it answered for any of the numbers, it means the song."""
        found: dict[str, SongInfo] = {}
        refusal: LoginNeeded | None = None
        for asked in numbers:
            params = {"r": "play/getdata", "album_audio_id": asked, "mid": self._login.mid}
            params |= {"dfid": self._login.dfid, "platid": "4", "appid": "1014"}
            url = "https://wwwapi.kugou.com/yy/index.php"
            try:
                (told, *_) = self._send.get("song-detail", parse_songs, url, params)
            except NoSuchItem:
                continue
            except LoginNeeded as e:
                refusal = e
                continue
            found[asked] = replace(told, song_id=asked, handle={**told.handle, "album_audio_id": asked})
        if refusal is not None and not found:
            raise refusal
        return found

    def _by_pages(self, texts: Iterable[str]) -> dict[str, SongInfo]:
        """Details from the pages `/mixsong/<text>.html`, whose script lists the song (section 8)."""
        found: dict[str, SongInfo] = {}
        for asked in texts:
            try:
                told = self._send.get(
                    "song-detail", parse_songs, f"https://www.kugou.com/mixsong/{asked}.html"
                )
            except NoSuchItem:
                continue
            except UnexpectedAnswer as e:
                if e.code == "HTTP 404":
                    continue
                raise
            if told:
                found[asked] = told[0]
        return found
