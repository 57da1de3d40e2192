"""Numbers and times as people read them."""

from datetime import UTC, datetime


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return '1 image', '1,360 images'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Return '<1 s', '45 s', '3 min', '2 h 5 min'."""
    if seconds < 0.5:
        return "<1 s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return 'just now', '5 min ago', '3 days ago'; a time without zone is taken as UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 86_400:
        return f"{duration(seconds if seconds < 3600 else 3600 * round(seconds / 3600))} ago"
    return f"{counted(round(seconds / 86_400), 'day')} ago"


def percent(n: float, size: float = 1.0) -> str:
    """Return a share of a size as people read it: '<1%' for little, '>99%' for not quite all."""
    share = 100 * n / (size or 1)
    if 0 < share < 1:
        return "<1%"
    return ">99%" if 99 < share < 100 else f"{share:.0f}%"
