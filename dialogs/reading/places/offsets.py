"""Typed text → an offset from UTC, where people name it instead of a city: UTC+5, МСК+2, GMT."""

import re

from dialogs.reading.places.city import City
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold, plain

_MOSCOW = 180  # minutes east of UTC
_MINUTES = r"(?P<hours>\d{1,2})(?::?(?P<minutes>00|30|45))?"
_UTC = re.compile(rf"(?:utc|gmt|гринвич\w*|ютс)\s*(?:(?P<sign>[+-])\s*{_MINUTES})?")
_HOURS = r"(?:\s*(?:ч|час\w*|h|hours?))?\.?"
_MOSCOW_NAME = r"(?:мск|москв\w*|московск\w* времен\w*|msk|moscow(?: time)?)"
_FROM_MOSCOW = re.compile(
    rf"{_MOSCOW_NAME}\s*(?P<sign>[+-])\s*{_MINUTES}{_HOURS}"
    rf"|(?P<sign2>[+-])\s*(?P<hours2>\d{{1,2}}){_HOURS}\s*(?:к|от|с|to|from)\s+{_MOSCOW_NAME}"
)
_SIGNS = {"плюс": "+", "plus": "+", "минус": "-", "minus": "-"}
_SIGN_WORD = re.compile(rf"\b({'|'.join(_SIGNS)})\b\s*")
_ALONE = re.compile(r"[+-]\s*\d{1,2}(?::\d\d)?")
_ID = re.compile(r"utc([+-])(\d{1,2})(?::(\d\d))?")
_FARTHEST_EAST, _FARTHEST_WEST = 14 * 60, -12 * 60
# Etc/GMT zones exist for whole hours only.
_HALF_HOURS = {
    -210: "America/St_Johns",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    570: "Australia/Darwin",
}


def read_offset(text: str) -> Reading[City] | Unreadable | None:
    """The offset of a text; None when it speaks of no offset.

    A sign and a number alone may count from Moscow or from UTC: Unreadable("ambiguous").
    """
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    folded = _SIGN_WORD.sub(lambda match: _SIGNS[match[1]], fold(cleaned)).strip(" .,;!()")
    if _ALONE.fullmatch(folded):
        return Unreadable("ambiguous")
    from_utc = _UTC.fullmatch(folded)
    from_moscow = None if from_utc else _FROM_MOSCOW.fullmatch(folded)
    if from_utc:
        found = _placed(_minutes(from_utc["sign"], from_utc["hours"], from_utc["minutes"]))
    elif from_moscow:
        sign = from_moscow["sign"] or from_moscow["sign2"]
        hours = from_moscow["hours"] or from_moscow["hours2"]
        found = _placed(_MOSCOW + _minutes(sign, hours, from_moscow["minutes"]))
    else:
        return None
    return Unreadable("not_a_city") if found is None else Reading(found, sure=True)


def offset_of(city_id: str) -> City | None:
    """The offset with an id such as utc+5 or utc+5:30."""
    match = _ID.fullmatch(city_id)
    return _placed(_minutes(*match.groups())) if match else None


def _minutes(sign: str | None, hours: str | None, minutes: str | None) -> int:
    total = int(hours or 0) * 60 + int(minutes or 0)
    return -total if sign == "-" else total


def _placed(minutes: int) -> City | None:
    if not _FARTHEST_WEST <= minutes <= _FARTHEST_EAST:
        return None
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    written = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    if rest:
        zone = _HALF_HOURS.get(minutes)
    else:
        # POSIX counts to the west: Etc/GMT-5 is five hours east of Greenwich.
        zone = f"Etc/GMT{'+' if minutes < 0 else '-'}{hours}" if hours else "Etc/UTC"
    return None if zone is None else City(written.lower(), written, written, zone)
