"""Which name a song's file gets: never one that is another song's, never one that another thread is working on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from catalogsync.domain import paths
from catalogsync.domain.ids import Key
from catalogsync.pipeline.selection import AsksCatalog

_NAMES_FOR_ONE_PATH = 500
"""How many songs may have the same path but for an ordinal: `Intro` by an unknown artist is the worst seen."""


def free_names(
    ask: AsksCatalog, root: str, song: Key, wanted: str, begun: str | None = None
) -> Iterator[str]:
    """The names a song may take in a root, best first: `wanted` and its siblings with an ordinal, without those whose
    file or lyric would be another song's. `begun`, where an earlier run left bytes, comes first if it is one of them.

    They are drawn one by one: each costs a question, and the first is nearly always free.
    """
    names: Iterable[str] = (paths.with_ordinal(wanted, n) for n in range(1, _NAMES_FOR_ONE_PATH + 1))
    if begun is not None and paths.same_but_for_ordinal(begun, wanted):
        names = chain((begun,), (name for name in names if name != begun))
    return (name for name in names if ask.stem_owners(root, name) <= {song})


def named_as(name: str, container: str) -> str:
    """The same name with the suffix of what the bytes are: a platform says mp3 and sends FLAC now and then."""
    return f"{name.rpartition('.')[0]}.{paths.clean_ext(container)}"


@dataclass(frozen=True, slots=True)
class Claims:
    """The names being worked on in this process, so that two songs that want one path do not share a part."""

    _taken: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def claimed(self, names: Iterator[str]) -> Iterator[tuple[str, Iterator[str]]]:
        """The first name nobody else is working on, held until the block ends, and the names after it."""
        with self._lock:
            name = next((name for name in names if _stem_key(name) not in self._taken), None)
            if name is None:
                raise FileExistsError(f"{_NAMES_FOR_ONE_PATH} songs of one name are there already")
            self._taken.add(_stem_key(name))
        try:
            yield name, names
        finally:
            with self._lock:
                self._taken.discard(_stem_key(name))


def _stem_key(name: str) -> str:
    return paths.clash_key(name.rpartition(".")[0])
