"""/speed, /base and /offers, lead by lead and meeting by meeting."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import pandas as pd

from tests.reports.base.making import (
    EPOCH,
    NORM_DAYS,
    PROMISED_HOURS,
    SECOND,
    TODAY,
    WORK,
    ZONE,
)
from tests.reports.base.recount.bundles import mine
from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    day_of,
    leads_of,
    local,
    middle,
    midnight,
    part,
    within,
)
from tests.reports.base.recount.pipeline import came
from tests.reports.base.rows import Rows

UNKNOWN = "-"
MINUTE = 60 * SECOND
MICROSECOND = timedelta(microseconds=1)
WAITS = {
    "first_reply": ("enquired_at", "first_reply_at"),
    "speed_to_lead": ("qualified_at", "taken_at"),
    "time_to_take": ("enquired_at", "taken_at"),
}


def opening(moment: datetime) -> datetime:
    """The moment, or when work begins next after it."""
    at = moment
    if at.hour >= WORK[1]:
        at = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    while at.weekday() > 4:
        at = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = at.replace(hour=WORK[0], minute=0, second=0, microsecond=0)
    return max(at, begins)


def deadline(asked: datetime) -> datetime:
    """Once the promised working time has passed."""
    at, left = opening(asked), timedelta(hours=PROMISED_HOURS)
    closes = at.replace(hour=WORK[1], minute=0, second=0, microsecond=0)
    if closes - at >= left:
        return at + left
    return opening(closes) + (left - (closes - at))


def _waited(leads: pd.DataFrame, wait: str) -> pd.DataFrame:
    begun, ended = (leads[name] for name in WAITS[wait])
    found = leads[begun.notna() & ended.notna()]
    return found.assign(span=(found[WAITS[wait][1]] - found[WAITS[wait][0]]).clip(lower=0))


def _of_spans(waited: pd.DataFrame, in_time: Any) -> dict[str, tuple[Any, int | None]]:
    many = len(waited)
    if not many:
        nothing = dict.fromkeys(("span_median", "span_p90", "span_in_time"), NOTHING)
        return {"span_cases": (0, None), **nothing}
    slow = sorted(int(one) for one in waited["span"])[ceil(many * 9 / 10) - 1]
    return {
        "span_cases": (many, None),
        "span_median": (middle(waited["span"]), many),
        "span_p90": (timedelta(microseconds=slow), many),
        "span_in_time": NOTHING if in_time is None else part(in_time.sum(), many),
    }


def speed(base: Rows, wanted: Wanted) -> Figures:
    """How long people wait, in all, by who took them, and by when they came."""
    leads = came(base, mine(base, wanted))
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    for wait in WAITS:
        waited = _waited(leads, wait)
        in_time = None
        if wait != "time_to_take":
            in_time = waited["span"] <= MINUTE if wait == "first_reply" else _kept(waited)
        for column, figure in _of_spans(waited, in_time).items():
            found["spans", wait, column] = figure
        if wait == "speed_to_lead" and in_time is not None:
            sellers = waited.owner_id.fillna(0)
            for seller, those in waited.groupby(sellers):
                for column, figure in _of_spans(those, in_time[those.index]).items():
                    found["sellers", str(seller), column] = figure
    clock = local(leads.enquired_at)
    for table, key in (("hours", clock.dt.hour), ("weekdays", clock.dt.day_of_week + 1)):
        for name, those in leads.groupby(key):
            found |= _at_a_time(table, name, those)
    return found


def _kept(waited: pd.DataFrame) -> pd.Series:
    moments = (EPOCH + timedelta(microseconds=int(one)) for one in waited.qualified_at)
    last = [(deadline(one.astimezone(ZONE)) - EPOCH) // MICROSECOND for one in moments]
    kept = [int(at) <= end for at, end in zip(waited.taken_at, last, strict=True)]
    return pd.Series(kept, index=waited.index, dtype=bool)


def _at_a_time(table: str, name: Hashable, leads: pd.DataFrame) -> Figures:
    found: Figures = {(table, str(name), "stage_reached-enquiries"): (len(leads), None)}
    for wait in ("first_reply", "speed_to_lead"):
        waited = _waited(leads, wait)
        span = middle(waited["span"])
        found[table, str(name), wait] = NOTHING if span is None else (span, len(waited))
    return found


def base(rows: Rows, wanted: Wanted) -> Figures:
    """What open cards lack, and which stand still."""
    began = day_of(rows.frame("leads").enquired_at.min())
    if wanted.first is None:
        wanted = Wanted(began, TODAY, False, *_filters(wanted))
    leads = leads_of(rows, wanted)
    leads = leads[within(leads.enquired_at, wanted)]
    leads = leads[leads.closed_at.isna() & leads.owner_id.notna()]
    people = rows.frame("contacts").set_index("id").reindex(leads.contact_id)
    people.index = leads.index
    stale = pd.Series(False, index=leads.index)
    for stage, days in NORM_DAYS.items():
        old = (leads.stage_since < midnight(days)).fillna(False).astype(bool)
        stale |= (leads.funnel == "warm") & (leads.stage == stage) & old
    lacks = pd.DataFrame(
        {
            "name": people.name.isna(),
            "contact": people.phone.isna() & people.email.isna(),
            "company": leads.company_id.isna() & people.company_id.isna(),
            "product": leads["product"].isna(),
            "brief": ~leads.brief_done.astype(bool),
        }
    )
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    groups: Iterable[tuple[Hashable, pd.DataFrame]] = leads.groupby("owner_id")
    for name, those in [*groups, ("all", leads)]:
        missing, many, place = lacks.loc[those.index], len(those), ("sellers", str(name))
        filled = many * 5 - int(missing.to_numpy().sum())
        found[*place, "load"] = (many, None)
        found[*place, "card_filled"] = (Fraction(filled, many * 5), many) if many else NOTHING
        for field in missing.columns:
            found[*place, f"card_missing-{field}"] = (int(missing[field].sum()), None)
        found[*place, "stale"] = (int(stale.loc[those.index].sum()), None)
    return found


def _filters(wanted: Wanted) -> tuple[Any, ...]:
    return wanted.product, wanted.channel, wanted.temperature, wanted.manager


def offers(rows: Rows, wanted: Wanted) -> Figures:
    """What a sale takes."""
    leads = came(rows, mine(rows, wanted))
    held = rows.frame("meetings")
    held = held[(held.state == "held") & held.lead_id.isin(leads.index)]
    spent = held.assign(spent=held.ends_at - held.starts_at)
    name = leads["product"].fillna(UNKNOWN)
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    for product, those in [*leads.groupby(name), ("all", leads)]:
        own = spent[spent.lead_id.isin(those.index)]
        sales, many = int(those.sales.notna().sum()), len(own)
        time = timedelta(microseconds=int(own.spent.sum()))
        place = ("effort", str(product))
        found[*place, "stage_reached-enquiries"] = (len(those), None)
        found[*place, "stage_reached-sales"] = (sales, None)
        found[*place, "meetings_held"] = (many, None)
        found[*place, "meeting_time"] = (time, many)
        found[*place, "meetings_per_sale"] = (Fraction(many, sales), sales) if sales else NOTHING
        found[*place, "time_per_sale"] = (time / sales, sales) if sales else NOTHING
    return found
