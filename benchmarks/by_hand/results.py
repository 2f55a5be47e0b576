"""Reports by hand: nps, mailings, calibration."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from benchmarks.by_hand.dialect import COUNTS, NOTE, Dialect, Fetch, Figures, Rival
from tests.reports.base.making import BANDS, DAY, SETTLES_DAYS, UNTIL
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, midnight
from tests.reports.base.verdicts import VERSIONS

INDEXES: tuple[str, ...] = ()
LOOPS = 5
SIGNS = "('answer_given', 'enquiry_made', 'human_called', 'person_wrote')"
BROUGHT = {
    "mailing_answered": "answered",
    "mailing_met": "meetings",
    "mailing_sold": "sales",
    "mailing_unsubscribed": "unsubscribed",
}


def nps(fetch: Fetch, of: Dialect) -> Figures:
    """What was answered, by product, and who of the discontent has waited longest."""
    discontent = "surveys.grade <= CASE scale WHEN 'nps' THEN 6 ELSE 3 END"
    content = "surveys.grade >= CASE scale WHEN 'nps' THEN 9 ELSE 5 END"
    sums: dict[tuple[str, str], list[int]] = {}
    for scale, product, *counts in fetch(
        "SELECT scale, COALESCE(surveys.product, '-'), count(*), count(surveys.grade), "
        f"sum(CASE WHEN {content} THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN {discontent} THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN {discontent} AND surveys.closed_at IS NULL THEN 1 ELSE 0 END) "
        f"FROM surveys JOIN leads ON leads.id = surveys.lead_id WHERE {COUNTS} GROUP BY 1, 2"
    ):
        sums[scale, product] = list(map(int, counts))
    for scale in {scale for scale, _ in sums}:
        those = [counts for (one, _), counts in sums.items() if one == scale]
        sums[scale, "all"] = list(map(sum, zip(*those, strict=True)))
    found: Figures = {LEFT_OUT: 0, SIZE: 0}
    for row, (asked, answered, good, bad, waiting) in sums.items():
        found[SIZE] += asked if row[1] == "all" else 0
        found[*row, "survey_asked"] = asked
        found[*row, "survey_answered"] = Fraction(answered, asked)
        found[*row, "promoters"], found[*row, "detractors"] = good, bad
        found[*row, "passives"] = answered - good - bad
        found[*row, "survey_balance"] = Fraction(100 * (good - bad), answered)
        found[*row, "loops_open"] = waiting
    waits = fetch(
        "SELECT surveys.id, lead_id FROM surveys JOIN leads ON leads.id = surveys.lead_id "
        f"WHERE {discontent} AND surveys.closed_at IS NULL AND {COUNTS} "
        f"ORDER BY asked_at, surveys.id LIMIT {LOOPS}"
    )
    found[NOTE, "", "loops"] = [{"number": number, "lead": lead} for number, lead in waits]
    return found


def mailings(fetch: Fetch, of: Dialect) -> Figures:
    """Whom the late ones reached, and what that brought; of the old ones what was noted."""
    lines: dict[int, Counter[str]] = {}
    for number, begins, over, noted in fetch(
        f"SELECT id, {of.micros('begins_at')}, {of.micros('finished_at')}, results FROM mailings"
    ):
        counts = lines[number] = Counter()
        if begins <= midnight(30):
            counts.update(json.loads(noted) if isinstance(noted, str) else noted)
            continue
        for fate, many, *brought in fetch(_sent(of, number, begins, over)):
            counts[fate] += many
            if fate == "delivered":
                counts.update(dict(zip(BROUGHT.values(), map(int, brought), strict=True)))
    return _mailed(lines)


def _sent(of: Dialect, mailing: int, begins: int, over: int | None) -> str:
    """How many had which fate, and did what since."""

    def last(name: str, at: str, those: str, days: int) -> str:
        ends = "" if over is None else f" AND {at} < {of.at(over + days * DAY)}"
        return (
            f"LEFT JOIN (SELECT contact_id, max({at}) AS at FROM {those} "
            f"AND {at} >= {of.at(begins)}{ends} GROUP BY contact_id) AS {name} "
            f"ON {name}.contact_id = touches.contact_id "
        )

    did = ", ".join(
        f"sum(CASE WHEN {name}.at >= touches.done_at THEN 1 ELSE 0 END)"
        for name in BROUGHT.values()
    )
    return (
        "SELECT CASE WHEN touches.status = 'open' THEN 'waiting' "
        "WHEN touches.error = 'stopped' THEN 'called_off' "
        "WHEN touches.error = 'no_consent' OR outbox.status = 'dropped' THEN 'refused' "
        "WHEN outbox.status = 'done' THEN 'delivered' WHEN outbox.status = 'open' THEN 'under_way' "
        "WHEN outbox.status = 'unknown' THEN 'unknown' WHEN touches.error = 'blocked' "
        "OR (outbox.status = 'parked' AND blocked_at IS NOT NULL) THEN 'blocked' "
        f"ELSE 'failed' END AS fate, count(*), {did} FROM touches "
        "JOIN contacts ON contacts.id = touches.contact_id "
        "LEFT JOIN outbox ON outbox.key = 'touch:' || touches.key "
        + last("answered", "at", f"events WHERE kind IN {SIGNS}", 7)
        + last("meetings", "at", "events WHERE kind = 'meeting_booked'", 30)
        + last("sales", "paid_at", "orders WHERE contact_id IS NOT NULL", 30)
        + last("unsubscribed", "at", "consents WHERE purpose = 'advertising' AND NOT granted", 7)
        + f"WHERE touches.key >= 'mail:{mailing}:' AND touches.key < 'mail:{mailing};' GROUP BY 1"
    )


def _mailed(lines: Mapping[int, Counter[str]]) -> Figures:
    found: Figures = {LEFT_OUT: 0, SIZE: len(lines)}
    lost = ("unknown", "blocked", "refused", "failed", "called_off")
    every: Counter[str] = sum(lines.values(), Counter())
    for name, counts in [
        *((str(number), counts) for number, counts in lines.items()),
        ("all", every),
    ]:
        row, delivered = ("mailings", name), counts["delivered"]
        gone = sum(counts[fate] for fate in lost)
        found[*row, "mailing_delivered"], found[*row, "mailing_undelivered"] = delivered, gone
        found[*row, "mailing_planned"] = delivered + gone + counts["waiting"] + counts["under_way"]
        for column, what in BROUGHT.items():
            found[*row, column] = Fraction(counts[what], delivered)
    return found


def calibration(fetch: Fetch, of: Dialect) -> Figures:
    """How many ended, and were won, of those that each band was promised to; and how many wait."""
    bands = " ".join(
        f"WHEN events.fit < {upto} THEN {least}" for (least, *_), (upto, *_) in pairwise(BANDS)
    )
    young = f"events.at > {of.at(UNTIL - SETTLES_DAYS * DAY)}"
    won = f"NOT {young} AND stage = 'payment' AND closed_at IS NOT NULL"
    lost = (
        f"NOT {young} AND closed_at IS NOT NULL AND (stage = 'lost' OR stage = 'disqualified' "
        "AND (loss_reason IS NOT NULL OR judged <> 'disqualified'))"
    )
    rows = fetch(
        f"SELECT digest, CASE {bands} ELSE {BANDS[-1][0]} END, "
        + ", ".join(
            f"sum(CASE WHEN {one} THEN 1 ELSE 0 END)"
            for one in (young, f"NOT {young} AND closed_at IS NULL", won, lost)
        )
        + " FROM (SELECT events.lead_id, COALESCE(max(CASE WHEN at <= COALESCE(taken_at, at) AND "
        "at <= COALESCE(closed_at, at) THEN events.id END), min(events.id)) AS id "
        "FROM events JOIN leads ON leads.id = events.lead_id "
        f"WHERE rules IS NOT NULL AND at >= {of.at(UNTIL - 365 * DAY)} AND {COUNTS} "
        "GROUP BY events.lead_id) AS chosen JOIN events ON events.id = chosen.id "
        "AND events.lead_id = chosen.lead_id AND rules IS NOT NULL "
        "JOIN leads ON leads.id = events.lead_id WHERE gate IS NULL GROUP BY 1, 2"
    )
    found: Figures = {LEFT_OUT: 0, SIZE: 0}
    versions = dict(VERSIONS)
    notes: Counter[tuple[str, str, str]] = Counter()
    for digest, band, young_, waits, won_, lost_ in rows:
        name, ended = f"quiz@{versions[digest]}", won_ + lost_
        notes[NOTE, name, "young"] += young_
        notes[NOTE, name, "still_open"] += waits
        found[SIZE] += ended
        found[name, str(band), "chance_ended"] = ended
        found[name, str(band), "chance_came"] = Fraction(won_, ended)
    return {**found, **notes}


RIVALS: Mapping[str, Rival] = {"nps": nps, "mailings": mailings, "calibration": calibration}
