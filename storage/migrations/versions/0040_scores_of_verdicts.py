"""What verdicts came to, in the clear beside the rules that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import context, op

if TYPE_CHECKING:
    from storage.secrets import KeyRing

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KINDS = ("qualified", "not_yet", "disqualified", "unproven", "self_served")
COLUMNS = {
    "judged": sa.Text,
    "fit": sa.Integer,
    "intent": sa.Integer,
    "gate": sa.Text,
    "digest": sa.Text,
}
INDEXED = ("lead_id", "id", "at", "rules")
AT_ONCE = 1000


def upgrade() -> None:
    """Add the columns, and open every verdict once to fill them and its rules."""
    for name, kind in COLUMNS.items():
        op.add_column("events", sa.Column(name, kind()))
    op.drop_index("ix_events_rules", "events")
    keys: KeyRing | None = context.config.attributes.get("keys")
    names = ("id", "kind", "details", "rules", *COLUMNS)
    events = sa.table("events", *(sa.column(name) for name in names))
    page = (
        sa.select(events.c.id, events.c.details)
        .where(
            events.c.kind.concat("").in_(KINDS),  # by its index SQLite sorts all for each page
            events.c.id > sa.bindparam("after"),
        )
        .order_by(events.c.id)
        .limit(AT_ONCE)
    )
    fill = (
        sa.update(events)
        .where(events.c.id == sa.bindparam("number"))
        .values({name: sa.bindparam(f"its_{name}") for name in ("rules", *COLUMNS)})
    )
    connection, after = op.get_bind(), -1
    while rows := connection.execute(page, {"after": after}).all():
        assert keys is not None, "verdicts are opened with the keys"
        opened = [
            {"number": number, **_said(keys.open_json("events.details", bytes(details)))}
            for number, details in rows
        ]
        connection.execute(fill, opened)
        after = rows[-1].id
    _index(*INDEXED, *COLUMNS)


def downgrade() -> None:
    """Drop them; the rules stay."""
    op.drop_index("ix_events_rules", "events")
    for name in reversed(COLUMNS):
        op.drop_column("events", name)
    _index(*INDEXED)


def _index(*columns: str) -> None:
    told = sa.text("rules IS NOT NULL")
    op.create_index("ix_events_rules", "events", columns, sqlite_where=told, postgresql_where=told)


def _said(details: dict[str, Any]) -> dict[str, object]:
    """Its rules are a gate alone, else the rows that fired."""
    verdict = details["verdict"]
    gate, scenario = verdict["gate"], verdict["scenario"]
    rules = [row["id"] for row in verdict["rows"]] if gate is None else [gate]
    return {
        "its_rules": f" {' '.join(f'{scenario}.{rule}' for rule in dict.fromkeys(rules))} ",
        "its_judged": verdict["stage"],
        **{f"its_{name}": verdict[name] for name in ("fit", "intent", "gate", "digest")},
    }
