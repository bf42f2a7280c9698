"""Which events are worth telling, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from catalogsync.adapters.notify import Notifier
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.config import Settings
from catalogsync.domain import job, session
from catalogsync.domain.event import Event
from catalogsync.pipeline.notices import Newsroom, Notice


def notice_of(event: Event[Any]) -> Notice | None:
    """What to tell of an event; None for most."""
    match event.fact:
        case job.Finished(outcome=outcome, counts=counts):
            what = "job_success" if outcome is job.Outcome.SUCCESS else "job_with_failures"
            told = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing to do"
            return _of(event, what, f"job {event.subject} ended: {outcome}", told)
        case job.Failed(message=message):
            return _of(event, "job_failed", f"job {event.subject} failed", message)
        case job.Paused(reason=reason, by_itself=False):
            return _of(event, "job_paused", f"job {event.subject} is paused", reason)
        case job.Parked(reason=reason):
            return _of(event, "job_paused", f"job {event.subject} is parked", reason)
        case session.Expired(platform=platform):
            title = f"the {platform} cookie has expired"
            return _of(event, "cookie_expired", title, f"set another CATALOGSYNC_COOKIE_{platform.upper()}")
    return None


def _of(event: Event[Any], what: str, title: str, message: str) -> Notice:
    return Notice(what, title, message, event.job, event.position, event.at_ms)


def notifier_of(settings: Settings) -> Notifier | None:
    """The notifier of the settings; None when nobody is to be told. Refusal for an address nobody understands."""
    addresses = settings.notify_urls.get_secret_value().split() if settings.notify_urls else []
    return Notifier(addresses) if addresses else None


NAMES = ("job.finished", "job.failed", "job.paused", "job.parked", "session.expired")
"""The facts that `notice_of` may have something to tell of."""


def newsroom(shop: Workshop, notifier: Notifier, may_tell: Callable[[], bool]) -> Newsroom:
    """Tells of each event that the settings name, from where it left off. Not started yet."""

    def wanted(event: Event[Any]) -> Notice | None:
        notice = notice_of(event)
        return notice if notice is not None and notice.event in shop.settings.notify_on else None

    catalog = replace(shop.catalog, actor="notices")
    return Newsroom(catalog, shop.log, notifier, wanted, names=NAMES, may_tell=may_tell)
