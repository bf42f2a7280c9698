"""A listing counts as whole when it is as long as announced, or when two endpoints agree on what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.adapters.platforms.whole_listings import believed, collected
from catalogsync.pipeline.errors import NoSuchItem, RateLimited, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import Entry, Listing, PlaylistRef

REF = PlaylistRef("kuwo", "7", "歌单")


def listing(ids: range, announced: int | None) -> Listing:
    return Listing(REF, tuple(Entry(str(n)) for n in ids), announced=announced)


def pages(present: int, announced: int | None, size: int = 10) -> Callable[[int], ListingPage]:
    def ask(number: int) -> ListingPage:
        return ListingPage(
            listing(range(present)[number * size : (number + 1) * size], announced), complete=False
        )

    return ask


@pytest.mark.parametrize(("present", "announced"), [(25, 25), (25, None), (20, 25), (0, 0)])
def test_pages_are_gathered_to_the_announced_number_or_an_empty_page(
    present: int, announced: int | None
) -> None:
    assert len(collected("kuwo", "playlist-detail", pages(present, announced), first=0).entries) == present


def test_a_full_page_is_followed_although_the_announced_number_is_reached() -> None:
    found = collected("kugou", "toplist-detail", pages(25, 10), first=0, full_page=10)

    assert len(found.entries) == 25


def test_a_repeated_page_is_an_error() -> None:
    with pytest.raises(UnexpectedAnswer, match="new page"):
        collected(
            "kuwo",
            "playlist-detail",
            lambda number: ListingPage(listing(range(10), 50), complete=False),
            first=1,
        )


def of(found: Listing | Exception) -> Callable[[], Listing]:
    def ask() -> Listing:
        if isinstance(found, Exception):
            raise found
        return found

    return ask


def judged(first: Listing | Exception, second: Listing | Exception) -> Listing:
    ways = {"one": of(first), "two": of(second)}
    return believed("kuwo", "playlist-detail", Alternatives(("one", "two")), ways)


MISSING = NoSuchItem("kuwo", "playlist-detail", "gone")
BROKEN = ServerTrouble("kuwo", "playlist-detail", "HTML")


@pytest.mark.parametrize(
    ("first", "second", "length"),
    [
        (listing(range(50), 50), BROKEN, 50),
        (BROKEN, listing(range(50), 50), 50),
        (listing(range(40), 50), listing(range(50), 50), 50),
        (listing(range(46), 50), listing(range(46), 50), 46),
        (MISSING, listing(range(50), 50), 50),
        (listing(range(50), None), BROKEN, 50),
    ],
)
def test_whole_lists_and_agreed_gaps_are_believed(
    first: Listing | Exception, second: Listing | Exception, length: int
) -> None:
    assert len(judged(first, second).entries) == length


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (listing(range(46), 50), listing(range(45), 50)),
        (listing(range(46), 50), BROKEN),
        (listing(range(30), 50), listing(range(30), 50)),
        (MISSING, listing(range(46), 50)),
        (listing(range(46), 50), MISSING),
    ],
)
def test_a_short_list_without_a_second_opinion_is_an_error(
    first: Listing | Exception, second: Listing | Exception
) -> None:
    with pytest.raises(UnexpectedAnswer, match="of 50 songs"):
        judged(first, second)


def test_a_missing_list_is_missing_where_nobody_shows_it() -> None:
    with pytest.raises(NoSuchItem):
        judged(MISSING, MISSING)
    with pytest.raises(NoSuchItem):
        judged(MISSING, BROKEN)


def test_a_refusal_is_never_asked_around() -> None:
    with pytest.raises(RateLimited):
        judged(RateLimited("kuwo", "playlist-detail", "slow down"), listing(range(50), 50))
