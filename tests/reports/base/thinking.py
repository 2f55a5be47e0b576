"""What both sides say of why a lead does not buy, and what cadences are answered."""

from __future__ import annotations

from typing import Any

from tests.reports.base.making import DAY, MANAGERS, UNTIL, Making
from tests.reports.base.walked import Walked

LOSSES = {"price": 30, "competitor": 20, "no_budget": 15, "no_need": 10, "postponed": 10}
DOUBTS = {**LOSSES, "approval": 15, "unsure": 8}
ANSWERS = {"ready": 20, "question": 15, "later": 25, "leave": 10}
STEPS = ("questions", "compare", "offer")
VARIANTS = {"checklist": 1, "stages": 1}


def doubted(making: Making, lead: Walked) -> None:
    """Whoever begins to think is asked, and so is the seller; some are silent for long."""
    at, who = lead.now, (lead.who.contact, lead.id)
    for side, odds in ((lead.owner, 0.6), (None, 0.5)):
        said = making.after(at, 3)
        if making.odds(odds) and said < UNTIL:
            doubt = making.one_of(DOUBTS)
            making.happened("doubt_named", said, *who, side, doubt=doubt, stage=lead.stage)
            if side is None:
                lead.own_loss = doubt
    for number, step in enumerate(STEPS, 1):
        at = making.after(at, 6)
        if at >= UNTIL or making.odds(0.2):
            return
        told: dict[str, Any] = {
            "cadence": "thinking",
            "step": step,
            "variant": making.one_of(VARIANTS),
        }
        making.happened("cadence_said", at, *who, **told, number=number)
        tapped = making.after(at, 1)
        if making.odds(0.25) and tapped < UNTIL:
            answer = making.one_of(ANSWERS)
            making.happened("cadence_answered", tapped, *who, **told, answer=answer, counts=True)
            return


def lost(making: Making, lead: Walked, was: str) -> None:
    """The seller says why, and now and then corrects it later."""
    about: dict[str, Any] = {"reason": lead.loss, "seller": "", "crm": ""}
    who = (lead.who.contact, lead.id, lead.owner or next(iter(MANAGERS)))
    making.happened("lost", lead.now, *who, **about, was=was)
    later = lead.now + 2 * DAY
    if making.odds(0.05) and later < UNTIL:
        lead.loss = making.one_of(LOSSES)
        making.happened("lost", later, *who, **{**about, "reason": lead.loss}, was="lost")
