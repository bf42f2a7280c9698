"""Opening a stream at Migu: the level asked for, the levels below it, and three endpoints for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.migu.envelope import MEMBER_HINT, NAME, UNKNOWN_UID, opened
from catalogsync.adapters.platforms.migu.hosts import APP
from catalogsync.adapters.platforms.migu.streams import TONES, grant_of, parse_song_url, repaired
from catalogsync.adapters.platforms.shapes import Offer, refusal, rows
from catalogsync.pipeline.errors import (
    Failure,
    LoginNeeded,
    NotGranted,
    PurchaseOnly,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
)
from catalogsync.pipeline.ports import Access, Grant, Quality, SongInfo


class Opening:
    """Asks for streams."""

    def __init__(self, ask: Asking, alternatives: Alternatives) -> None:
        self._ask = ask
        self._alternatives = alternatives

    def stream(self, song: SongInfo, ids: Mapping[str, str], quality: Quality) -> Grant:
        """The best stream at or below the level that is granted; `ids` holds the contentId at least."""
        refused: NotGranted | LoginNeeded | None = None
        levels = list(TONES)
        for level in levels[levels.index(quality) :]:
            try:
                return self._open(song, ids, TONES[level])
            except (VipOnly, PurchaseOnly, TrialOnly, LoginNeeded) as e:
                refused = refused or e
        assert refused is not None
        raise refused

    def _open(self, song: SongInfo, ids: Mapping[str, str], tone: str) -> Grant:
        ways: dict[str, Callable[[], Grant]] = {"listen": lambda: self._listen(song, ids, tone)}
        if "songId" in ids:
            ways["listen-url"] = lambda: self._listen_url(song, ids["songId"], tone)
        ways["redirect"] = lambda: self._redirected(song, ids["contentId"], tone)
        return self._alternatives.run("song-url", ways)

    def _listen(self, song: SongInfo, ids: Mapping[str, str], tone: str) -> Grant:
        params = {"scene": "", "netType": "01", "resourceType": "2", "toneFlag": tone}
        params |= {"contentId": ids["contentId"], "copyrightId": ids.get("copyrightId", "")}
        url = f"{APP}/MIGUM3.0/strategy/pc/listen/v1.0"
        headers = {"channel": "0146951", "uid": "1234"}
        try:
            return _granted(song, self._ask.get("song-url", parse_song_url, url, params, headers=headers))
        except LoginNeeded as e:
            if e.code != UNKNOWN_UID:
                raise
            # Not the user's login but our placeholder is refused: the next endpoint needs none.
            raise UnexpectedAnswer(NAME, "song-url", "answer to a request without a user", code=e.code) from e

    def _listen_url(self, song: SongInfo, song_number: str, tone: str) -> Grant:
        params = {"netType": "01", "resourceType": "2", "songId": song_number, "toneFlag": tone}
        url = f"{APP}/MIGUM2.0/strategy/listen-url/v2.4"
        return _granted(
            song, self._ask.get("song-url", parse_song_url, url, params, headers={"channel": "0146921"})
        )

    def _redirected(self, song: SongInfo, content_id: str, tone: str) -> Grant:
        """The redirecting form, which does not tell clips from songs: asked only where the rights check says
        whole."""
        allowed = self._ask.post(
            "song-url",
            partial(opened, "song-url"),
            f"{APP}/strategy/pc/can-listen/v1.0",
            json={"contentIds": content_id},
            headers={"channel": "014X031"},
        )
        row = next(
            (r for r in rows(allowed, "data", "canListenRespItemList") if r.get("contentId") == content_id),
            None,
        )
        if row is None:
            raise UnexpectedAnswer(NAME, "song-url", "data.canListenRespItemList")
        if row.get("limitLength"):
            raise TrialOnly(NAME, "song-url", "only a clip is offered", code="limitLength", hint=MEMBER_HINT)
        if not row.get("canListen"):
            gone = song.access is Access.WITHDRAWN
            message, hint = "not for this session", None if gone else MEMBER_HINT
            failure = Failure.WITHDRAWN if gone else Failure.VIP
            raise refusal(NAME, "song-url", failure, message, code="canListen false", hint=hint)
        params = {
            "toneFlag": tone,
            "netType": "00",
            "ua": "Android_migu",
            "version": "5.1",
            "copyrightId": "0",
        }
        params |= {"contentId": content_id, "resourceType": "2", "channel": "0"}
        url = "https://app.pd.nf.migu.cn/MIGUM2.0/v1.0/content/sub/listenSong.do"
        status, location = self._ask.redirect("song-url", url, params)
        target = repaired(location) if 300 <= status < 400 else None
        if target is None or not (urlsplit(target).hostname or "").endswith(".migu.cn"):
            raise UnexpectedAnswer(NAME, "song-url", "redirect to a stream", code=f"HTTP {status}")
        granted = grant_of(target, None, {})
        if isinstance(granted, Failure):
            raise refusal(NAME, "song-url", granted, "the redirect leads to no plain audio file")
        return granted


def _granted(song: SongInfo, offers: Sequence[Offer]) -> Grant:
    """The grant in the answer, or the refusal it holds as an error."""
    offer = offers[0]
    if offer.grant is None:
        failure = offer.failure or Failure.CHANGED_SHAPE
        if failure is Failure.REGION and song.access is Access.WITHDRAWN:
            failure = Failure.WITHDRAWN
        message = f"song {song.song_id} is not handed out ({failure})"
        raise refusal(NAME, "song-url", failure, message, code=offer.code, hint=offer.hint)
    handed, catalogued = offer.grant.duration_ms, song.duration_ms
    if handed and catalogued and handed < catalogued * 0.6:
        message = f"{handed // 1000} s of {catalogued // 1000} s are offered"
        raise TrialOnly(NAME, "song-url", message, code=offer.code, hint=MEMBER_HINT)
    return offer.grant
