"""Getting a kuwo song's address, step by step down the ladder, and telling substitutes from the song."""

from __future__ import annotations

import random
import re
import time
import uuid
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.kuwo.requests import DESKTOP_AGENT, browser, fetch
from catalogsync.adapters.platforms.kuwo.signing import COOKIE_NAME, secret
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM, known_sizes, song_id
from catalogsync.adapters.platforms.kuwo.streams import LADDER, parse_song_url, resource, too_small
from catalogsync.adapters.platforms.shapes import Offer, refusal, whole
from catalogsync.pipeline.errors import (
    Failure,
    NoSuchItem,
    PlatformError,
    TemporarilyUnavailable,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import Access, Grant, Quality, SongInfo

_ORDER = tuple(Quality)
_VISITOR_SECONDS = 1800
_REMEMBERED = 20_000
_HINTS = {
    Failure.VIP: "needs a kuwo membership; other platforms may have it",
    Failure.PURCHASE: "sold on kuwo; other platforms may have it",
    Failure.REGION: "kuwo hands it out inside mainland China only",
    Failure.WITHDRAWN: "kuwo hands out no file; other platforms may have it",
    Failure.ENCRYPTED: "kuwo offers it in an encrypted container only",
}
_BY_ACCESS = {
    Access.VIP: Failure.VIP,
    Access.PURCHASE: Failure.PURCHASE,
    Access.REGION: Failure.REGION,
}


class Opener:
    """Asks for a song's address at every level from the wished one down and believes none of them unseen.

    Since 2023 paid songs are answered with a normal-looking address of some spoken seconds (section 6.4). So the file's
    length is asked for; where that is not told, an address already given for another song is refused.
    """

    def __init__(self, http: PlatformHttp) -> None:
        self._http = http
        self._ways = Alternatives(("antiserver", "www"))
        self._songs_by_file: dict[str, str] = {}
        self._visitor: tuple[str | None, float] = (None, 0.0)

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best address granted at or below this quality, else the reason why there is none."""
        rid = song_id(song.song_id)
        if rid is None:
            raise NoSuchItem(PLATFORM, "song-url", f"{song.song_id[:40]!r} is no song id")
        refused: list[tuple[Failure, str | None]] = []
        for level, container, br in _steps(song, quality):
            offer = self._asked(rid, level, container, br)
            if offer.failure is Failure.REGION:
                raise _refusal(offer.failure, offer.code)
            if offer.grant is None:
                refused.append((offer.failure or Failure.NOT_FOUND, offer.code))
            elif granted := self._measured(song, offer.grant, br):
                return granted
            else:
                refused.append((Failure.TRIAL, "substitute"))
        return self._last_word(song, rid, refused)

    def _asked(self, rid: str, level: Quality, container: str, br: str) -> Offer:
        plain = {
            "type": "convert_url",
            "rid": f"MUSIC_{rid}",
            "format": container,
            "br": br,
            "response": "url",
        }
        small = {
            "type": "convert_url3",
            "rid": rid,
            "format": container,
            "br": br,
            "response": "url",
            "from": "web",
        }
        small |= {"httpsStatus": "1", "reqId": str(uuid.uuid4())}

        def ask(url: str, params: dict[str, str], with_cookie: bool) -> Offer:
            read = partial(parse_song_url, song_id=rid, asked=level)
            return fetch(self._http, "song-url", read, url, params, with_cookie=with_cookie)[0]

        return self._ways.run(
            "song-url",
            {
                "antiserver": lambda: ask("http://antiserver.kuwo.cn/anti.s", plain, False),
                "www": lambda: ask("http://www.kuwo.cn/url", small, True),
            },
        )

    def _measured(self, song: SongInfo, grant: Grant, br: str) -> Grant | None:
        """The grant with its real size and level, None for a substitute."""
        size = self._length(grant.url)
        if size is None:
            if len(self._songs_by_file) >= _REMEMBERED:
                self._songs_by_file.clear()
            return (
                grant
                if self._songs_by_file.setdefault(resource(grant.url), song.song_id) == song.song_id
                else None
            )
        expected = known_sizes(song).get(br) if _fits(grant, br) else None
        asked_br = br if _fits(grant, br) else "128kmp3"
        if too_small(size, asked_br, expected, song.duration_ms):
            if expected or asked_br == "128kmp3" or too_small(size, "128kmp3", None, song.duration_ms):
                return None
            grant = replace(grant, quality=Quality.STANDARD)
        bitrate = round(size * 8000 / song.duration_ms) if song.duration_ms else grant.bitrate
        if grant.suffix == "mp3" and bitrate and grant.bitrate is None:
            grant = replace(grant, quality=Quality.HIGH if bitrate >= 250_000 else Quality.STANDARD)
        return replace(grant, size_bytes=size, bitrate=bitrate)

    def _length(self, url: str) -> int | None:
        """The file's length by its server's word, None where it does not say. Only kuwo's own hosts are asked: an
        answer is no reason to send requests to anywhere."""
        host = urlsplit(url).hostname or ""
        if not host.endswith(".kuwo.cn"):
            return None
        headers = {"User-Agent": DESKTOP_AGENT, "Accept": "*/*"}
        try:
            answer = self._http.send(
                "song-file", "HEAD", url, headers=headers, with_cookie=False, follow_redirects=True
            )
        except (TemporarilyUnavailable, UnexpectedAnswer):
            return None
        return whole(answer.headers.get("content-length")) or None if answer.status == 200 else None

    def _last_word(self, song: SongInfo, rid: str, refused: list[tuple[Failure, str | None]]) -> Grant:
        """What the web player grants or says, else the class that fits what was seen on the way down."""
        try:
            offer = self._web_player(rid)
        except PlatformError:
            offer = None
        if (
            offer is not None
            and offer.grant is not None
            and (granted := self._measured(song, offer.grant, "128kmp3"))
        ):
            return granted
        if offer is not None and offer.failure not in (None, Failure.NOT_FOUND):
            assert offer.failure is not None
            # The player says "paid" for both kinds; what the song's own rights say is more exact.
            paid = offer.failure is Failure.PURCHASE and song.access in (Access.VIP, Access.PURCHASE)
            raise _refusal(_BY_ACCESS[song.access] if paid else offer.failure, offer.code)
        classes = dict(refused)
        if Failure.TRIAL in classes:
            raise _refusal(_BY_ACCESS.get(song.access, Failure.VIP), "substitute")
        if Failure.ENCRYPTED in classes:
            raise _refusal(Failure.ENCRYPTED, classes[Failure.ENCRYPTED])
        code = next((code for _, code in refused), None)
        raise _refusal(_BY_ACCESS.get(song.access, Failure.WITHDRAWN), code)

    def _web_player(self, rid: str) -> Offer | None:
        """The gated `playUrl` (128 kbit/s): asked last, for it names the reason of a refusal. None without a token."""
        visitor = self._visitor_cookie()
        if visitor is None:
            return None
        headers = browser(mobile=False, referer=f"https://www.kuwo.cn/play_detail/{rid}")
        headers["Secret"] = secret(visitor, random.randint(10**7, 10**8 - 1))
        if COOKIE_NAME not in (self._http.cookie or ""):
            headers["Cookie"] = f"{COOKIE_NAME}={visitor}"
        params = {
            "mid": rid,
            "type": "music",
            "httpsStatus": "1",
            "reqId": str(uuid.uuid4()),
            "plat": "web_www",
        }
        answer = self._http.send(
            "song-url",
            "GET",
            "https://www.kuwo.cn/api/v1/www/music/playUrl",
            params={**params, "from": ""},
            headers=headers,
        )
        return parse_song_url(answer.body, rid, Quality.STANDARD)[0]

    def _visitor_cookie(self) -> str | None:
        """The site's own visitor cookie, from the user's cookie or fresh from the home page, kept half an hour."""
        pattern = re.compile(re.escape(COOKIE_NAME) + r"=([0-9A-Za-z]{16,128})(?![0-9A-Za-z])")
        if own := pattern.search(self._http.cookie or ""):
            return own[1]
        value, until = self._visitor
        if time.monotonic() >= until:
            answer = self._http.send(
                "song-url", "GET", "https://www.kuwo.cn/", headers=browser(mobile=False), with_cookie=False
            )
            found = pattern.search(answer.headers.get("set-cookie", ""))
            value = found[1] if found else None
            self._visitor = (value, time.monotonic() + _VISITOR_SECONDS)
        return value


def _steps(song: SongInfo, quality: Quality) -> list[tuple[Quality, str, str]]:
    """The levels to ask for, best first: what the song is known to have, and 128 kbit/s in any case.

    The rare levels (ape, 192) are asked for only where a row names them.
    """
    sizes = known_sizes(song)
    wished = [step for step in LADDER if _ORDER.index(step[0]) >= _ORDER.index(quality)]
    return [
        (level, container, br)
        for level, container, br in wished
        if br == "128kmp3"
        or br in sizes
        or (br not in ("1000kape", "192kmp3") and (not song.qualities or level in song.qualities))
    ]


def _fits(grant: Grant, br: str) -> bool:
    """Is the granted container the one that was asked for?"""
    return br.endswith(grant.suffix)


def _refusal(failure: Failure, code: str | None) -> PlatformError:
    words = {
        Failure.VIP: "for members only",
        Failure.PURCHASE: "sold singly or with its album",
        Failure.REGION: "not handed out to this address",
        Failure.ENCRYPTED: "only in an encrypted container",
    }.get(failure, "no address is handed out")
    return refusal(PLATFORM, "song-url", failure, words, code=code, hint=_HINTS.get(failure))
