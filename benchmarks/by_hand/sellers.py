"""Reports by hand: speed, managers, offers, base, overrides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from benchmarks.by_hand.clock import local
from benchmarks.by_hand.dialect import COUNTS, Dialect, Fetch, Figures, Rival
from benchmarks.by_hand.pipeline import leads_by
from tests.reports.base.making import DAY, HOUR, NORM_DAYS, PROMISED_HOURS, SECOND, WORK
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, midnight

INDEXES = (
    "CREATE INDEX by_hand_sold ON lead_stages (stage, lead_id)",
    "CREATE INDEX by_hand_held ON meetings (state, lead_id, starts_at, ends_at)",
)
MINUTE = 60 * SECOND
COUNTING = "enquired_at IS NOT NULL AND COALESCE(loss_reason, '') <> 'duplicate'"
WAITS = {
    "first_reply": ("enquired_at", "first_reply_at"),
    "speed_to_lead": ("qualified_at", "taken_at"),
    "time_to_take": ("enquired_at", "taken_at"),
}
TOLD = {
    "spans": ("0", tuple(WAITS)),
    "sellers": ("sellers", ("speed_to_lead",)),
    "hours": ("hours", ("first_reply", "speed_to_lead")),
    "weekdays": ("weekdays", ("first_reply", "speed_to_lead")),
}
"""Tables of /speed: by what they go, and the waits that they tell."""


def speed(fetch: Fetch, of: Dialect) -> Figures:
    """Who was counted where and in time, and the percentiles of every group."""
    found: Figures = {LEFT_OUT: 0, SIZE: 0}
    in_time: Counter[tuple[str, str]] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    waited = _waited(of)
    for seller, hour, weekday, many, answered, taken in fetch(
        f"{waited} SELECT sellers, hours, weekdays, count(*), "
        f"sum(CASE WHEN first_reply <= {MINUTE} THEN 1 ELSE 0 END), "
        "sum(CASE WHEN taken_at <= until THEN 1 ELSE 0 END) FROM waited GROUP BY 1, 2, 3"
    ):
        found[SIZE] += int(many)
        came["hours", str(hour)] += int(many)
        came["weekdays", str(weekday)] += int(many)
        in_time["spans", "first_reply"] += int(answered)
        in_time["spans", "speed_to_lead"] += int(taken or 0)
        in_time["sellers", str(seller)] += int(taken or 0)
    found |= {(*row, "stage_reached-enquiries"): many for row, many in came.items()}
    for table, wait, group, many, middle, slow in _spread(fetch, of, waited):
        median = timedelta(microseconds=float(middle))
        if table in {"hours", "weekdays"}:
            found[table, group, wait] = median
            continue
        row = (table, group if table == "sellers" else wait)
        found[*row, "span_cases"] = many
        found[*row, "span_median"] = median
        found[*row, "span_p90"] = timedelta(microseconds=int(slow))
        if row in in_time:
            found[*row, "span_in_time"] = Fraction(in_time[row], many)
    return found


def _waited(of: Dialect) -> str:
    """Leads with their groups and waits, and until when by the wall clock somebody had to take
    each: the company works Monday to Friday."""
    opens, closes, within = (hours * HOUR for hours in (*WORK, PROMISED_HOURS))
    spans = (
        f"CASE WHEN {ended} < {begun} THEN 0 ELSE {of.micros(ended)} - {of.micros(begun)} END"
        f" AS {wait}"
        for wait, (begun, ended) in WAITS.items()
    )
    morning = f"(day + CASE weekday WHEN 5 THEN 3 WHEN 6 THEN 2 ELSE 1 END) * {DAY} + {opens}"
    return (
        "WITH clock AS (SELECT COALESCE(taken_by, owner_id, 0) AS sellers, enquired_at, "
        "first_reply_at, qualified_at, taken_at, "
        f"{local(of, 'enquired_at')} AS enquired, {local(of, 'qualified_at')} AS qualified "
        f"FROM leads WHERE {COUNTING}), "
        f"days AS (SELECT *, qualified / {DAY} AS day, qualified % {DAY} AS time, "
        f"(qualified / {DAY} + 3) % 7 + 1 AS weekday FROM clock), "
        f"waited AS (SELECT sellers, enquired / {HOUR} % 24 AS hours, "
        f"(enquired / {DAY} + 3) % 7 + 1 AS weekdays, {', '.join(spans)}, "
        f"{local(of, 'taken_at')} AS taken_at, "
        f"CASE WHEN weekday > 5 THEN {morning} + {within} "
        f"WHEN time < {opens} THEN day * {DAY} + {opens + within} "
        f"WHEN time <= {closes - within} THEN qualified + {within} "
        f"WHEN time < {closes} THEN {morning} + {within} - ({closes} - time) "
        f"ELSE {morning} + {within} END AS until FROM days) "
    )


def _spread(
    fetch: Fetch, of: Dialect, waited: str
) -> Iterator[tuple[str, str, str, int, Any, Any]]:
    """Table, wait, group, how many, the median and the ninetieth percentile."""
    parts = []
    for table, (by, waits) in TOLD.items():
        for wait in waits:
            row = f"SELECT '{table}' AS t, '{wait}' AS w, CAST(g AS TEXT), "
            if of.percentiles:
                parts.append(
                    f"{row} count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY x), "
                    f"percentile_disc(0.9) WITHIN GROUP (ORDER BY x) FROM (SELECT {by} AS g, "
                    f"{wait} AS x FROM waited WHERE {wait} IS NOT NULL) AS s GROUP BY g"
                )
                continue
            part = "" if by == "0" else f"PARTITION BY {by} "
            over = f"({part}ORDER BY {wait} ROWS BETWEEN UNBOUNDED PRECEDING AND {{}})"
            parts.append(
                f"{row} max(many), avg(CASE WHEN place <= many / 2 + 1 THEN x END), max(x) "
                f"FROM (SELECT {by} AS g, {wait} AS x, "
                f"row_number() OVER {over.format('UNBOUNDED FOLLOWING')} AS place, "
                f"count(*) OVER {over.format('UNBOUNDED FOLLOWING')} AS many FROM waited "
                f"WHERE {wait} IS NOT NULL) AS s "
                "WHERE place IN ((many + 1) / 2, many / 2 + 1, (9 * many + 9) / 10) GROUP BY g"
            )
    for table, wait, group, many, middle, slow in fetch(waited + " UNION ALL ".join(parts)):
        yield table, wait, group, int(many), middle, slow


def managers(fetch: Fetch, of: Dialect) -> Figures:
    """Leads by seller, with what they have on hand, how soon they took leads and what they decided
    otherwise."""
    found = leads_by(fetch, {"sellers": "CAST(l.owner_id AS TEXT)"})
    load = "SELECT owner_id, count(*) FROM leads WHERE closed_at IS NULL AND owner_id IS NOT NULL"
    decided = "SELECT by_id, count(*) FROM events WHERE kind = 'verdict_overridden'"
    for column, statement in (("load", load), ("overridden", decided)):
        for seller, (many,) in _with_total(fetch(f"{statement} GROUP BY 1")):
            found["sellers", seller, column] = many
    waits = f"{of.micros('taken_at')} - {of.micros('qualified_at')}"
    taken = (
        f"WITH waits AS (SELECT COALESCE(taken_by, owner_id, 0) AS seller, {waits} AS span "
        f"FROM leads WHERE {COUNTING} AND qualified_at IS NOT NULL AND taken_at IS NOT NULL) "
    )
    for seller, _, lower, upper in fetch(taken + of.middles("waits", "seller", "span")):
        middle = timedelta(microseconds=int(lower) + int(upper)) / 2
        found["sellers", "all" if seller is None else str(seller), "speed_to_lead"] = middle
    found[SIZE] += found["sellers", "all", "load"]
    return found


def offers(fetch: Fetch, of: Dialect) -> Figures:
    """Leads and sales by product, with the meetings held."""
    spent = f"sum({of.micros('ends_at')} - {of.micros('starts_at')})"
    rows = fetch(
        "SELECT COALESCE(product, '-'), count(*), count(sold.lead_id), sum(met.many), "
        "sum(met.spent) FROM leads LEFT JOIN (SELECT DISTINCT lead_id FROM lead_stages "
        "WHERE stage = 'payment') AS sold ON sold.lead_id = leads.id LEFT JOIN "
        f"(SELECT lead_id, count(*) AS many, {spent} AS spent FROM meetings "
        "WHERE state = 'held' GROUP BY lead_id) AS met ON met.lead_id = leads.id "
        f"WHERE {COUNTING} GROUP BY 1"
    )
    found: Figures = {LEFT_OUT: 0}
    for product, (came, sold, met, time) in _with_total(rows):
        row = ("effort", product)
        found[*row, "stage_reached-enquiries"] = came
        found[*row, "stage_reached-sales"] = sold
        found[*row, "meetings_held"] = met
        found[*row, "meeting_time"] = timedelta(microseconds=time)
        found[*row, "meetings_per_sale"] = Fraction(met, sold)
        found[*row, "time_per_sale"] = timedelta(microseconds=time) / sold
    return found | {SIZE: found["effort", "all", "stage_reached-enquiries"]}


def base(fetch: Fetch, of: Dialect) -> Figures:
    """Open leads by seller, and what they lack."""
    old = " OR ".join(
        f"(stage = '{stage}' AND stage_since < {of.at(midnight(days))})"
        for stage, days in NORM_DAYS.items()
    )
    lacks = {
        "card_missing-name": "c.name IS NULL",
        "card_missing-contact": "c.phone IS NULL AND c.email IS NULL",
        "card_missing-company": "leads.company_id IS NULL AND c.company_id IS NULL",
        "card_missing-product": "product IS NULL",
        "card_missing-brief": "NOT brief_done",
        "stale": f"funnel = 'warm' AND ({old})",
    }
    sums = (f"sum(CASE WHEN {what} THEN 1 ELSE 0 END)" for what in lacks.values())
    rows = fetch(
        f"SELECT owner_id, count(*), {', '.join(sums)} FROM leads JOIN contacts AS c "
        "ON c.id = contact_id WHERE closed_at IS NULL AND owner_id IS NOT NULL "
        "AND enquired_at IS NOT NULL GROUP BY 1"
    )
    found: Figures = {LEFT_OUT: 0}
    for seller, (many, *counts) in _with_total(rows):
        row = ("sellers", seller)
        found[*row, "load"] = many
        found |= {(*row, name): count for name, count in zip(lacks, counts, strict=True)}
        found[*row, "card_filled"] = Fraction(5 * many - sum(counts[:5]), 5 * many)
    return found | {SIZE: found["sellers", "all", "load"]}


def overrides(fetch: Fetch, of: Dialect) -> Figures:
    """Verdicts by the rules that they rest on, and with what was decided of them, which lies
    sealed."""
    reached = fetch(
        "SELECT rules, count(*) FROM events JOIN leads ON leads.id = lead_id "
        f"WHERE rules IS NOT NULL AND {COUNTS} GROUP BY 1"
    )
    over: dict[int, tuple[str, str, str]] = {}
    for details, number, rules, judged in fetch(
        "SELECT events.details, verdict.id, verdict.rules, verdict.judged FROM events "
        "JOIN leads ON leads.id = events.lead_id JOIN events AS verdict "
        "ON verdict.lead_id = events.lead_id AND verdict.rules IS NOT NULL AND verdict.id = "
        "(SELECT max(id) FROM events AS before WHERE before.lead_id = events.lead_id "
        "AND before.id < events.id AND before.rules IS NOT NULL) "
        f"WHERE events.kind = 'verdict_overridden' AND {COUNTS} ORDER BY events.id"
    ):
        said = of.opened("events.details", details)
        over.pop(number, None)
        if said["stage"] != judged:
            over[number] = (rules, said["stage"], said["reason"])
    fired: Counter[str] = Counter()
    for rules, many in reached:
        fired.update(dict.fromkeys(rules.split(), many))
    decided = Counter(rule for rules, *_ in over.values() for rule in rules.split())
    size = sum(many for _, many in reached)
    found: Figures = {LEFT_OUT: 0, SIZE: size}
    for name, many, otherwise in (
        *((rule, fired[rule], many) for rule, many in decided.items()),
        ("all", size, len(over)),
    ):
        found["rules", name, "verdicts"] = many
        found["rules", name, "override_share"] = Fraction(otherwise, many)
    _, *words = zip(*over.values(), strict=True)
    for table, those in zip(("stages", "reasons"), words, strict=True):
        for word, many in Counter(those).items():
            found[table, word, "verdicts_overridden"] = many
    return found


def _with_total(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[int]]]:
    """Rows of a name and numbers, and the sums of all of them."""
    lines = {str(name): [int(one or 0) for one in numbers] for name, *numbers in rows}
    lines["all"] = list(map(sum, zip(*lines.values(), strict=True)))
    yield from lines.items()


RIVALS: Mapping[str, Rival] = {
    "speed": speed,
    "managers": managers,
    "offers": offers,
    "base": base,
    "overrides": overrides,
}
