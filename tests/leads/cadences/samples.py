"""A cadence for tests, its rules, and the policy that knows it."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from leads.cadences.cadence import (
    Answer,
    Cadence,
    Cadences,
    Cap,
    Moment,
    Rules,
    Step,
    Then,
    Variant,
)
from leads.company import Grade
from leads.consent import Purpose
from tests.leads.samples import POLICY

DAY = timedelta(days=1)


def words(text: str) -> dict[str, str]:
    return {"ru": text, "en": text}


def step(name: str, days: int, *variants: Variant) -> Step:
    return Step(name, DAY * days, variants or (Variant("a", words(name)),))


THINKING = Cadence(
    id="thinking",
    title=words("Думает"),
    begins=frozenset({Moment.THINKING}),
    purpose=Purpose.REMINDER,
    at=time(11),
    until=time(18),
    steps=(
        step("first", 2),
        step(
            "second",
            7,
            Variant("a", words("a")),
            Variant("b", words("b")),
            Variant("p", words("p"), "price"),
        ),
        step("third", 14),
    ),
    answers=(
        Answer("ready", words("Готовы"), Then.TALK),
        Answer("thanks", words("Спасибо"), Then.THANKS, counts=False),
    ),
    invitation=words("Можно написать?"),
)
RULES = Rules(
    caps=(
        Cap(2, DAY * 7, Purpose.REMINDER),
        Cap(1, DAY * 7, Purpose.ADVERTISING),
        Cap(1, timedelta(hours=20)),
    ),
    cycle=DAY * 30,
    cycles={"crm": DAY * 60},
    grades={Grade.A: 1.5},
)
WITH_CADENCE = replace(POLICY, cadences=Cadences({"thinking": THINKING}, RULES))


def moment(text: str) -> datetime:
    """A moment of Moscow's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=POLICY.zone)
