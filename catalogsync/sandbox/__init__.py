"""A synthetic stand-in for the music platforms: their wire protocols over a seeded catalog, with playable audio.

Nothing here is real: artists, titles, words and sounds are made up by arithmetic. Use `Sandbox(...).running()` in
tests, `serve(...)` for a process of its own, `describe(catalog)` to learn which ids exist and what is true of them.
"""

from __future__ import annotations

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.describe import describe
from catalogsync.sandbox.server import Sandbox, serve
from catalogsync.sandbox.world.sizes import SIZES, Size

__all__ = ["SIZES", "Catalog", "Sandbox", "Size", "describe", "serve"]
