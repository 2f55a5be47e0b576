"""A route leads to the scenario that suits, moves no lead, and may not end anywhere else."""

from datetime import UTC, datetime

from dialogs.check import check_text
from dialogs.effects import Finished
from dialogs.engine import advance, start
from dialogs.loader import load_scenario
from dialogs.replies import Chose

ROUTE = """\
scenario: {id: reception, version: 1, kind: route, title: {ru: Чем помочь, en: How can we help}}
slots:
  need:
    type: choice
    label: {ru: Задача, en: Need}
    options: {seo: {ru: СЕО, en: SEO}, crm: {ru: Учёт, en: CRM}}
steps:
  - {ask: need, text: {ru: "С чем вы пришли?", en: "What brings you here?"}}
outcomes:
  - {id: to_seo, when: "need == seo", next: seo-quiz, tell: {ru: "О сайте.", en: "The site."}}
  - {id: to_crm, else: true, next: crm-quiz, tell: {ru: "О продажах.", en: "Sales."}}
personas:
  - {id: site, answers: {need: seo}, expect: to_seo, next: seo-quiz}
  - {id: sales, answers: {need: crm}, expect: to_crm, next: crm-quiz}
"""
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_a_route_is_sound_and_leads_on() -> None:
    assert check_text(ROUTE, name="reception.yaml") == []
    route = load_scenario(ROUTE, name="reception.yaml")
    end = advance(route, start(route, now=NOW).session, Chose("seo"), now=NOW).effects[-1]
    assert isinstance(end, Finished)
    assert (end.outcome.next, end.verdict) == ("seo-quiz", None)


def test_a_route_that_ends_is_refused() -> None:
    found = check_text(ROUTE.replace("next: crm-quiz, ", ""), name="reception.yaml")
    assert [(one.code, one.line) for one in found if one.code == "route-ends"] == [
        ("route-ends", 11)
    ]


def test_a_route_moves_no_lead() -> None:
    broken = ROUTE.replace("next: seo-quiz, tell", "next: seo-quiz, stage: lead, tell")
    found = check_text(broken, name="reception.yaml")
    assert [(one.code, one.line) for one in found] == [("key-not-for-type", 10)]
