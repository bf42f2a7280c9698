"""Opening qq streams: every wanted file of a song asked for in one request, the best granted one taken."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from catalogsync.adapters.platforms.qq.envelope import NAME
from catalogsync.adapters.platforms.qq.songs import FILE_KINDS, FileKind
from catalogsync.adapters.platforms.qq.streams import filename_of, parse_song_url
from catalogsync.adapters.platforms.qq.wire import Wire
from catalogsync.adapters.platforms.shapes import Offer, refusal, whole
from catalogsync.pipeline.errors import (
    Failure,
    NoSuchItem,
    PurchaseOnly,
    RegionLocked,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, Grant, Quality, SongInfo


class StreamOpener:
    """Opens streams; `describe` tells about songs whose media mid is not known yet."""

    def __init__(self, wire: Wire, describe: Callable[[Sequence[str]], Sequence[SongInfo]]) -> None:
        self._wire = wire
        self._describe = describe
        # Bound into every granted address: the same for the whole run (wire page 6a).
        self._guid = str(random.SystemRandom().randrange(10**9, 10**10))

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best file at this quality or below that is granted; all are asked for in one request."""
        if "media_mid" not in song.handle:
            song = self._described(song)
        kinds = _wanted(song, quality)
        offers = self._offers(song, kinds)
        if not any(offer.grant for offer in offers) and any(offer.code == "104004" for offer in offers):
            offers = self._offers(song, kinds)  # "key not produced": ask once more (wire page 6a)
        for kind in kinds:
            name = _filename(song, kind)
            for offer in offers:
                if offer.grant and filename_of(offer) == name:
                    size = whole(song.handle.get(kind.prefix)) or None
                    return replace(offer.grant, size_bytes=size, duration_ms=song.duration_ms)
        raise self._refused(song, offers)

    def _described(self, song: SongInfo) -> SongInfo:
        found = self._describe([song.song_id])
        if not found or "media_mid" not in found[0].handle:
            raise NoSuchItem(NAME, "song-url", f"qq knows no song {song.song_id}")
        return found[0]

    def _offers(self, song: SongInfo, kinds: Sequence[FileKind]) -> Sequence[Offer]:
        operation, uin = "song-url", self._wire.uin()
        names = [_filename(song, kind) for kind in kinds]
        param = {
            "guid": self._guid,
            "songmid": [song.song_id] * len(names),
            "songtype": [whole(song.handle.get("type")) or 0] * len(names),
            "filename": names,
            "uin": uin,
        }
        older = {**param, "loginflag": 1, "platform": "20"}
        comm = {"uin": uin, "format": "json", "ct": 24, "cv": 0}

        def ask(module: str, method: str, wanted: Mapping[str, object]) -> Sequence[Offer]:
            offers = self._wire.gateway(operation, parse_song_url, module, method, wanted, comm)
            own = [offer for offer in offers if offer.song_id == song.song_id]
            if not own or all(offer.failure is Failure.CHANGED_SHAPE for offer in own):
                raise UnexpectedAnswer(NAME, operation, f"midurlinfo of song {song.song_id}")
            return own

        return self._wire.alternatives.run(
            operation,
            {
                "vkey": lambda: ask("vkey.GetVkeyServer", "CgiGetVkey", older),
                "newer name": lambda: ask("music.vkey.GetVkey", "UrlGetVkey", {**param, "ctx": 0}),
            },
        )

    def _refused(self, song: SongInfo, offers: Sequence[Offer]) -> Exception:
        """Why nothing was granted: `result` alone does not tell, the song's own terms do (wire page 6b)."""
        telling = sorted(offers, key=lambda offer: _TELLING.get(offer.failure or Failure.BUG, len(_TELLING)))
        offer = telling[0]
        failure, code = offer.failure or Failure.VIP, offer.code
        message = f"song {song.song_id} is not handed out"
        operation = "song-url"
        if failure in (Failure.VIP, Failure.REGION):
            whose = (
                "this account is not entitled"
                if self._wire.ask.cookie
                else "a cookie of an entitled account would help"
            )
            if song.access is Access.PURCHASE:
                return PurchaseOnly(NAME, operation, f"{message}: it is sold", code=code, hint=whose)
            if song.access is Access.VIP:
                return VipOnly(NAME, operation, f"{message}: it is for members", code=code, hint=whose)
            # Non-zero where a song is restricted or gone; alone it says nothing (playable tracks have 31).
            if song.access is Access.WITHDRAWN or "status" in song.handle:
                return Withdrawn(NAME, operation, f"{message}: it was taken down", code=code)
            hint = "qq hands out nothing of this song here: region, licence, or this network"
            return RegionLocked(NAME, operation, message, code=code, hint=hint)
        return refusal(NAME, operation, failure, f"{message} ({failure})", code=code, hint=offer.hint)


_TELLING = {
    Failure.TRIAL: 0,
    Failure.ENCRYPTED: 1,
    Failure.LOGIN: 2,
    Failure.VIP: 3,
    Failure.REGION: 4,
    Failure.SERVER: 5,
}
"""Which of several files' refusals says most about the song."""


def _wanted(song: SongInfo, quality: Quality) -> list[FileKind]:
    """The kinds of file at this quality and below, best first, as far as the song is known to have them."""
    ladder = list(Quality)
    allowed = ladder[ladder.index(quality) :]
    kinds = [kind for kind in FILE_KINDS if kind.quality in allowed]
    existing = [kind for kind in kinds if song.handle.get(kind.prefix, "1") != "0"]
    return existing or [kind for kind in kinds if kind.quality is Quality.STANDARD]


def _filename(song: SongInfo, kind: FileKind) -> str:
    return f"{kind.prefix}{song.handle['media_mid']}.{kind.suffix}"
