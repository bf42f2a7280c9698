"""From a granted stream to a file in place: bytes into a part, looked at, judged, named, recorded. In this order, so
that whatever stops us leaves either a part that goes on later or a file that is the song."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from catalogsync.domain import paths
from catalogsync.domain.file import File
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import FileRejected, PlatformError
from catalogsync.pipeline.file_names import Claims, free_names, named_as
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.outcome import Brake, Watches
from catalogsync.pipeline.ports import Fetched, Fetches
from catalogsync.pipeline.pursuit import Offer
from catalogsync.pipeline.selection import AsksCatalog
from catalogsync.pipeline.sweep import record_file
from catalogsync.pipeline.verify_audio import AudioFacts, judge


@dataclass(frozen=True)
class Landing:
    """What every song's landing works with. `inspect` looks into a finished file and tells what it is; `resumable`
    says under which name an earlier run left bytes of a song."""

    catalog: Catalog
    ask: AsksCatalog
    fetch: Fetches
    library: KeepsFiles
    inspect: Callable[[Path], AudioFacts]
    watch: Watches
    brake: Brake
    path_template: str = paths.DEFAULT_TEMPLATE
    resumable: dict[Key, str] = field(default_factory=dict)
    claims: Claims = field(default_factory=Claims)

    def bring(self, key: Key, song: Song, offer: Offer) -> tuple[Song, str]:
        """Bring an offered stream home; the song as it is now and the path of its file.

        Raises what the transfer or the judgement says; then nothing was placed.
        """
        library, root = self.library, self.library.root
        wanted = self._wanted(key, song, offer)
        names = free_names(self.ask, root, key, wanted, self.resumable.get(key))
        with self.claims.claimed(names) as (name, others):
            fetched, facts = self._fetched(key, song, offer, name)
            final = named_as(name, facts.container)
            if self.ask.path_owner(root, final) == key:
                # A redone song takes the place of its own old file; the new one is whole already.
                library.absolute(final).unlink(missing_ok=True)
            finals = chain((final,), (named_as(other, facts.container) for other in others))
            path = library.place(name, finals, fetched, offer.taken)
            song, before = record_file(self.catalog, song, key, root, path, fetched, facts, offer.taken)
            if before is not None and before.root == root and before.path != path:
                # A redone song that came in another format: the file it had before is nobody's now.
                library.absolute(before.path).unlink(missing_ok=True)
            library.settle(name)
        return song, path

    def _wanted(self, key: Key, song: Song, offer: Offer) -> str:
        """The path by the template, were there no other songs."""
        about = song.about
        assert about is not None
        artists = [artist.name for artist in about.artists]
        return paths.song_path(
            {
                "platform": key.platform,
                "first_artist": artists[0] if artists else None,
                "artist": ", ".join(artists),
                "title": about.title,
                "album": about.album,
                "quality": str(offer.grant.quality),
            },
            template=self.path_template,
            ext=offer.grant.suffix,
            song_id=key.remote_id,
        )

    def _fetched(self, key: Key, song: Song, offer: Offer, path: str) -> tuple[Fetched, AudioFacts]:
        """Bring the bytes into the part of that path and judge them; what is refused leaves nothing behind."""
        part = self.library.part(path)
        seen = 0

        def progress(size: int) -> None:
            nonlocal seen
            self.watch.bytes(max(0, size - seen))
            seen = size

        info = offer.choice.info
        source = Key(info.platform, info.song_id)
        stop = self.brake.hard.is_set
        fetched = self.fetch.fetch(offer.grant, key, part, source=source, progress=progress, stop=stop)
        facts = self.inspect(part)
        assert song.about is not None
        try:
            judge(
                facts,
                song=source,
                granted=offer.grant,
                # Some sources do not say how long theirs is; then it has to be as long as the one that is wanted.
                want_duration_ms=info.duration_ms or song.about.duration_ms,
                sharing=self._sharing(key, fetched.sha256),
            )
        except (FileRejected, PlatformError):
            part.unlink(missing_ok=True)
            self.library.settle(path)
            raise
        return fetched, facts

    def _sharing(self, key: Key, sha256: str) -> int:
        """How many other songs have a file of exactly these bytes."""
        songs = self.ask.songs_sharing(sha256)
        if songs:
            before = self.catalog.load(File, stream_id("file", key)).verified
            songs -= before is not None and before.sha256 == sha256
        return songs
