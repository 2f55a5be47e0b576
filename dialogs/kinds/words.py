"""Yes and no, free text, companies, cities, and the addresses that people are reached at."""

from __future__ import annotations

from dialogs.judged import Given, Judged, Rejection, judged, of_reading, unread
from dialogs.patterns import read_pattern
from dialogs.reading import (
    Reading,
    Unreadable,
    read_city,
    read_company,
    read_domain,
    read_email,
    read_phone,
    read_url,
    read_yes_no,
)
from dialogs.shown import number


def yes_or_no(given: Given) -> Judged:
    """«Да», `yep`, «не согласен»."""
    return of_reading(read_yes_no(given.text))


def text(given: Given) -> Judged:
    """Any words, within the length and the pattern of the slot."""
    words, slot = given.text, given.slot
    if not words:
        return Rejection("empty")
    if len(words) > slot.max_length:
        return Rejection("too_long", number(slot.max_length))
    if len(words) < slot.min_length:
        return Rejection("too_short", number(slot.min_length))
    if slot.pattern is not None and not read_pattern(slot.pattern).fits(words):
        return Rejection("mismatch")
    return words


def phone(given: Given) -> Judged:
    """A phone of any country, as E.164."""
    return of_reading(read_phone(given.text))


def url(given: Given) -> Judged:
    """A public web address."""
    return of_reading(read_url(given.text))


def domain(given: Given) -> Judged:
    """The domain of a site or of an address at it, without www."""
    reading = read_domain(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading, instead={"not_a_url": "not_a_domain"})
    return of_reading(reading)


def company(given: Given) -> Judged:
    """A company by its name, its INN or both."""
    reading = read_company(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return judged(str(reading.value), sure=reading.sure)


def city(given: Given) -> Judged:
    """A city that is known, or an offset from UTC; the value is its id."""
    reading = read_city(given.text)
    if isinstance(reading, Unreadable):
        return unread(reading)
    return judged(reading.value.id, sure=reading.sure)


def email(given: Given) -> Judged:
    """An e-mail address; one that looks mistyped is confirmed as it was probably meant."""
    reading, pending = read_email(given.text), given.pending
    meant = reading.suggestion
    if isinstance(reading, Reading) and (reading.sure or meant is None):
        return judged(reading.value, sure=reading.sure)
    if meant is None or not isinstance(read_email(meant), Reading):
        return Rejection(reading.code if isinstance(reading, Unreadable) else "not_an_email")
    if isinstance(reading, Reading) and pending is not None and pending.value == meant:
        # The correction was shown, and the address typed once more: it is meant so.
        return reading.value
    return judged(meant, sure=False)
