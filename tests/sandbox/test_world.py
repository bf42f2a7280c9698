"""The world is decided by its seed alone, can be searched without an index, and its ids lead back."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.sandbox.catalog import SIZES, Catalog
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.artists import artist, artists_meant
from catalogsync.sandbox.world.ids import Mid, Scatter, Token
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import PLATFORMS
from catalogsync.sandbox.world.titles import title_of, works_meant

MAIN = ("netease", "qq", "kuwo")


@given(st.integers(0, 10**7))
def test_an_id_leads_back_to_its_number(number: int) -> None:
    scatter, mid, token = Scatter.make("a", 10**9, 10**9), Mid.make("b"), Token.make("c")

    assert number == scatter.to_number(scatter.to_id(number))
    assert number == mid.parse(mid.to_id(number))
    assert number == token.parse(token.to_id(number))


@given(st.text(max_size=40))
def test_what_is_no_id_is_nobodys_id(text: str) -> None:
    assert Token.make("c").parse(text) is None
    Scatter.make("a", 10**9, 10**9).parse(text)
    Mid.make("b").parse(text)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 249_999))
def test_a_title_finds_its_work(work: int) -> None:
    assert work in list(islice(works_meant(title_of(work).lower(), 250_000), 20))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 9_999))
def test_a_name_finds_its_artist(number: int) -> None:
    assert number in list(artists_meant(artist(number).name.lower(), 10_000))


def test_the_same_seed_gives_the_same_catalog_and_another_seed_another() -> None:
    one, same, other = Catalog(5, "tiny"), Catalog(5, "tiny"), Catalog(6, "tiny")
    numbers = range(40)

    assert [one.song("qq", n) for n in numbers] == [same.song("qq", n) for n in numbers]
    assert [one.song("qq", n) for n in numbers] != [other.song("qq", n) for n in numbers]


def test_an_unknown_size_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="tiny, demo"):
        Catalog(1, "enormous")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_generic_word_finds_the_plain_song_first(size: str, platform: str) -> None:
    first = next(Catalog(1, size).search(platform, "合成"))

    assert (0, Access.FREE, ()) == (first.number, first.access, first.traps)


def test_a_search_for_title_and_artist_finds_that_song_among_its_versions() -> None:
    catalog = Catalog()
    truth = catalog.world.recording(44)
    found = list(islice(catalog.search("netease", f"{truth.title} {truth.artists[0].name}"), 8))

    assert truth.title in {song.recording.title for song in found[:4]}
    assert {"live", "cover"} & {song.recording.version for song in found}


def test_the_search_understands_traditional_script_and_full_width() -> None:
    catalog = Catalog()

    assert next(catalog.search("qq", "合成來信")).number == next(catalog.search("qq", "合成来信")).number
    assert (
        next(catalog.search("qq", "Ｐａｐｅｒ　Harbor".replace("　", " "))).recording.title == "Paper Harbor"
    )


def test_a_search_without_hits_is_empty() -> None:
    assert [] == list(Catalog().search("qq", "zzzzzz"))


def test_the_demo_has_enough_songs_for_the_main_job() -> None:
    catalog = Catalog()
    songs = {
        (platform, song.number): song
        for platform in MAIN
        for number in range(7)
        for song in catalog.tracks(catalog.playlist(platform, number) or catalog.special(platform, "plain"))
    }
    own = sum(1 for song in songs.values() if song.access is Access.FREE and not song.defect)
    lost = [
        song
        for song in songs.values()
        if not any(
            (s := catalog.song(p, song.number)) and s.access is Access.FREE and not s.defect
            for p in PLATFORMS
        )
    ]
    words = sum(1 for song in songs.values() if lyric(catalog.seed, song.recording).kind == "words")

    assert 110 <= own < len(songs) <= 220
    assert lost
    assert words > len(songs) * 0.7


def test_a_list_keeps_its_order_and_some_repeat_a_song() -> None:
    catalog = Catalog()
    lists = [catalog.playlist("qq", n) for n in range(72)]
    repeated = [p for p in lists if p and max(Counter(catalog.numbers(p)).values()) > 1]

    assert repeated


def test_a_day_changes_some_lists_a_little_and_not_the_others() -> None:
    catalog = Catalog()
    before = [list(catalog.numbers(p)) for n in range(40) if (p := catalog.playlist("qq", n))]
    catalog.evolve()
    after = [list(catalog.numbers(p)) for n in range(40) if (p := catalog.playlist("qq", n))]
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]

    assert 0 < len(changed) < 40
    assert any(a[1:-1] == b[:-2] for a, b in changed)


def test_a_million_songs_cost_no_memory() -> None:
    tracemalloc.start()
    catalog = Catalog(1, "large")
    for number in range(0, 1_000_000, 50_000):
        catalog.song("qq", number)
    list(islice(catalog.search("qq", "晨雾"), 30))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4_000_000
