"""Pools are read in turns and to their end; syncs record differences and nothing twice."""

from __future__ import annotations

from catalogsync.domain.ids import Key
from catalogsync.pipeline.collect import collect
from catalogsync.pipeline.errors import NetworkFailed
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.sync import sync
from tests.pipeline.doubles import Platform, World


def platforms(**lists: dict[str, list[str]]) -> dict[str, Platform]:
    return {name: Platform(name, some) for name, some in lists.items()}


def test_a_limit_is_shared_evenly_between_platforms_and_pools(here: World) -> None:
    each = platforms(netease={"1": [], "2": [], "3": []}, qq={"7": [], "8": []})

    found, _ = collect(here.catalog, each, Selection(("netease", "qq"), limit=4), here.watch, here.brake)

    assert [Key("netease", "1"), Key("qq", "7"), Key("netease", "top"), Key("qq", "top")] == found


def test_without_a_limit_every_page_is_read(here: World) -> None:
    each = platforms(qq={str(n): [] for n in range(5)})

    found, tally = collect(here.catalog, each, Selection(("qq",)), here.watch, here.brake)

    assert 6 == len(found) == tally.counts["new"]
    assert ["pool.page_collected"] * 3 + ["pool.collected"] == here.names("pool:qq:square")


def test_a_platform_that_fails_ends_its_own_turn_only(here: World) -> None:
    each = platforms(netease={"1": []}, qq={"7": []})
    each["netease"].refuses = {"page 0": NetworkFailed("netease", "square", "reset", code="reset")}

    found, tally = collect(here.catalog, each, Selection(("netease", "qq")), here.watch, here.brake)

    assert {Key("qq", "7"), Key("qq", "top"), Key("netease", "top")} == set(found)
    assert {"network": 1} == dict(tally.failures)
    assert ["pool.page_failed"] == here.names("pool:netease:square")


def test_a_page_that_repeats_ends_the_reading(here: World) -> None:
    class Stuck(Platform):
        def square_page(self, category_id: str | None, cursor: str | None):  # type: ignore[no-untyped-def]
            page = super().square_page(category_id, None)
            return type(page)(page.playlists, "again")

    found, _ = collect(
        here.catalog,
        {"qq": Stuck("qq", {"1": [], "2": [], "3": []})},
        Selection(("qq",)),
        here.watch,
        here.brake,
    )

    assert 3 == len(found)


def test_an_unchanged_playlist_costs_one_event_and_no_song_writes(here: World) -> None:
    platform = Platform("qq", {"1": ["a", "b", "a"]})
    key = Key("qq", "1")
    sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)
    before = here.catalog.log.last_position()  # type: ignore[attr-defined]
    tally = sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)

    assert {"unchanged": 1} == tally.as_counts()
    assert before + 1 == here.catalog.log.last_position()  # type: ignore[attr-defined]


def test_a_sync_asks_for_no_addresses(here: World) -> None:
    platform = Platform("qq", {"1": ["a"]})
    sync(here.catalog, {"qq": platform}, [Key("qq", "1")], here.watch, here.brake)

    assert ["playlist 1"] == platform.asked


def test_a_listing_that_fails_leaves_the_entries_as_they_were(here: World) -> None:
    platform = Platform("qq", {"1": ["a", "b"]})
    key = Key("qq", "1")
    sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)
    platform.refuses = {"playlist 1": NetworkFailed("qq", "playlist-detail", "cut", code="cut")}
    tally = sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)
    here.models.catch_up()
    rows = here.models.connection().execute("SELECT song FROM playlist_entries ORDER BY position").fetchall()

    assert {"failed": 1, "failed.network": 1} == tally.as_counts()
    assert ["qq:a", "qq:b"] == [row[0] for row in rows]


def test_a_playlist_that_is_gone_is_a_tombstone(here: World) -> None:
    platform = Platform("qq", {"1": ["a"]})
    key = Key("qq", "1")
    sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)
    platform.lists.clear()
    sync(here.catalog, {"qq": platform}, [key], here.watch, here.brake)

    assert ["playlist.synced", "playlist.unavailable"] == here.names("playlist:qq:1")


def test_playlists_never_asked_come_before_those_asked_long_ago(here: World) -> None:
    platform = Platform("qq", {"1": ["a"], "2": ["b"], "3": ["c"]})
    collect(here.catalog, {"qq": platform}, Selection(("qq",)), here.watch, here.brake)
    sync(here.catalog, {"qq": platform}, [Key("qq", "1")], here.watch, here.brake)
    sync(here.catalog, {"qq": platform}, [Key("qq", "top")], here.watch, here.brake)

    assert [Key("qq", "2"), Key("qq", "3"), Key("qq", "1")] == here.queries.playlists_to_sync(
        Selection(("qq",), limit=3)
    )
