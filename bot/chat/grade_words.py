"""What a company can become and what a lead is worth, as templates take it. Pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from bot.chat.texts import Texts
from bot.chat.wording import decimal
from leads.company import Grade
from leads.grading.facts import Lifted
from leads.grading.potential import Potential
from leads.grading.standing import Standing
from leads.grading.yardstick import Yardstick
from reports.particulars import of_company, of_standing
from reports.tables import Cell

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
    cells = of_standing(standing)
    chance, worth = cells["chance"], cells["worth"].value
    new = standing.factor > 1 and worth is not None
    return {
        **NOTHING,
        **grade_values(standing.potential, standing.grade, standing.yardstick, texts, locale),
        "own": standing.potential is not None and standing.potential.lead_id == lead_id,
        "chance": round(100 * chance.value) if isinstance(chance.value, Fraction) else None,
        "alike": chance.whole or 0,
        "calibrated": standing.chance is not None and standing.chance.calibrated,
        "worth": worth,
        "factor": _decimal(cells["new_client_factor"], texts, locale) if new else "",
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
    cells = of_company(potential, grade, yardstick)
    return {
        "grade": cells["company_grade"].value,
        "amount": cells["potential"].value,
        "currency": potential.currency,
        "months": potential.months,
        "basis": potential.basis.value,
        "cheque": cells["company_cheque"].value,
        "a_year": _decimal(cells["purchases_a_year"], texts, locale),
        "told_by": potential.lead_id or 0,
        "own": False,
        "border": (Grade.A if grade is Grade.A else Grade.B).value,
        "border_from": cells["grade_border"].value,
        "clients": cells["grade_border"].whole,
        "assumed": yardstick.assumed,
    }


def _decimal(cell: Cell, texts: Texts, locale: str) -> str:
    if not isinstance(cell.value, Fraction):
        return ""
    return decimal(Decimal(str(float(cell.value))), texts.spoken(locale))
