"""Listings that arrive in pages and have to arrive whole: gathering the pages, and judging what was gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.pipeline.errors import NoSuchItem, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import Entry, Listing

_MOST_PAGES = 10_000
"""A list with more pages never ends: the endpoint ignores the page number."""


def collected(
    platform: str,
    operation: str,
    ask: Callable[[int], ListingPage],
    *,
    first: int,
    full_page: int | None = None,
) -> Listing:
    """All pages of a listing, from page number `first` until its announced number is reached or a page is empty.

    A short page is no end: withdrawn songs leave gaps. With `full_page`, for lists whose announced number is too low
    at times, a page of that many songs is followed by another question whatever was announced. A page equal to the one
    before means that the endpoint repeats itself: UnexpectedAnswer. The result may be shorter than announced; `believed`
    judges that.
    """
    head: Listing | None = None
    entries: list[Entry] = []
    before: tuple[str, ...] = ()
    for number in range(first, first + _MOST_PAGES):
        page = ask(number)
        head = head or page.listing
        ids = tuple(entry.song_id for entry in page.listing.entries)
        if not ids:
            return replace(head, entries=tuple(entries))
        if ids == before:
            raise UnexpectedAnswer(platform, operation, f"new page after page {number - 1}")
        entries += page.listing.entries
        before = ids
        reached = head.announced is not None and len(entries) >= head.announced
        if reached and (full_page is None or len(ids) < full_page):
            return replace(head, entries=tuple(entries))
    raise UnexpectedAnswer(platform, operation, "end of the list")


def believed(
    platform: str, operation: str, endpoints: Alternatives, ways: Mapping[str, Callable[[], Listing]]
) -> Listing:
    """A listing as whole as announced, or one on whose shortness two endpoints agree.

    Some platforms say "no such list" to callers they throttle, and list fewer songs than they announce when some are
    withdrawn, so a missing or short listing counts only with a second opinion. Few songs short (a tenth, at least
    three) and the same on both: as it is. Anything else raises.
    """
    refusals: list[NoSuchItem] = []

    def ask(name: str) -> tuple[str, Listing | None]:
        try:
            return name, ways[name]()
        except NoSuchItem as e:
            refusals.append(e)
            return name, None

    first_name, first = endpoints.run(operation, {name: partial(ask, name) for name in ways})
    if first is not None and _is_whole(first):
        return first
    others = {name: partial(ask, name) for name in ways if name != first_name}
    try:
        _, second = endpoints.run(f"{operation} again", others)
    except (UnexpectedAnswer, ServerTrouble):
        second = None
    if second is not None and _is_whole(second):
        return second
    shown = first or second
    if shown is None:
        raise refusals[0]
    announced = shown.announced or 0
    agreed = first is not None and second is not None and _ids(first) == _ids(second)
    if agreed and announced - len(shown.entries) <= max(3, announced // 10):
        return shown
    raise UnexpectedAnswer(platform, operation, f"whole list ({len(shown.entries)} of {announced} songs)")


def few_unread(unread: int, came: int) -> bool:
    """Are so few of the rows that came without a song (`null`, `{}`) that the rest is the listing all the same?

    One in ten at most, and less than half of a short list: more of them are a changed shape. The numbers a platform
    announces are compared with what was read, so a row passed over here is a song missing there.
    """
    return unread * 2 < came and unread <= max(1, came // 10)


def _is_whole(listing: Listing) -> bool:
    return listing.announced is None or len(listing.entries) >= listing.announced


def _ids(listing: Listing) -> list[str]:
    return [entry.song_id for entry in listing.entries]
