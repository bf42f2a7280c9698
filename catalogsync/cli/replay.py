"""`replay match`: what today's matching rules would change about recorded decisions, without the network."""

from __future__ import annotations

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import how_many, plain, print_json, print_table, say
from catalogsync.domain.matching.score import RULES_VERSION
from catalogsync.pipeline.replay import replay_matches
from catalogsync.projections.songs import artist_line

replay_app = typer.Typer(no_args_is_help=True, help="What if: run rules again over what was recorded.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(replay_app, name="replay")


@replay_app.callback()
def replay() -> None:
    """What if: run rules again over what was recorded."""


@replay_app.command("match")
@on_store
def match(shop: Workshop, as_json: AsJson = False) -> None:
    """Score every recorded candidate by today's rules and show the verdicts that would differ. Writes nothing.

    catalogsync replay match --db music.db
    """
    report = replay_matches(shop.log)
    if as_json:
        items = [
            {
                "song": change.song,
                "candidate": f"{change.source}:{change.candidate.song_id}",
                "position": change.position,
                "was": change.candidate.verdict,
                "now": str(change.now.verdict),
                "total_was": change.candidate.total,
                "total_now": round(change.now.total, 4),
                "reasons": list(change.now.reasons),
            }
            for change in report.changes
        ]
        print_json(
            "replay match",
            rules=RULES_VERSION,
            searches=report.searches,
            candidates=report.candidates,
            items=items,
        )
        return
    print_table(
        ("song", "candidate", "is", "was", "now", "why"),
        [
            (
                change.song,
                f"{change.source}:{change.candidate.song_id}",
                plain(f"{artist_line(change.candidate.about)} - {change.candidate.about.title}"),
                f"{change.candidate.verdict} {change.candidate.total:.2f}",
                f"{change.now.verdict} {change.now.total:.2f}",
                " ".join(change.now.reasons),
            )
            for change in report.changes
        ],
        empty="nothing would change",
    )
    say(
        f"{report.searches:,} searches, {how_many(report.candidates, 'candidate')} under rules {RULES_VERSION}"
    )
