"""How each projection stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogsync.projections.engine import Projection
from catalogsync.projections.feeding import Parked
from catalogsync.projections.state import Place


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """One projection as it stands.

    `state` is `following`, `parked` (see `parked`), `outdated` (a rebuild is due or running; its rows stand still) or
    `newer` (made by a newer program, which this one leaves alone). `lag` counts positions behind the log.
    """

    name: str
    version: int
    state: str
    position: int
    lag: int
    parked: Parked | None = None


def status_of(projection: Projection, place: Place | None, last: int) -> ProjectionStatus:
    """The status of a projection by what the file says of it, with the log at position `last`."""
    if place is None:
        return ProjectionStatus(projection.name, projection.version, "outdated", 0, last)
    if place.version > projection.version:
        word = "newer"
    elif not place.is_of(projection):
        word = "outdated"
    else:
        word = "parked" if place.parked else "following"
    return ProjectionStatus(
        projection.name, place.version, word, place.position, max(0, last - place.position), place.parked
    )


def unfit(projections: Iterable[Projection], places: Mapping[str, Place]) -> dict[str, str]:
    """By table, why nobody may act on its rows: made otherwise than this program makes them, or standing still."""
    found: dict[str, str] = {}
    for projection in projections:
        place = places.get(projection.name)
        status = status_of(projection, place, 0)
        if status.state != "following":
            tables = {*projection.table_names(), *(place.tables if place is not None else ())}
            found |= dict.fromkeys(tables, _why(status))
    return found


def _why(status: ProjectionStatus) -> str:
    name, parked = status.name, status.parked
    if parked is not None:
        return (
            f"the read model {name} stands still before event {parked.event} ({parked.cause});"
            f" `catalogsync projections retry {name}` tries again, `skip` leaves the event out"
        )
    if status.state == "newer":
        return f"the read model {name} was made by a newer program: use that one"
    return f"the read model {name} is being made anew; this goes on when it is done"
