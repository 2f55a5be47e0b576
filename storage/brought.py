"""What people did after a mailing that may be due to it. Whom it reached is `storage.mailed`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, false, func, select

from leads.consent import Purpose
from leads.mailings.mailing import ANSWERED_WITHIN, FOLLOWED, Mailing
from storage.lately import SIGNS
from storage.tables import consents, events, orders

MET = ("meeting_booked",)
"""Kinds of facts that count as a meeting."""


def lasts_of(one: Mailing) -> Mapping[str, Subquery]:
    """contact_id and at: when people did each of these last, in time to be due to the mailing. It
    is looked for once and not for each of thousands of people."""

    def last(
        person: ColumnElement[int],
        at: ColumnElement[datetime],
        span: timedelta,
        *what: ColumnElement[bool],
    ) -> Subquery:
        found = select(person, func.max(at).label("at")).where(person.is_not(None), *what)
        found = found.where(at >= (one.begins_at or one.created_at)).group_by(person)
        if one.finished_at is not None:
            found = found.where(at < one.finished_at + span)
        return found.subquery()

    def fact(kinds: Iterable[str], span: timedelta) -> Subquery:
        return last(events.c.contact_id, events.c.at, span, events.c.kind.in_(kinds))

    taken_back = (
        consents.c.purpose == Purpose.ADVERTISING.value,
        consents.c.granted == false(),
    )
    return {
        "answered": fact(SIGNS, ANSWERED_WITHIN),
        "meetings": fact(MET, FOLLOWED),
        "sales": last(orders.c.contact_id, orders.c.paid_at, FOLLOWED),
        "unsubscribed": last(consents.c.contact_id, consents.c.at, ANSWERED_WITHIN, *taken_back),
    }


def did(sent: Subquery, last: Subquery) -> ColumnElement[bool]:
    """Whether somebody did it since the mailing was there."""
    return last.c.at >= sent.c.done_at
