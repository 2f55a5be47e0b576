"""/nps, /partners, /overrides and /mailings, case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from datetime import timedelta
from fractions import Fraction
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
    midnight,
    part,
    within,
)
from tests.reports.base.recount.thinking import counting, mine
from tests.reports.base.rows import Rows

UNKNOWN = "-"
Of = dict[str, tuple[Any, int | None]]


def _many(*those: tuple[str, Any]) -> Of:
    return {metric: (int(many), None) for metric, many in those}


def nps(base: Rows, wanted: Wanted) -> Figures:
    """What clients said, beside as many days before; of all time there is nothing before."""
    wanted = mine(base, wanted)
    assert wanted.first is not None
    assert wanted.last is not None
    asked = base.frame("surveys")
    asked = asked[asked.lead_id.isin(counting(base, wanted).index)]
    days = (wanted.last - wanted.first).days + 1
    earlier = Wanted(wanted.first - timedelta(days=days), wanted.first - timedelta(days=1))
    now, before = asked[within(asked.asked_at, wanted)], asked[within(asked.asked_at, earlier)]
    before = before[:0] if wanted.everything else before
    found: Figures = {SIZE: (len(now), None), LEFT_OUT: (0, None)}
    for scale, those in now.groupby("scale"):
        old = before[before.scale == scale]
        names = those["product"].fillna(UNKNOWN)
        for name, own in [*those.groupby(names), ("all", those)]:
            his = old if name == "all" else old[old["product"].fillna(UNKNOWN) == name]
            for metric, figure in _of_surveys(own, his, str(scale)).items():
                found[str(scale), str(name), metric] = figure
    return found


def _of_surveys(now: pd.DataFrame, before: pd.DataFrame, scale: str) -> Of:
    low, high = (6, 9) if scale == "nps" else (3, 5)

    def balance(those: pd.DataFrame) -> tuple[Any, int | None]:
        given = those.grade.dropna()
        points = 100 * int((given >= high).sum() - (given <= low).sum())
        return (Fraction(points, len(given)), len(given)) if len(given) else NOTHING

    bad = (now.grade <= low).fillna(False)
    good = (now.grade >= high).fillna(False)
    return {
        **_many(
            ("survey_asked", len(now)),
            ("promoters", good.sum()),
            ("detractors", bad.sum()),
            ("passives", now.grade.notna().sum() - good.sum() - bad.sum()),
            ("loops_open", (bad & now.closed_at.isna()).sum()),
        ),
        "survey_answered": part(now.grade.notna().sum(), len(now)),
        "survey_balance": balance(now),
        "survey_balance_before": balance(before),
    }


def partners(base: Rows, wanted: Wanted) -> Figures:
    """What partners made of what they were given."""
    wanted = mine(base, wanted)
    given = base.frame("referrals")
    given = given[given.lead_id.isin(counting(base, wanted).index)]
    given = given[within(given.offered_at, wanted)]
    others = given[(given.state == "sold") & (given.currency != CURRENCY) & given.amount.notna()]
    found: Figures = {SIZE: (len(given), None), LEFT_OUT: (len(others), None)}
    for name, those in [*given.groupby("partner"), ("all", given)]:
        for metric, figure in _of_partner(those).items():
            found["partners", str(name), metric] = figure
    return found


def _of_partner(those: pd.DataFrame) -> Of:
    state = those.state
    sold = those[(state == "sold") & (those.currency == CURRENCY)]
    ended = those[state.isin(["sold", "lost", "given_back"])]
    rated = those.opinion.dropna()
    took = those[those.handed_at.notna() & those.accepted_at.notna()]
    span = middle(took.accepted_at - took.handed_at)
    mean = Fraction(int(rated.sum()), len(rated)) if len(rated) else None
    return {
        **_many(
            ("partner_offered", len(those)),
            ("partner_consented", those.handed_at.notna().sum()),
            ("partner_accepted", those.accepted_at.notna().sum()),
            ("partner_declined", (state == "declined").sum()),
            ("partner_expired", (state == "expired").sum()),
            ("partner_given_back", (state == "given_back").sum()),
            ("partner_in_work", state.isin(["handed", "accepted", "met"]).sum()),
            ("partner_sold", (state == "sold").sum()),
            ("partner_lost", (state == "lost").sum()),
            ("partner_amount", sold.amount.sum()),
        ),
        "partner_conversion": part((ended.state == "sold").sum(), len(ended)),
        "partner_opinion": NOTHING if mean is None else (mean, len(rated)),
        "partner_content": part((rated >= 7).sum(), len(rated)),
        "partner_answer": NOTHING if span is None else (span, len(took)),
    }


def overrides(base: Rows, wanted: Wanted) -> Figures:
    """What people decided otherwise."""
    wanted = mine(base, wanted)
    facts = base.frame("events")
    facts = facts[facts.lead_id.isin(counting(base, wanted).index)].sort_values("id")
    kinds = ["qualified", "not_yet", "disqualified", "unproven", "self_served"]
    reached = facts[facts.kind.isin(kinds) & within(facts["at"], wanted)]
    over: dict[int, tuple[str, str] | None] = {}
    verdicts = dict(zip(reached.lead_id, reached.details.str["verdict"], strict=True))
    for fact in facts[facts.kind == "verdict_overridden"].itertuples():
        if fact.lead_id in verdicts:
            stage = fact.details["stage"]
            back = stage == verdicts[fact.lead_id]["stage"]
            over[fact.lead_id] = None if back else (stage, fact.details["reason"])
    decided = {lead: otherwise for lead, otherwise in over.items() if otherwise}
    fired: dict[str, set[int]] = defaultdict(set)
    for lead, verdict in verdicts.items():
        rules = [verdict["gate"]] if verdict["gate"] else [row["id"] for row in verdict["rows"]]
        for rule in rules:
            fired[f"quiz.{rule}"].add(lead)
    found: Figures = {SIZE: (len(verdicts), None), LEFT_OUT: (0, None)}
    for rule, leads in {**fired, "all": set(verdicts)}.items():
        both = len(leads & decided.keys())
        if both or rule == "all":
            found["rules", rule, "verdicts"] = (len(leads), None)
            found["rules", rule, "override_share"] = part(both, len(leads))
    for at, table in enumerate(("stages", "reasons")):
        words = [otherwise[at] for otherwise in decided.values()]
        for word in set(words):
            found[table, word, "verdicts_overridden"] = (words.count(word), None)
    return found


def mailings(base: Rows, wanted: Wanted) -> Figures:
    """What mailings brought: as it was kept, or as it is found."""
    wanted = mine(base, wanted)
    sent = base.frame("mailings")
    sent = sent[within(sent.begins_at, wanted)]
    if wanted.product is not None:
        sent = sent[sent["product"] == wanted.product]
    results: list[tuple[Hashable, dict[str, int]]] = []
    for one in sent.itertuples():
        old = one.begins_at <= midnight(30)
        results.append((one.id, one.results if old else _counted(base, one)))
    found: Figures = {SIZE: (len(results), None), LEFT_OUT: (0, None)}
    for name, those in [*((id_, [one]) for id_, one in results), ("all", [r for _, r in results])]:
        summed: dict[str, int] = defaultdict(int)
        for one in those:
            for key, many in one.items():
                summed[key] += many
        fates = ("waiting", "under_way", "delivered", *LOST)
        place = ("mailings", str(name))
        found[*place, "mailing_planned"] = (sum(summed[fate] for fate in fates), None)
        found[*place, "mailing_delivered"] = (summed["delivered"], None)
        found[*place, "mailing_undelivered"] = (sum(summed[fate] for fate in LOST), None)
        for metric, key in BROUGHT.items():
            found[*place, metric] = part(summed[key], summed["delivered"])
    return found


LOST = ("unknown", "blocked", "refused", "failed", "called_off")
BROUGHT = {
    "mailing_answered": "answered",
    "mailing_met": "meetings",
    "mailing_sold": "sales",
    "mailing_unsubscribed": "unsubscribed",
}


def _counted(base: Rows, mailing: Any) -> dict[str, int]:
    touches = base.frame("touches")
    touches = touches[touches.key.str.startswith(f"mail:{mailing.id}:")]
    rows = base.frame("outbox").assign(key=lambda one: one.key.str.removeprefix("touch:"))
    both = touches.merge(
        rows[["key", "status", "error"]], on="key", how="left", suffixes=("", "_r")
    )
    shut = both.contact_id.map(base.frame("contacts").set_index("id").blocked_at.notna())
    fate = pd.Series("failed", index=both.index)
    done = both.status == "done"
    fate[both.status == "open"] = "waiting"
    fate[done & (both.status_r == "done")] = "delivered"
    fate[done & (both.status_r == "open")] = "under_way"
    fate[done & (both.status_r == "unknown")] = "unknown"
    fate[done & (both.status_r == "dropped")] = "refused"
    fate[done & (both.status_r == "parked") & shut] = "blocked"
    fate[both.error == "blocked"] = "blocked"
    fate[both.error == "no_consent"] = "refused"
    fate[both.error == "stopped"] = "called_off"
    got = both[fate == "delivered"].set_index("contact_id").done_at
    facts, consents = base.frame("events"), base.frame("consents")
    signs = facts.kind.isin(["answer_given", "enquiry_made", "human_called", "person_wrote"])
    did = {
        "answered": (facts[signs], "at", 7),
        "meetings": (facts[facts.kind == "meeting_booked"], "at", 30),
        "sales": (base.frame("orders"), "paid_at", 30),
        "unsubscribed": (consents[consents.purpose == "advertising"], "at", 7),
    }
    found = {str(name): int(many) for name, many in fate.value_counts().items()}
    for name, (those, column, days) in did.items():
        since = those.contact_id.map(got)
        fits = (those[column] >= since).fillna(False)
        if not pd.isna(mailing.finished_at):
            fits &= (those[column] < mailing.finished_at + days * DAY).fillna(False)
        found[name] = those[fits.astype(bool)].contact_id.nunique()
    return found
