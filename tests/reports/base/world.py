"""A made-up base of a company that sells: everything that any report reads, and consistent."""

from __future__ import annotations

from tests.reports.base.asking import mailed, surveyed
from tests.reports.base.journeys import Journeys
from tests.reports.base.making import Making
from tests.reports.base.people import people
from tests.reports.base.rows import Rows
from tests.reports.base.sales import orders
from tests.reports.base.trying import hypotheses
from tests.reports.base.walked import Walked


def world(leads: int, seed: int = 20) -> Rows:
    """A base of so many leads; the same seed makes the same one."""
    making = Making(seed)
    everybody = people(making, int(leads * 0.8))
    journeys = Journeys(making)
    walked: list[Walked] = []
    while len(walked) < leads:
        lead = journeys.walk(making.chance.choice(everybody))
        if lead is None:
            continue
        walked.append(lead)
        if lead.stage == "payment" and making.odds(0.5) and len(walked) < leads:
            again = journeys.walk(lead.who, "repeat", making.after(lead.now, 40))
            walked += [again] if again else []
    won = [lead for lead in walked if lead.stage == "payment"]
    orders(making, won)
    for lead in won:
        surveyed(making, lead)
    mailed(making, everybody)
    hypotheses(making)
    return making.rows
