"""What mailings reach and brought, counted beside the writer so that no turn waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
)

from leads.caused import row_key
from leads.mailings.mailing import (
    Mailing,
    removals_of,
    touches_of,
)
from leads.mailings.results import FEW, Coverage, Results
from leads.mailings.segment import Segment
from storage.brought import did, lasts_of
from storage.columns import Instant, begins
from storage.mailing_rows import mailing_from
from storage.mailings import still_held, still_open
from storage.outbox import DONE as ARRIVED
from storage.outbox import DROPPED, PARKED, SENDING, TAKEN_BACK, UNKNOWN
from storage.outbox import OPEN as WAITS
from storage.segments import LACKING, agrees, within
from storage.tables import (
    companies,
    contacts,
    imported_people,
    leads,
    mailings,
    outbox,
    touches,
)
from storage.touches import DONE, HELD, OPEN

OFFERED = 8
"""So many values of a condition are offered as buttons."""


def mailing(connection: Connection, mailing_id: int) -> tuple[Mailing, Results | None] | None:
    """A mailing with the figures that were kept of it."""
    return next(iter(read(connection, select(mailings).where(mailings.c.id == mailing_id))), None)


def newest(connection: Connection, most: int) -> list[tuple[Mailing, Results | None]]:
    """The newest mailings with what was kept of them, the newest first."""
    return read(connection, select(mailings).order_by(mailings.c.id.desc()).limit(most))


def is_over(connection: Connection, mailing_id: int) -> bool:
    """Whether nobody waits for the mailing any more and nothing of it is on its way."""
    prefix = row_key(touches_of(mailing_id))
    mine = func.substr(outbox.c.key, 1, len(prefix)) == prefix
    waiting = (
        select(touches.c.id).where(still_open(mailing_id)),
        select(touches.c.id).where(still_held(mailing_id)),
        *(
            select(outbox.c.id).where(text(f"status = '{status}'"), mine)
            for status in (WAITS, SENDING)
        ),
    )
    return not any(connection.execute(one.limit(1)).first() for one in waiting)


def coverage(connection: Connection, segment: Segment, zone: ZoneInfo, now: datetime) -> Coverage:
    """Whom the segment reaches at this moment."""
    blocked = contacts.c.blocked_at.is_not(None)
    reached = case((blocked, 0), (agrees(now), 1), else_=2).label("reached")
    unknown = [case((lacking, 1), else_=0).label(name) for name, lacking in LACKING.items()]
    people = (
        select(reached, contacts.c.company_id, *unknown)
        .where(within(segment, zone, now))
        .subquery("people")
    )
    lacks = connection.execute(select(*(func.sum(people.c[name]) for name in LACKING))).one()
    by = {
        int(which): (int(count), int(firms))
        for which, count, firms in connection.execute(
            select(
                people.c.reached, func.count(), func.count(people.c.company_id.distinct())
            ).group_by(people.c.reached)
        )
    }
    reachable, firms = by.get(1, (0, 0))
    shut, without = by.get(0, (0, 0))[0], by.get(2, (0, 0))[0]
    names = () if reachable > FEW else _names(connection, _titles(people.c, people.c.reached == 1))
    base = select(func.count()).where(imported_people.c.erased_at.is_(None))
    return Coverage(
        people=reachable + shut + without,
        reachable=reachable,
        no_consent=without,
        blocked=shut,
        companies=firms,
        names=names,
        lacks={name: int(count) for name, count in zip(LACKING, lacks, strict=True) if count},
        base=int(connection.execute(base).scalar_one()),
    )


def offered(connection: Connection, name: str) -> list[str]:
    """Values that leads really have of a condition, the most frequent first."""
    column = {"product": leads.c.product, "channel": leads.c.channel, "reason": leads.c.loss_reason}
    one = column.get(name)
    if one is None:
        return []
    statement = (
        select(one)
        .where(one.is_not(None))
        .group_by(one)
        .order_by(func.count().desc(), one)
        .limit(OFFERED)
    )
    return [str(value) for (value,) in connection.execute(statement)]


def results(connection: Connection, one: Mailing) -> Results:
    """What has become of a mailing so far."""
    fates: Counter[str] = Counter()
    sent = _sent(one)
    for status, error, row, dropped, shut, count in connection.execute(
        select(
            sent.c.status, sent.c.error, sent.c.row, sent.c.dropped, sent.c.shut, func.count()
        ).group_by(sent.c.status, sent.c.error, sent.c.row, sent.c.dropped, sent.c.shut)
    ):
        fates[_fate(status, error, row, dropped, shut=bool(shut))] += int(count)
    lasts = lasts_of(one)
    reached: FromClause = sent
    for last in lasts.values():
        reached = reached.outerjoin(last, last.c.contact_id == sent.c.contact_id)
    brought = connection.execute(
        select(*(func.sum(case((did(sent, last), 1), else_=0)) for last in lasts.values()))
        .select_from(reached)
        .where(sent.c.row == ARRIVED)
    ).one()
    removed = select(func.count()).where(
        begins(outbox.c.key, row_key(removals_of(one.id))), outbox.c.status == ARRIVED
    )
    deleted = int(connection.execute(removed).scalar_one())
    counts = {name: int(count or 0) for name, count in zip(lasts, brought, strict=True)}
    return Results(**fates, **counts, deleted=deleted)


def names_of(connection: Connection, one: Mailing) -> Mapping[str, Sequence[str]]:
    """Companies whose people answered, met us, bought or took their consent back."""
    sent = _sent(one)
    return {
        name: _names(
            connection,
            _titles(
                sent.c,
                and_(
                    sent.c.row == ARRIVED,
                    last.c.contact_id == sent.c.contact_id,
                    did(sent, last),
                ),
            ),
        )
        for name, last in lasts_of(one).items()
    }


def people_of(one: Mailing, what: str) -> Select[Any]:
    """contact_id and at of those whom the mailing was for (`planned`), who got it (`delivered`) or
    did not (`undelivered`), or who did after they got it what it brought (`lasts_of`)."""
    sent = _sent(one)
    at = func.coalesce(sent.c.done_at, literal(one.begins_at, Instant)).label("at")
    people, last = select(sent.c.contact_id, at), lasts_of(one).get(what)
    if last is not None:
        theirs = last.c.contact_id == sent.c.contact_id
        return people.join(last, theirs).where(sent.c.row == ARRIVED, did(sent, last))
    on_its_way = or_(
        sent.c.status.in_((OPEN, HELD)),
        and_(sent.c.status == DONE, sent.c.row.in_((WAITS, SENDING))),
    )
    arrived = and_(sent.c.status == DONE, func.coalesce(sent.c.row, "") == ARRIVED)
    wanted = {
        "planned": true(),
        "delivered": arrived,
        "undelivered": not_(or_(on_its_way, arrived)),
    }
    return people.where(wanted[what])


def _sent(one: Mailing) -> Subquery:
    """Every touch of the mailing with the row that carried it."""
    carried = literal(row_key("")) + touches.c.key
    return (
        select(
            touches.c.contact_id,
            contacts.c.company_id,
            touches.c.status,
            touches.c.error,
            touches.c.done_at,
            outbox.c.status.label("row"),
            outbox.c.error.label("dropped"),
            contacts.c.blocked_at.is_not(None).label("shut"),
        )
        .join(contacts, contacts.c.id == touches.c.contact_id)
        .outerjoin(outbox, outbox.c.key == carried)
        .where(begins(touches.c.key, touches_of(one.id)))
        .subquery("sent")
    )


def _fate(
    status: str, error: str | None, row: str | None, dropped: str | None, *, shut: bool
) -> str:
    """What became of one touch, as a field of `Results`."""
    if status in (OPEN, HELD):
        return "waiting"
    if status == DONE:
        fates = {WAITS: "under_way", SENDING: "under_way", ARRIVED: "delivered", UNKNOWN: "unknown"}
        if row in fates:
            return fates[row]
        error = dropped if row == DROPPED else "blocked" if row == PARKED and shut else None
    known = {
        "blocked": "blocked",
        "no_consent": "refused",
        TAKEN_BACK: "refused",
        "stopped": "called_off",
    }
    return known.get(error or "", "failed")


def _titles(people: Any, wanted: Any) -> Select[Any]:
    title = func.coalesce(companies.c.name, companies.c.domain, cast(companies.c.id, Text))
    joined = companies.c.id == people.company_id
    return select(title).distinct().where(joined, wanted).order_by(title).limit(FEW)


def _names(connection: Connection, statement: Select[Any]) -> tuple[str, ...]:
    return tuple(str(name) for (name,) in connection.execute(statement))


def read(connection: Connection, statement: Any) -> list[tuple[Mailing, Results | None]]:
    """The mailings that a statement selects, each with the figures that were kept of it."""
    return [
        (mailing_from(row), Results(**row["results"]) if row["results"] else None)
        for row in connection.execute(statement).mappings()
    ]
