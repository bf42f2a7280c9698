"""A run in a process of its own hears what people ask of its job elsewhere: in the console, through the API."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from catalogsync.domain.job import Job
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError
from catalogsync.pipeline.outcome import Brake

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5


class Listening:
    """While the block runs, a request to pause or cancel the job pulls its brake."""

    def __init__(self, catalog: Catalog, job_id: str, brake: Brake) -> None:
        self._catalog = catalog
        self._stream = Job.stream_of(job_id)
        self._brake = brake
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="job-requests", daemon=True)

    def __enter__(self) -> Listening:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Look once."""
        job = self._catalog.load(Job, self._stream)
        asked = job.cancel_asked or job.pause_asked
        if asked is not None and not self._brake.pulled:
            self._brake.pull(asked.reason)

    def _listen(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            try:
                self.look()
            except CatalogError as e:  # the job itself meets the same trouble and says so
                log.warning("requests_not_heard %s", e)
            except Exception:  # later requests are to be heard whatever happens now
                log.exception("requests_not_heard")
