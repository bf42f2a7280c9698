"""Pages of songs put together to one whole listing, or the error that says why they do not make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Entry, Listing

MOST_PAGES = 2_000


def whole_listing(
    operation: str, about: Listing, ask: Callable[[int], ListingPage], page_size: int | None
) -> Listing:
    """The listing `about` with the entries of every page.

    The total is the first page's: beyond the last page Migu says 0. Removed songs make the sum smaller than
    the total (wire page 3.2), so a sum below it is whole only when the pages end as a list ends: after a page
    that was not full (`page_size`), or that says itself it is the last. Anything else, and a page that comes
    twice, is UnexpectedAnswer.
    """
    entries: list[Entry] = []
    announced = about.announced
    before: tuple[str, ...] = ()
    for number in range(1, MOST_PAGES + 1):
        page = ask(number)
        if number == 1:
            announced = page.listing.announced or announced
        ids = tuple(entry.song_id for entry in page.listing.entries)
        if len(ids) > 1 and ids == before:
            raise UnexpectedAnswer(NAME, operation, f"page {number} of its own, page {number - 1} came again")
        entries.extend(page.listing.entries)
        if (announced and len(entries) >= announced) or (page_size is None and page.complete):
            break
        if not ids:
            _check_end(operation, len(entries), announced, number, len(before), page_size)
            break
        before = ids
    else:
        raise UnexpectedAnswer(NAME, operation, f"end within {MOST_PAGES} pages")
    return replace(about, entries=tuple(entries), announced=announced)


def _check_end(
    operation: str, count: int, announced: int | None, number: int, last: int, page_size: int | None
) -> None:
    """Whether an empty page may be the end of a list that announced more."""
    cut = page_size is not None and last == page_size
    if page_size is None or (announced and (not count or cut or count * 2 < announced)):
        raise UnexpectedAnswer(NAME, operation, f"song on page {number}, {count} of {announced} came")
