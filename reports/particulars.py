"""The figures of one lead and of one company, each by its metric of the dictionary. Pure.

Cards and /lead, /why, /company show these and nothing else; what they mean /metric tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from leads.card import LeadCard
from leads.company import Grade
from leads.grading.potential import Basis, Potential
from leads.grading.standing import Standing
from leads.grading.yardstick import Yardstick
from reports.tables import NOTHING, Cell

Particulars = Mapping[str, Cell]
"""Figures by metric; points of rules as `rule_points-<rule>`."""


def of_lead(card: LeadCard, now: datetime) -> Particulars:
    """All that is told of a lead in figures; money in whole units of the deal's currency, and of
    the potential's."""
    found: dict[str, Cell] = {
        "stage_age": Cell(now - card.stage_since) if card.stage_since else NOTHING,
        "deal_amount": Cell(card.amount),
        "deal_discount": Cell(card.discount),
        "colleagues": Cell(card.colleagues.others),
    }
    if card.verdict is not None:
        found |= {"points_fit": Cell(card.fit), "points_intent": Cell(card.intent)}
        found |= {f"rule_points-{row.id}": Cell(row.points) for row in card.rows}
    if card.next_purchase is not None:
        due = card.next_purchase
        found["client_orders"] = Cell(due.orders)
        found["client_rhythm"] = Cell(timedelta(days=due.days), due.orders)
    return found | of_standing(card.standing) if card.standing else found


def of_standing(standing: Standing) -> dict[str, Cell]:
    """What a lead is worth, and what its company can become."""
    chance = standing.chance
    return {
        **of_company(standing.potential, standing.grade, standing.yardstick),
        "chance": Cell(Fraction(chance.percent, 100), chance.alike) if chance else NOTHING,
        "worth": Cell(standing.worth),
        "new_client_factor": Cell(Fraction(standing.factor)),
    }


def of_company(
    potential: Potential | None, grade: Grade | None, yardstick: Yardstick
) -> dict[str, Cell]:
    """What a company can become; nothing where that is not known."""
    if potential is None or grade is None:
        return {}
    borders, ordered = yardstick.borders, potential.basis is Basis.ORDERS
    border = borders.a_from if grade is Grade.A else borders.b_from
    return {
        "company_grade": Cell(grade.value),
        "potential": Cell(potential.amount),
        "company_cheque": Cell(potential.cheque, potential.orders) if ordered else NOTHING,
        "purchases_a_year": Cell(Fraction(potential.tenths, 10)) if ordered else NOTHING,
        "grade_border": Cell(border, yardstick.clients),
    }
