"""What came of cadences: wordings compared, answers, doubts of both sides."""

from leads.cadences.facts import CadenceAnswered, CadenceSaid
from leads.stage import Stage
from leads.thinking.facts import DoubtNamed
from reports.cadences import Told, cadence_report
from tests.leads.samples import NOON


def said(lead: int, variant: str, number: int = 1) -> CadenceSaid:
    return CadenceSaid(
        at=NOON,
        contact_id=lead,
        lead_id=lead,
        cadence="thinking",
        step="first" if number else "",
        variant=variant,
        number=number,
    )


def answered(lead: int, variant: str, answer: str) -> CadenceAnswered:
    return CadenceAnswered(
        at=NOON,
        contact_id=lead,
        lead_id=lead,
        cadence="thinking",
        step="first",
        variant=variant,
        answer=answer,
    )


def doubt(lead: int, doubt: str, by: int | None = None) -> DoubtNamed:
    return DoubtNamed(
        at=NOON, contact_id=lead, lead_id=lead, by=by, doubt=doubt, stage=Stage.THINKING
    )


def test_each_wording_has_its_share_of_those_who_got_it() -> None:
    told: list[Told] = [said(0, "", number=0)]
    told += [said(lead, "a" if lead % 2 else "b") for lead in range(1, 9)]
    told += [answered(1, "a", "ready"), answered(1, "a", "leave"), answered(3, "a", "leave")]
    report = cadence_report(told)
    shares = [(one.variant, one.answered.part, one.answered.whole) for one in report.wordings]
    assert shares == [("a", 2, 4), ("b", 0, 4)]
    assert report.answers == {"thinking": {"leave": 2, "ready": 1}}


def test_both_sides_are_heard_and_compared() -> None:
    told = [
        doubt(1, "price"),
        doubt(1, "price", by=2001),
        doubt(2, "competitor"),
        doubt(2, "price", by=2001),
        doubt(3, "no_budget", by=2001),
    ]
    (sides,) = cadence_report(told).sides
    assert sides.stage == "thinking"
    assert sides.person == {"price": 1, "competitor": 1}
    assert sides.seller == {"price": 2, "no_budget": 1}
    assert (sides.agreed.part, sides.agreed.whole) == (1, 2)


def test_nothing_told_is_an_empty_report() -> None:
    report = cadence_report([])
    assert (report.wordings, report.answers, report.sides) == ((), {}, ())
