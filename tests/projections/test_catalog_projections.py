"""The real projections: whatever happens in whatever order, a rebuild gives the rows of having followed."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.domain import file, job, library, playlist, pool, song
from catalogsync.domain.event import Event, Fact
from catalogsync.domain.playlist import Heading, Playlist
from catalogsync.domain.song import About, Artist
from catalogsync.domain.stream import Stream
from catalogsync.projections.registry import projections
from tests.projections.equivalence import assert_rebuild_equals_followed

SONGS = [f"song:netease:{n}" for n in range(4)]
LISTS = ["playlist:netease:1", "playlist:netease:2"]


def about(title: str) -> About:
    return About(title=title, artists=[Artist(name="A", artist_id="1"), Artist(name=title)], duration_ms=1000)


song_facts: st.SearchStrategy[Fact] = st.one_of(
    st.sampled_from("xy").map(lambda t: song.Catalogued(platform="netease", remote_id="0", about=about(t))),
    st.sampled_from("xy").map(lambda t: song.Changed(about=about(t), changed=["title", "artists"])),
    st.just(song.Gone()),
    st.just(song.Searched(source="qq", query="q", rules=1, candidates=[])),
    st.sampled_from(["hold", "accept"]).map(
        lambda verdict: song.Searched(
            source="kuwo",
            query="q",
            rules=1,
            candidates=[song.Candidate(song_id="9", about=about("x"), verdict=verdict, total=0.8)],
        )
    ),
    st.just(song.AttemptFailed(source="qq", source_song_id="9", quality="high", failure="vip", message="m")),
    st.just(song.Obtained(source="qq", source_song_id="9", quality="high", chosen="rules", total=0.9)),
    st.sampled_from(["vip", "held"]).map(
        lambda f: song.Missed(failure=f, message="m", tried=["qq:vip", "kuwo:held"], retry_at_ms=5)
    ),
    st.just(song.LyricSaved(source="qq", source_song_id="9", root="r", path="p", sha256="s", parts=[])),
    st.just(song.LyricAbsent(sources=["qq"])),
    st.just(song.CandidateAccepted(source="kuwo", source_song_id="9")),
    st.just(song.CandidateRejected(source="kuwo", source_song_id="9")),
    st.sampled_from([None, "reject"]).map(
        lambda standing: song.DecisionTakenBack(
            source="kuwo",
            source_song_id="9",
            word="accept",
            version=1,
            standing=standing,
            reopens=standing is None,
        )
    ),
    st.just(song.Excluded()),
    st.just(song.Reopened()),
)
file_facts: st.SearchStrategy[Fact] = st.one_of(
    st.just(
        file.Verified(
            root="r",
            path="a/b.mp3",
            size_bytes=1,
            sha256="s",
            container="mp3",
            quality="high",
            source="qq",
            source_song_id="9",
        )
    ),
    st.just(file.Lost(root="r", path="a/b.mp3", why="missing")),
    st.just(file.FoundAgain(root="r", path="a/b.mp3")),
)
other_facts: st.SearchStrategy[tuple[str, Fact]] = st.sampled_from(
    [
        ("pool:netease:square", pool.PageCollected(playlists=["1"], new=1)),
        ("pool:netease:square", pool.PageFailed(failure="network", message="m")),
        ("pool:netease:square", pool.Collected(playlists=1, new=1, pages=1, complete=True)),
        ("job:j", job.Queued(job_kind="catalog_sync", stages=["collect"])),
        ("job:j", job.Started(host="h", pid=1)),
        ("job:j", job.StageStarted(stage="collect")),
        ("job:j", job.StageFinished(stage="collect", counts={"found": 1})),
        ("job:j", job.Finished(outcome=job.Outcome.SUCCESS)),
        ("library:roots", library.RootOpened(root="r", location="/music")),
    ]
)
listings = st.tuples(st.sampled_from(LISTS), st.lists(st.sampled_from("0123"), max_size=6))


@st.composite
def histories(draw: st.DrawFn) -> list[Event[Any]]:
    """Any interleaving of things that happen, each stream numbered as the store would."""
    streams: dict[str, Stream] = {}
    events: list[Event[Any]] = []

    def keep(stream: str, facts: list[Fact]) -> None:
        for fact in facts:
            version = streams.setdefault(stream, Stream(stream))
            version.version += 1
            events.append(
                Event(
                    originator_id=stream,
                    originator_version=version.version,
                    at_ms=1_700_000_000_000 + len(events),
                    actor="test",
                    job=draw(st.sampled_from([None, "j"])),
                    fact=fact,
                )
            )

    lists = {id_: Playlist(id_) for id_ in LISTS}
    for _ in range(draw(st.integers(1, 25))):
        match draw(st.sampled_from(["song", "file", "other", "listing", "gone"])):
            case "song":
                keep(draw(st.sampled_from(SONGS)), [draw(song_facts)])
            case "file":
                keep(draw(st.sampled_from(SONGS)).replace("song", "file"), [draw(file_facts)])
            case "other":
                stream, fact = draw(other_facts)
                keep(stream, [fact])
            case "gone":
                list_ = lists[draw(st.sampled_from(LISTS))]
                list_.bury("not_found", "404")
                keep(list_.id, list_.pending)
                list_.pending.clear()
            case _:
                id_, order = draw(listings)
                list_ = lists[id_]
                list_.version = streams[id_].version if id_ in streams else 0
                list_.discover("netease", id_.rpartition(":")[2], "playlist", "manual", Heading(title="t"))
                list_.observe(Heading(title="t"), order)
                keep(id_, list_.pending)
                list_.pending.clear()
    return events


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_a_rebuild_gives_the_rows_of_having_followed(events: list[Event[Any]]) -> None:
    rows = assert_rebuild_equals_followed(projections, events)

    for id_ in LISTS:
        state = Playlist(id_)
        state.replay(event for event in events if event.stream == id_)
        key = id_.partition(":")[2]
        in_rows = [row[2] for row in sorted(row for row in rows["playlist_entries"] if row[0] == key)]
        assert [f"netease:{song_id}" for song_id in state.song_ids] == in_rows


def test_short_numbers_follow_the_order_of_discovery() -> None:
    events = [
        Event(
            originator_id=f"playlist:netease:{n}",
            originator_version=1,
            at_ms=n,
            actor="test",
            fact=playlist.Discovered(
                platform="netease",
                remote_id=str(n),
                playlist_kind="playlist",
                pool="manual",
                heading=Heading(title="t"),
            ),
        )
        for n in (30, 10, 20)
    ]

    rows = assert_rebuild_equals_followed(projections, events)

    assert [(1, "netease:30"), (2, "netease:10"), (3, "netease:20")] == [row[:2] for row in rows["playlists"]]
