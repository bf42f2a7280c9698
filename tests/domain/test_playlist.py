"""Given events of a playlist, when something is decided, then events or nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.event import Event
from catalogsync.domain.playlist import (
    Discovered,
    Excluded,
    Heading,
    Hung,
    Playlist,
    Synced,
    SyncFailed,
    Unavailable,
    Unchanged,
    Wanted,
)

HEADING = Heading(title="晚安", creator="someone", cover_url="http://p1.example/a.jpg")


def discovered() -> Playlist:
    playlist = Playlist("playlist:netease:7")
    playlist.discover("netease", "7", "playlist", "netease:square", HEADING, 3)
    return playlist


def synced(*song_ids: str) -> Playlist:
    playlist = discovered()
    playlist.observe(HEADING, song_ids)
    playlist.pending.clear()
    return playlist


def test_a_new_playlist_is_discovered_once() -> None:
    playlist = discovered()

    assert playlist.discover("netease", "7", "playlist", "netease:square", HEADING) is False
    assert [Discovered] == [type(fact) for fact in playlist.pending]


def test_a_known_playlist_in_another_pool_hangs_there_too() -> None:
    playlist = discovered()
    playlist.discover("netease", "7", "playlist", "manual", HEADING)

    assert playlist.pending[-1] == Hung(pool="manual")


def test_the_first_sync_holds_the_whole_order_once() -> None:
    playlist = discovered()
    fact = playlist.observe(HEADING, ["1", "2", "1"])

    assert isinstance(fact, Synced)
    assert ([["1", "2", "1"]], [], True) == (fact.patch, fact.added, fact.first)


def test_a_listing_we_already_know_records_one_small_event() -> None:
    playlist = synced("1", "2")
    playlist.observe(HEADING, ["1", "2"], announced=99)

    assert [Unchanged(entries=2)] == playlist.pending


def test_a_cover_on_another_host_is_no_change() -> None:
    playlist = synced("1")
    moved = Heading(title="晚安", creator="someone", cover_url="http://p4.example/a.jpg")

    assert isinstance(playlist.observe(moved, ["1"]), Unchanged)


def test_a_change_tells_what_was_added_removed_moved_and_renamed() -> None:
    playlist = synced("1", "2", "3")
    fact = playlist.observe(Heading(title="早安", creator="someone"), ["3", "1", "4"])

    assert isinstance(fact, Synced)
    assert (["4"], ["2"], ["3"], "晚安") == (fact.added, fact.removed, fact.moved, fact.renamed_from)


def test_a_failed_listing_changes_nothing_we_know() -> None:
    playlist = synced("1", "2")
    playlist.fail("network", "reset")

    assert [SyncFailed(failure="network", message="reset")] == playlist.pending
    assert ["1", "2"] == playlist.song_ids


def test_a_playlist_that_is_gone_keeps_its_songs_and_comes_back_as_a_sync() -> None:
    playlist = synced("1")
    playlist.bury("not_found", "404")
    playlist.bury("not_found", "404")
    back = playlist.observe(HEADING, ["1"])

    assert [Unavailable, SyncFailed, Synced] == [type(fact) for fact in playlist.pending]
    assert isinstance(back, Synced)
    assert [1] == back.patch


def test_a_persons_decision_said_twice_is_recorded_once() -> None:
    playlist = synced("1")
    playlist.exclude("noise")
    playlist.exclude("noise")
    playlist.want()
    playlist.want()

    assert [Excluded(reason="noise"), Wanted()] == playlist.pending


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=6))
def test_replaying_gives_the_state_that_decided(listings: list[list[str]]) -> None:
    live = discovered()
    for listing in listings:
        live.observe(HEADING, listing)
    again = Playlist(live.id)
    again.replay(
        Event(originator_id=live.id, originator_version=n, at_ms=0, actor="test", fact=fact)
        for n, fact in enumerate(live.pending, 1)
    )

    assert (live.song_ids, live.heading, live.pools) == (again.song_ids, again.heading, again.pools)
