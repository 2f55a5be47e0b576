"""The figures of one lead and of its company, from the rows of a made-up base."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from tests.reports.base.making import CURRENCY, DAY, UNTIL
from tests.reports.base.rows import Rows

Figure = tuple[Any, int | None]
Figures = dict[str, Figure]
NOTHING: Figure = (None, None)
YEAR = 365 * DAY
NEW_CLIENT = Fraction(13, 10)
LOST = ["payment", "lost"]


class Particulars:
    """All leads of a base; `lead` counts one."""

    def __init__(self, base: Rows) -> None:
        self._base = base
        self._leads = base.frame("leads").set_index("id")
        self._people = base.frame("contacts").set_index("id")
        orders = base.frame("orders")
        self._orders = orders[orders.currency == CURRENCY]

    def lead(self, number: int) -> Figures:
        """Every figure; nothing where it can't be told."""
        lead = self._leads.loc[number]
        company = None if pd.isna(lead.company_id) else int(lead.company_id)
        found: Figures = {
            "stage_age": (timedelta(microseconds=UNTIL - int(lead.stage_since)), None),
            "deal_amount": (_whole(lead.amount), None),
            "deal_discount": (_whole(lead.discount), None),
            "colleagues": (self._colleagues(company), None),
        }
        verdict = lead.verdict if isinstance(lead.verdict, dict) else None
        if verdict is not None:
            found |= {f"points_{one}": (verdict[one], None) for one in ("fit", "intent")}
            found |= {f"rule_points-{row['id']}": (row["points"], None) for row in verdict["rows"]}
        due = self._due(number)
        if due is not None:
            found["client_orders"] = (due["orders"], None)
            found["client_rhythm"] = (timedelta(days=due["days"]), due["orders"])
        standing, client = self._company(company) if company is not None else ({}, False)
        chance = self._chance(verdict) if verdict is not None else None
        worth = None
        factor = Fraction(1) if client else NEW_CLIENT
        if chance and standing:
            worth = int(standing["potential"][0] * chance[0] * factor)
        return (
            found
            | standing
            | {
                "chance": chance or (None, None),
                "worth": (worth, None),
                "new_client_factor": (factor, None),
            }
        )

    def _colleagues(self, company: int | None) -> int:
        return 0 if company is None else int((self._people.company_id == company).sum()) - 1

    def _due(self, number: int) -> dict[str, Any] | None:
        facts = self._base.frame("events")
        own = facts[(facts.lead_id == number) & (facts.kind == "repeat_due")]
        return None if own.empty else dict(own.iloc[-1].details)

    @cached_property
    def _clients(self) -> pd.DataFrame:
        """Whoever bought: how often, for how much, since when; the revenue of a year."""
        orders, who = self._orders, ["company_id", "contact_id", "person_id"]
        company = orders.company_id.notna()
        known = orders[who].notna().any(axis=1)
        keys = orders[who].astype(object).where(orders[who].notna(), None)
        client = [
            ("company", int(one[0]))
            if firm
            else ("contact", one[1])
            if one[1]
            else ("person", one[2])
            for firm, one in zip(company, keys.itertuples(index=False), strict=True)
        ]
        those = orders.assign(
            client=client, late=orders.amount.where(orders.paid_at >= UNTIL - YEAR)
        )
        grouped = those[known].groupby("client")
        return grouped.agg(
            many=("amount", "size"), sum=("amount", "sum"), first=("paid_at", "min"),
            late=("late", "sum"), lately=("late", "count"),
        )  # fmt: skip

    @cached_property
    def _pace(self) -> float:
        years = ((UNTIL - self._clients["first"]) / YEAR).clip(lower=0).sum()
        return float((self._clients.many - 1).sum() / years)

    @cached_property
    def _borders(self) -> tuple[int, int, int]:
        """From which revenue on a client is A, and B; of how many clients."""
        paid = self._clients[self._clients.lately > 0].late.astype(int)
        ranked = paid.sort_values(ascending=False, kind="stable")
        good = ranked[ranked > 0]
        before = good.cumsum() - good
        is_a, is_b = before * 100 < good.sum() * 80, before * 100 < good.sum() * 95
        return int(good[is_a].min()), int(good[is_b].min()), len(paid)

    def _company(self, company: int) -> tuple[Figures, bool]:
        """What is expected of it, and whether it has paid before."""
        clients, (a_from, b_from, many) = self._clients, self._borders
        client = ("company", company) in clients.index
        cheque, a_year = NOTHING, NOTHING
        if client:
            one = clients.loc[[("company", company)]].iloc[0]
            years = (UNTIL - int(one["first"])) / YEAR
            mean = int(one["sum"]) // int(one.many)
            tenths = round(10 * (int(one.many) - 1 + self._pace) / (years + 1))
            amount = mean * tenths // 10
            cheque, a_year = (mean, int(one.many)), (Fraction(tenths, 10), None)
        else:
            told = self._leads[self._leads.company_id == company]
            told = told[told.potential_currency == CURRENCY].potential.dropna()
            if told.empty:
                return {}, False
            amount = int(told.max())
        grade = "A" if amount >= a_from else "B" if amount >= b_from else "C"
        return {
            "company_grade": (grade, None),
            "potential": (amount, None),
            "company_cheque": cheque,
            "purchases_a_year": a_year,
            "grade_border": (a_from if grade == "A" else b_from, many),
        }, client

    @cached_property
    def _ended(self) -> pd.DataFrame:
        leads = self._leads[self._leads.closed_at.notna() & self._leads.fit.notna()]
        leads = leads[leads.loss_reason != "duplicate"]
        back = (leads.stage == "disqualified") & leads.loss_reason.notna()
        return leads[leads.stage.isin(LOST) | back]

    def _third(self, score: str, points: Any) -> Any:
        """In which third of all closed leads such points lie; equal points lie together."""
        ranked = sorted(int(one) for one in self._ended[score])
        ends = [ranked[len(ranked) * part // 3 - 1] for part in (1, 2)]
        cuts = [min((one for one in ranked if one > end), default=end + 1) for end in ends]
        return bisect_right(cuts, int(points))

    @cached_property
    def _thirds(self) -> pd.DataFrame:
        found = {
            one: [self._third(one, of) for of in self._ended[one]] for one in ("fit", "intent")
        }
        return pd.DataFrame(found).assign(won=(self._ended.stage == "payment").tolist())

    def _chance(self, verdict: dict[str, Any]) -> tuple[Fraction, int] | None:
        if verdict["gate"]:
            return None
        every = self._thirds
        place = [self._third(one, verdict[one]) for one in ("fit", "intent")]
        alike = every[(every.fit == place[0]) & (every.intent == place[1])]
        if len(every) < 30 or len(alike) < 5:
            return None
        overall = (int(every.won.sum()) + 1) / (len(every) + 2)
        share = (int(alike.won.sum()) + 10 * overall) / (len(alike) + 10)
        return Fraction(round(100 * share), 100), len(alike)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
