"""Four ways to search Migu, the first that answers is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.migu import parse
from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.migu.hosts import APP, PHONE_SITE
from catalogsync.pipeline.errors import ServerTrouble
from catalogsync.pipeline.ports import SongInfo

Hits = tuple[Sequence[SongInfo], bool | None]
"""A page of hits and whether another follows; None: hits are announced and this page shows none."""


class Searching:
    """Searches for songs, page by page up to the limit."""

    def __init__(self, ask: Asking, alternatives: Alternatives) -> None:
        self._ask = ask
        self._alternatives = alternatives

    def search(self, words: str, limit: int) -> Sequence[SongInfo]:
        """Songs for these words, up to `limit`, each once."""
        if not words or limit <= 0:
            return []
        return self._alternatives.run(
            "search",
            {
                "bmw": lambda: self._pages_of_hits(partial(self._bmw_page, words), limit),
                "search all": lambda: self._pages_of_hits(partial(self._search_all_page, words), limit),
                "item search": lambda: self._pages_of_hits(partial(self._item_page, words), limit),
                "phone search": lambda: self._pages_of_hits(partial(self._phone_page, words), limit),
            },
        )

    def _pages_of_hits(self, ask: Callable[[int], Hits], limit: int) -> Sequence[SongInfo]:
        found: dict[str, SongInfo] = {}
        for page in range(1, limit + 1):
            hits, more = ask(page)
            if not hits and page == 1 and more is None:
                raise ServerTrouble(NAME, "search", "hits announced and none shown")
            before = len(found)
            for song in hits:
                found.setdefault(song.song_id, song)
            if len(found) >= limit or len(found) == before or not more:
                break
        return list(found.values())[:limit]

    def _hits(self, url: str, params: Mapping[str, str]) -> Hits:
        def read(raw: bytes) -> Hits:
            hits = parse.parse_search(raw)
            return hits, (None if not hits and parse.announces_hits(raw) else parse.has_next(raw))

        return self._ask.get("search", read, url, params)

    def _bmw_page(self, words: str, page: int) -> Hits:
        return self._hits(f"{APP}/bmw/search/song/v1.0", {"text": words, "pageNo": str(page)})

    def _search_all_page(self, words: str, page: int) -> Hits:
        switch = '{"song":1,"album":0,"singer":0,"tagSong":0,"mvSong":0,"songlist":0,"bestShow":1}'
        params = {"ua": "Android_migu", "version": "5.0.1", "text": words, "searchSwitch": switch}
        params |= {"pageNo": str(page), "pageSize": "20"}
        return self._hits(f"{APP}/MIGUM2.0/v1.0/content/search_all.do", params)

    def _item_page(self, words: str, page: int) -> Hits:
        params = {"text": words, "pageNo": str(page), "pageSize": "20"}
        return self._hits("https://app.u.nf.migu.cn/pc/resource/song/item/search/v1.0", params)

    def _phone_page(self, words: str, page: int) -> Hits:
        params = {"rows": "20", "type": "2", "keyword": words, "pgc": str(page)}
        return self._hits(f"{PHONE_SITE}/migu/remoting/scr_search_tag", params)
