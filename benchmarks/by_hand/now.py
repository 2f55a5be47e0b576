"""What happens, by hand: status."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction

from benchmarks.by_hand.dialect import COUNTS, Dialect, Fetch, Figures, Rival
from tests.reports.base.making import CURRENCY, NOW, micros
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, midnight
from tests.reports.base.recount.status import ENTERED, MOMENTS, WAITS, spans

INDEXES: tuple[str, ...] = ()
OPEN = "closed_at IS NULL"
OURS = f"orders.currency = '{CURRENCY}'"


def status(fetch: Fetch, of: Dialect) -> Figures:
    """What happened in each span, and what is so now."""
    found: Figures = {LEFT_OUT: 0, SIZE: 0}
    for name, (since, until) in spans().items():
        counts, (revenue, paid, others) = _happened(fetch, of.at(since), of.at(until))
        for metric, many in {**counts, "paid": paid}.items():
            found["happened", name, metric] = many
            found[SIZE] += many
        found["deals", name, "revenue"] = revenue
        found[LEFT_OUT] += others if name != "today" else 0
        for metric, (begun, ended) in WAITS.items():
            found["deals", name, metric] = _middle(
                fetch,
                f"SELECT {of.micros(ended)} - {of.micros(begun)} AS span FROM leads WHERE {COUNTS} "
                f"AND {ended} >= {of.at(since)} AND {ended} < {of.at(until)} "
                f"AND {begun} IS NOT NULL",
            )
    for stage, many in fetch(f"SELECT stage, count(*) FROM leads WHERE {OPEN} GROUP BY stage"):
        found["stages", stage, "open_by_stage"] = many
        found[SIZE] += many
    listed = ", ".join(f"'{stage}'" for stage in ENTERED["qualified"])
    ((found["untaken", "all", "untaken"],),) = fetch(
        f"SELECT count(*) FROM leads WHERE {OPEN} AND qualified_at IS NOT NULL "
        f"AND taken_at IS NULL AND stage IN ({listed})"
    )
    ((many, content, against),) = fetch(
        "SELECT count(surveys.grade), "
        "COALESCE(sum(CASE WHEN surveys.grade >= 9 THEN 1 ELSE 0 END), 0), "
        "COALESCE(sum(CASE WHEN surveys.grade <= 6 THEN 1 ELSE 0 END), 0) "
        f"FROM surveys JOIN leads ON leads.id = surveys.lead_id WHERE scale = 'nps' AND {COUNTS} "
        f"AND asked_at >= {of.at(midnight(89))} AND asked_at < {of.at(micros(NOW))}"
    )
    balance = Fraction(100 * int(content - against), many) if many else None
    found["opinions", "all", "survey_balance"] = balance
    found[SIZE] += many
    return found


def _happened(fetch: Fetch, since: str, until: str) -> tuple[dict[str, int], tuple[int, int, int]]:
    """Counts of a span; revenue, how many orders were paid, and how many in other currencies."""

    def within(instant: str) -> str:
        return f"{instant} >= {since} AND {instant} < {until}"

    parts = {
        "visits": f"SELECT count(*) FROM visits WHERE {within('at')}",
        "rejected": f"SELECT count(*) FROM events WHERE kind = 'rejected' AND {within('at')} "
        "AND lead_id IS NOT NULL",
    }
    for metric, column in MOMENTS.items():
        parts[metric] = f"SELECT count(*) FROM leads WHERE {within(column)} AND {COUNTS}"
    for metric, stages in ENTERED.items():
        listed = ", ".join(f"'{stage}'" for stage in stages)
        still = "AND leads.stage <> 'referred'" if metric == "disqualified" else ""
        parts[metric] = (
            "SELECT count(DISTINCT entries.lead_id) FROM lead_stages AS entries "
            f"JOIN leads ON leads.id = entries.lead_id WHERE {within('entries.entered_at')} "
            f"AND entries.stage IN ({listed}) AND {COUNTS} {still} AND NOT EXISTS (SELECT 1 FROM "
            f"lead_stages AS before WHERE before.lead_id = entries.lead_id "
            f"AND before.stage IN ({listed}) AND before.entered_at < {since})"
        )
    (row,) = fetch("SELECT " + ", ".join(f"({part})" for part in parts.values()))
    ((revenue, paid, ours),) = fetch(
        f"SELECT COALESCE(sum(CASE WHEN {OURS} THEN orders.amount ELSE 0 END), 0), count(*), "
        f"COALESCE(sum(CASE WHEN {OURS} THEN 1 ELSE 0 END), 0) FROM orders "
        f"JOIN leads ON leads.id = orders.lead_id WHERE {within('paid_at')} AND {COUNTS}"
    )
    return dict(zip(parts, row, strict=True)), (int(revenue), paid, paid - int(ours))


def _middle(fetch: Fetch, spans: str) -> timedelta | None:
    found = sorted(max(0, int(length)) for (length,) in fetch(spans))
    if not found:
        return None
    half = len(found) // 2
    return timedelta(microseconds=(found[half] + found[~half]) / 2)


RIVALS: Mapping[str, Rival] = {"status": status}
