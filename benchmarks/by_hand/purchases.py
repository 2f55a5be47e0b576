"""Reports over orders by hand: cohorts, lifetime value, classes, cheques, later purchases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from benchmarks.by_hand.dialect import CLIENT, Dialect, Fetch, Figures, Rival, month_id, this_month
from tests.reports.base.making import CURRENCY, DAY
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, midnight

INDEXES = (
    f"CREATE INDEX by_hand_orders ON orders (currency, ({CLIENT}), paid_at, amount, discount)",
    "CREATE INDEX by_hand_times ON orders (paid_at, currency)",
)
LARGEST = 10
WEEK = 7 * DAY
NONE = (0, 0)


def cohorts(fetch: Fetch, of: Dialect) -> Figures:
    """Active clients by birth and age."""
    found, size = _left_out(fetch, of), 0
    for born, ages in _by_age(fetch(_born(of, "SELECT DISTINCT client, month", ""))).items():
        row, (many, *_) = ("retention", month_id(born)), ages[0]
        found[*row, "cohort_size"] = many
        size += many
        for age in _ages(born):
            active, *_ = ages.get(age, NONE)
            found[*row, f"retention-{age}"] = Fraction(active, many)
    found[SIZE] = found["retention", "all", "cohort_size"] = size
    return found


def ltv(fetch: Fetch, of: Dialect) -> Figures:
    """Revenue by birth and age, and the median client."""
    found, size, every = _left_out(fetch, of), 0, 0
    months = "SELECT client, month, sum(amount) AS revenue"
    rows = fetch(_born(of, months, "GROUP BY client, month", ", sum(revenue)"))
    for born, ages in _by_age(rows).items():
        row, many, revenue = ("ltv", month_id(born)), ages[0][0], 0
        found[*row, "cohort_size"] = many
        for age in _ages(born):
            revenue += ages.get(age, NONE)[1]
            found[*row, f"ltv-{age}"] = Fraction(revenue, many)
        size, every = size + many, every + revenue
    each = f"(SELECT sum(amount) AS revenue FROM {of.orders} GROUP BY client) AS clients"
    middle = fetch(
        f"SELECT revenue FROM {each} ORDER BY revenue LIMIT {2 - size % 2} OFFSET {(size - 1) // 2}"
    )
    found["totals", "all", "ltv_median"] = Fraction(int(middle[0][0]) + int(middle[-1][0]), 2)
    found["totals", "all", "ltv"] = Fraction(every, size)
    found[SIZE] = found["ltv", "all", "cohort_size"] = size
    return found


def abc(fetch: Fetch, of: Dialect) -> Figures:
    """Classes, and the ten largest clients."""
    found = _left_out(fetch, of)
    rows = fetch(
        "WITH clients AS (SELECT client, count(*) AS paid, sum(amount) AS revenue "
        f"FROM {of.orders} GROUP BY client), "
        "ranked AS MATERIALIZED (SELECT *, CASE WHEN revenue > 0 THEN revenue ELSE 0 END "
        "AS counted, sum(CASE WHEN revenue > 0 THEN revenue ELSE 0 END) OVER "
        "(ORDER BY revenue DESC, client ROWS UNBOUNDED PRECEDING) AS upto FROM clients), "
        "graded AS (SELECT client, paid, revenue, CASE WHEN revenue <= 0 THEN 'C' "
        "WHEN (upto - counted) * 100 < total * 80 THEN 'A' "
        "WHEN (upto - counted) * 100 < total * 95 THEN 'B' ELSE 'C' END AS grade "
        "FROM ranked CROSS JOIN (SELECT max(upto) AS total FROM ranked) AS every), "
        "largest AS (SELECT client, grade, paid, revenue FROM graded "
        f"ORDER BY revenue DESC, client LIMIT {LARGEST}) "
        "SELECT CAST(NULL AS BIGINT), grade, count(*), sum(revenue) FROM graded GROUP BY grade "
        "UNION ALL SELECT client, grade, paid, revenue FROM largest"
    )
    classes = [(grade, int(many), int(sum_)) for client, grade, many, sum_ in rows if not client]
    many, every = sum(row[1] for row in classes), sum(row[2] for row in classes)
    for grade, clients, revenue in classes:
        found["classes", grade, "buyers"], found["classes", grade, "revenue"] = clients, revenue
        found["classes", grade, "buyers_share"] = Fraction(clients, many)
        found["classes", grade, "revenue_share"] = Fraction(revenue, every)
    for client, grade, paid, revenue in rows:
        if client:
            row = ("clients", str(client))
            found[*row, "paid"], found[*row, "revenue"] = int(paid), int(revenue)
            found[*row, "avg_cheque"] = Fraction(int(revenue), int(paid))
            found[*row, "abc"] = grade
    found[SIZE] = many
    return found


def avg_cheque(fetch: Fetch, of: Dialect) -> Figures:
    """Sums by month, buyers and who of them came again, months of the ten largest clients."""
    found = _left_out(fetch, of)
    months = {
        month_id(month): tuple(map(int, sums))
        for month, *sums in fetch(
            f"SELECT month, count(*), sum(amount), sum(discount) FROM {of.by_month} GROUP BY month"
        )
    }
    months["all"] = tuple(map(sum, zip(*months.values(), strict=True)))
    for name, (paid, revenue, discount) in months.items():
        found["months", name, "paid"], found["months", name, "revenue"] = paid, revenue
        found["months", name, "avg_cheque"] = Fraction(revenue, paid)
        found["months", name, "discount"] = discount
    (_, many, again), *largest = fetch(
        "WITH clients AS MATERIALIZED (SELECT client, count(*) AS paid, sum(amount) AS revenue "
        f"FROM {of.orders} GROUP BY client), "
        f"largest AS (SELECT client FROM clients ORDER BY revenue DESC, client LIMIT {LARGEST}) "
        "SELECT NULL, count(*), sum(CASE WHEN paid > 1 THEN 1 ELSE 0 END) FROM clients "
        "UNION ALL SELECT client, 0, 0 FROM largest"
    )
    found[SIZE], found["repeat", "all", "repeat_share"] = int(many), Fraction(int(again), int(many))
    names = ", ".join(str(client) for client, _, _ in largest)
    moved: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for client, _, *sums in fetch(
        f"SELECT client, month, count(*), sum(amount) FROM {of.orders} "
        f"WHERE client IN ({names}) GROUP BY client, month ORDER BY client, month"
    ):
        moved[client].append((int(sums[0]), int(sums[1])))
    for client, cheques in moved.items():
        half = len(cheques) // 2
        for name, those in (("before", cheques[:half]), ("now", cheques[len(cheques) - half :])):
            found["movements", str(client), f"cheque_movement-{name}"] = _average(those)
    return found


def repeat(fetch: Fetch, of: Dialect) -> Figures:
    """What became of expected purchases, and the middle pause between two."""
    found: Figures = {LEFT_OUT: 0}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for product, details, *counts in fetch(
        _EXPECTED.format(until=of.at(midnight(-1)), currency=CURRENCY)
    ):
        why = str(of.opened("events.details", details)["why"]) if details else "-"
        for row in (("products", product), ("why", why), ("why", "all")):
            sums[row] = [sum_ + int(count) for sum_, count in zip(sums[row], counts, strict=True)]
    for row, (many, offered, answered, bought, brought) in sums.items():
        found[*row, "repeat_expected"], found[*row, "repeat_brought"] = many, brought
        found[*row, "repeat_offered"] = Fraction(offered, many)
        found[*row, "repeat_answered"] = Fraction(answered, offered) if offered else None
        found[*row, "repeat_bought"] = Fraction(bought, many)
    pauses = (
        "WITH purchases AS (SELECT COALESCE(product, '-') AS product, paid_at - lag(paid_at) OVER "
        f"(PARTITION BY {CLIENT} ORDER BY paid_at, id) AS pause FROM orders "
        f"WHERE {CLIENT} IS NOT NULL), "
        f"pauses AS MATERIALIZED (SELECT * FROM purchases WHERE pause >= {of.span(WEEK)}) "
    )
    for product, many, lower, upper in fetch(pauses + of.middles("pauses", "product", "pause")):
        found["rhythm", product or "all", "purchase_interval"] = (_span(lower) + _span(upper)) / 2
        if product is None:
            found[SIZE] = many + sums["why", "all"][0]
    return found


_EXPECTED = """
WITH expected AS (
  SELECT id, COALESCE(product, '-') AS product FROM leads
  WHERE funnel = 'repeat' AND COALESCE(loss_reason, '') <> 'duplicate'
), walked AS (
  SELECT lead_id, min(entered_at) AS opened,
    max(CASE WHEN stage IN ('offered', 'contract', 'payment') THEN 1 ELSE 0 END) AS offered,
    max(CASE WHEN stage IN ('thinking', 'waiting', 'contract', 'payment') THEN 1 ELSE 0 END)
      AS moved,
    max(CASE WHEN stage = 'payment' THEN 1 ELSE 0 END) AS bought
  FROM expected JOIN lead_stages ON lead_id = expected.id GROUP BY lead_id
  HAVING min(entered_at) < {until}
), spoken AS (
  SELECT DISTINCT walked.lead_id FROM walked JOIN events ON events.lead_id = walked.lead_id
  WHERE at >= opened AND kind IN
    ('answer_given', 'enquiry_made', 'human_called', 'person_wrote', 'cadence_answered')
), paid AS (
  SELECT lead_id, sum(amount) AS brought FROM expected JOIN orders ON lead_id = expected.id
  WHERE currency = '{currency}' GROUP BY lead_id
), due AS (
  SELECT lead_id, details FROM expected JOIN events ON lead_id = expected.id
  WHERE kind = 'repeat_due'
)
SELECT product, details, count(*), sum(offered),
  sum(CASE WHEN moved = 1 OR spoken.lead_id IS NOT NULL THEN offered ELSE 0 END), sum(bought),
  COALESCE(sum(brought), 0)
FROM expected JOIN walked ON walked.lead_id = expected.id
LEFT JOIN spoken ON spoken.lead_id = expected.id LEFT JOIN paid ON paid.lead_id = expected.id
LEFT JOIN due ON due.lead_id = expected.id GROUP BY product, details
"""


def _span(given: int | timedelta) -> timedelta:
    return given if isinstance(given, timedelta) else timedelta(microseconds=given)


def _average(cheques: list[tuple[int, int]]) -> Fraction | None:
    paid = sum(paid for paid, _ in cheques)
    return Fraction(sum(revenue for _, revenue in cheques), paid) if paid else None


def _left_out(fetch: Fetch, of: Dialect) -> Figures:
    return {LEFT_OUT: int(fetch(of.left_out)[0][0])}


def _born(of: Dialect, months: str, grouped: str, sums: str = "") -> str:
    """Clients by birth and month, of what tells the months of each."""
    return (
        f"WITH months AS ({months} FROM {of.orders} {grouped}), "
        "born AS (SELECT *, min(month) OVER (PARTITION BY client) AS born FROM months) "
        f"SELECT born, month, count(*){sums} FROM born GROUP BY born, month"
    )


def _by_age(rows: Sequence[Any]) -> dict[int, dict[int, tuple[int, ...]]]:
    """By birth, then by age."""
    found: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for born, month, *values in rows:
        found[int(born)][int(month) - int(born)] = tuple(map(int, values))
    return found


def _ages(born: int) -> range:
    return range(this_month() - born + 1)


DUCK: Mapping[str, Rival] = {"cohorts": cohorts, "ltv": ltv, "abc": abc}
"""Those that DuckDB is asked, too."""
RIVALS: Mapping[str, Rival] = {**DUCK, "avg_cheque": avg_cheque, "repeat": repeat}
