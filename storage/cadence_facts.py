"""Facts of cadences in a span of time. What follows from them is for reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from leads.cadences.facts import CadenceAnswered, CadenceSaid
from leads.thinking.facts import DoubtNamed
from reports.cadences import Told
from storage.events import fact_of
from storage.secrets import KeyRing
from storage.tables import events

KINDS = (CadenceSaid.kind, CadenceAnswered.kind, DoubtNamed.kind)

_TOLD = (
    select(events)
    .where(events.c.kind.in_(KINDS), events.c.at >= bindparam("since"))
    .order_by(events.c.id)
)


def told_since(connection: Connection, keys: KeyRing, since: datetime) -> list[Told]:
    """What cadences said, what was answered, and which doubts were named since then, in order."""
    rows = connection.execute(_TOLD, {"since": since}).mappings()
    facts = (fact_of(row, keys) for row in rows)
    return [fact for fact in facts if isinstance(fact, CadenceSaid | CadenceAnswered | DoubtNamed)]
