"""Where a lead stands: the grade of its company, its own chance, and what it is worth. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from leads.company import Company, Grade
from leads.grading.chance import Chance, chance_of
from leads.grading.potential import Potential, of_answers
from leads.grading.yardstick import Terms, Yardstick
from leads.lead import Lead


@dataclass(frozen=True, slots=True)
class Standing:
    """`worth` is potential × chance × factor, in whole units of the potential's currency.

    `factor` is above 1 for a company that has not bought yet. None is what can't be told.
    """

    potential: Potential | None
    grade: Grade | None
    chance: Chance | None
    factor: Decimal
    worth: int | None
    yardstick: Yardstick


def grade_of(potential: Potential | None, yardstick: Yardstick) -> Grade | None:
    """The grade of what is expected; None where nothing is, or in another currency."""
    if potential is None or potential.currency != yardstick.currency:
        return None
    return yardstick.borders.grade(potential.amount)


def own_potential(lead: Lead, yardstick: Yardstick) -> Potential | None:
    """What the lead's own answers promise, in the currency that companies are measured in."""
    told = lead.verdict.told if lead.verdict else None
    if told is None or told.currency != yardstick.currency:
        return None
    return of_answers(told.amount, told.currency, lead.id, months=yardstick.months)


def standing(lead: Lead, company: Company | None, yardstick: Yardstick, terms: Terms) -> Standing:
    """Where the lead stands; without a company its own answers say what it can become."""
    potential = company.potential if company else None
    potential = potential or own_potential(lead, yardstick)
    chance = chance_of(lead.verdict, yardstick.bands) if lead.verdict else None
    is_client = potential is not None and potential.is_client
    factor = Decimal(1) if is_client else terms.new_logo
    worth = None
    if potential is not None and chance is not None:
        worth = int(potential.amount * chance.percent * factor / 100)
    grade = grade_of(potential, yardstick)
    return Standing(potential, grade, chance, factor, worth, yardstick)
