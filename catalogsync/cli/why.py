"""`why SONG`: the whole story of a song as a tree."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.text import Text
from rich.tree import Tree

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import event_as_json, length, out, plain, print_json, size, when
from catalogsync.cli.picking import one_song
from catalogsync.domain import file, playlist, song
from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key
from catalogsync.projections.songs import artist_line
from catalogsync.projections.story import Sighting, Story, story_of


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(why)


@on_store
def why(
    shop: Workshop,
    song: Annotated[str, typer.Argument(help="Short number, platform:remote_id or share address.")],
    as_json: AsJson = False,
) -> None:
    """Tell the whole story of a song: where it was found, what was tried, where its file is, who decided what.

    catalogsync why --db music.db 12

    catalogsync why --db music.db netease:186016
    """
    key = one_song(shop.queries, song)
    rows = shop.models.connection().execute(
        "SELECT DISTINCT playlist FROM playlist_entries WHERE song = ?", (str(key),)
    )
    story = story_of(shop.log, key, [Key.parse(row[0]) for row in rows])
    row = shop.models.connection().execute("SELECT * FROM songs WHERE id = ?", (str(key),)).fetchone()
    if as_json:
        print_json("why", song=dict(row), **_as_json(story))
        return
    console = out()
    if not sys.stdout.isatty():
        console.width = 160
    console.print(_tree(dict(row), story))


def _as_json(story: Story) -> dict[str, Any]:
    return {
        "events": [event_as_json(event) for event in story.events],
        "file_events": [event_as_json(event) for event in story.file_events],
        "playlists": [
            {
                "playlist": str(seen.playlist),
                "title": seen.title,
                "pools": seen.pools,
                "place": seen.place,
                "events": [event_as_json(event) for event in seen.events],
            }
            for seen in story.sightings
        ],
    }


def _tree(row: dict[str, Any], story: Story) -> Tree:
    state = row["state"] + (f" ({row['failure']}: {row['message']})" if row["failure"] else "")
    name = f"#{row['number']} {row['artists'] or '?'} - {row['title'] or '(no longer listed)'}"
    tree = Tree(Text(plain(f"{name}  [{story.song}]  {state}"), style="bold"))
    if row["retry_at_ms"]:
        tree.add(Text(f"tried again by itself from {when(row['retry_at_ms'])}"))
    found = tree.add("found")
    for seen in story.sightings:
        _add_sighting(found, seen)
    told = tree.add("what happened")
    job: str | None = None
    for event in sorted((*story.events, *story.file_events), key=lambda e: e.position):
        if event.job != job:
            job = event.job
            told.add(Text(f"in job {job}" if job else "outside of jobs", style="dim"))
        branch = told.add(_line(event))
        for detail in _details(event.fact):
            branch.add(Text(plain(detail)))
    return tree


def _add_sighting(found: Tree, seen: Sighting) -> None:
    place = f"place {seen.place}" if seen.place else "no longer in it"
    pools = ", ".join(seen.pools) or "no pool"
    branch = found.add(Text(plain(f"playlist {seen.playlist} {seen.title}: {place}; pools {pools}")))
    for event in seen.events:
        branch.add(_line(event))


def _line(event: Event[Any]) -> Text:
    return Text(plain(f"{when(event.at_ms)}  {_told(event.fact)}  (event {event.position}, {event.actor})"))


def _told(fact: object) -> str:
    """A fact as a sentence."""
    match fact:
        case playlist.Discovered(pool=pool):
            return f"the playlist was found in {pool}"
        case playlist.Synced(first=True, entries=entries):
            return f"the playlist's first sync brought it, among {entries} songs"
        case playlist.Synced(added=added, removed=removed, moved=moved):
            return f"a sync moved it (+{len(added)} -{len(removed)} ~{len(moved)})"
        case song.Catalogued(about=about):
            return f"catalogued as {artist_line(about)} - {about.title} ({length(about.duration_ms)}, {about.access})"
        case song.Changed(changed=changed):
            return f"the platform changed {', '.join(changed) or 'nothing but its absence'}"
        case song.Gone():
            return "the platform no longer tells what it is"
        case song.Searched(source=source, query=query, candidates=candidates):
            return f"searched {source} for {query!r}: {len(candidates)} candidates"
        case song.SearchFailed(source=source, failure=failure, message=message):
            return f"{source} could not be searched: {failure}, {message}"
        case song.AttemptFailed(source=source, quality=quality, failure=failure, message=message):
            return f"{source} did not give it ({quality}): {failure}, {message}"
        case song.Obtained(source=source, quality=quality, chosen=chosen, total=total):
            score = f", score {total:.2f}" if total is not None else ""
            return f"obtained from {source} as {quality} (chosen by {chosen}{score})"
        case song.Missed(failure=failure, message=message, retry_at_ms=retry):
            later = f"again from {when(retry)}" if retry else "only a person opens it again"
            return f"missed: {failure}, {message}; {later}"
        case file.Verified(path=path, size_bytes=size_bytes, quality=quality, duration_ms=duration):
            return f"verified and in place: {path} ({quality}, {size(size_bytes)}, {length(duration)})"
        case file.Lost(path=path, why=lost):
            return f"the file is {lost}: {path}"
        case file.FoundAgain(path=path):
            return f"the file is back: {path}"
        case file.Uploaded(backend=backend, part=part, key=key, proof=proof):
            return f"a copy stands in {backend}: {part} under {key} (proven by {proof.replace('_', ' ')})"
        case file.UploadFailed(backend=backend, part=part, failure=failure, message=message):
            return f"{part} did not get to {backend}: {failure}, {message}"
        case file.RemoteLost(backend=backend, part=part, why=lost):
            return f"the copy in {backend} is {lost}: {part}"
        case file.RemoteFoundAgain(backend=backend, part=part):
            return f"the copy in {backend} counts again: {part}"
        case file.RemoteChecked(backend=backend, part=part):
            return f"the copy in {backend} was read back and is right: {part}"
        case file.LocalRemoved(backend=backend, path=path):
            return f"removed here to make room, {backend} holds it: {path}"
        case file.Restored(backend=backend, path=path):
            return f"brought back from {backend}: {path}"
        case song.LyricSaved(source=source, path=path):
            return f"lyric from {source}: {path}"
        case song.LyricKept(path=path):
            return f"a lyric was there already and kept: {path}"
        case song.LyricAbsent(sources=sources):
            return f"no lyric at {', '.join(sources) or 'any source'}"
        case song.Instrumental(source=source):
            return f"{source} says it has no words"
        case song.LyricFailed(failure=failure, tried=tried):
            return f"no lyric yet: {failure} ({', '.join(tried)})"
        case song.CandidateAccepted(source=source, source_song_id=id_):
            return f"a person accepted {source}:{id_}"
        case song.CandidateRejected(source=source, source_song_id=id_):
            return f"a person rejected {source}:{id_}"
        case song.DecisionTakenBack(source=source, source_song_id=id_, word=word, standing=standing):
            now = f"{standing}ed before, which holds again" if standing else "the rules decide again"
            return f"a person took back that they {word}ed {source}:{id_}: {now}"
        case song.Excluded(reason=reason):
            return f"a person excluded it{f': {reason}' if reason else ''}"
        case song.Reopened(reason=reason):
            return f"opened again{f': {reason}' if reason else ''}"
    return type(fact).__name__


def _details(fact: object) -> list[str]:
    """What hangs below a fact's line."""
    if isinstance(fact, song.Searched):
        return [
            f"{candidate.verdict:<6} {candidate.total:.2f} {fact.source}:{candidate.song_id} "
            f"{artist_line(candidate.about)} - {candidate.about.title} ({length(candidate.about.duration_ms)})"
            f"  {' '.join(f'{name}={part:.2f}' for name, part in candidate.parts.items())}"
            f"  {' '.join(candidate.reasons)}"
            for candidate in fact.candidates
        ]
    if isinstance(fact, file.Verified):
        return [f"sha256 {fact.sha256}", f"root {fact.root}, from {fact.source}:{fact.source_song_id}"]
    if isinstance(fact, song.LyricSaved):
        return [f"parts {', '.join(fact.parts)}; sha256 {fact.sha256}"]
    return []
