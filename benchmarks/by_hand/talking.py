"""Reports by hand: quiz, reasons, thinkers.

What people said is sealed, so that its counting is left to Python once the rows are there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import chain
from statistics import median

from benchmarks.by_hand.dialect import COUNTS, Dialect, Fetch, Figures, Rival
from tests.reports.base.making import UNTIL, micros
from tests.reports.base.recount.figures import LEFT_OUT, SIZE, midnight

INDEXES = (
    "CREATE INDEX by_hand_thought ON lead_stages (stage, lead_id, entered_at)",
    "CREATE INDEX by_hand_entered ON lead_stages (lead_id, entered_at, stage)",
    "CREATE INDEX by_hand_heard ON events (lead_id, at, kind)",
)
LONG_AGO = midnight(30)


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


def reasons(fetch: Fetch, of: Dialect) -> Figures:
    """What either side said last of a lead, of all and where it stood."""
    rows = fetch(
        "SELECT kind, lead_id, by_id, details FROM events JOIN leads ON leads.id = events.lead_id "
        f"WHERE kind IN ('lost', 'rejected', 'doubt_named') AND {COUNTS} ORDER BY at, events.id"
    )
    words: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    fell: dict[int, str] = {}
    for kind, lead, by, details in rows:
        said = of.opened("events.details", details)
        if kind == "doubt_named":
            own, reason, stage = int(by is None), said["doubt"], said["stage"]
        else:
            own, reason, stage = 0, said["reason"], said["was"]
        if kind == "rejected" and reason == "competitor":
            reason = "is_competitor"
        if stage == "lost":
            stage = fell.get(lead, stage)
        elif not own:
            fell[lead] = stage
        words["reasons", own][lead] = words[f"stage_{stage}", own][lead] = reason
    found: Figures = {LEFT_OUT: 0}
    for (table, own), those in words.items():
        column = ("reason_seller", "reason_person")[own]
        found[table, "all", column] = len(those)
        for reason, many in Counter(those.values()).items():
            found[table, reason, column] = many
    for table in {table for table, _ in words}:
        seller, person = words[table, 0], words[table, 1]
        both = seller.keys() & person.keys()
        same = sum(seller[lead] == person[lead] for lead in both)
        row = "all" if table == "reasons" else table.removeprefix("stage_")
        found["agreed", row, "reasons_agreed"] = Fraction(same, len(both)) if both else None
    found[SIZE] = len(words["reasons", 0].keys() | words["reasons", 1].keys())
    return found


def thinkers(fetch: Fetch, of: Dialect) -> Figures:
    """How it went with whoever began to think, and what they answered."""
    thought = "('thinking', 'waiting')"
    rows = fetch(
        "WITH began AS (SELECT lead_id, min(entered_at) AS since FROM lead_stages "
        f"WHERE stage IN {thought} GROUP BY lead_id), "
        "gone AS (SELECT began.lead_id, since, leads.stage AS now, "
        f"(SELECT stage FROM lead_stages AS at WHERE at.lead_id = began.lead_id "
        f"AND at.entered_at = since AND stage IN {thought} ORDER BY at.id LIMIT 1) AS first, "
        "(SELECT min(entered_at) FROM lead_stages AS at WHERE at.lead_id = began.lead_id "
        f"AND at.entered_at > since AND stage NOT IN {thought}) AS gone "
        f"FROM began JOIN leads ON leads.id = began.lead_id WHERE {COUNTS}) "
        f"SELECT lead_id, first, {of.micros('since')}, {of.micros('gone')}, now, "
        "CASE WHEN gone IS NULL AND now NOT IN ('payment', 'lost', 'disqualified', 'referred') "
        f"AND since < {of.at(LONG_AGO)} THEN NOT EXISTS (SELECT 1 FROM events "
        "WHERE events.lead_id = gone.lead_id AND kind NOT IN "
        "('assigned', 'cadence_said', 'crm_said', 'half_finished', 'lead_seen') "
        f"AND at >= {of.at(LONG_AGO)}) END FROM gone"
    )
    taps = fetch(
        f"SELECT lead_id, {of.micros('at')}, details FROM events WHERE kind = 'cadence_answered'"
    )
    began = {lead: since for lead, _, since, *_ in rows}
    said: dict[str, set[int]] = defaultdict(set)
    for lead, at, details in taps:
        if at >= began.get(lead, UNTIL):
            said[of.opened("events.details", details)["answer"]].add(lead)
    answered = {lead for those in said.values() for lead in those}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    spans: dict[str, list[int]] = defaultdict(list)
    for lead, first, since, gone, now, silent in rows:
        lost = now in ("lost", "disqualified", "referred")
        still = gone is None and not lost and now != "payment"
        for row in (first, "all"):
            counts[row].update(
                thinkers=1,
                thinkers_still=still,
                thinkers_silent=bool(silent),
                thinkers_answered=lead in answered,
                thinkers_bought=now == "payment",
                thinkers_lost=lost,
            )
            if gone is not None:
                spans[row].append(gone - since)
    found: Figures = {LEFT_OUT: 0, SIZE: len(rows)}
    for row, those in counts.items():
        place, many = ("thinkers", row), those["thinkers"]
        for column in ("thinkers", "thinkers_still", "thinkers_silent"):
            found[*place, column] = those[column]
        for column in ("thinkers_answered", "thinkers_bought", "thinkers_lost"):
            found[*place, column] = Fraction(those[column], many)
        found[*place, "thinking_time"] = _middle(spans[row])
    for answer, leads in said.items():
        found["answers", answer, "thinkers_said"] = len(leads)
    return found


def _middle(spans: Sequence[int]) -> timedelta:
    return timedelta(microseconds=median(spans))


RIVALS: Mapping[str, Rival] = {"quiz": quiz, "reasons": reasons, "thinkers": thinkers}
