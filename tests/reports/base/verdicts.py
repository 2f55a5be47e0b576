"""Verdicts of two versions of a scenario, by a handful of rules."""

from __future__ import annotations

from tests.reports.base.making import Making

RAMPS: dict[str, float] = {"not_yet": 15, "disqualified": 20, "self_service": 8, "lead": 12}
"""How many are judged so, beside those who qualify; a lead stays what it was."""
RULES = {"budget": 30, "site": 20, "size": 15, "hurry": 10, "own_team": 10}
GATES = {"disqualified": ("private_person", "too_small"), "not_yet": ("no_budget_yet",)}
VERSIONS = (("quiz-v1", 1), ("quiz-v2", 2))


def verdict(making: Making, stage: str, version: int) -> dict[str, object]:
    """A verdict of that version, as it is stored."""
    gate = None
    if stage in GATES and making.odds(0.7):
        gate = making.chance.choice(GATES[stage])
    fired = [] if gate else [rule for rule in RULES if making.odds(0.4)]
    return {
        "outcome": {"self_service": "self", "lead": "unproven"}.get(stage, stage),
        "stage": stage,
        "fit": sum(RULES[rule] for rule in fired),
        "intent": making.chance.randrange(0, 11) * 5,
        "rows": [
            {
                "id": rule,
                "score": "fit",
                "points": RULES[rule],
                "why": {"ru": f"Правило {rule}", "en": f"Rule {rule}"},
                "inputs": {},
            }
            for rule in fired
        ],
        "gate": gate,
        "reason": {"ru": f"Причина {gate}", "en": f"Reason {gate}"} if gate else None,
        "recheck_days": 30 if stage == "not_yet" else None,
        "scenario": "quiz",
        "version": version,
        "digest": VERSIONS[version - 1][0],
        "inputs": {},
        "withheld": {},
        "told": None,
        "chance": None,
        "circumstances": {},
        "doubt": 0,
    }
