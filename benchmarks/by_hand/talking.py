"""Reports by hand: quiz, reasons, thinkers, nps, mailings, calibration.

What people said is sealed, so that its counting is left to Python once the rows are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from benchmarks.by_hand.dialect import Dialect, Fetch, Figures, Rival
from tests.reports.base.making import BANDS, DAY, SETTLES_DAYS, UNTIL
from tests.reports.base.recount.figures import LEFT_OUT, SIZE
from tests.reports.base.verdicts import VERSIONS

INDEXES: tuple[str, ...] = ()
COUNTS = "COALESCE(leads.loss_reason, '') <> 'duplicate'"
VERDICTS = "('qualified', 'not_yet', 'disqualified', 'unproven', 'self_served')"


def calibration(fetch: Fetch, of: Dialect) -> Figures:
    """How many ended, and were won, of those that each band was promised to."""
    rows = fetch(
        "SELECT events.details, leads.stage, leads.loss_reason IS NOT NULL FROM ("
        "SELECT COALESCE(max(CASE WHEN at <= COALESCE(taken_at, at) AND at <= closed_at "
        "THEN events.id END), min(events.id)) AS id "
        "FROM events JOIN leads ON leads.id = events.lead_id "
        f"WHERE kind IN {VERDICTS} AND at >= {of.at(UNTIL - 365 * DAY)} AND {COUNTS} "
        "AND closed_at IS NOT NULL AND stage IN ('payment', 'lost', 'disqualified') "
        "GROUP BY events.lead_id) AS chosen JOIN events ON events.id = chosen.id "
        "JOIN leads ON leads.id = events.lead_id "
        f"WHERE at <= {of.at(UNTIL - SETTLES_DAYS * DAY)}"
    )
    ended: Counter[tuple[str, int]] = Counter()
    won: Counter[tuple[str, int]] = Counter()
    for details, stage, sent_back in rows:
        said = of.opened("events.details", details)["verdict"]
        turned_away = stage == said["stage"] == "disqualified" and not sent_back
        if said["gate"] is None and not turned_away:
            band = max(least for least, _, _ in BANDS if least <= said["fit"])
            ended[said["digest"], band] += 1
            won[said["digest"], band] += stage == "payment"
    found: Figures = {LEFT_OUT: 0, SIZE: ended.total()}
    for digest, version in VERSIONS:
        for least, *_ in BANDS:
            row, many = (f"quiz@{version}", str(least)), ended[digest, least]
            found[*row, "chance_ended"] = many
            found[*row, "chance_came"] = Fraction(won[digest, least], many)
    return found


RIVALS: Mapping[str, Rival] = {"calibration": calibration}
