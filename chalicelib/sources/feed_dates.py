"""Reads the dates of feeds: ISO 8601, RFC 822, and what people write in their place.

Faithful to the document, however odd the year; what to believe is for the domain to decide.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_LONGEST = 100
# As the standards have them, and most feeds. Whatever else people write, the other patterns are for.
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:[0-5]\d)", re.ASCII)
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|([+-])(\d\d)([0-5]\d))",
    re.ASCII,
)
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
# Hours ahead of UTC. Where a name has several meanings, the one that feeds use; any other name counts as UTC,
# as RFC 2822 has it (section 4.3).
_ZONES = {
    name: hours
    for hours, names in (
        *((-10, "hst"), (-9, "akst"), (-8, "pst pt akdt"), (-7, "pdt mst mt"), (-6, "mdt cst ct")),
        *((-5, "cdt est et"), (-4, "edt ast"), (-3.5, "nst"), (-3, "adt art brt"), (-2.5, "ndt")),
        *((1, "bst cet met west"), (2, "cest mest eet sast"), (3, "eest msk"), (5, "pkt"), (5.5, "ist")),
        *((7, "ict wib"), (8, "awst hkt sgt"), (9, "jst kst"), (9.5, "acst"), (10, "aest"), (10.5, "acdt")),
        *((11, "aedt"), (12, "nzst"), (13, "nzdt")),
    )
    for name in names.split()
}
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_COMPACT = re.compile(r"(\d{4})([01]\d)([0-3]\d)t(\d\d):?(\d\d):?(\d\d)?")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?")
_ZONE = re.compile(
    r"\s*(?:(?:utc|gmt|ut|z)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)|(?P<name>[a-z]+))?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:([-/.]?)(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2}))?)?(?=t|\s|$)")
_BETWEEN = r"[\s,.'/-]*"
_WORD = r"(?P<month>[a-z]{3})[a-z]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"(?<!\d){_DAY}{_BETWEEN}{_WORD}{_BETWEEN}(?P<year>\d{{4}}|\d{{2}})(?!\d)")
_MONTH_FIRST = re.compile(rf"\b{_WORD}{_BETWEEN}{_DAY}(?!\d){_BETWEEN}(?P<year>\d{{4}})(?!\d)")


def parse_date(written: str | None) -> datetime | None:
    """The moment in UTC, to the second; None for what is no date.

    Midnight where no time is given, UTC where no zone is. The day of the week is not asked, for it is more
    often wrong than the date.
    """
    if not written:
        return None
    if found := _as_standardized(written):
        return found
    text = " ".join(written.lower().split())
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    try:
        if _EPOCH.fullmatch(text):
            return _from_epoch(text)
        return _from_words(_COMPACT.sub(r"\1-\2-\3t\4:\5:\6", text))
    except (ValueError, OverflowError):
        return None


def _as_standardized(written: str) -> datetime | None:
    """Most dates, sooner; None for all others."""
    try:
        if _ISO.fullmatch(written):
            at = datetime.fromisoformat(written)
            at = at if at.tzinfo is UTC else at.astimezone(UTC)
            return at.replace(microsecond=0) if at.microsecond else at
        found = _RFC.fullmatch(written)
        month = _MONTHS.get(found[2].lower()) if found else None
        if found is None or month is None:
            return None
        day, _, year, hour, minute, second, sign, hours, minutes = found.groups()
        at = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return at - timedelta(hours=int(sign + hours), minutes=int(sign + minutes)) if sign else at
    except (ValueError, OverflowError):
        return None


def _from_epoch(text: str) -> datetime:
    """Seconds since 1970, or thousandths of them."""
    number = float(text)
    return datetime.fromtimestamp(int(number / 1000 if number > 1e11 else number), UTC)


def _from_words(text: str) -> datetime | None:
    """Takes the time and the zone out of the text; what is left around them is the date."""
    clock = _CLOCK.search(text)
    zone = _ZONE.match(text, clock.end()) if clock else None
    if clock and zone:
        text = f"{text[: clock.start()]} {text[zone.end() :]}"
    day = _day(text)
    if day is None:
        return None
    return (day + _time(clock) - _offset(zone)).replace(tzinfo=UTC)


def _day(text: str) -> datetime | None:
    if found := _YEAR_FIRST.match(text):
        return datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for found in pattern.finditer(text):
            month = _MONTHS.get(found["month"])
            if month:
                return datetime(_year(found["year"]), month, int(found["day"]))
    return None


def _year(digits: str) -> int:
    """Two digits are read as RFC 2822 has it (section 4.3)."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def _time(clock: re.Match[str] | None) -> timedelta:
    if clock is None:
        return timedelta()
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(f"no time of day: {clock[0]!r}")
    if clock[4]:
        hour = hour % 12 + (12 if clock[4] == "p" else 0)
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(zone: re.Match[str] | None) -> timedelta:
    if zone is None or not (zone["sign"] or zone["name"]):
        return timedelta()
    if zone["name"]:
        return timedelta(hours=_ZONES.get(zone["name"], 0))
    ahead = timedelta(hours=int(zone["hours"]), minutes=int(zone["minutes"] or 0))
    return -ahead if zone["sign"] == "-" else ahead
