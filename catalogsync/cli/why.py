"""`why SONG`: the answer, then the whole story it rests on, as a tree."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.answer import answer
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import ENDLESS, brief, out, plain, print_json, when
from catalogsync.cli.picking import one_song
from catalogsync.cli.story_words import details, seen_as, told
from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key
from catalogsync.projections.story import Sighting, Story, state_of, story_as_of, story_of
from catalogsync.projections.timeline import moment_ms


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(why)


@on_store
def why(
    shop: Workshop,
    song: Annotated[str, typer.Argument(help="Short number, platform:remote_id or share address.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Every candidate with the parts of its score.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The story as it was known then: 7d, 2026-11-20, 2026-11-20T12:00"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Why a song is as it is: the answer, who decided, what would change it, and every event it rests on.

    catalogsync why --db music.db 12

    catalogsync why --db music.db 12 --all

    catalogsync why --db music.db netease:186016 --as-of 7d
    """
    key = one_song(shop.queries, song)
    rows = shop.models.connection().execute(
        "SELECT DISTINCT playlist FROM playlist_entries WHERE song = ?", (str(key),)
    )
    seen_in = [Key.parse(row[0]) for row in rows]
    if as_of is not None:
        at_ms = moment_ms(as_of, shop.catalog.clock())
        _print_then(story_as_of(shop.log, key, seen_in, at_ms), at_ms, everything, as_json)
        return
    story = story_of(shop.log, key, seen_in)
    row = shop.models.connection().execute("SELECT * FROM songs WHERE id = ?", (str(key),)).fetchone()
    if as_json:
        said = [{"about": heading, "said": sentence} for heading, sentence in answer(dict(row), story)]
        print_json("why", song=dict(row), answer=said, **_as_json(story))
        return
    _print_answer(dict(row), story)
    _print_tree(story, everything)


def _print_then(story: Story, at_ms: int, everything: bool, as_json: bool) -> None:
    """The past has a story and a state, but nothing that would change it."""
    if as_json:
        print_json(
            "why", song={"id": str(story.song), "state": state_of(story)}, at_ms=at_ms, **_as_json(story)
        )
        return
    out().print(Text(f"[{story.song}] was {state_of(story)} at {when(at_ms)}", style="bold"), soft_wrap=True)
    _print_tree(story, everything)


def _print_tree(story: Story, everything: bool) -> None:
    console = out()
    if not sys.stdout.isatty():
        console.width = ENDLESS
    console.print(_tree(story, everything))


def _print_answer(row: dict[str, Any], story: Story) -> None:
    name = f"#{row['number']} {brief(row['artists'] or '?')} - {brief(row['title'] or '(no longer listed)')}"
    console = out()
    console.print(Text(plain(f"{name}  [{story.song}]  {row['state']}"), style="bold"), soft_wrap=True)
    table = Table.grid(padding=(0, 1))
    before = ""
    for heading, sentence in answer(row, story):
        shown = heading if heading != before else ""
        if sys.stdout.isatty():
            table.add_row(Text(f"{shown:<10}", style="bold"), Text(plain(sentence)))
        else:
            console.print(Text(f"{shown:<10} {plain(sentence)}"), soft_wrap=True)
        before = heading
    if sys.stdout.isatty():
        console.print(table)


def _as_json(story: Story) -> dict[str, Any]:
    return {
        "events": [event.as_plain() for event in story.events],
        "file_events": [event.as_plain() for event in story.file_events],
        "playlists": [
            {
                "playlist": str(seen.playlist),
                "title": seen.title,
                "pools": seen.pools,
                "place": seen.place,
                "events": [event.as_plain() for event in seen.events],
            }
            for seen in story.sightings
        ],
    }


def _tree(story: Story, everything: bool) -> Tree:
    tree = Tree(Text("the story", style="bold"))
    found = tree.add("found")
    for seen in story.sightings:
        _add_sighting(found, seen)
    told_ = tree.add("what happened")
    under: str | None = None
    for event in sorted((*story.events, *story.file_events), key=lambda e: e.position):
        if (heading := _heading(event)) != under:
            told_.add(Text(plain(heading), style="dim"))
            under = heading
        branch = told_.add(_line(event, when(event.at_ms)[11:], told(event.fact)))
        for detail in details(event.fact, everything=everything):
            branch.add(Text(plain(detail)))
    return tree


def _heading(event: Event[Any]) -> str:
    """What a run of events has in common: the day, the job, who did it."""
    return f"{when(event.at_ms)[:10]}, {f'job {event.job}' if event.job else 'no job'}, by {event.actor}"


def _add_sighting(found: Tree, seen: Sighting) -> None:
    place = f"place {seen.place}" if seen.place else "no longer in it"
    pools = ", ".join(seen.pools) or "no pool"
    branch = found.add(Text(plain(f"playlist {seen.playlist} {brief(seen.title)}: {place}; pools {pools}")))
    for event, before, after in seen.told():
        branch.add(_line(event, when(event.at_ms), seen_as(event.fact, before, after)))


def _line(event: Event[Any], at: str, said: str) -> Text:
    return Text(plain(f"{at}  {said}  (event {event.position})"))
