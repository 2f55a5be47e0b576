"""/funnel, lead by lead."""

from __future__ import annotations

import pandas as pd

from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    day_of,
    leads_of,
    middle,
    part,
    within,
)
from tests.reports.base.rows import Rows

AFTER = ["payment"]
OFFERED = ["proposal", "contract", *AFTER]
MET = ["key_stage", *OFFERED]
GOOD = ["qualified", "brief", *MET]
ASIDE = ["not_yet", "disqualified", "thinking", "waiting", "self_service", "lost", "referred"]
STEPS = {
    "leads": ["lead", *GOOD, *ASIDE],
    "qualified": GOOD,
    "key_stage": MET,
    "proposals": OFFERED,
    "sales": AFTER,
}


def came(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """The leads of the period with the moment at which each came to each step."""
    leads = leads_of(base, wanted)
    leads = leads[within(leads.enquired_at, wanted) & (leads.loss_reason != "duplicate")]
    entries = base.frame("lead_stages")
    found = leads.set_index("id").assign(enquiries=leads.set_index("id").enquired_at)
    for step, stages in STEPS.items():
        first = entries[entries.stage.isin(stages)].groupby("lead_id").entered_at.min()
        found[step] = first.reindex(found.index)
    return found


def sides(base: Rows, leads: pd.DataFrame) -> pd.Series:
    """cold, warm, or repeat for whoever, or whose company, had paid before."""
    orders = base.frame("orders")
    own = leads.contact_id.map(orders.groupby("contact_id").paid_at.min())
    firm = leads.company_id.map(orders.groupby("company_id").paid_at.min())
    before = (own < leads.enquired_at).fillna(False) | (firm < leads.enquired_at).fillna(False)
    return leads.temperature.mask(before.astype(bool), "repeat")


def funnel(base: Rows, wanted: Wanted) -> Figures:
    """Of every step: how many, of those before, after how long; and by side and grade."""
    wanted = wanted.or_months(3, day_of(base.frame("leads").enquired_at.min()))
    leads = came(base, wanted)
    steps = ["enquiries", *STEPS]
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    for at, step in enumerate(steps):
        found["steps", step, "stage_reached"] = (int(leads[step].notna().sum()), None)
        if at == 0:
            found["steps", step, "stage_conversion"] = NOTHING
            found["steps", step, "time_in_stage"] = NOTHING
            continue
        before = leads[steps[at - 1]]
        both = leads[leads[step].notna() & before.notna()]
        spans = (both[step] - both[steps[at - 1]]).clip(lower=0)
        found["steps", step, "stage_conversion"] = part(leads[step].notna().sum(), before.count())
        span = middle(spans)
        found["steps", step, "time_in_stage"] = NOTHING if span is None else (span, len(spans))
    groups = {"sides": sides(base, leads), "grades": leads.grade.fillna("unknown")}
    for table, group in groups.items():
        for name, those in leads.groupby(group):
            for step in steps:
                place = (table, step, f"stage_reached-{name}")
                found[place] = (int(those[step].notna().sum()), None)
    return found
