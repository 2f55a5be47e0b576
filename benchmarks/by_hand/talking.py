"""Reports by hand: quiz, reasons, thinkers, nps, mailings, calibration.

What people said is sealed, so that its counting is left to Python once the rows are there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import chain
from statistics import median

from benchmarks.by_hand.dialect import Dialect, Fetch, Figures, Rival
from tests.reports.base.making import BANDS, DAY, SETTLES_DAYS, UNTIL, micros
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


def nps(fetch: Fetch, of: Dialect) -> Figures:
    """What was answered, by product."""
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
    return found


def quiz(fetch: Fetch, of: Dialect) -> Figures:
    """Who came to which question, and how long that took."""
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for lead, at, details in fetch(
        f"SELECT lead_id, {of.micros('at')}, details FROM events WHERE kind = 'answer_given' "
        "ORDER BY at, id"
    ):
        said[lead].append((at, of.opened("events.details", details)["step"]))
    ends: dict[int, int] = {}
    begun: Counter[str] = Counter()
    whole: dict[str, list[int]] = defaultdict(list)
    took: dict[tuple[str, str], list[int]] = defaultdict(list)
    left: Counter[tuple[str, str]] = Counter()
    for lead, status, state in fetch(
        "SELECT lead_id, status, state FROM sessions ORDER BY id DESC"
    ):
        talk = of.opened("sessions.state", state)
        version, standing = f"quiz@{talk['version']}", talk["step"]
        began = last = micros(datetime.fromisoformat(talk["started_at"]))
        end, ends[lead] = ends.get(lead, UNTIL), began
        begun[version] += 1
        seen = set()
        for at, step in said.get(lead, ()):
            if began <= at < end and step not in seen:
                seen.add(step)
                took[version, step].append(at - last)
                last = at
        if standing is not None and standing not in seen:
            left[version, standing] += 1
        if status == "finished":
            whole[version].append(last - began)
    found: Figures = {LEFT_OUT: 0, SIZE: begun.total()}
    whole["all"], begun["all"] = list(chain(*whole.values())), begun.total()
    for version, spans in whole.items():
        found["versions", version, "quiz_begun"] = begun[version]
        found["versions", version, "quiz_finished"] = Fraction(len(spans), begun[version])
        found["versions", version, "quiz_took"] = _middle(spans)
    for (version, step), spans in took.items():
        row, asked = (version, f"quiz.{step}"), len(spans) + left[version, step]
        found[*row, "quiz_asked"], found[*row, "quiz_answered"] = asked, len(spans)
        found[*row, "quiz_left"] = Fraction(left[version, step], asked)
        found[*row, "question_took"] = _middle(spans)
    return found


def _middle(spans: Sequence[int]) -> timedelta:
    return timedelta(microseconds=median(spans))


RIVALS: Mapping[str, Rival] = {"calibration": calibration, "nps": nps, "quiz": quiz}
