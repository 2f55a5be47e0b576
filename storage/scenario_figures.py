"""What the registry asks about people: their verdicts, conversations, sides of a split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, distinct, func, select

from dialogs.rejudging import JudgedLead
from dialogs.session import SessionStatus
from storage.figures import NO_DUPLICATES
from storage.leads import VERDICT
from storage.secrets import KeyRing
from storage.streaming import streamed
from storage.tables import leads, sessions


def judged_leads(connection: Connection, keys: KeyRing, scenario_id: str) -> list[JudgedLead]:
    """Every lead whose verdict this scenario gave, oldest first; duplicates are left out."""
    return [
        JudgedLead(
            lead_id,
            str(verdict["outcome"]),
            str(verdict["digest"]),
            verdict["inputs"],
            verdict.get("circumstances", {}),
        )
        for lead_id, verdict in _verdicts(connection, keys)
        if verdict["scenario"] == scenario_id
    ]


def _verdicts(connection: Connection, keys: KeyRing) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Lead ids with their verdicts as JSON."""
    statement = (
        select(leads.c.id, leads.c.verdict)
        .where(leads.c.verdict.is_not(None), NO_DUPLICATES)
        .order_by(leads.c.id)
    )
    for lead_id, sealed in streamed(connection, statement):
        yield lead_id, keys.open_json(VERDICT, sealed)


def under_way(connection: Connection) -> Mapping[str, int]:
    """How many conversations are under way, by the digest they began with."""
    counted = (
        select(sessions.c.digest, func.count().label("people"))
        .where(sessions.c.status == SessionStatus.ACTIVE.value)
        .group_by(sessions.c.digest)
    )
    return {row.digest: row.people for row in connection.execute(counted)}


def people_of_split(
    connection: Connection, number: int, digest: str, qualifying: Sequence[str]
) -> tuple[int, int, int]:
    """How many people started this side of a split, finished it, came to a `qualifying` outcome.

    Who came twice counts once.
    """
    person = sessions.c.contact_id
    finished = sessions.c.status == SessionStatus.FINISHED.value
    qualified = and_(finished, sessions.c.outcome.in_(qualifying))
    counted = select(
        func.count(distinct(person)),
        func.count(distinct(case((finished, person)))),
        func.count(distinct(case((qualified, person)))),
    ).where(sessions.c.split == number, sessions.c.digest == digest)
    started, ended, good = connection.execute(counted).one()
    return started, ended, good
