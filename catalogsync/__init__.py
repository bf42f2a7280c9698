"""catalogsync: a catalog and download pipeline for music playlists, told as immutable events."""

__version__ = "0.1.0"
