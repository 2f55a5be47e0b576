"""Segments as conditions on contacts: who belongs, and who of them may be written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, or_

from leads.consent import Purpose
from leads.mailings.segment import Segment
from storage.lately import SIGNS
from storage.tables import consents, contacts, events, leads

_OF_LEADS = {
    "stage": leads.c.stage,
    "grade": leads.c.grade,
    "product": leads.c.product,
    "channel": leads.c.channel,
    "reason": leads.c.loss_reason,
}


LACKING: Mapping[str, ColumnElement[bool]] = {
    **{
        name: ~exists().where(leads.c.contact_id == contacts.c.id, column.is_not(None))
        for name, column in (
            ("verdict", leads.c.outcome),
            ("product", leads.c.product),
            ("grade", leads.c.grade),
        )
    },
    "company": contacts.c.company_id.is_(None),
    "city": contacts.c.zone.is_(None),
}
"""Whether something is not known of a contact."""


def within(segment: Segment, zone: ZoneInfo, now: datetime) -> ColumnElement[bool]:
    """Whether a contact belongs to the segment. The erased belong to none."""
    wanted: list[ColumnElement[bool]] = [contacts.c.erased_at.is_(None)]
    if segment.language:
        wanted.append(contacts.c.language.in_(segment.language))
    if segment.lacks:
        wanted.append(or_(*(_lacking(name) for name in segment.lacks)))
    if born := segment.born(zone):
        wanted += [contacts.c.created_at >= born[0], contacts.c.created_at < born[1]]
    if segment.silent is not None:
        since = now - timedelta(days=segment.silent)
        heard = exists().where(
            events.c.contact_id == contacts.c.id, events.c.kind.in_(SIGNS), events.c.at > since
        )
        wanted.append(~heard)
    of_a_lead: list[ColumnElement[bool]] = [
        column.in_(getattr(segment, name))
        for name, column in _OF_LEADS.items()
        if getattr(segment, name)
    ]
    of_a_lead += [_told(slot, options) for slot, options in _by_slot(segment.answer).items()]
    if of_a_lead:
        wanted.append(exists().where(leads.c.contact_id == contacts.c.id, *of_a_lead))
    return and_(*wanted)


def _lacking(name: str) -> ColumnElement[bool]:
    if name in LACKING:
        return LACKING[name]
    answered = leads.c.traits.contains(f" {name}.", autoescape=True)
    return ~exists().where(leads.c.contact_id == contacts.c.id, answered)


def _told(slot: str, options: Sequence[str]) -> ColumnElement[bool]:
    """Whether the answer to that question was one of these options."""
    marks = (f" {slot}.{option} " for option in options)
    return or_(*(leads.c.traits.contains(mark, autoescape=True) for mark in marks))


def _by_slot(answers: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for answer in answers:
        slot, _, option = answer.partition(".")
        found.setdefault(slot, []).append(option)
    return found


def agrees(now: datetime) -> ColumnElement[bool]:
    """Whether a contact agrees to advertising: the last word counts, of two at one moment the
    withdrawal (as `leads.consent.last_word` has it)."""
    given, taken = consents.alias("given"), consents.alias("taken")
    advertising = Purpose.ADVERTISING.value
    later = exists().where(
        taken.c.contact_id == given.c.contact_id,
        taken.c.purpose == advertising,
        taken.c.granted == false(),
        taken.c.at >= given.c.at,
        taken.c.at <= now,
    )
    return exists().where(
        given.c.contact_id == contacts.c.id,
        given.c.purpose == advertising,
        given.c.granted,
        given.c.at <= now,
        ~later,
    )


def reachable(now: datetime) -> ColumnElement[bool]:
    """Whether a mailing may be planned for a contact."""
    return and_(contacts.c.blocked_at.is_(None), agrees(now))
