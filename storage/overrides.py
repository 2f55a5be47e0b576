"""Verdicts of a span of time, and whether somebody overrode them. What follows is for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from leads.facts import Fact
from leads.verdict_facts import Judged, SelfServed, VerdictOverridden
from reports.overrides import JudgedVerdict
from storage.events import fact_of
from storage.secrets import KeyRing
from storage.tables import events

AT_ONCE = 1000
VERDICTS = ("qualified", "not_yet", "disqualified", "unproven", SelfServed.kind)
KINDS = (*VERDICTS, VerdictOverridden.kind)


def judged_since(connection: Connection, keys: KeyRing, since: datetime) -> list[JudgedVerdict]:
    """Every verdict reached since then, in order; of several overrides of one the last counts."""
    found: dict[int, JudgedVerdict] = {}
    last_of: dict[int | None, int] = {}
    for number, fact in _facts(connection, keys, since):
        if isinstance(fact, Judged):
            found[number] = JudgedVerdict(fact.verdict)
            last_of[fact.lead_id] = number
        elif isinstance(fact, VerdictOverridden) and fact.lead_id in last_of:
            at = last_of[fact.lead_id]
            back = fact.stage is found[at].verdict.stage
            found[at] = JudgedVerdict(
                found[at].verdict,
                None if back else fact.stage.value,
                "" if back else fact.reason,
            )
    return list(found.values())


def _facts(connection: Connection, keys: KeyRing, since: datetime) -> Iterator[tuple[int, Fact]]:
    """Read in pages: a verdict is a large value."""
    last = 0
    while True:
        page = (
            connection.execute(
                select(events)
                .where(
                    events.c.kind.in_(KINDS),
                    events.c.at >= since,
                    events.c.id > last,
                )
                .order_by(events.c.id)
                .limit(AT_ONCE)
            )
            .mappings()
            .all()
        )
        if not page:
            return
        for row in page:
            yield row["id"], fact_of(row, keys)
        last = page[-1]["id"]
