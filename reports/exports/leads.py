"""A list of leads as a sheet, with what may leave the house. Pure; reading is storage's.

A file outlives what is decided about a person here: no /delete reaches it, and nothing in it is
encrypted. So who a person is and how to reach them stands in it only while their consent to keeping
personal data is in force, and beside it whether they agreed to offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.company import Grade
from leads.lead import Temperature
from reports.asking.asked import About
from reports.asking.filters import Filters
from reports.exports import LEADS
from reports.exports.sheet import Form, Head, Sheet, Value
from reports.exports.words import Words
from reports.tables import Kind, Named

MONTHS = 3
"""How far the list looks back where no period was named."""
MOST = 20_000
"""So many leads a file holds, the newest ones."""
MOST_OF_A_WORKBOOK = 5_000
"""A longer list comes as CSV: writing it as XLSX takes many seconds, and replies share them."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who may be named: their consent is in force. `offers` says that they agreed to offers too."""

    name: str
    username: str
    phone: str
    email: str
    offers: bool


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead. `person` None: nobody who may be named."""

    id: int
    enquired_at: datetime
    stage: str
    temperature: Temperature
    product: str | None
    channel: str | None
    campaign: str | None
    company: str | None
    grade: Grade | None
    worth: int | None
    amount: int | None
    discount: int | None
    currency: str
    owner: int | None
    qualified_at: datetime | None
    taken_at: datetime | None
    closed_at: datetime | None
    loss_reason: str | None
    person: Person | None


class LeadReader(Protocol):
    """Leads whose enquiry came in [since, until), duplicates left out."""

    async def lines(
        self, since: datetime, until: datetime, filters: Filters, most: int
    ) -> Sequence[LeadLine]:
        """The newest of them, newest first."""
        ...

    async def many(self, since: datetime, until: datetime, filters: Filters) -> int:
        """How many there are."""
        ...


_HEADS = (
    ("id", Form.NUMBER),
    ("enquired", Form.MOMENT),
    ("stage", Form.TEXT),
    ("temperature", Form.TEXT),
    ("product", Form.TEXT),
    ("channel", Form.TEXT),
    ("campaign", Form.TEXT),
    ("company", Form.TEXT),
    ("grade", Form.TEXT),
    ("worth", Form.MONEY),
    ("amount", Form.MONEY),
    ("discount", Form.MONEY),
    ("currency", Form.TEXT),
    ("owner", Form.TEXT),
    ("qualified", Form.MOMENT),
    ("taken", Form.MOMENT),
    ("closed", Form.MOMENT),
    ("reason", Form.TEXT),
    ("person", Form.TEXT),
    ("username", Form.TEXT),
    ("phone", Form.TEXT),
    ("email", Form.TEXT),
    ("offers", Form.TEXT),
)


def lead_sheet(
    lines: Iterable[LeadLine], many: int, about: About, words: Words, zone: ZoneInfo
) -> Sheet:
    """The sheet of these leads of `many`; moments are by the clock of `zone`."""
    rows = [_row(line, words, zone) for line in lines]
    notes = [words.title(LEADS), " · ".join(words.about(about)), words.say("cases", count=many)]
    if many > len(rows):
        notes.append(words.say("leads_newest", count=len(rows)))
    return Sheet(
        LEADS,
        words.title(LEADS),
        tuple(Head(words.say(f"lead_{name}"), form) for name, form in _HEADS),
        rows,
        (*notes, words.say("leads_consent")),
    )


def _row(line: LeadLine, words: Words, zone: ZoneInfo) -> list[Value]:
    def moment(at: datetime | None) -> Value:
        return at.astimezone(zone).replace(tzinfo=None) if at else None

    def named(kind: Kind, id_: str | int | None) -> Value:
        return words.name(Named(kind, str(id_))) if id_ else None

    person = line.person
    return [
        line.id,
        moment(line.enquired_at),
        named(Kind.STAGE, line.stage),
        words.say(f"heat_{line.temperature.value}"),
        named(Kind.PRODUCT, line.product),
        named(Kind.CHANNEL, line.channel),
        line.campaign,
        line.company,
        line.grade.value if line.grade else None,
        line.worth,
        line.amount,
        line.discount,
        line.currency if line.amount or line.worth else None,
        named(Kind.MANAGER, line.owner),
        moment(line.qualified_at),
        moment(line.taken_at),
        moment(line.closed_at),
        named(Kind.REASON, line.loss_reason),
        *(
            (person.name, person.username, person.phone, person.email)
            if person
            else (None, None, None, None)
        ),
        words.say("yes" if person.offers else "no") if person else None,
    ]
