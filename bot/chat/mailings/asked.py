"""What a manager types after /mailing, read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.chat.mailings.voice import fits
from leads.local_time import first_moment
from leads.mailings.mailing import Mailing, MailingRefused, read_expectation
from leads.mailings.segment import Segment, is_typed, typed

Change = Callable[[Mailing], Mailing]

WORDS = {
    "text": "text",
    "текст": "text",
    "expect": "expect",
    "ожидание": "expect",
    "at": "at",
    "когда": "at",
    "about": "about",
    "товар": "about",
}
_ASKED = re.compile(r"[#№]?\s*(?P<number>\d{1,9})?\s*(?P<rest>.*)", re.DOTALL)
_HEAD = re.compile(r"\s*/\S+\s+[#№]?\s*\d{1,9}\s+\S+\s*")
_AT = re.compile(r"(?:(?P<day>\d{4}-\d{2}-\d{2})[ T]+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The mailing by its number (None: a new one), what about it, and the words that follow; `html`
    are the same with their markup."""

    number: int | None
    act: str
    rest: str
    html: str


def read_asked(args: str, html: str) -> Asked:
    """`3`, `3 text …`, `3 stage=thinking`, `stage=thinking`; act `usage` for anything else."""
    found = _ASKED.fullmatch(args.strip())
    assert found is not None, "it takes any text"
    number, rest = found["number"], found["rest"].strip()
    word, _, words = re.sub(r"\s+", " ", rest, count=1).partition(" ")
    act = WORDS.get(word.lower())
    if number and act is not None:
        return Asked(int(number), act, words.strip(), _HEAD.sub("", html, count=1).strip())
    if not rest:
        return Asked(int(number) if number else None, "show", "", "")
    act = "filter" if is_typed(rest) else "usage"
    return Asked(int(number) if number else None, act, rest, "")


def change_of(asked: Asked) -> Change:
    """What was typed, as a change of a mailing. BadFilter and MailingRefused for what can't be
    read."""
    rest = asked.rest
    match asked.act:
        case "text":
            if not fits(asked.html):
                raise MailingRefused("bad_text")
            return lambda mailing: mailing.changed(text=asked.html)
        case "expect":
            expected = read_expectation(rest)
            if expected is None:
                raise MailingRefused("bad_expectation")
            return lambda mailing: mailing.expecting(expected)
        case "about":
            return lambda mailing: mailing.changed(product=rest.lower() or None)
        case "filter":
            typed(rest, Segment())
            return lambda mailing: mailing.aimed(typed(rest, mailing.segment))
        case _:
            return lambda mailing: mailing


def moment_of(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """`2026-12-01 11:00`, or `11:00` of today, by the clock of `zone`; None for anything else."""
    found = _AT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        today = now.astimezone(zone).date()
        day = date.fromisoformat(found["day"]) if found["day"] else today
        wall = time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        return None
    return first_moment(day, wall, zone)
