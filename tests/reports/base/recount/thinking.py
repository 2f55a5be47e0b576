"""/reasons and /thinkers, word by word."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

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
    midnight,
    part,
    within,
)
from tests.reports.base.rows import Rows

SIDES = ("reason_seller", "reason_person")


def counting(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """The leads that the filters leave, without duplicates."""
    leads = leads_of(base, wanted)
    return leads[leads.loss_reason != "duplicate"].set_index("id")


def mine(base: Rows, wanted: Wanted) -> Wanted:
    """With the days of the last three months where none were named."""
    return wanted.or_months(3, day_of(base.frame("leads").enquired_at.min()))


def reasons(base: Rows, wanted: Wanted) -> Figures:
    """What each side said last, of all and at each stage."""
    wanted = mine(base, wanted)
    facts = base.frame("events")
    facts = facts[facts.kind.isin(["lost", "rejected", "doubt_named"])]
    facts = facts[facts.lead_id.isin(counting(base, wanted).index) & within(facts["at"], wanted)]
    ever: dict[str, dict[int, str]] = {side: {} for side in SIDES}
    staged: dict[str, dict[str, dict[int, str]]] = defaultdict(lambda: {one: {} for one in SIDES})
    fell: dict[int, str] = {}
    for fact in facts.sort_values(["at", "id"]).itertuples():
        own = fact.kind == "doubt_named" and pd.isna(fact.by_id)
        reason = fact.details["doubt" if fact.kind == "doubt_named" else "reason"]
        if fact.kind == "rejected" and reason == "competitor":
            reason = "is_competitor"
        stage = fact.details["stage" if fact.kind == "doubt_named" else "was"]
        if stage == "lost":
            stage = fell.get(fact.lead_id, stage)
        elif not own:
            fell[fact.lead_id] = stage
        side = SIDES[own]
        ever[side][fact.lead_id] = staged[stage][side][fact.lead_id] = reason
    leads = {lead for words in ever.values() for lead in words}
    found: Figures = {SIZE: (len(leads), None), LEFT_OUT: (0, None)}
    for table, sides in {
        "reasons": ever,
        **{f"stage_{one}": staged[one] for one in staged},
    }.items():
        named = {reason for words in sides.values() for reason in words.values()}
        for side, words in sides.items():
            for reason in named:
                many = sum(one == reason for one in words.values())
                found[table, reason, side] = (many, None)
            found[table, "all", side] = (len(words), None)
    for stage, sides in {"all": ever, **staged}.items():
        seller, person = (pd.Series(sides[side], dtype=object) for side in SIDES)
        both = seller.index.intersection(person.index)
        same = int((seller[both] == person[both]).sum())
        found["agreed", stage, "reasons_agreed"] = part(same, len(both))
    return found


def thinkers(base: Rows, wanted: Wanted) -> Figures:
    """Of whoever began to think: still there, silent, answered, bought, lost."""
    wanted = mine(base, wanted)
    leads, entries = counting(base, wanted), base.frame("lead_stages")
    entries = entries[entries.lead_id.isin(leads.index)]
    aside = entries.stage.isin(["thinking", "waiting"])
    began = entries[aside & within(entries.entered_at, wanted)]
    began = began.sort_values(["entered_at", "id"]).groupby("lead_id").first()
    began["now"] = leads.stage.reindex(began.index)
    others = entries[~aside].join(began.entered_at.rename("began"), on="lead_id")
    others = others[(others.entered_at > others.began).fillna(False)]
    began["left"] = others.groupby("lead_id").entered_at.min().reindex(began.index)
    facts = base.frame("events")
    facts = facts[facts.lead_id.isin(began.index)]
    signs = facts[~facts.kind.isin(["assigned", "cadence_said", "crm_said", "lead_seen"])]
    heard = signs.groupby("lead_id")["at"].max().reindex(began.index)
    began["heard"] = pd.concat([heard, began.entered_at], axis=1).max(axis=1)
    taps = facts[facts.kind == "cadence_answered"].join(
        began.entered_at.rename("began"), on="lead_id"
    )
    taps = taps[(taps["at"] >= taps.began).fillna(False)]
    said: dict[str, set[int]] = defaultdict(set)
    for tap in taps.itertuples():
        said[tap.details["answer"]].add(tap.lead_id)
    began["answered"] = began.index.isin(list({lead for those in said.values() for lead in those}))
    limit = midnight(30)
    found: Figures = {SIZE: (len(began), None), LEFT_OUT: (0, None)}
    for stage, those in [*began.groupby("stage"), ("all", began)]:
        for metric, figure in _of_thinkers(those, limit).items():
            found["thinkers", str(stage), metric] = figure
    for answer, those in said.items():
        found["answers", answer, "thinkers_said"] = (len(those), None)
    return found


def _of_thinkers(those: pd.DataFrame, limit: int) -> dict[str, tuple[Any, int | None]]:
    many = len(those)
    lost = those.now.isin(["lost", "disqualified", "referred"])
    still = those[those.left.isna() & ~lost & (those.now != "payment")]
    gone = those[those.left.notna()]
    span = middle(gone.left - gone.entered_at)
    return {
        "thinkers": (many, None),
        "thinkers_still": (len(still), None),
        "thinkers_silent": (int((still.heard < limit).sum()), None),
        "thinking_time": NOTHING if span is None else (span, len(gone)),
        "thinkers_answered": part(those.answered.sum(), many),
        "thinkers_bought": part((those.now == "payment").sum(), many),
        "thinkers_lost": part(lost.sum(), many),
    }
