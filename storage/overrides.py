"""Verdicts of a span of time, and whether somebody overrode them. What follows is for reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from leads.facts import Fact
from leads.verdict_facts import Judged, SelfServed, VerdictOverridden
from reports.overrides import JudgedVerdict
from storage.events import fact_of
from storage.secrets import KeyRing
from storage.tables import events, leads

AT_ONCE = 1000
VERDICTS = ("qualified", "not_yet", "disqualified", "unproven", SelfServed.kind)
KINDS = (*VERDICTS, VerdictOverridden.kind)


def judged(
    connection: Connection, keys: KeyRing, since: datetime, *of: ColumnElement[bool]
) -> Mapping[int, tuple[datetime, JudgedVerdict]]:
    """Every verdict reached since then by number, in order, with when that was; of several
    overrides of one the last counts. `of` are conditions on leads."""
    found: dict[int, tuple[datetime, JudgedVerdict]] = {}
    last_of: dict[int | None, int] = {}
    for number, fact in _facts(connection, keys, since, of):
        if isinstance(fact, Judged):
            found[number] = (fact.at, JudgedVerdict(fact.verdict))
            last_of[fact.lead_id] = number
        elif isinstance(fact, VerdictOverridden) and fact.lead_id in last_of:
            at = last_of[fact.lead_id]
            reached, one = found[at]
            back = fact.stage is one.verdict.stage
            over = () if back else (fact.stage.value, fact.reason)
            found[at] = (reached, JudgedVerdict(one.verdict, *over))
    return found


def _facts(
    connection: Connection, keys: KeyRing, since: datetime, of: Sequence[ColumnElement[bool]]
) -> Iterator[tuple[int, Fact]]:
    """Read in pages: a verdict is a large value."""
    statement = select(events).where(events.c.kind.in_(KINDS), events.c.at >= since)
    if of:
        statement = statement.join(leads, leads.c.id == events.c.lead_id).where(*of)
    statement = statement.order_by(events.c.id).limit(AT_ONCE)
    last = 0
    while page := connection.execute(statement.where(events.c.id > last)).mappings().all():
        for row in page:
            yield row["id"], fact_of(row, keys)
        last = page[-1]["id"]
