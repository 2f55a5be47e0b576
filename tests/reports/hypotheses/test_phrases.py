"""What is typed of a hypothesis is understood, or asked back for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.lead import Temperature
from reports.asking.asked import Doubt, Unclear
from reports.asking.filters import Filters
from reports.asking.registers import registers
from reports.hypotheses.aims import Amiss, NotUnderstood
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure
from reports.hypotheses.phrases import Noted, Said, parts_of, read_noted, read_said, said_of

TODAY = date(2026, 11, 24)
KNOWN = registers(
    {"seo": ("SEO", "Продвижение")},
    {"vk": ("ВКонтакте",), "ads": ("Контекстная реклама",)},
    {101: "Анна"},
)
WARM_SEO = Filters("seo", None, Temperature.WARM)


def noted(text: str) -> Said:
    found = read_noted(f"Баннер; {text}", KNOWN, TODAY)
    assert isinstance(found, Noted), getattr(found, "amiss", found)
    return found.said


def amiss(text: str) -> Amiss | Doubt:
    found = read_noted(text, KNOWN, TODAY)
    assert not isinstance(found, Noted)
    return found.doubt if isinstance(found, Unclear) else found.amiss


def share(of: Measure, among: Measure, to: str, was: str | None = None) -> Aim:
    return Aim(of, Fraction(to), Fraction(was) if was else None, among)


MEETINGS = share(Measure.KEY_STAGE, Measure.QUALIFIED, "2/5")
MORE_WORTHY = Aim(Measure.WORTHY, Fraction(20), Fraction(12))


@pytest.mark.parametrize(
    ("words", "aim"),
    [
        ("лиды A/B 12 → 20 в месяц", MORE_WORTHY),
        ("A и B с 12 до 20", MORE_WORTHY),
        ("leads of grade A/B per month: from 12 to 20", MORE_WORTHY),
        ("заявок 30", Aim(Measure.ENQUIRIES, Fraction(30))),
        ("1 200 enquiries a month", Aim(Measure.ENQUIRIES, Fraction(1200))),
        ("квалифицированных лидов 7,5 в месяц", Aim(Measure.QUALIFIED, Fraction(15, 2))),
        ("ключевые встречи до 8", Aim(Measure.KEY_STAGE, Fraction(8))),
        ("сделок 4 в мес.", Aim(Measure.SALES, Fraction(4))),
        (
            "выручка с 300 тыс до 1,2 млн руб. в месяц",
            Aim(Measure.REVENUE, Fraction(1_200_000), Fraction(300_000)),
        ),
        ("revenue 450k per month", Aim(Measure.REVENUE, Fraction(450_000))),
        ("конверсия квалифицированных в ключевую встречу до 40 %", MEETINGS),
        ("conversion of qualified → key meeting up to 40%", MEETINGS),
        ("заявки → продажи с 5 до 7,5 %", share(Measure.SALES, Measure.ENQUIRIES, "3/40", "1/20")),
        ("доля A и B 30 процентов", share(Measure.WORTHY, Measure.ENQUIRIES, "3/10")),
    ],
)
def test_a_figure_is_read(words: str, aim: Aim) -> None:
    said = noted(words)
    assert (said.aim, said.filters, said.expects) == (aim, Filters(), words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("сео тёплые", Said(WARM_SEO)),
        ("тёплые; продвижение", Said(WARM_SEO)),
        ("с 1 октября", Said(started=date(2026, 10, 1))),
        ("вчера", Said(started=date(2026, 11, 23))),
        ("сегодня", Said(started=TODAY)),
        ("since March 1", Said(started=date(2026, 3, 1))),
        ("октябрь", Said(started=date(2026, 10, 1), ended=date(2026, 10, 31))),
        ("с 1 по 9 ноября", Said(started=date(2026, 11, 1), ended=date(2026, 11, 9))),
        ("с 1 октября; закончена вчера", Said(started=date(2026, 10, 1), ended=date(2026, 11, 23))),
        ("ended", Said(ended=TODAY)),
        ("ждём, что начнут звонить", Said(expects="ждём, что начнут звонить")),
        ("seo; seo тёплые", Said(WARM_SEO)),
        ("контекстная реклама", Said(Filters(channel="ads"))),
        ("hoping for 2027", Said(expects="hoping for 2027")),
    ],
)  # fmt: skip
def test_whom_it_touches_and_when_it_ran(words: str, said: Said) -> None:
    assert noted(words) == said


def test_figures_stand_beside_filters_and_among_hopes() -> None:
    assert noted("A/B из сео с 12 до 20").filters == Filters("seo")
    hoped = "Ждём рост, ведь сезон: заявки с 12 до 20"
    aim = Aim(Measure.ENQUIRIES, Fraction(20), Fraction(12))
    assert noted(hoped) == Said(aim=aim, expects=hoped)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Amiss.NAME),
        ("н" * 101, Amiss.NAME),
        ("Баннер с 1 октября", Amiss.SEPARATE),
        ("Баннер заявки 12 → 20", Amiss.SEPARATE),
        ("Баннер; 12 → 20", Amiss.MEASURE),
        ("Баннер; конверсия 20 %", Amiss.MEASURE),
        ("Баннер; ждём, что продажи пойдут к 2027", Amiss.APART),
        ("Баннер; ждём продаж 12, 20", Amiss.FIGURE),
        ("Баннер; продажи", Amiss.FIGURE),
        ("Баннер; заявки 12-20", Amiss.FIGURE),
        ("Баннер; заявки 12 20", Amiss.FIGURE),
        ("Баннер; конверсия в продажу 10 %", Amiss.AMONG),
        ("Баннер; квалифицированные → A/B 10 %", Amiss.AMONG),
        ("Баннер; заявки → выручка 10 %", Amiss.AMONG),
        ("Баннер; заявки → продажи 10", Amiss.PERCENT),
        ("Баннер; заявки → продажи 110 %", Amiss.PERCENT),
        ("Баннер; заявки → продажи с 10 % до 20", Amiss.PERCENT),
        ("Баннер; заявки 100 до 50", Amiss.GROWS),
        ("Баннер; заявки 0", Amiss.GROWS),
        ("Баннер; продажи 5 в неделю", Amiss.MONTHLY),
        ("Баннер; продажи 5 за 3 месяца", Amiss.FIGURE),
        ("Баннер; заявки → продажи 10 % в месяц", Amiss.MONTHLY),
        ("Баннер; Анна", Amiss.SELLER),
        ("Баннер; за всё время", Amiss.START),
        ("Баннер; закончена сео", Amiss.START),
        ("Баннер; vk; реклама", Amiss.TWICE),
        ("Баннер; с 1 октября; вчера", Amiss.TWICE),
        ("Баннер; заявки 5; продажи 5", Amiss.TWICE),
        ("Баннер; завтра", Doubt.FUTURE),
        ("Баннер; марттт", Doubt.UNKNOWN),
        ("Баннер; кроме сео", Doubt.NEGATION),
        ("Баннер; заявки 12 → 20 марттт", Doubt.UNKNOWN),
    ],
)
def test_what_is_not_clear_is_asked_back(text: str, why: Amiss | Doubt) -> None:
    assert amiss(text) is why


@given(st.text(max_size=300))
def test_anything_typed_has_an_answer(text: str) -> None:
    assert isinstance(read_noted(text, KNOWN, TODAY), Noted | Unclear | NotUnderstood)
    assert isinstance(read_said(parts_of(text), KNOWN, TODAY), Said | Unclear | NotUnderstood)


def test_what_is_said_later_adds_to_what_was_said() -> None:
    moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    first = Hypothesis(3, "Баннер", TODAY, 3001, "Мария", "ru", moment, Filters("seo"))
    changed = said_of(first, Said(Filters(channel="vk"), started=date(2026, 10, 1)))
    assert changed == replace(first, filters=Filters("seo", "vk"), started=date(2026, 10, 1))
    with pytest.raises(NotUnderstood, match="backwards"):
        said_of(first, Said(ended=date(2026, 11, 23)))
