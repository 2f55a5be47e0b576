"""The rules that verdicts rest on, in the clear: so they are counted without opening them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import context, op

if TYPE_CHECKING:
    from storage.secrets import KeyRing

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KINDS = ("qualified", "not_yet", "disqualified", "unproven", "self_served")
TOLD = sa.text("rules IS NOT NULL")
AT_ONCE = 1000


def upgrade() -> None:
    """Add the column, and open every verdict once to fill it."""
    op.add_column("events", sa.Column("rules", sa.Text()))
    keys: KeyRing | None = context.config.attributes.get("keys")
    events = sa.table("events", *(sa.column(name) for name in ("id", "kind", "details", "rules")))
    page = (
        sa.select(events.c.id, events.c.details)
        .where(events.c.kind.in_(KINDS), events.c.id > sa.bindparam("after"))
        .order_by(events.c.id)
        .limit(AT_ONCE)
    )
    fill = (
        sa.update(events)
        .where(events.c.id == sa.bindparam("number"))
        .values(rules=sa.bindparam("told"))
    )
    connection, after = op.get_bind(), -1
    while rows := connection.execute(page, {"after": after}).all():
        assert keys is not None, "verdicts are opened with the keys"
        told = [
            {"number": number, "told": _rules(keys.open_json("events.details", bytes(details)))}
            for number, details in rows
        ]
        connection.execute(fill, told)
        after = rows[-1].id
    op.create_index(
        "ix_events_rules",
        "events",
        ["lead_id", "id", "at", "rules"],
        sqlite_where=TOLD,
        postgresql_where=TOLD,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_events_rules", "events")
    op.drop_column("events", "rules")


def _rules(details: dict[str, Any]) -> str:
    """A gate alone, else the rows that fired."""
    verdict = details["verdict"]
    gate, scenario = verdict["gate"], verdict["scenario"]
    rules = [row["id"] for row in verdict["rows"]] if gate is None else [gate]
    return f" {' '.join(f'{scenario}.{rule}' for rule in dict.fromkeys(rules))} "
