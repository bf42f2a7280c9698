"""Which source and which quality is tried, in which order, how often, and when a miss is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from catalogsync.domain.fallback import STREAM, Fallback
from catalogsync.domain.file import File
from catalogsync.domain.ids import Key
from catalogsync.domain.retry import next_try_ms
from catalogsync.domain.session import Session
from catalogsync.domain.song import Missed, Song
from catalogsync.pipeline.errors import (
    AddressExpired,
    Encrypted,
    LoginNeeded,
    NetworkFailed,
    NoSuchItem,
    PlatformError,
    PurchaseOnly,
    RateLimited,
    RegionLocked,
    ServerTrouble,
    TrialOnly,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ladder import learned_order, next_lower
from catalogsync.pipeline.ports import Grant, Quality, SongInfo
from catalogsync.pipeline.verify_audio import AudioFacts, Content
from tests.pipeline.doubles import NOW, Bytes, Platform, World, info, whole_flac, whole_mp3
from tests.pipeline.test_download import EVERYTHING, stage, synced

LOSSLESS, HIGH, STANDARD = Quality
DAY = 86_400_000
SUFFIX = {LOSSLESS: "flac", HIGH: "mp3", STANDARD: "mp3"}


@dataclass
class Shop(Platform):
    """A platform that has some qualities and grants the best at or below the asked one."""

    has: Sequence[Quality] = tuple(Quality)
    wanted: list[str] = field(default_factory=list)

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        self.wanted.append(str(quality))
        self._ask(f"stream {song.song_id}")
        order = list(Quality)
        granted = next((q for q in self.has if order.index(q) >= order.index(quality)), None)
        if granted is None:
            granted = self.has[-1]
        return Grant(f"http://cdn.example/{self.name}/{song.song_id}/{granted}", granted, SUFFIX[granted])


def vip(*ids: str) -> dict[str, Exception]:
    return {f"stream {id_}": VipOnly("qq", "song-url", "members only") for id_ in ids}


@pytest.mark.parametrize(
    ("quality_first", "ladder", "own", "other", "comes_from"),
    [
        # The nearer source wins with whatever it has …
        (False, (LOSSLESS, HIGH, STANDARD), (STANDARD,), (LOSSLESS,), "qq/a/standard"),
        (False, (LOSSLESS, HIGH), (STANDARD,), (LOSSLESS,), "kuwo/8/lossless"),
        (False, (STANDARD,), (LOSSLESS, HIGH, STANDARD), (), "qq/a/standard"),
        (False, (LOSSLESS, STANDARD), (HIGH, STANDARD), (), "qq/a/standard"),
        # … or every source is asked for the best before any for less.
        (True, (LOSSLESS, HIGH, STANDARD), (STANDARD,), (LOSSLESS,), "kuwo/8/lossless"),
        (True, (LOSSLESS, HIGH, STANDARD), (HIGH,), (STANDARD,), "qq/a/high"),
        (True, (LOSSLESS, HIGH, STANDARD), (STANDARD,), (STANDARD,), "qq/a/standard"),
        (True, (LOSSLESS, HIGH, STANDARD), (STANDARD,), (HIGH, STANDARD), "kuwo/8/high"),
    ],
)
def test_the_ladder_is_climbed_down_at_one_source_or_over_all(
    here: World,
    quality_first: bool,
    ladder: tuple[Quality, ...],
    own: tuple[Quality, ...],
    other: tuple[Quality, ...],
    comes_from: str,
) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=own)
    kuwo = Shop("kuwo", finds=[info("kuwo", "8", "歌a")] if other else [], has=other)
    synced(here, qq)
    fetch = Bytes()
    tally = stage(here, qq, kuwo, fetch=fetch, quality_first=quality_first, ladder=ladder).run(
        EVERYTHING, 1, 1
    )

    assert [f"http://cdn.example/{comes_from}"] == fetch.fetched
    assert 1 == tally.counts["done"]


@pytest.mark.parametrize(
    ("granted", "ladder", "lower"),
    [
        (LOSSLESS, (LOSSLESS, HIGH, STANDARD), HIGH),
        (LOSSLESS, (LOSSLESS, STANDARD), STANDARD),
        (HIGH, (LOSSLESS,), None),
        (STANDARD, tuple(Quality), None),
    ],
)
def test_the_next_lower_quality_is_one_the_user_accepts(
    granted: Quality, ladder: tuple[Quality, ...], lower: Quality | None
) -> None:
    assert lower == next_lower(granted, ladder)


def test_a_quality_nobody_accepts_is_a_miss(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=(STANDARD,))
    synced(here, qq)
    fetch = Bytes()
    tally = stage(here, qq, fetch=fetch, ladder=(LOSSLESS,)).run(EVERYTHING, 1, 1)

    assert [] == fetch.fetched
    assert {"missed": 1, "failed.not_found": 1} == tally.as_counts()


@pytest.mark.parametrize("quality_first", [False, True])
@pytest.mark.parametrize("ladder", [(STANDARD,), (HIGH, STANDARD)])
def test_who_grants_the_same_whatever_is_asked_is_not_asked_for_ever(
    here: World, quality_first: bool, ladder: tuple[Quality, ...]
) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=(LOSSLESS,))
    synced(here, qq)
    tally = stage(here, qq, quality_first=quality_first, ladder=ladder).run(EVERYTHING, 1, 1)

    assert {"missed": 1, "failed.not_found": 1} == tally.as_counts()
    assert len(qq.wanted) <= len(ladder)


def test_one_protected_container_whatever_is_asked_comes_to_an_end(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=(LOSSLESS,))
    synced(here, qq)
    fetch = Bytes()
    protected = lambda path: AudioFacts(Content.ENCRYPTED, "mflac", 200_000)  # noqa: E731
    tally = stage(here, qq, fetch=fetch, inspect=protected).run(EVERYTHING, 1, 1)

    assert {"missed": 1, "failed.encrypted": 1} == tally.as_counts()
    assert len(fetch.fetched) <= 3


@pytest.mark.parametrize("quality_first", [False, True])
def test_who_refuses_is_asked_once_however_many_qualities_there_are(here: World, quality_first: bool) -> None:
    qq = Shop("qq", {"1": ["a"]}, refuses=vip("a"))
    kuwo = Shop("kuwo", finds=[info("kuwo", "8", "歌a")], refuses=vip("8"))
    synced(here, qq)
    stage(here, qq, kuwo, quality_first=quality_first).run(EVERYTHING, 1, 1)

    assert ["lossless"] == qq.wanted == kuwo.wanted
    assert 2 == here.names("song:qq:a").count("song.attempt_failed")


def test_a_miss_tells_whose_words_it_quotes(here: World) -> None:
    qq = Shop(
        "qq", {"1": ["a"]}, refuses={"stream a": Withdrawn("qq", "song-url", "the song was taken down")}
    )
    kuwo = Shop("kuwo", finds=[info("kuwo", "8", "歌a")], refuses=vip("8"))
    synced(here, qq)
    stage(here, qq, kuwo).run(EVERYTHING, 1, 1)

    (missed,) = [e.fact for e in here.catalog.log.load("song:qq:a") if isinstance(e.fact, Missed)]
    assert ("vip", "kuwo: members only") == (missed.failure, missed.message)


def test_where_the_better_quality_is_protected_the_plain_one_is_taken(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]})
    synced(here, qq)

    def inspect(path):  # type: ignore[no-untyped-def]
        if ".flac" in path.name:
            return AudioFacts(Content.ENCRYPTED, "mflac", 200_000)
        return whole_mp3(path)

    fetch = Bytes()
    tally = stage(here, qq, fetch=fetch, inspect=inspect, lyrics=None).run(EVERYTHING, 1, 1)

    assert ["lossless", "high"] == qq.wanted
    assert {"done": 1, "done.qq": 1} == tally.as_counts()
    assert {"某人 - 歌a.mp3", ".catalogsync-root"} == {
        path.name for path in (here.folder / "music").rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("refusal", "failure", "first_wait_days"),
    [
        (VipOnly("qq", "song-url", "x"), "vip", 14),
        (PurchaseOnly("qq", "song-url", "x"), "purchase", 30),
        (TrialOnly("qq", "song-url", "x"), "trial", 14),
        (RegionLocked("qq", "song-url", "x"), "region", 30),
        (Withdrawn("qq", "song-url", "x"), "withdrawn", 14),
        (Encrypted("qq", "song-url", "x"), "encrypted", 30),
        (NoSuchItem("qq", "song-url", "x"), "not_found", 7),
        (LoginNeeded("qq", "song-url", "x"), "login", None),
        (NetworkFailed("qq", "song-url", "x"), "network", 15 / 1440),
        (ServerTrouble("qq", "song-url", "x"), "server", 15 / 1440),
        (RateLimited("qq", "song-url", "x"), "rate_limited", 30 / 1440),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, PlatformError) else None,
)
def test_each_refusal_has_its_class_and_its_time(
    here: World, refusal: PlatformError, failure: str, first_wait_days: float | None
) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": refusal})
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)
    far = here.catalog.clock() + 10**12
    wait = None if first_wait_days is None else int(first_wait_days * DAY)
    early = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock() + (wait or far) // 2))
    late = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock() + (wait or far) + 1))

    assert {"missed": 1, f"failed.{failure}": 1} == tally.as_counts()
    assert [] == early
    assert ([] if wait is None else [Key("qq", "a")]) == late


def test_waits_double_and_end_at_sixty_days() -> None:
    waits = [(next_try_ms("no_match", misses, NOW) or 0) - NOW for misses in (1, 2, 3, 4, 5, 40)]

    assert [7 * DAY, 14 * DAY, 28 * DAY, 56 * DAY, 60 * DAY, 60 * DAY] == waits


def test_no_match_is_looked_for_again_after_its_time_and_then_found(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses=vip("a"))
    qq.refuses = {"stream a": NoSuchItem("qq", "song-url", "gone")}
    kuwo = Platform("kuwo", finds=[info("kuwo", "9", "别的歌")])
    synced(here, qq)
    first = stage(here, qq, kuwo).run(EVERYTHING, 1, 1)
    kuwo.finds = [info("kuwo", "8", "歌a")]
    now = here.catalog.clock
    object.__setattr__(here.catalog, "clock", lambda: now() + 8 * DAY)
    second = stage(here, qq, kuwo).run(EVERYTHING, 1, 1)

    assert {"missed": 1, "failed.no_match": 1} == first.as_counts()
    assert 1 == second.counts["done.kuwo"]


@pytest.mark.parametrize("refusal", [LoginNeeded, VipOnly, TrialOnly, PurchaseOnly])
def test_a_new_cookie_opens_what_waited_for_one(here: World, refusal: type[PlatformError]) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": refusal("qq", "song-url", "x")})
    synced(here, qq)
    stage(here, qq).run(EVERYTHING, 1, 1)
    before = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock()))
    here.catalog.change(Session, "session:qq", lambda session: session.give("qq", "mark"))
    after = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock()))

    assert [] == before
    assert [Key("qq", "a")] == after


@pytest.mark.parametrize("refusal", [LoginNeeded, VipOnly, TrialOnly, PurchaseOnly])
def test_a_new_cookie_opens_its_platform_for_a_song_that_is_held_elsewhere(
    here: World, refusal: type[PlatformError]
) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": refusal("qq", "song-url", "x")})
    kuwo = Platform("kuwo", finds=[replace(info("kuwo", "8", "歌a"), duration_ms=208_000)])
    synced(here, qq)
    tally = stage(here, qq, kuwo).run(EVERYTHING, 1, 1)
    here.catalog.change(Session, "session:kuwo", lambda session: session.give("kuwo", "mark"))
    of_another = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock()))
    here.catalog.change(Session, "session:qq", lambda session: session.give("qq", "mark"))
    of_its_own = list(here.queries.songs_to_download(EVERYTHING, here.catalog.clock()))

    assert {"missed": 1, "failed.held": 1} == tally.as_counts()
    assert [] == of_another
    assert [Key("qq", "a")] == of_its_own


def test_an_address_that_keeps_expiring_is_asked_for_three_times(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    expired = [AddressExpired("qq", "transfer", "403", code="HTTP 403") for _ in range(9)]
    tally = stage(here, qq, fetch=Bytes({"http://cdn.example/qq/a": expired})).run(EVERYTHING, 1, 1)

    assert 3 == qq.asked.count("stream a")
    assert {"missed": 1, "failed.network": 1} == tally.as_counts()


CONFIGURED = ("kuwo", "migu", "kugou", "netease")


@pytest.mark.parametrize(
    ("rates", "pinned", "barred", "order"),
    [
        ({}, (), (), ("kuwo", "migu", "kugou", "netease")),
        # A few lucky tries move nothing past a source with as good a place (warm-up) …
        ({"netease": (1.0, 1.0)}, (), (), ("kuwo", "migu", "kugou", "netease")),
        # … many do, in both directions.
        ({"netease": (40.0, 38.0)}, (), (), ("netease", "kuwo", "migu", "kugou")),
        ({"kuwo": (40.0, 0.0)}, (), (), ("migu", "kugou", "netease", "kuwo")),
        # What never helped comes last and is never dropped.
        (dict.fromkeys(CONFIGURED, (50.0, 0.0)), (), (), ("kuwo", "migu", "kugou", "netease")),
        # A person's word outranks all of it.
        ({"netease": (40.0, 0.0)}, ("netease",), (), ("netease", "kuwo", "migu", "kugou")),
        ({"kuwo": (40.0, 40.0)}, (), ("kuwo",), ("migu", "kugou", "netease")),
    ],
)
def test_the_order_is_learned_and_a_persons_word_outranks_it(
    rates: dict[str, tuple[float, float]],
    pinned: tuple[str, ...],
    barred: tuple[str, ...],
    order: tuple[str, ...],
) -> None:
    assert ["qq", *order] == learned_order("qq", CONFIGURED, rates, set(pinned), set(barred))


def test_the_songs_own_platform_can_be_barred_too() -> None:
    assert list(CONFIGURED) == learned_order("qq", CONFIGURED, {}, barred={"qq"})


def test_pins_and_bars_are_followed_by_the_next_download(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses=vip("a"))
    others = [Platform(name, finds=[info(name, "8", "歌a")]) for name in ("kuwo", "migu", "netease")]
    synced(here, qq)
    here.catalog.change(Fallback, STREAM, lambda said: said.pin("qq", "netease"))
    here.catalog.change(Fallback, STREAM, lambda said: said.bar("qq", "kuwo"))
    fetch = Bytes()
    stage(here, qq, *others, fetch=fetch, lyrics=None).run(EVERYTHING, 1, 1)

    assert ["http://cdn.example/netease/8"] == fetch.fetched
    assert [] == others[0].asked


def test_only_fallbacks_count_for_the_order(here: World) -> None:
    qq = Platform("qq", {"1": ["a", "b"]}, refuses=vip("b"))
    kuwo = Platform("kuwo", finds=[info("kuwo", "8", "歌b")])
    synced(here, qq)
    stage(here, qq, kuwo).run(EVERYTHING, 1, 1)

    assert {"kuwo": (1.0, 1.0)} == here.queries.fallback_rates("qq")


def test_what_was_long_ago_weighs_little(here: World) -> None:
    ids = [f"n{n}" for n in range(200)]
    qq = Platform("qq", {"1": ids}, refuses=vip(*ids), titles=dict.fromkeys(ids, "同名"))
    kuwo = Platform("kuwo")
    synced(here, qq)
    stage(here, qq, kuwo, lyrics=None).run(EVERYTHING, 1, 1)
    weight, won = here.queries.fallback_rates("qq")["kuwo"]

    assert 45 < weight < 51
    assert 0 == won


SAME = "http://cdn.example/same"


@dataclass
class SellsClips(Platform):
    """Answers every song with the same "please buy" clip; `says_ms` is how long it claims the songs are."""

    says_ms: int | None = 200_000

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        return Grant(SAME, Quality.STANDARD, "mp3")

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        return [SongInfo(self.name, id_, f"歌{id_}", duration_ms=self.says_ms) for id_ in song_ids]


@pytest.mark.parametrize("listed_ms", [200_000, None])
@pytest.mark.parametrize("says_ms", [200_000, None])
@pytest.mark.parametrize("clip_ms", [11_000, 30_000, 60_000])
def test_a_clip_that_comes_for_every_song_is_never_owned_not_even_the_first_time(
    here: World, monkeypatch: pytest.MonkeyPatch, listed_ms: int | None, says_ms: int | None, clip_ms: int
) -> None:
    qq = SellsClips("qq", {"1": ["a", "b", "c"]}, says_ms=says_ms)
    monkeypatch.setattr(
        "tests.pipeline.doubles.info",
        lambda platform, id_, title="": SongInfo(platform, id_, title or f"歌{id_}", duration_ms=listed_ms),
    )
    synced(here, qq)

    def clip(path):  # type: ignore[no-untyped-def]
        size = path.stat().st_size
        return AudioFacts(Content.AUDIO, "mp3", size, "mp3", clip_ms, None, 400, 128_000, complete=True)

    tally = stage(here, qq, inspect=clip).run(EVERYTHING, 1, 1)

    assert {"missed": 3, "failed.trial": 3} == tally.as_counts()
    assert [] == list((here.folder / "music").rglob("*.mp3"))


def test_where_no_listing_says_how_long_a_song_is_its_platform_is_asked(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    qq = Platform("qq", {"1": ["a"]})
    monkeypatch.setattr(qq, "playlist", _without_length(qq))
    synced(here, qq)
    tally = stage(here, qq).run(EVERYTHING, 1, 1)
    song = here.catalog.load(Song, "song:qq:a")

    assert 1 == tally.counts["done"]
    assert song.about is not None
    assert 200_000 == song.about.duration_ms


def _without_length(platform: Platform):  # type: ignore[no-untyped-def]
    listing = platform.playlist("1")
    entries = tuple(
        replace(entry, song=replace(entry.song, duration_ms=None)) for entry in listing.entries if entry.song
    )
    return lambda playlist_id: replace(listing, entries=entries)


def test_a_redone_song_is_not_refused_for_sharing_bytes_with_itself(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    stage(here, qq).run(EVERYTHING, 1, 1)
    here.catalog.change(Song, "song:qq:a", lambda song: song.reopen("redo"))
    tally = stage(here, qq).run(EVERYTHING, 1, 1)

    assert 1 == tally.counts["done"]
    assert 1 == len(list((here.folder / "music").rglob("*.mp3")))


def test_a_redone_song_in_another_format_leaves_its_old_file_nowhere(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=(HIGH,))
    synced(here, qq)
    stage(here, qq).run(EVERYTHING, 1, 1)
    qq.has = (LOSSLESS,)
    here.catalog.change(Song, "song:qq:a", lambda song: song.reopen("redo"))
    stage(here, qq, inspect=whole_flac).run(EVERYTHING, 1, 1)
    left = {path.name for path in (here.folder / "music/qq/某人").iterdir()}

    assert {"某人 - 歌a.flac", "某人 - 歌a.lrc"} == left


def test_a_file_is_named_by_what_its_bytes_are_whatever_was_granted(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]}, has=(HIGH,))
    synced(here, qq)
    stage(here, qq, inspect=whole_flac).run(EVERYTHING, 1, 1)
    file = here.catalog.load(File, "file:qq:a").verified
    left = {path.name for path in (here.folder / "music/qq/某人").iterdir()}

    assert file is not None
    assert ("qq/某人/某人 - 歌a.flac", "flac", "lossless") == (file.path, file.container, file.quality)
    assert {"某人 - 歌a.flac", "某人 - 歌a.lrc"} == left


def test_a_limit_and_a_failure_belong_to_the_source_of_the_bytes_not_to_the_song(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]}, refuses={"stream a": VipOnly("qq", "song-url", "members only")})
    kuwo = Platform("kuwo", finds=[info("kuwo", "8", "歌a")])
    synced(here, qq)
    fetch = Bytes()
    stage(here, qq, kuwo, fetch=fetch).run(EVERYTHING, 1, 1)

    assert [Key("kuwo", "8")] == fetch.sources


def test_two_songs_of_one_name_in_two_formats_do_not_share_a_lyric(here: World) -> None:
    qq = Shop("qq", {"1": ["a"]}, titles={"a": "Intro"}, has=(LOSSLESS,))
    also = Shop("kuwo", {"2": ["b"]}, titles={"b": "intro"}, has=(HIGH,))
    synced(here, qq)
    synced(here, also)
    stage(here, qq, also, path_template="{title}.{ext}").run(EVERYTHING, 1, 1)
    lyrics = {path.name for path in (here.folder / "music").rglob("*.lrc")}

    assert {"Intro.lrc", "intro (2).lrc"} == lyrics
