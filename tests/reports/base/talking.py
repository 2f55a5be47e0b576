"""Conversations of a made-up base: a quiz in two versions, some broken off, some forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.reports.base.making import EPOCH, SECOND, UNTIL, Making
from tests.reports.base.verdicts import VERSIONS
from tests.reports.base.who import Who

QUESTIONS = {
    1: ("market", "product", "budget", "start"),
    2: ("market", "product", "site", "budget"),
}


def talked(making: Making, who: Who, lead: int | None, at: int, *, ends: bool) -> tuple[str, int]:
    """A conversation from then on, to its end or until they stop; its digest and version."""
    digest, version = VERSIONS[making.odds(0.6)]
    questions = QUESTIONS[version]
    most = len(questions) if ends else making.chance.randrange(len(questions))
    now, done = at, 0
    for step in questions[:most] if lead else ():
        answered = now + making.chance.randrange(4, 90) * SECOND
        if making.odds(0.02):
            answered = making.after(answered, 2)
        if answered >= UNTIL:
            break
        now, done = answered, done + 1
        said: dict[str, Any] = {"scenario": "quiz", "step": step, "value": "x"}
        making.happened("answer_given", now, who.contact, lead, **said)
        again = now + 5 * SECOND
        if making.odds(0.03) and again < UNTIL:
            making.happened("answer_given", again, who.contact, lead, **said)
            now = again
    finished = ends and done == len(questions)
    forgotten = not finished and making.odds(0.1)
    _write(making, who, lead, (digest, version), (at, now), questions[done:], finished, forgotten)
    return digest, version


def _write(
    making: Making,
    who: Who,
    lead: int | None,
    scenario: tuple[str, int],
    span: tuple[int, int],
    ahead: tuple[str, ...],
    finished: bool,
    forgotten: bool,
) -> None:
    digest, version = scenario
    step = None if finished or forgotten else ahead[0]
    status = "finished" if finished else "abandoned"
    making.rows.add(
        "sessions",
        contact_id=who.contact,
        lead_id=lead,
        scenario_id="quiz",
        digest=digest,
        split=None,
        status=status,
        outcome=None,
        state={
            "scenario": "quiz",
            "version": version,
            "digest": digest,
            "step": step,
            "answers": [],
            "turn": 1,
            "status": status,
            "pending": None,
            "draft": [],
            "asked_restart": False,
            "editing": None,
            "aside": [],
            "outcome": None,
            "started_at": (EPOCH + timedelta(microseconds=span[0])).isoformat(),
            "answered_at": None,
            "price_first": None,
        },
        row_version=1,
        updated_at=span[1],
    )
