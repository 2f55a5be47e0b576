"""Commands that name a lead, or another row, by its number: reading them, and why nothing came of
them."""

from __future__ import annotations

import re

from bot.chat.texts import Texts
from leads.selling import NoSuchLead, NotYours
from leads.stage import MoveRefused

Refused = MoveRefused | NotYours | NoSuchLead
REFUSED = (MoveRefused, NotYours, NoSuchLead)

LARGEST_ID = 2**63 - 1
"""No row has a larger number; a database would refuse to look for one."""
BETWEEN = " ,.:;—–-\n"
"""What may stand between whom or what a command names after the number, and the reason."""
_SIGN = re.compile(r"[#№\s]*")
_NUMBERED = re.compile(r"[#№\s]*(?P<lead>\d{1,18})\s+(?P<rest>\S.*)", re.DOTALL)


def bare(word: str) -> str:
    """The word without the sign that numbers are written with: `№ 7` is 7."""
    return _SIGN.sub("", word, count=1).rstrip()


def read_number(word: str) -> int | None:
    """The number of a row that there may be."""
    number = bare(word)
    return int(number) if number.isdecimal() and int(number) <= LARGEST_ID else None


def read_numbered(args: str) -> tuple[int, str] | None:
    """The lead's number and what follows it; None where they are not a number and words."""
    found = _NUMBERED.fullmatch(args.strip())
    return (int(found["lead"]), found["rest"]) if found else None


def why_nothing(refused: Refused, lead_id: int, texts: Texts, locale: str) -> str:
    """Why the lead stays as it is."""
    match refused:
        case MoveRefused(reason=reason):
            return texts.render("move_refused", locale, reason=reason)
        case NotYours():
            return texts.label("not_your_lead", locale)
        case NoSuchLead():
            return texts.render("lead_not_found", locale, asked=str(lead_id))
