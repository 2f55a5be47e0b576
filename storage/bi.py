"""Views for BI tools: stable names over tables that may change, and nothing that tells who somebody
is. `docs/bi.md` lists every column; a test compares the two.

Views hang on their tables, and a table that is made anew in SQLite would pull them down. So every
run of migrations begins without them and ends with them as they stand here, with the rights that
had been given on them (storage/migrations/env.py). A changed view needs a migration, an empty one
at least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Table, inspect, text

from storage.columns import Document, Instant, Sealed
from storage.tables import (
    client_months,
    companies,
    events,
    lead_stages,
    leads,
    meetings,
    orders,
    referrals,
    surveys,
    visits,
)

PREFIX = "bi_"
EVERYBODY = "PUBLIC"


@dataclass(frozen=True, slots=True)
class View:
    """Columns of one table, by name; `old:new` is shown as `new`; `more` is one more, in SQL."""

    table: Table
    columns: str
    more: str = ""

    def names(self) -> list[str]:
        """The columns as a reader sees them."""
        more = [self.more.rpartition(" AS ")[2]] if self.more else []
        return [*(one.rpartition(":")[2] for one in self.columns.split()), *more]


CLIENT = "COALESCE(company_id * 3, contact_id * 3 + 1, person_id * 3 + 2) AS client"

VIEWS = {
    "bi_leads": View(
        leads,
        "id:lead_id contact_id company_id product funnel temperature channel campaign stage"
        " stage_since grade outcome fit intent owner_id amount discount currency loss_reason"
        " enquired_at first_reply_at brief_done_at qualified_at taken_at closed_at",
    ),
    "bi_stages": View(lead_stages, "lead_id stage entered_at"),
    "bi_events": View(events, "id:event_id kind lead_id contact_id by_id at"),
    "bi_orders": View(
        orders,
        "id:order_id lead_id contact_id company_id person_id product amount discount currency"
        " paid_at",
        more=CLIENT,
    ),
    "bi_client_months": View(
        client_months,
        "client currency product month born orders revenue discount",
    ),
    "bi_companies": View(companies, "id:company_id grade joined_to"),
    "bi_visits": View(visits, "contact_id channel campaign at"),
    "bi_meetings": View(
        meetings,
        "id:meeting_id lead_id contact_id owner_id product made_by state starts_at ends_at"
        " created_at confirmed_at closed_at",
    ),
    "bi_surveys": View(
        surveys,
        "id:survey_id lead_id contact_id product scale grade asked_at answered_at closed_at"
        " closed_by",
    ),
    "bi_referrals": View(
        referrals,
        "id:referral_id lead_id contact_id partner kind state region offered_at handed_at"
        " accepted_at closed_at amount currency reason opinion",
    ),
}
_RIGHTS = text(
    "SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants "
    "WHERE table_schema = current_schema() AND table_name LIKE 'bi\\_%' "
    "AND privilege_type = 'SELECT' AND grantee <> current_user"
)


def drop_views(connection: Connection) -> Sequence[tuple[str, str]]:
    """Take them away; returns who may read which."""
    found = [one for one in inspect(connection).get_view_names() if one.startswith(PREFIX)]
    given: list[tuple[str, str]] = []
    if found and connection.dialect.name == "postgresql":
        given = [(view, grantee) for view, grantee in connection.execute(_RIGHTS)]
    for name in found:
        connection.execute(text(f"DROP VIEW {name}"))
    return given


def create_views(connection: Connection, given: Sequence[tuple[str, str]] = ()) -> None:
    """Make them all, readable by whom `drop_views` told."""
    quote = connection.dialect.identifier_preparer.quote
    for name, view in VIEWS.items():
        connection.execute(text(_created(name, view, sqlite=connection.dialect.name == "sqlite")))
    for name, grantee in given:
        if name in VIEWS:
            whom = grantee if grantee == EVERYBODY else quote(grantee)
            connection.execute(text(f"GRANT SELECT ON {name} TO {whom}"))


def _created(name: str, view: View, *, sqlite: bool) -> str:
    shown = []
    for one in view.columns.split():
        own, _, called = one.partition(":")
        shown.append(f"{_shown(view.table.c[own], sqlite=sqlite)} AS {called or own}")
    if view.more:
        shown.append(view.more)
    return f"CREATE VIEW {name} AS SELECT {', '.join(shown)} FROM {view.table.name}"


def _shown(column: Column[object], *, sqlite: bool) -> str:
    """Moments as SQLite's own functions and BI tools read them: text in UTC."""
    if isinstance(column.type, Sealed) or column.type is Document:
        raise TypeError(f"{column} is not for everybody's eyes")
    if sqlite and isinstance(column.type, Instant):
        return f"datetime({column.name} / 1000000, 'unixepoch')"
    return column.name
