"""/repeat, lead by lead and order by order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.reports.base.making import CURRENCY, DAY
from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    middle,
    part,
    within,
)
from tests.reports.base.recount.purchases import filtered
from tests.reports.base.recount.thinking import counting, mine
from tests.reports.base.rows import Rows

UNKNOWN = "-"
SPOKEN = ["answer_given", "enquiry_made", "human_called", "person_wrote", "cadence_answered"]


def expected(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """Leads of the repeat funnel that were opened in the period."""
    leads = counting(base, wanted)
    leads = leads[leads.funnel == "repeat"]
    entries = base.frame("lead_stages")

    def first(*stages: str) -> pd.Series:
        those = entries[entries.stage.isin(stages)]
        return those.groupby("lead_id").entered_at.min().reindex(leads.index)

    opened = entries.groupby("lead_id").entered_at.min().reindex(leads.index)
    facts = base.frame("events")
    spoke = facts[facts.kind.isin(SPOKEN) & facts.lead_id.isin(leads.index)]
    spoke = spoke[spoke["at"] >= opened.reindex(spoke.lead_id).to_numpy()]
    due = facts[facts.kind == "repeat_due"].set_index("lead_id").details.str["why"]
    paid = base.frame("orders")
    paid = paid[paid.currency == CURRENCY].groupby("lead_id").amount.sum()
    moved = first("thinking", "waiting", "contract", "payment")
    heard = spoke.groupby("lead_id")["at"].min().reindex(leads.index)
    found = leads.assign(
        opened=opened,
        offered=first("offered", "contract", "payment").notna(),
        answered=moved.notna() | heard.notna(),
        bought=first("payment").notna(),
        brought=paid.reindex(leads.index).fillna(0),
        why=due.reindex(leads.index).fillna(UNKNOWN),
        name=leads["product"].fillna(UNKNOWN),
    )
    return found[within(found.opened, wanted)]


def repeat(base: Rows, wanted: Wanted) -> Figures:
    """What became of them, and how often clients buy."""
    wanted = mine(base, wanted)
    leads, gaps = expected(base, wanted), intervals(base, wanted)
    found: Figures = {SIZE: (len(leads) + len(gaps), None), LEFT_OUT: (0, None)}
    groups = [("why", str(why), those) for why, those in leads.groupby("why")]
    groups += [("products", str(name), those) for name, those in leads.groupby("name")]
    for table, row, those in [*groups, ("why", "all", leads)]:
        for column, figure in _of(those).items():
            found[table, row, column] = figure
    for name, those in [*gaps.groupby("name"), ("all", gaps)]:
        span = middle(those["apart"])
        figure = NOTHING if span is None else (span, len(those))
        found["rhythm", str(name), "purchase_interval"] = figure
    return found


def intervals(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """Of purchases of the period, how long after the one before."""
    orders = filtered(base, Wanted())
    orders = orders[orders.client.notna()].sort_values(["client", "paid_at", "id"])
    apart = orders.groupby("client").paid_at.diff()
    orders = orders.assign(apart=apart, name=orders["product"].fillna(UNKNOWN))
    orders = orders[(orders["apart"] >= 7 * DAY).fillna(False)]
    orders = orders[orders.id.isin(filtered(base, wanted).id)]
    return orders[within(orders.paid_at, wanted)]


def _of(leads: pd.DataFrame) -> dict[str, tuple[Any, int | None]]:
    many, offered = len(leads), leads[leads.offered]
    return {
        "repeat_expected": (many, None),
        "repeat_offered": part(len(offered), many),
        "repeat_answered": part(offered.answered.sum(), len(offered)),
        "repeat_bought": part(leads.bought.sum(), many),
        "repeat_brought": (int(leads.brought.sum()), None),
    }
