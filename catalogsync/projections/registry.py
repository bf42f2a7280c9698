"""Every projection of this program, in the order in which they are shown."""

from __future__ import annotations

from catalogsync.projections.artists import Artists
from catalogsync.projections.attempts import Attempts
from catalogsync.projections.coverage import Coverage
from catalogsync.projections.engine import Projection
from catalogsync.projections.files import Files
from catalogsync.projections.job_items import JobItems
from catalogsync.projections.jobs import Jobs
from catalogsync.projections.playlists import Playlists
from catalogsync.projections.pools import Pools
from catalogsync.projections.presence import Presence
from catalogsync.projections.recipes import Recipes
from catalogsync.projections.reviews import Reviews
from catalogsync.projections.search import SongSearch
from catalogsync.projections.songs import Songs
from catalogsync.projections.sources import Sources


def projections() -> tuple[Projection, ...]:
    """One of each."""
    return (
        Pools(),
        Playlists(),
        Coverage(),
        Songs(),
        SongSearch(),
        Artists(),
        Files(),
        Presence(),
        Attempts(),
        Sources(),
        Reviews(),
        Jobs(),
        JobItems(),
        Recipes(),
    )
