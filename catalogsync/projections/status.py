"""How each projection stands."""

from __future__ import annotations

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
