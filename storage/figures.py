"""Counts for reports, read beside the writer. What a figure means is told here and nowhere else.

An instant belongs to `[since, until)`. Duplicates, closed in favour of another lead, are counted
nowhere. A stage counts as reached when the lead first enters it or a later one of the road.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    exists,
    func,
    null,
    or_,
    select,
    true,
)

from leads.reasons import RejectReason
from leads.stage import OFF_RAMPS, ROAD, Stage
from storage.tables import events, lead_stages, leads, orders, visits

T = TypeVar("T")
Dimension = Literal["product", "channel", "temperature"]

NO_DUPLICATES = or_(
    leads.c.loss_reason.is_(None), leads.c.loss_reason != RejectReason.DUPLICATE.value
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in a span of time. Sums are in whole units of their currency.

    `leads` got a verdict or went on otherwise; `off_ramps` counts entries by stage.
    """

    visits: int = 0
    enquiries: int = 0
    leads: int = 0
    qualified: int = 0
    briefs: int = 0
    taken: int = 0
    key_stage: int = 0
    proposals: int = 0
    payments: int = 0
    revenue: Mapping[str, int] | None = None
    off_ramps: Mapping[str, int] | None = None


class Readable(Protocol):
    """Where queries run: a `storage.database.Database`."""

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a connection that can't write."""
        ...


class Figures:
    """The figures of one database."""

    def __init__(self, database: Readable) -> None:
        self._database = database

    async def counts(self, since: datetime, until: datetime) -> Counts:
        """Everything that happened, in one value."""
        found = await self._database.read(lambda c: _grouped(c, since, until, None))
        return found.get(None, _counts({}))

    async def by(
        self, dimension: Dimension, since: datetime, until: datetime
    ) -> Mapping[str | None, Counts]:
        """The same by product, channel or temperature of the lead; None where it is unknown.

        Visits are known by channel only.
        """
        return await self._database.read(lambda c: _grouped(c, since, until, dimension))

    async def between(self, since: datetime, until: datetime) -> Mapping[str, int | None]:
        """The figures of /status by key, in the order to show; spans in seconds, as medians."""

        def query(connection: Connection) -> Mapping[str, int | None]:
            counts = _grouped(connection, since, until, None).get(None, _counts({}))
            off = counts.off_ramps or {}
            return {
                "visits": counts.visits,
                "enquiries": counts.enquiries,
                "leads": counts.leads,
                "qualified": counts.qualified,
                "not_yet": off.get(Stage.NOT_YET.value, 0),
                "disqualified": off.get(Stage.DISQUALIFIED.value, 0),
                "self_served": off.get(Stage.SELF_SERVICE.value, 0),
                "referred": off.get(Stage.REFERRED.value, 0),
                "briefs": counts.briefs,
                "taken": counts.taken,
                "rejected": _rejected(connection, since, until),
                "paid": counts.payments,
                "revenue": sum((counts.revenue or {}).values()),
                "first_reply": _span(
                    connection, leads.c.enquired_at, leads.c.first_reply_at, since, until
                ),
                "speed_to_lead": _span(
                    connection, leads.c.qualified_at, leads.c.taken_at, since, until
                ),
            }

        return await self._database.read(query)

    async def open_by_stage(self) -> Sequence[tuple[str, int]]:
        """Open leads by stage: the road's order first, then what lies beside it."""
        found = await self._database.read(
            lambda c: c.execute(
                select(leads.c.stage, func.count())
                .where(leads.c.closed_at.is_(None))
                .group_by(leads.c.stage)
            ).all()
        )
        place = {stage.value: number for number, stage in enumerate(ROAD)}
        rows = [(str(stage), int(count)) for stage, count in found]
        return sorted(rows, key=lambda row: (place.get(row[0], len(place)), row[0]))

    async def untaken(self) -> int:
        """Open leads with a qualified verdict that nobody took."""
        statement = select(func.count()).where(
            leads.c.qualified_at.is_not(None),
            leads.c.taken_at.is_(None),
            leads.c.closed_at.is_(None),
            leads.c.stage.in_([stage.value for stage in ROAD[2:]]),
        )
        return await self._database.read(lambda c: int(c.execute(statement).scalar_one()))


def reached(since: datetime, until: datetime, stages: Sequence[Stage]) -> ColumnElement[bool]:
    """A condition on `lead_stages`: the lead's first entry into any of the stages lies there."""
    names = [stage.value for stage in stages]
    before = lead_stages.alias("before")
    return (
        lead_stages.c.stage.in_(names)
        & _within(lead_stages.c.entered_at, since, until)
        & ~exists().where(
            before.c.lead_id == lead_stages.c.lead_id,
            before.c.stage.in_(names),
            (before.c.entered_at < lead_stages.c.entered_at)
            | (
                (before.c.entered_at == lead_stages.c.entered_at) & (before.c.id < lead_stages.c.id)
            ),
        )
    )


def _grouped(
    connection: Connection, since: datetime, until: datetime, dimension: Dimension | None
) -> dict[str | None, Counts]:
    """Counts by the values of a dimension; a single group None without one."""
    of_lead = leads.c[dimension] if dimension else None
    found: dict[str | None, dict[str, Any]] = {}

    def put(name: str, statement: Select[Any]) -> None:
        for group, *rest in connection.execute(statement):
            values = found.setdefault(group, {})
            if len(rest) == 1:
                values[name] = rest[0]
            else:
                values.setdefault(name, {})[rest[0]] = int(rest[1])

    def entered(*stages: Stage) -> Select[Any]:
        source = lead_stages.join(leads, leads.c.id == lead_stages.c.lead_id)
        return _count(source, of_lead, reached(since, until, stages))

    if dimension in {None, "channel"}:
        channel = visits.c.channel if dimension else None
        put("visits", _count(visits, channel, _within(visits.c.at, since, until), all_leads=True))
    for name, instant in (
        ("enquiries", leads.c.enquired_at),
        ("briefs", leads.c.brief_done_at),
        ("taken", leads.c.taken_at),
    ):
        put(name, _count(leads, of_lead, _within(instant, since, until)))
    put("leads", entered(*ROAD[1:], *OFF_RAMPS))
    put("qualified", entered(*ROAD[2:]))
    put("key_stage", entered(*ROAD[4:]))
    put("proposals", entered(*ROAD[5:]))
    for stage in sorted(OFF_RAMPS):
        # A lead that a partner has is the partner's, and no refusal of ours any more.
        others = leads.c.stage != Stage.REFERRED.value if stage is Stage.DISQUALIFIED else true()
        for group, count in connection.execute(entered(stage).where(others)):
            if count:
                found.setdefault(group, {}).setdefault("off_ramps", {})[stage.value] = count
    paid = orders.join(leads, leads.c.id == orders.c.lead_id)
    in_time = _within(orders.c.paid_at, since, until)
    put("payments", _count(paid, of_lead, in_time))
    revenue = _count(paid, of_lead, in_time, orders.c.currency, func.sum(orders.c.amount))
    put("revenue", revenue.group_by(orders.c.currency))
    return {group: _counts(values) for group, values in found.items()}


def _counts(values: Mapping[str, Any]) -> Counts:
    return Counts(**{"revenue": {}, "off_ramps": {}, **values})


def _count(
    source: FromClause,
    group: ColumnElement[Any] | None,
    condition: ColumnElement[bool],
    *measures: ColumnElement[Any],
    all_leads: bool = False,
) -> Select[Any]:
    """Group and measures (by default the number of rows) of what meets the condition.

    Without a group there is still a first column, NULL.
    """
    statement = select(null() if group is None else group, *(measures or (func.count(),)))
    statement = statement.select_from(source).where(condition)
    if not all_leads:
        statement = statement.where(NO_DUPLICATES)
    return statement if group is None else statement.group_by(group)


def _within(column: ColumnElement[Any], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (column >= since) & (column < until)


def _rejected(connection: Connection, since: datetime, until: datetime) -> int:
    statement = select(func.count()).where(
        events.c.kind == "rejected", _within(events.c.at, since, until)
    )
    return int(connection.execute(statement).scalar_one())


def _span(
    connection: Connection,
    start: ColumnElement[Any],
    end: ColumnElement[Any],
    since: datetime,
    until: datetime,
) -> int | None:
    """The median of what lay between two instants of the leads whose span ended then."""
    statement = select(start, end).where(
        _within(end, since, until), start.is_not(None), NO_DUPLICATES
    )
    spans = [(last - first).total_seconds() for first, last in connection.execute(statement)]
    return round(median(spans)) if spans else None
