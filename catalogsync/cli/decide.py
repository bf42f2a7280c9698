"""A person's decisions: `exclude`, `want`, `retry`, `forget`, `redo`, `review`, `accept`, `reject`, `undo`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson, DryRun
from catalogsync.cli.looking import songs_meant
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import how_many, length, print_json, print_table, say
from catalogsync.cli.picking import one_playlist, one_song
from catalogsync.cli.story_words import in_words
from catalogsync.domain.ids import PLATFORMS, Key, stream_id
from catalogsync.domain.playlist import Playlist
from catalogsync.domain.song import Decision, Searched, Song
from catalogsync.pipeline.deciding import decide_about
from catalogsync.pipeline.errors import Refusal
from catalogsync.projections.filter import song_filter

SongNames = Annotated[list[str], typer.Argument(help="Short numbers, platform:remote_id or share addresses.")]
OneSong = Annotated[str, typer.Argument(help="Short number, platform:remote_id or share address.")]
Candidate = Annotated[str, typer.Argument(help="The candidate as source:id, as `review` and `why` show it.")]
Filter = Annotated[
    str, typer.Argument(help='A filter: reason:vip platform:qq artist:"…" since:7d; quote it.')
]
Reason = Annotated[str | None, typer.Option("--reason", help="Why, for the record.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (exclude, want, retry, forget, redo, review, accept, reject, undo):
        app.command()(command)


@on_store
def exclude(
    shop: Workshop,
    songs: Annotated[list[str] | None, typer.Argument(help="Songs.")] = None,
    playlist: Annotated[str | None, typer.Option("--playlist", help="A playlist instead of songs.")] = None,
    reason: Reason = None,
) -> None:
    """Never try these songs (or sync this playlist) again, until wanted. Files stay where they are."""
    _named(songs, playlist)
    if playlist is not None:
        key = one_playlist(shop.queries, playlist)
        shop.catalog.change(Playlist, stream_id("playlist", key), lambda stream: stream.exclude(reason))
        say(f"excluded playlist {key}")
    _each(shop, songs or [], lambda song: song.exclude(reason), "excluded")


@on_store
def want(
    shop: Workshop,
    songs: Annotated[list[str] | None, typer.Argument(help="Songs.")] = None,
    playlist: Annotated[str | None, typer.Option("--playlist", help="A playlist instead of songs.")] = None,
) -> None:
    """Want excluded songs (or a playlist) again."""
    _named(songs, playlist)
    if playlist is not None:
        key = one_playlist(shop.queries, playlist)
        shop.catalog.change(Playlist, stream_id("playlist", key), Playlist.want)
        say(f"wanted playlist {key}")
    _each(shop, songs or [], lambda song: song.reopen("wanted") if song.excluded else None, "wanted")


@on_store
def retry(
    shop: Workshop,
    filter_: Filter = "state:missed",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Try missing songs again at the next download, whatever their waiting time says.

    catalogsync retry 'reason:vip platform:qq'
    """
    wanted = song_filter(filter_, shop.catalog.clock()).in_states(("missed", "held"))
    songs: list[str] = []

    def streams() -> Iterator[str]:
        for row in songs_meant(shop, wanted, columns="s.id", to_act=True):
            songs.append(row["id"])
            yield f"song:{row['id']}"

    try:
        opened = sum(1 for _ in streams()) if dry_run else _reopen(shop, streams())
    except KeyboardInterrupt:
        say("stopped; what was opened up to here stays open, and the same again goes on from there")
        raise
    if as_json:
        print_json("retry", songs=songs, dry_run=dry_run)
    else:
        say(
            f"{'would open' if dry_run else 'opened'} {how_many(opened, 'song')}; `catalogsync download` tries them"
        )


def _reopen(shop: Workshop, streams: Iterator[str]) -> int:
    return decide_about(shop.catalog, Song, streams, lambda song: song.reopen("retry"))


@on_store
def forget(shop: Workshop, songs: SongNames) -> None:
    """Forget that these songs were missed or excluded: they are open as on the first day."""
    _each(shop, songs, lambda song: None if song.obtained else song.reopen("forget"), "forgotten")


@on_store
def redo(shop: Workshop, songs: SongNames) -> None:
    """Download these songs again although they count as done; the old file stays until the new one is whole."""
    _each(shop, songs, lambda song: song.reopen("redo"), "opened")


@on_store
def review(
    shop: Workshop,
    limit: Annotated[int, typer.Option("--limit", help="How many songs.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Candidates that wait for a person: is it the same recording? `accept` or `reject` them."""
    shop.models.catch_up()
    rows = (
        shop.models.connection_to_act()
        .execute(
            # The songs are cut out first: joined at once, every candidate of the catalog would be sorted.
            "SELECT s.number, s.artists AS want_artists, s.title AS want_title, s.duration_ms AS want_ms, r.*"
            " FROM (SELECT DISTINCT song FROM reviews WHERE decided IS NULL ORDER BY song LIMIT ?) w"
            " CROSS JOIN songs s ON s.id = w.song CROSS JOIN reviews r ON r.song = s.id AND r.decided IS NULL"
            " ORDER BY r.song, r.total DESC",
            (limit,),
        )
        .fetchall()
    )
    if as_json:
        print_json("review", items=[dict(row) for row in rows])
        return
    print_table(
        ("#", "wanted", "candidate", "is", "score", "why"),
        [
            (
                row["number"],
                f"{length(row['want_ms'])} {row['want_artists']} - {row['want_title']}",
                f"{row['source']}:{row['source_song_id']}",
                f"{length(row['duration_ms'])} {row['artists']} - {row['title']}",
                f"{row['total']:.2f}",
                in_words(json.loads(row["reasons"] or "[]")),
            )
            for row in rows
        ],
        empty="nothing waits for a person",
    )
    if rows:
        say("`accept # CANDIDATE` or `reject # CANDIDATE`; `why #` shows how they were compared")


@on_store
def accept(shop: Workshop, song: OneSong, candidate: Candidate) -> None:
    """Say that a candidate is the same recording; it outranks every score and is tried at the next download."""
    source, song_id = _candidate(candidate)
    key = one_song(shop.queries, song)
    _each(shop, [str(key)], lambda stream: stream.accept(source, song_id), f"accepted {candidate} for")
    if not _was_found(shop, key, source, song_id):
        say(
            f"no search for it has ever found {candidate}; if you meant another, `catalogsync undo {key} {candidate}`"
        )


@on_store
def reject(shop: Workshop, song: OneSong, candidate: Candidate) -> None:
    """Say that a candidate is another recording; it is never taken again."""
    source, song_id = _candidate(candidate)
    _each(shop, [song], lambda stream: stream.reject(source, song_id), f"rejected {candidate} for")


@on_store
def undo(
    shop: Workshop,
    song: OneSong,
    candidate: Annotated[
        str | None, typer.Argument(help="The candidate as source:id; the newest decision without.")
    ] = None,
) -> None:
    """Take back an `accept` or `reject`: what was said before holds again, else the rules decide at the next download.

    catalogsync undo 12 kuwo:6910877
    """
    pair = None if candidate is None else _candidate(candidate)
    key = one_song(shop.queries, song)
    taken: list[Decision] = []

    def decide(stream: Song) -> None:
        taken[:] = [one for one in stream.decisions if pair in (None, one[2:])][-1:]
        for one in taken:
            stream.take_back(one.version)

    shop.catalog.change(Song, stream_id("song", key), decide)
    if not taken:
        raise Refusal(f"nobody decided about {candidate or 'a candidate'} for {key}; `catalogsync why` tells")
    say(f"took back that {taken[0].source}:{taken[0].source_song_id} was {taken[0].word}ed for {key}")


def _candidate(text: str) -> tuple[str, str]:
    source, colon, song_id = text.partition(":")
    if not colon or source not in PLATFORMS or not song_id:
        raise Refusal(f"{text!r} is no candidate such as kuwo:6910877; `catalogsync review` shows them")
    return source, song_id


def _was_found(shop: Workshop, song: Key, source: str, song_id: str) -> bool:
    """Whether a search for the song brought that candidate, at whatever score."""
    facts = (event.fact for event in shop.catalog.log.load(stream_id("song", song)))
    return any(
        fact.source == source and song_id in (one.song_id for one in fact.candidates)
        for fact in facts
        if isinstance(fact, Searched)
    )


def _named(songs: list[str] | None, playlist: str | None) -> None:
    if not songs and playlist is None:
        raise Refusal("name songs (12, qq:003xyz) or a --playlist")


def _each(shop: Workshop, names: list[str], decide: Callable[[Song], None], word: str) -> None:
    """Decide the same about several songs; all are known before the first is decided."""
    for key in [one_song(shop.queries, name) for name in names]:
        shop.catalog.change(Song, stream_id("song", key), decide)
        say(f"{word} {key}")
