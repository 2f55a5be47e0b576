"""Reports by hand: funnel, channels, products, links, partners, plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from benchmarks.by_hand.clock import midnight
from benchmarks.by_hand.dialect import CLIENT, Dialect, Fetch, Figures, Rival, month_id
from tests.reports.base.making import CURRENCY, PLAN
from tests.reports.base.recount.figures import LEFT_OUT, SIZE

INDEXES = (
    "CREATE INDEX by_hand_paid ON orders (lead_id, currency, amount) WHERE lead_id IS NOT NULL",
)
MET = "'key_stage', 'proposal', 'contract', 'payment'"
STAGES = {
    "leads": "s.stage <> 'enquiry'",
    "qualified": f"s.stage IN ('qualified', 'brief', {MET})",
    "key_stage": f"s.stage IN ({MET})",
    "proposals": "s.stage IN ('proposal', 'contract', 'payment')",
    "sales": "s.stage = 'payment'",
}
STEPS = ("enquiries", *STAGES)
COUNTING = "l.enquired_at IS NOT NULL AND COALESCE(l.loss_reason, '') <> 'duplicate'"
SIDE = (
    "CASE WHEN EXISTS (SELECT 1 FROM orders AS o WHERE o.contact_id = l.contact_id "
    "AND o.paid_at < l.enquired_at) OR EXISTS (SELECT 1 FROM orders AS o "
    "WHERE o.company_id = l.company_id AND o.paid_at < l.enquired_at) "
    "THEN 'repeat' ELSE l.temperature END"
)
WHOSE = (
    "CASE WHEN EXISTS (SELECT 1 FROM referrals AS r WHERE r.lead_id = l.id "
    "AND r.accepted_at IS NOT NULL AND r.state NOT IN ('declined', 'expired', 'given_back')) "
    "THEN 'partner' ELSE 'own' END"
)
FAR = (
    "CASE s.stage WHEN 'enquiry' THEN 0 WHEN 'qualified' THEN 2 WHEN 'brief' THEN 2 "
    "WHEN 'key_stage' THEN 3 WHEN 'proposal' THEN 4 WHEN 'contract' THEN 4 WHEN 'payment' THEN 5 "
    "ELSE 1 END"
)
COLUMNS = (
    *(f"stage_reached-{step}" for step in STEPS),
    *(f"lead_grade-{grade}" for grade in "ABC"),
    *("lead_orders", "lead_revenue", "lead_potential"),
)
"""What is summed of leads, in the order of the statement."""


def funnel(fetch: Fetch, of: Dialect) -> Figures:
    """Who came to every step, by side and by grade, and the medians between the steps."""
    times = (f"min(CASE WHEN {stages} THEN s.entered_at END)" for stages in STAGES.values())
    entered = ", ".join(f"{at} AS {step}" for step, at in zip(STAGES, times, strict=True))
    counts = ", ".join(f"count({step}) AS {step}" for step in STEPS)
    sums = ", ".join(f"sum({step}) AS {step}" for step in STEPS)
    middles = ", ".join(
        "(SELECT avg(span) FROM (SELECT CASE WHEN span < 0 THEN 0 ELSE span END AS span FROM "
        f"(SELECT {of.micros(end)} - {of.micros(start)} AS span FROM came WHERE {end} IS NOT NULL) "
        f"AS spans ORDER BY 1 LIMIT 2 - (SELECT {end} FROM total) % 2 "
        f"OFFSET ((SELECT {end} FROM total) - 1) / 2) AS middle)"
        for start, end in pairwise(STEPS)
    )
    none = ", ".join("NULL" for _ in STAGES)
    rows = fetch(
        f"WITH came AS (SELECT l.id, {SIDE} AS side, COALESCE(l.grade, 'unknown') AS grade, "
        f"l.enquired_at AS enquiries, {entered} FROM leads AS l "
        f"LEFT JOIN lead_stages AS s ON s.lead_id = l.id WHERE {COUNTING} GROUP BY l.id), "
        f"groups AS (SELECT side, grade, {counts} FROM came GROUP BY side, grade), "
        f"total AS (SELECT {', '.join(f'CAST(sum({one}) AS INT) AS {one}' for one in STEPS)} "
        "FROM groups) "
        f"SELECT 'steps', '', {', '.join(STEPS)}, {middles} FROM total "
        f"UNION ALL SELECT 'sides', side, {sums}, {none} FROM groups GROUP BY side "
        f"UNION ALL SELECT 'grades', grade, {sums}, {none} FROM groups GROUP BY grade"
    )
    found: Figures = {LEFT_OUT: 0}
    for table, group, *told in rows:
        column = f"stage_reached-{group}" if group else "stage_reached"
        for step, many in zip(STEPS, told, strict=False):
            found[table, step, column] = int(many)
        if not group:
            found[SIZE] = int(told[0])
            for step, middle in zip(STAGES, told[len(STEPS) :], strict=True):
                found[table, step, "time_in_stage"] = timedelta(microseconds=float(middle))
    return found


def channels(fetch: Fetch, of: Dialect) -> Figures:
    """Leads by either source."""
    first = "(SELECT c.first_source ->> 0 FROM contacts AS c WHERE c.id = l.contact_id)"
    return leads_by(fetch, {"last": "l.channel", "first": first})


def links(fetch: Fetch, of: Dialect) -> Figures:
    """Openings of links, and the leads that came by them."""
    rows = fetch("SELECT campaign, count(*) FROM visits WHERE campaign IS NOT NULL GROUP BY 1")
    leads = leads_by(fetch, {"links": "l.campaign"}, "l.campaign IS NOT NULL", apart=False)
    opened: Figures = {("links", code, "visits"): int(many) for code, many in rows}
    opened[SIZE] = leads[SIZE] + sum(opened.values())
    return leads | opened


def products(fetch: Fetch, of: Dialect) -> Figures:
    """Leads by product; orders by product, the first of each client apart."""
    rows = fetch(
        "SELECT COALESCE(product, '-'), count(*), sum(amount), sum(discount), "
        "sum(CASE WHEN paid_at = first_at THEN 1 ELSE 0 END), "
        "sum(CASE WHEN paid_at = first_at THEN amount ELSE 0 END) "
        "FROM (SELECT product, amount, discount, paid_at, "
        f"min(paid_at) OVER (PARTITION BY {CLIENT}) AS first_at FROM orders "
        f"WHERE currency = '{CURRENCY}' AND {CLIENT} IS NOT NULL) AS counted GROUP BY product"
    )
    lines = {str(name): tuple(map(int, sums)) for name, *sums in rows}
    lines["all"] = tuple(map(sum, zip(*lines.values(), strict=True)))
    found = leads_by(fetch, {"leads": "l.product"})
    for name, (paid, revenue, discount, first, new) in lines.items():
        found["orders", name, "paid"] = paid
        found["orders", name, "revenue"] = revenue
        found["orders", name, "avg_cheque"] = Fraction(revenue, paid)
        found["orders", name, "discount"] = discount
        found["orders", name, "first_paid"] = first
        found["orders", name, "first_revenue"] = new
        found["orders", name, "repeat_paid"] = paid - first
        found["orders", name, "repeat_revenue"] = revenue - new
    found[SIZE] += lines["all"][0]
    return found | {LEFT_OUT: int(fetch(of.left_out)[0][0])}


def partners(fetch: Fetch, of: Dialect) -> Figures:
    """What became of leads that partners were offered, who was content, how soon they answered."""
    counts = {
        "partner_offered": "TRUE",
        "partner_consented": "handed_at IS NOT NULL",
        "partner_accepted": "accepted_at IS NOT NULL",
        "partner_declined": "state = 'declined'",
        "partner_expired": "state = 'expired'",
        "partner_given_back": "state = 'given_back'",
        "partner_in_work": "state IN ('handed', 'accepted', 'met')",
        "partner_sold": "state = 'sold'",
        "partner_lost": "state = 'lost'",
    }
    sums = {name: f"sum(CASE WHEN {what} THEN 1 ELSE 0 END)" for name, what in counts.items()} | {
        "partner_amount": f"sum(CASE WHEN state = 'sold' AND currency = '{CURRENCY}' "
        "THEN amount ELSE 0 END)",
        "opinions": "COALESCE(sum(opinion), 0)",
        "rated": "count(opinion)",
        "content": "sum(CASE WHEN opinion >= 7 THEN 1 ELSE 0 END)",
        "foreign_sums": f"sum(CASE WHEN state = 'sold' AND currency <> '{CURRENCY}' "
        "AND amount IS NOT NULL THEN 1 ELSE 0 END)",
    }
    grouped = ", ".join(f"{what} AS {name}" for name, what in sums.items())
    totals = ", ".join(f"sum({name})" for name in sums)
    spans = "(PARTITION BY {} ORDER BY span) AS place, count(*) OVER (PARTITION BY {}) AS many"
    rows = fetch(
        "WITH those AS (SELECT r.partner, r.state, r.handed_at, r.accepted_at, r.opinion, "
        "r.amount, r.currency FROM referrals AS r JOIN leads AS l ON l.id = r.lead_id "
        "WHERE COALESCE(l.loss_reason, '') <> 'duplicate'), "
        f"groups AS (SELECT partner, {grouped} FROM those GROUP BY partner), "
        f"spans AS (SELECT partner, {of.micros('accepted_at')} - {of.micros('handed_at')} AS span "
        "FROM those WHERE accepted_at IS NOT NULL AND handed_at IS NOT NULL), "
        f"ranked AS (SELECT partner, span, row_number() OVER {spans.format('partner', 'partner')} "
        "FROM spans UNION ALL "
        f"SELECT 'all', span, row_number() OVER {spans.format('1', '1')} FROM spans), "
        "middles AS (SELECT partner, avg(span) AS middle FROM ranked "
        "WHERE place IN ((many + 1) / 2, many / 2 + 1) GROUP BY partner) "
        f"SELECT g.partner, {', '.join(f'g.{name}' for name in sums)}, m.middle FROM groups AS g "
        "LEFT JOIN middles AS m ON m.partner = g.partner UNION ALL "
        f"SELECT 'all', {totals}, (SELECT middle FROM middles WHERE partner = 'all') FROM groups"
    )
    found: Figures = {}
    for partner, *told in rows:
        row = ("partners", str(partner))
        line = dict(zip(sums, map(int, told), strict=False))
        found |= {(*row, name): line[name] for name in (*counts, "partner_amount")}
        ended = line["partner_sold"] + line["partner_lost"] + line["partner_given_back"]
        found[*row, "partner_conversion"] = Fraction(line["partner_sold"], ended)
        found[*row, "partner_opinion"] = Fraction(line["opinions"], line["rated"])
        found[*row, "partner_content"] = Fraction(line["content"], line["rated"])
        found[*row, "partner_answer"] = timedelta(microseconds=float(told[-1]))
        if partner == "all":
            found |= {SIZE: line["partner_offered"], LEFT_OUT: line["foreign_sums"]}
    return found


def plan(fetch: Fetch, of: Dialect) -> Figures:
    """What came in every month that has a plan."""
    months = {int(name[:4]) * 12 + int(name[5:]) - 1: agreed for name, agreed in PLAN.items()}
    bounds = {month: (_begins(of, month), _begins(of, month + 1)) for month in months}
    facts: dict[tuple[int, str], int] = {}

    def then(at: str, what: Iterable[str]) -> str:
        """Whether it was in a month that something of it is agreed for."""
        those = [
            bounds[month] for month, agreed in months.items() if not agreed.keys().isdisjoint(what)
        ]
        listed = " OR ".join(f"{at} >= {since} AND {at} < {until}" for since, until in those)
        return f"({listed})"

    def count(what: str, statement: str) -> None:
        for month, *key, many in fetch(statement):
            facts[int(month), str(*key) if key else what] = int(many)

    within = then("l.enquired_at", "ABC")
    count(
        "grades",
        f"SELECT {of.month('l.enquired_at')}, l.grade, count(*) FROM leads AS l "
        f"WHERE {within} AND {COUNTING} AND l.grade IS NOT NULL GROUP BY 1, 2",
    )
    for step in ("qualified", "key_stage", "sales"):
        entered = then("s.entered_at", [step])
        count(
            step,
            f"SELECT {of.month('at')}, count(*) FROM (SELECT s.lead_id, min(s.entered_at) AS at "
            "FROM lead_stages AS s WHERE s.lead_id IN (SELECT s.lead_id FROM lead_stages AS s "
            f"WHERE {entered} AND {STAGES[step]}) AND {STAGES[step]} GROUP BY s.lead_id) AS came "
            f"JOIN leads AS l ON l.id = came.lead_id WHERE {then('at', [step])} AND {COUNTING} "
            "GROUP BY 1",
        )
    count(
        "revenue",
        f"SELECT {of.month('paid_at')}, sum(amount) FROM orders WHERE currency = '{CURRENCY}' "
        f"AND {CLIENT} IS NOT NULL AND {then('paid_at', ['revenue'])} GROUP BY 1",
    )
    left_out = fetch(
        f"SELECT count(*) FROM orders WHERE paid_at >= {_begins(of, min(months))} "
        f"AND (currency <> '{CURRENCY}' OR {CLIENT} IS NULL)"
    )
    return _planned(months, facts) | {LEFT_OUT: int(left_out[0][0])}


def _planned(
    months: Mapping[int, Mapping[str, int]], facts: Mapping[tuple[int, str], int]
) -> Figures:
    found: Figures = {SIZE: sum(map(len, months.values()))}
    for month, agreed in months.items():
        for what, planned in agreed.items():
            fact = facts.get((month, what), 0)
            row = (what, month_id(month))
            found[*row, "revenue" if what == "revenue" else "plan_fact"] = fact
            if planned:
                found[*row, "plan_done"] = Fraction(fact, planned)
    return found


def _begins(of: Dialect, month: int) -> str:
    return midnight(of, date(month // 12, month % 12 + 1, 1))


def leads_by(
    fetch: Fetch, tables: Mapping[str, str], counting: str = COUNTING, *, apart: bool = True
) -> Figures:
    """Leads by these keys, each of which makes a table, and by side and owner (`apart`)."""
    keys = {**tables, **({"sides": SIDE, "whose": WHOSE} if apart else {})}
    named = {table: f"key_{table}" for table in keys}
    reached = (f"CASE WHEN reached >= {step} THEN 1 ELSE 0 END" for step in range(len(STEPS)))
    grades = (f"CASE WHEN grade = '{grade}' THEN 1 ELSE 0 END" for grade in "ABC")
    summed = (*reached, *grades, "orders", "revenue", "potential")
    sums = ", ".join(f"sum({one}) AS n{at}" for at, one in enumerate(summed))
    again = ", ".join(f"COALESCE(sum(n{at}), 0)" for at in range(len(COLUMNS)))
    by_key = " UNION ALL ".join(
        f"SELECT '{table}', {key}, {again} FROM fine GROUP BY {key}" for table, key in named.items()
    )
    rows = fetch(
        f"WITH came AS (SELECT l.id, {', '.join(f'{keys[one]} AS {named[one]}' for one in keys)}, "
        f"l.grade, CASE WHEN l.potential_currency = '{CURRENCY}' THEN l.potential END AS potential,"
        f" max({FAR}) AS reached FROM leads AS l LEFT JOIN lead_stages AS s "
        f"ON s.lead_id = l.id WHERE {COUNTING} AND {counting} GROUP BY l.id), "
        "paid AS (SELECT lead_id, count(*) AS orders, sum(amount) AS revenue FROM orders "
        f"WHERE lead_id IS NOT NULL AND currency = '{CURRENCY}' GROUP BY lead_id), "
        f"fine AS (SELECT {', '.join(named.values())}, {sums} FROM came "
        f"LEFT JOIN paid ON paid.lead_id = came.id GROUP BY {', '.join(named.values())}) "
        f"{by_key} UNION ALL SELECT 'all', 'all', {again} FROM fine"
    )
    found: Figures = {LEFT_OUT: 0}
    for table, row, *told in rows:
        for place in tables if table == "all" else (table,):
            found |= _line((place, row or "-"), told)
    found[SIZE] = found[next(iter(tables)), "all", COLUMNS[0]]
    return found if apart else {one: many for one, many in found.items() if one[1] != "all"}


def _line(place: tuple[str, str], told: Sequence[Any]) -> Figures:
    line = {(*place, column): int(many) for column, many in zip(COLUMNS, told, strict=True)}
    sold, came = line[*place, "stage_reached-sales"], line[*place, COLUMNS[0]]
    return line | {(*place, "lead_sale_share"): Fraction(sold, came)}


RIVALS: Mapping[str, Rival] = {
    "funnel": funnel,
    "channels": channels,
    "products": products,
    "links": links,
    "partners": partners,
    "plan": plan,
}
