"""When a missing song is tried again: by the class of its failure and how often it failed."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000

_FIRST_WAIT_MS: dict[str, int] = {
    "network": 15 * _MINUTE,
    "server": 15 * _MINUTE,
    "rate_limited": 30 * _MINUTE,
    "blocked": 6 * _HOUR,
    "corrupt": 6 * _HOUR,
    "changed_shape": _DAY,
    "bug": _DAY,
    "not_found": 7 * _DAY,
    "no_match": 7 * _DAY,
    "vip": 14 * _DAY,
    "purchase": 30 * _DAY,
    "trial": 14 * _DAY,
    "region": 30 * _DAY,
    "withdrawn": 14 * _DAY,
    "encrypted": 30 * _DAY,
}
"""The wait after the first miss; each further one doubles it. Classes not named here wait for a person:
`login` for a cookie, `held` for a review, `disk` for the job to be resumed."""

_CAP_MS = 60 * _DAY


def next_try_ms(failure: str, misses: int, now_ms: int) -> int | None:
    """The time of the next try by itself after the `misses`-th miss of that class (1 is the first); None: never."""
    first = _FIRST_WAIT_MS.get(failure)
    if first is None:
        return None
    doubled: int = first << min(max(misses, 1) - 1, 16)
    return now_ms + min(_CAP_MS, doubled)


_WORTH: tuple[str, ...] = (
    "network",
    "server",
    "rate_limited",
    "blocked",
    "changed_shape",
    "bug",
    "corrupt",
    "held",
    "login",
    "vip",
    "trial",
    "purchase",
    "encrypted",
    "region",
    "withdrawn",
    "no_match",
    "not_found",
)
"""Which failure speaks for a song that failed in several ways: the one that gives most hope comes first."""


def most_hopeful(failures: list[str]) -> str:
    """The failure that decides what comes next for a song that failed at several sources."""
    if not failures:
        return "no_match"
    return min(failures, key=lambda failure: _WORTH.index(failure) if failure in _WORTH else len(_WORTH))
