"""Whole histories at once: leads that a scenario judged, and how each of them ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from dialogs.loader import load_scenario
from dialogs.qualification import replay_slots
from dialogs.scenario import Scenario
from dialogs.values import Value
from leads.contact import Contact
from leads.facts import NotYet, Qualified, Unproven
from leads.lead import Lead
from leads.stage import Stage
from storage.database import Database
from storage.unit_of_work import UnitOfWork

SMALL = load_scenario(
    (Path(__file__).parents[1] / "dialogs" / "seeded" / "small.yaml").read_text(encoding="utf-8"),
    name="small",
)
GOOD: dict[str, Value] = {
    "product": "crm",
    "goals": frozenset({"leads"}),
    "has_site": True,
    "traffic": 12_000,
    "budget": 150_000,
    "agree": False,
}
"""Answers that qualify."""
FACTS: Mapping[Stage, type[Qualified | NotYet | Unproven]] = {
    Stage.QUALIFIED: Qualified,
    Stage.NOT_YET: NotYet,
}
AT_ONCE = 200
PEOPLE = count(10_000_001)


@dataclass(frozen=True)
class Lived:
    """A lead: its answers, when it was judged, the stage it is in now, after how many days.

    It is taken an hour after the verdict; with `met` it came to the key stage in between.
    """

    answers: Mapping[str, Value]
    at: datetime
    stage: Stage
    days: int = 10
    met: bool = False
    changes: Mapping[str, Any] | None = None


async def live(database: Database, scenario: Scenario, leads: Iterable[Lived]) -> None:
    """Write them, each with a contact of its own."""
    left = list(leads)
    while left:
        page, left = left[:AT_ONCE], left[AT_ONCE:]

        async def work(uow: UnitOfWork, page: list[Lived] = page) -> None:
            for one in page:
                await _live(uow, scenario, one)

        await database.run(work)


async def _live(uow: UnitOfWork, scenario: Scenario, one: Lived) -> None:
    decision = replay_slots(scenario, one.answers)
    assert decision is not None, one.answers
    verdict = decision.verdict
    contact = await uow.contacts.add(Contact(0, next(PEOPLE)))
    ended = one.at + timedelta(days=one.days)
    lead = Lead(
        0,
        contact.id,
        stage=verdict.stage,
        stage_since=one.at,
        enquired_at=one.at,
        taken_at=one.at + timedelta(hours=1),
        verdict=verdict,
    )
    lead = await uow.leads.add(lead)
    fact = FACTS.get(verdict.stage, Unproven)
    await uow.events.add(
        fact(at=one.at, contact_id=contact.id, lead_id=lead.id, verdict=verdict, was=Stage.ENQUIRY)
    )
    if one.met:
        lead = await uow.leads.save(lead.moved(Stage.KEY_STAGE, one.at + timedelta(days=2)))
    if lead.stage is not one.stage:
        lead = lead.moved(one.stage, ended)
    await uow.leads.save(replace(lead, **(one.changes or {})))
