"""What the registry's commands print: complete for few, short for many, honest about nobody."""

from collections.abc import Iterable

from bot.app import registry_words as words
from dialogs.diff import diff
from dialogs.rejudging import Rejudged
from reports.split import Arm, compare
from tests.dialogs.versions import version


def said(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def test_transitions_name_the_leads() -> None:
    found = Rejudged(
        same=[1, 2],
        changed={("qualified", "nurture"): [12, 15, 19], ("nurture", "qualified"): [4]},
        missing={"deadline": [7]},
        unknown_before=[9],
    )
    assert said(words.verdicts(found)) == (
        "Stored leads whose verdict would change: 4\n"
        "    nurture → qualified: 1 (lead 4)\n"
        "    qualified → nurture: 3 (leads 12, 15, 19)\n"
        "Leads with the same verdict: 2\n"
        "Leads that can't be judged, their answer to 'deadline' is not there, or fits no more:"
        " 1 (lead 7)\n"
        "Leads of a third version that the old one can't judge: 1 (lead 9)"
    )


def test_many_leads_are_counted_and_the_first_named() -> None:
    found = Rejudged(changed={("a", "b"): list(range(1, 101))})
    assert "100 (leads 1, 2, 3" in said(words.verdicts(found))
    assert said(words.verdicts(found)).count(",") < 30
    assert "19, 20 and 80 more)" in said(words.verdicts(found))


def test_nothing_to_tell_is_told() -> None:
    assert "No lead has been judged" in said(words.verdicts(Rejudged()))
    assert "Nothing differs" in said(words.differences(diff(version(), version(number=2))))


def test_a_report_before_anybody_came_makes_no_figures_up() -> None:
    report = said(words.split_report(compare(Arm(6, 0, 0, 0), Arm(7, 0, 0, 0), judged=True)))
    assert report.count("nobody yet") == 4
    assert "points" not in report
    assert report.count("not enough people yet to tell (at least 30 on each side)") == 2


def test_a_report_names_the_better_side() -> None:
    report = said(
        words.split_report(compare(Arm(6, 500, 400, 50), Arm(7, 500, 300, 120), judged=True))
    )
    assert "400 = 80.0% (76.3% to 83.3%)  300" in report
    assert "Finished: A is better, by 14.4 to 25.4 points." in report
    assert "Qualified: B is better, by 9.4 to 18.6 points." in report
    alike = said(
        words.split_report(compare(Arm(1, 9000, 90, 0), Arm(2, 9000, 91, 0), judged=False))
    )
    assert "Finished: no difference worth having (surely below 5 points)." in alike
    assert "Qualified" not in alike
