"""A process that tells the news of a store to a webhook until it is killed: for tests."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from catalogsync.bootstrap.notices import newsroom, notifier_of
from catalogsync.bootstrap.workshop import open_workshop
from catalogsync.config import Settings


def main(db: Path, hook: str) -> None:
    """Tell for ten minutes at most; a receiver that takes its time is no failure."""
    settings = Settings(db=db, library_root=db.parent / "music", notify_urls=hook)
    notifier = notifier_of(settings)
    assert notifier is not None
    notifier._client.timeout = 600
    with open_workshop(settings, "runner") as shop:
        newsroom(shop, notifier, lambda: True).start()
        print("telling", flush=True)  # noqa: T201  the test waits for it
        time.sleep(600)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
