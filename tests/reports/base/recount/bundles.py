"""/channels, /products and /managers, lead by lead and order by order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from tests.reports.base.making import CURRENCY
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
from tests.reports.base.recount.pipeline import STEPS, came, sides
from tests.reports.base.recount.purchases import filtered, taken
from tests.reports.base.rows import Rows

UNKNOWN = "-"


def mine(base: Rows, wanted: Wanted) -> Wanted:
    """With the days of the last three months where none were named."""
    return wanted.or_months(3, day_of(base.frame("leads").enquired_at.min()))


def with_money(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """The leads of the period with all that is told of them."""
    leads = came(base, wanted)
    orders = base.frame("orders")
    orders = orders[orders.currency == CURRENCY]
    paid = orders.groupby("lead_id").amount
    shown = leads.potential.where(leads.potential_currency == CURRENCY)
    referrals = base.frame("referrals")
    theirs = referrals[
        referrals.accepted_at.notna() & ~referrals.state.isin(["declined", "expired", "given_back"])
    ]
    return leads.assign(
        side=sides(base, leads),
        whose=pd.Series("own", index=leads.index).mask(leads.index.isin(theirs.lead_id), "partner"),
        orders=paid.size().reindex(leads.index).fillna(0).astype(int),
        revenue=paid.sum().reindex(leads.index).fillna(0),
        shown=shown.fillna(0),
    )


def of_leads(leads: pd.DataFrame) -> dict[str, tuple[Any, int | None]]:
    """Every figure of some leads."""
    found: dict[str, tuple[Any, int | None]] = {
        f"stage_reached-{step}": (int(leads[step].notna().sum()), None)
        for step in ("enquiries", *STEPS)
    }
    found["lead_sale_share"] = part(leads.sales.notna().sum(), len(leads))
    for grade in "ABC":
        found[f"lead_grade-{grade}"] = (int((leads.grade == grade).sum()), None)
    found["lead_orders"] = (int(leads.orders.sum()), None)
    found["lead_revenue"] = (int(leads.revenue.sum()), None)
    found["lead_potential"] = (int(leads.shown.sum()), None)
    return found


def table(name: str, leads: pd.DataFrame, key: pd.Series) -> Figures:
    """A line for every value of the key, and one for all."""
    groups = [(str(value), those) for value, those in leads.groupby(key.fillna(UNKNOWN))]
    return {
        (name, row, column): figure
        for row, those in [*groups, ("all", leads)]
        for column, figure in of_leads(those).items()
    }


def apart(leads: pd.DataFrame) -> Figures:
    """By side, and by whose they are."""
    return table("sides", leads, leads.side) | table("whose", leads, leads.whose)


def channels(base: Rows, wanted: Wanted) -> Figures:
    """By the channel of the enquiry, and by the person's first one."""
    leads = with_money(base, mine(base, wanted))
    source = base.frame("contacts").set_index("id").first_source.str[0]
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    found |= table("last", leads, leads.channel)
    return found | table("first", leads, leads.contact_id.map(source)) | apart(leads)


def links(base: Rows, wanted: Wanted) -> Figures:
    """By link: how often it was opened (told where only a channel is asked for), and its leads."""
    wanted = mine(base, wanted)
    leads = with_money(base, wanted)
    leads = leads[leads.campaign.notna()]
    visits = base.frame("visits")
    visits = visits[visits.campaign.notna() & within(visits["at"], wanted)]
    if wanted.channel:
        visits = visits[visits.channel == wanted.channel]
    plain = not (wanted.product or wanted.temperature or wanted.manager)
    opened = visits.groupby("campaign").size() if plain else pd.Series(dtype=int)
    found: Figures = {SIZE: (len(leads) + int(opened.sum()), None), LEFT_OUT: (0, None)}
    for code in {*leads.campaign, *opened.index}:
        many = (int(opened.get(code, 0)), None) if plain else NOTHING
        found["links", str(code), "visits"] = many
        for column, figure in of_leads(leads[leads.campaign == code]).items():
            found["links", str(code), column] = figure
    return found


def products(base: Rows, wanted: Wanted) -> Figures:
    """Leads by product, and orders: the first of their client apart."""
    wanted = mine(base, wanted)
    leads = with_money(base, wanted)
    orders, left_out = taken(base, wanted)
    everything = filtered(base, Wanted())
    everything = everything[everything.currency == CURRENCY]
    first = orders.paid_at == orders.client.map(everything.groupby("client").paid_at.min())
    orders = orders.assign(first=first.astype(bool), name=orders["product"].fillna(UNKNOWN))
    found: Figures = {SIZE: (len(leads) + len(orders), None), LEFT_OUT: (left_out, None)}
    groups = [(str(name), those) for name, those in orders.groupby("name")]
    for name, those in [*groups, ("all", orders)] if groups else ():
        new, again = those[those["first"]], those[~those["first"]]
        paid, revenue = len(those), int(those.amount.sum())
        found["orders", name, "paid"] = (paid, None)
        found["orders", name, "revenue"] = (revenue, None)
        found["orders", name, "avg_cheque"] = (Fraction(revenue, paid), paid)
        found["orders", name, "discount"] = (int(those.discount.sum()), None)
        for metric, part_ in (("first", new), ("repeat", again)):
            found["orders", name, f"{metric}_paid"] = (len(part_), None)
            found["orders", name, f"{metric}_revenue"] = (int(part_.amount.sum()), None)
    return found | table("leads", leads, leads["product"]) | apart(leads)


def managers(base: Rows, wanted: Wanted) -> Figures:
    """What each has on hand, how soon they took leads, and what came of these."""
    wanted = mine(base, wanted)
    leads = with_money(base, wanted)
    every = leads_of(base, wanted)
    on_hand = every[every.closed_at.isna() & every.owner_id.notna()]
    facts = base.frame("events")
    decided = facts[(facts.kind == "verdict_overridden") & within(facts["at"], wanted)]
    decided = decided[decided.lead_id.isin(every.id)]
    spans = (leads.taken_at - leads.qualified_at).clip(lower=0)
    names = {*on_hand.owner_id, *decided.by_id, *leads.owner_id.dropna()}
    names |= {UNKNOWN} if leads.owner_id.isna().any() else set()
    found: Figures = {SIZE: (len(leads) + len(on_hand), None), LEFT_OUT: (0, None)}
    for name in [*names, "all"]:
        if name == "all":
            here, load, own = leads, on_hand, decided
        elif name == UNKNOWN:
            here, load, own = leads[leads.owner_id.isna()], on_hand[:0], decided[:0]
        else:
            here = leads[(leads.owner_id == name).fillna(False)]
            load, own = on_hand[on_hand.owner_id == name], decided[decided.by_id == name]
        took = spans.reindex(here.index).dropna()
        span = middle(took)
        place = ("sellers", str(name))
        found[*place, "load"] = (len(load), None)
        found[*place, "speed_to_lead"] = NOTHING if span is None else (span, len(took))
        found[*place, "overridden"] = (len(own), None)
        for column, figure in of_leads(here).items():
            found[*place, column] = figure
    return found | apart(leads)
