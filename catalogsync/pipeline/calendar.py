"""When is a recipe due? Cron or plain words in English and Chinese, in local time.

every day at 03:00 · every 15 minutes · every monday and thursday at 8:30 · weekdays at 07:00 · monthly at 04:00
每天 03:00 · 每 15 分钟 · 每周一、周四 8:30 · 工作日 07:00 · 每月 1 日 04:00 · 0 3 * * 1-5
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

from cronsim import CronSim, CronSimError

from catalogsync.pipeline.errors import Refusal

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_CHINESE_DAYS = {"日": 0, "天": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_CLOCK = r"(\d{1,2})(?:[:：点时](\d{2})?分?)?\s*(am|pm)?"


def read_when(text: str) -> str:
    """The five cron fields of a plain sentence or of cron itself; Refusal tells what is understood."""
    words = re.sub(r"\s+", " ", text.strip().lower())
    cron = _plain(words) or (words if len(words.split(" ")) == 5 else None)
    if cron is None:
        raise Refusal(
            f"when: cannot read {text[:80]!r}; say it like 'every day at 03:00', 'every 15 minutes',"
            " 'every monday at 8:30', '每天 03:00' or in cron as '0 3 * * *'"
        )
    try:
        next(CronSim(cron, datetime(2024, 1, 1)))
    except CronSimError as e:
        raise Refusal(f"when: {text[:80]!r} is no cron: {e}") from None
    except StopIteration:
        raise Refusal(f"when: {text[:80]!r} never comes") from None
    return cron


def explain(cron: str) -> str:
    """Cron in plain English."""
    return str(CronSim(cron, datetime(2024, 1, 1)).explain())


def next_due(cron: str, after_ms: int, tz: tzinfo | None = None) -> int | None:
    """The first due time after a moment, in ms; None when there is none in the next decades. `tz` None is local."""
    try:
        return _ms(next(CronSim(cron, _local(after_ms, tz))))
    except StopIteration:
        return None


def last_due(cron: str, after_ms: int, now_ms: int, tz: tzinfo | None = None) -> int | None:
    """The newest due time in (after, now]; older ones in between are not made up for. None when none is due."""
    # Backwards from just after now, so that a server that was off for a year does not count through it.
    newest = next(CronSim(cron, _local(now_ms, tz) + timedelta(seconds=1), reverse=True), None)
    if newest is None:
        return None
    due = _ms(newest)
    return due if after_ms < due <= now_ms else None


def read_quiet(text: str) -> tuple[time, time]:
    """`22:00-06:30` as two times of day; Refusal for anything else."""
    found = re.fullmatch(r"(\d{1,2}:\d{2})\s*[-–~至到]\s*(\d{1,2}:\d{2})", text.strip())
    try:
        if found is None:
            raise ValueError
        begin, end = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    except ValueError:
        raise Refusal(f"quiet hours: cannot read {text[:40]!r}; write them like 22:00-06:30") from None
    if begin == end:
        raise Refusal("quiet hours: they begin when they end")
    return begin, end


def quiet_until(text: str, now_ms: int, tz: tzinfo | None = None) -> int | None:
    """When the quiet hours that are on now end, in ms; None when it is not quiet."""
    begin, end = read_quiet(text)
    now = _local(now_ms, tz)
    clock = now.time().replace(tzinfo=None)
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return None
    ends = now.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return _ms(ends if clock < end else ends + timedelta(days=1))


def _local(at_ms: int, tz: tzinfo | None) -> datetime:
    # Naive local time where no zone is given: the C library knows when the clocks change, a fixed offset does not.
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.astimezone(tz) if tz is not None else datetime.fromtimestamp(at_ms / 1000)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _plain(words: str) -> str | None:
    return _interval(words) or _by_clock(words)


def _interval(words: str) -> str | None:
    if words in ("hourly", "every hour", "每小时", "每个小时"):
        return "0 * * * *"
    if words in ("every minute", "每分钟"):
        return "* * * * *"
    found = re.fullmatch(r"(?:every|每隔?) ?(\d{1,2}) ?(minutes?|mins?|分钟|hours?|个?小时)", words)
    if found is None:
        return None
    n, unit = int(found[1]), found[2]
    minutes = unit.startswith("min") or unit == "分钟"
    whole = 60 if minutes else 24
    if n == 0 or whole % n:
        raise Refusal(
            f"when: {n} does not divide {'an hour' if minutes else 'a day'} evenly; write it in cron"
        )
    return f"*/{n} * * * *" if minutes else f"0 */{n} * * *"


def _by_clock(words: str) -> str | None:
    found = re.fullmatch(rf"(.*?)(?: at| 在)? ?{_CLOCK}", words)
    if found is None:
        return None
    which, hour, minute = found[1].strip(), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Refusal(f"when: {found[2]}:{minute:02d} is no time of day")
    days = _days(which)
    return None if days is None else f"{minute} {hour} {days}"


def _days(which: str) -> str | None:
    """The last three cron fields of `every monday and thursday`, `工作日`, `every month on the 1st`."""
    if which in ("every day", "daily", "each day", "everyday", "每天", "每日"):
        return "* * *"
    if which in ("weekdays", "every weekday", "on weekdays", "工作日", "每个工作日"):
        return "* * 1-5"
    if which in ("weekends", "every weekend", "on weekends", "周末", "每周末"):
        return "* * 0,6"
    if which in ("monthly", "every month", "每月"):
        return "1 * *"
    found = re.fullmatch(
        r"(?:every month on the|monthly on the|每月) ?(\d{1,2})(?:st|nd|rd|th| ?[日号])?(?: of each month)?",
        which,
    )
    if found is not None:
        return f"{int(found[1])} * *"
    found = re.fullmatch(r"(?:every|each|on|weekly on) ([a-z, ]+)", which)
    if found is not None:
        names = [name for name in re.split(r"[, ]+|\band\b", found[1]) if name]
        numbers = [_day(name) for name in names]
        return None if None in numbers or not numbers else "* * " + ",".join(map(str, numbers))
    found = re.fullmatch(
        r"每?(?:周|星期)([一二三四五六日天](?:[、,和 ]*(?:周|星期)?[一二三四五六日天])*)", which
    )
    if found is not None:
        chosen = [_CHINESE_DAYS[sign] for sign in found[1] if sign in _CHINESE_DAYS]
        return "* * " + ",".join(map(str, dict.fromkeys(chosen)))
    return None


def _day(name: str) -> int | None:
    name = name.rstrip("s") if name not in ("thurs", "tues") else name
    matching = [n for n, day in enumerate(_DAYS) if len(name) >= 3 and day.startswith(name)]
    return matching[0] if len(matching) == 1 else None
