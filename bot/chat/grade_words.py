"""What a company can become and what a lead is worth, as templates take it. Pure."""

from __future__ import annotations

from decimal import Decimal

from bot.chat.texts import Texts
from bot.chat.wording import decimal
from leads.company import Grade
from leads.grading.facts import Lifted
from leads.grading.potential import Potential
from leads.grading.standing import Standing
from leads.grading.yardstick import Yardstick

NOTHING: dict[str, object] = {"grade": "", "amount": 0, "chance": None, "worth": None, "lifted": ""}


def standing_values(
    standing: Standing | None,
    lifted: Lifted | None,
    lead_id: int,
    texts: Texts,
    locale: str,
) -> dict[str, object]:
    """What the macro `standing` says of one lead."""
    why = lifted.why if lifted else ""
    if standing is None:
        return {**NOTHING, "lifted": why}
    new = standing.factor > 1 and standing.worth is not None
    factor = decimal(standing.factor, texts.spoken(locale)) if new else ""
    chance = standing.chance
    return {
        **NOTHING,
        **grade_values(standing.potential, standing.grade, standing.yardstick, texts, locale),
        "own": standing.potential is not None and standing.potential.lead_id == lead_id,
        "chance": chance.percent if chance else None,
        "alike": chance.alike if chance else 0,
        "calibrated": chance is not None and chance.calibrated,
        "worth": standing.worth,
        "factor": factor,
        "lifted": why,
    }


def grade_values(
    potential: Potential | None,
    grade: Grade | None,
    yardstick: Yardstick,
    texts: Texts,
    locale: str,
) -> dict[str, object]:
    """The grade with everything it rests on; nothing where it is not known."""
    if potential is None or grade is None:
        return {}
    borders = yardstick.borders
    is_a = grade is Grade.A
    return {
        "grade": grade.value,
        "amount": potential.amount,
        "currency": potential.currency,
        "months": potential.months,
        "basis": potential.basis.value,
        "orders": potential.orders,
        "cheque": potential.cheque,
        "a_year": decimal(Decimal(potential.tenths) / 10, texts.spoken(locale)),
        "yearly": potential.yearly,
        "told_by": potential.lead_id or 0,
        "own": False,
        "border": Grade.A.value if is_a else Grade.B.value,
        "border_from": borders.a_from if is_a else borders.b_from,
        "clients": yardstick.clients,
        "assumed": yardstick.assumed,
    }
