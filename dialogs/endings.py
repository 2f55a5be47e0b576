"""What the end of a scenario means for its lead: the verdict of a quiz, the answers of a brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.effects import Finished
from dialogs.scenario import Personal, Scenario, SlotType
from dialogs.values import Blank, Value, value_to_json
from leads.facts import BriefCompleted, Disqualified, Fact, NotYet, Qualified, Unproven
from leads.lead import Lead
from leads.stage import Stage
from leads.verdict import JsonValue
from leads.verdict_facts import SelfServed

JUDGED: Mapping[Stage, type[Qualified | NotYet | Disqualified | SelfServed]] = {
    Stage.QUALIFIED: Qualified,
    Stage.NOT_YET: NotYet,
    Stage.DISQUALIFIED: Disqualified,
    Stage.SELF_SERVICE: SelfServed,
}
TRAITS = frozenset({SlotType.CHOICE, SlotType.CHOICES, SlotType.BOOLEAN, SlotType.CITY})
"""Types of questions whose answers segments can be made of."""
YES, NO = "yes", "no"


def ended(
    lead: Lead, effect: Finished, scenario: Scenario, values: Mapping[str, Value], now: datetime
) -> tuple[Lead, Fact]:
    """The lead after the end of `scenario`, and the fact of it."""
    if effect.verdict is not None:
        judged = JUDGED.get(effect.outcome.stage, Unproven)
        fact: Fact = judged(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            verdict=effect.verdict,
            was=lead.stage,
        )
        return lead.judged(effect.verdict, now), fact
    known = [value for value in values.values() if not isinstance(value, Blank)]
    fact = BriefCompleted(
        at=now,
        contact_id=lead.contact_id,
        lead_id=lead.id,
        answered=len(known),
        asked=len(values),
        was=lead.stage,
    )
    return lead.briefed(kept_answers(scenario, values), now), fact


def kept_answers(scenario: Scenario, values: Mapping[str, Value]) -> dict[str, JsonValue]:
    """The answers that a lead keeps: no personal data, that is the contact's."""
    return {
        slot_id: value_to_json(value)
        for slot_id, value in values.items()
        if scenario.slots[slot_id].personal is Personal.NONE
    }


def with_traits(lead: Lead, scenario: Scenario, values: Mapping[str, Value]) -> Lead:
    """The lead with the choices of a conversation in place of those made for the same questions
    before; what is personal is none."""
    before = [one for one in lead.traits if one.partition(".")[0] not in scenario.slots]
    made = (
        f"{slot.id}.{choice}"
        for slot in scenario.slots.values()
        if slot.personal is Personal.NONE and slot.type in TRAITS and slot.id in values
        for choice in _choices(values[slot.id])
    )
    return replace(lead, traits=(*before, *made))


def _choices(value: Value) -> list[str]:
    if isinstance(value, bool):
        return [YES if value else NO]
    if isinstance(value, frozenset):
        return sorted(one for one in value if isinstance(one, str))
    return [value] if isinstance(value, str) and not isinstance(value, Blank) else []


def partner_of(effect: Finished) -> str | None:
    """The kind of partner to offer; none where the person may be asked again later instead."""
    again = effect.gate is not None and effect.gate.recheck is not None
    return None if again else effect.outcome.partner
