"""When a song came into a playlist, moved in it and left it, as `why` and the console tell it."""

from __future__ import annotations

from pathlib import Path

from catalogsync.api.i18n import Words
from catalogsync.api.pages.telling import told_story
from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.cli.story_words import seen_as
from catalogsync.config import Settings
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Heading, Playlist
from catalogsync.domain.song import About, Song
from catalogsync.projections.story import story_of

SONG, LIST = Key("qq", "3"), Key("qq", "77")
LISTINGS = (["1", "2"], ["1", "2", "3"], ["3", "1", "2"], ["3", "2", "1"], ["2", "1"])
"""Without it, with it, first, still first, gone again."""


def test_a_sync_says_what_it_meant_for_the_song(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "c.db", library_root=tmp_path / "music")
    make_store(settings)
    with open_workshop(settings, "cli") as shop:
        stream = stream_id("playlist", LIST)
        shop.catalog.change(
            Playlist, stream, lambda one: one.discover("qq", "77", "playlist", "manual", Heading(title="夜"))
        )
        shop.catalog.change(
            Song, stream_id("song", SONG), lambda one: one.observe("qq", "3", About(title="曲"), stream)
        )
        for listing in LISTINGS:
            shop.catalog.change(
                Playlist, stream, lambda one, listing=listing: one.observe(Heading(title="夜"), listing)
            )
        story = story_of(shop.log, SONG, [LIST])
    (seen,) = story.sightings

    assert [
        "the playlist was found in manual",
        "a sync of the playlist brought it, at place 3",
        "a sync of the playlist had it at place 1 instead of 3",
        "a sync of the playlist no longer held it",
    ] == [seen_as(event.fact, before, after) for event, before, after in seen.told()]
    assert [
        "A sync of “夜” brought it, at place 3",
        "A sync of “夜” had it at place 1 instead of 3",
        "A sync of “夜” no longer held it",
    ] == [line.text for line in told_story(story, Words("en")) if line.name == "playlist.synced"]
