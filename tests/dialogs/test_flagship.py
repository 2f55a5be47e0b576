"""The shipped scenarios: proven consistent, played in people's own words, and fair to people."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import dialogs
from dialogs.answers import Rejection, read_answer
from dialogs.check import check_folder
from dialogs.effects import Ask, Finished, Reject
from dialogs.engine import advance, prompt, start, values_by_slot
from dialogs.loader import load_folder
from dialogs.qualification import replay_slots
from dialogs.replies import (
    Agreed,
    Chose,
    Confirmed,
    Continue,
    DontKnow,
    Reply,
    Skip,
    Toggled,
    Typed,
)
from dialogs.replies import Done as DoneChoosing
from dialogs.scenario import LOCALES, Scenario, SlotType, Text
from dialogs.session import Blank, Session, Value
from leads.stage import Stage
from leads.verdict import Verdict

FOLDER = Path(dialogs.__file__).parent / "scenarios"
SCENARIOS = load_folder(FOLDER)
QUIZ, BRIEF = SCENARIOS["agency-quiz"], SCENARIOS["agency-brief"]
NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
FAMILIAR = re.compile(r"\b(ты|тебя|тебе|тобой|твой|твоя|твоё|твои)\b", re.IGNORECASE)
QUOTED = re.compile(r"[«“]([^»”]+)[»”]")


def texts_of(scenario: Scenario) -> Iterator[tuple[str, Text]]:
    yield "title", scenario.title
    for step in scenario.steps:
        yield f"step {step.id}", step.text
        if step.hint:
            yield f"hint of {step.id}", step.hint
    for gate in scenario.gates:
        yield f"gate {gate.id}", gate.tell
    for outcome in scenario.outcomes:
        yield f"outcome {outcome.id}", outcome.tell
    for number, material in enumerate(scenario.materials):
        yield f"price {number}", material.price
        if material.advice:
            yield f"advice {number}", material.advice
    for slot in scenario.slots.values():
        yield f"slot {slot.id}", slot.label
        for option in slot.options:
            yield f"option {slot.id}.{option.id}", option.label


EVERY_TEXT = [
    pytest.param(text, id=f"{scenario.id}: {where}")
    for scenario in SCENARIOS.values()
    for where, text in texts_of(scenario)
]


def play(scenario: Scenario, *replies: Reply) -> tuple[Session, Finished | None]:
    """Give the replies in turn; what is doubtful is confirmed, nothing may be rejected."""
    moved = start(scenario, now=NOW)
    for reply in replies:
        moved = advance(scenario, moved.session, reply, now=NOW)
        if moved.session.pending is not None:
            moved = advance(scenario, moved.session, Confirmed(True), now=NOW)
        assert not [effect for effect in moved.effects if isinstance(effect, Reject)], reply
    ends = [effect for effect in moved.effects if isinstance(effect, Finished)]
    return moved.session, ends[0] if ends else None


def asked(scenario: Scenario, session: Session) -> str | None:
    shown = prompt(scenario, session)
    return shown.step.id if shown else None


def test_the_check_finds_nothing_to_say() -> None:
    assert [str(finding) for finding in check_folder(FOLDER)] == []


def test_there_are_enough_personas_and_each_outcome_has_one() -> None:
    assert len(QUIZ.personas) >= 10
    assert {persona.expect for persona in QUIZ.personas} == {o.id for o in QUIZ.outcomes}
    assert all(p.fit is not None and p.intent is not None for p in QUIZ.personas)


def test_the_quiz_is_short() -> None:
    first = start(QUIZ, now=NOW).effects[-1]
    assert isinstance(first, Ask)
    assert (first.prompt.number, first.prompt.total) == (1, 7)
    session, _ = play(QUIZ, Chose("b2b"), Chose("portal"))
    shown = prompt(QUIZ, session)
    assert shown is not None
    assert (shown.number, shown.total) == (3, 6)


def every_way_through() -> Iterator[dict[str, Value]]:
    """Answers on both sides of every number that a rule names, and «Не знаю»."""
    unknown = Blank.DONT_KNOW
    for market, product, site, start_, role in itertools.product(
        ("b2b", "b2c", "both"),
        ("seo", "automation", "portal", "crm"),
        ("https://a.example", Blank.SKIPPED),
        ("now", "quarter", "half_year", "later"),
        ("decision_maker", "approver", "user", "researcher"),
    ):
        base: dict[str, Value] = {
            "market": market,
            "product": product,
            "site": site,
            "start": start_,
            "role": role,
        }
        if product in ("seo", "automation"):
            for traffic in (999, 1000, 10_000, unknown):
                for budget in (59_999, 60_000, 150_000, unknown):
                    yield {**base, "traffic": traffic, "monthly_budget": budget}
        else:
            for budget in (299_999, 300_000, 1_000_000, unknown):
                yield {**base, "project_budget": budget}


def unready(answers: dict[str, Value], verdict: Verdict) -> str:
    """Two signals that answers tell of leave people to choose only where they tell nothing else."""
    figures = [answers[slot] for slot in ("traffic", "monthly_budget") if slot in answers]
    telling = [answers["site"] is Blank.SKIPPED, figures == [Blank.DONT_KNOW] * 2]
    alone = all(telling) and verdict.fit < 50 and verdict.intent < 40
    return "self_service" if alone else "nurture"


def test_every_way_through_ends_as_it_should() -> None:
    reached: set[str] = set()
    best_fit = best_intent = 0
    for answers in every_way_through():
        decision = replay_slots(QUIZ, answers)
        assert decision is not None
        verdict = decision.verdict
        assert verdict is not None
        reached.add(verdict.outcome)
        best_fit, best_intent = max(best_fit, verdict.fit), max(best_intent, verdict.intent)
        gated = answers["market"] == "b2c" or (
            answers["product"] == "automation" and answers["traffic"] == 999
        )
        assert (verdict.gate is not None) is gated, answers
        if not gated:
            ready = verdict.fit >= 50 and verdict.intent >= 40
            assert verdict.outcome == ("qualified" if ready else unready(answers, verdict)), answers
    assert reached == {outcome.id for outcome in QUIZ.outcomes}
    assert (best_fit, best_intent) == (90, 60)


def test_somebody_answers_in_their_own_words_and_is_qualified() -> None:
    _, end = play(
        QUIZ,
        Chose("b2b"),
        Chose("automation"),
        Typed("romashka-opt.ru"),
        Typed("10-20 тыс."),
        Typed("тысяч 150"),
        Chose("quarter"),
        Chose("decision_maker"),
        Typed("Всё верно"),
    )
    assert end is not None
    assert end.outcome.id == "qualified"
    assert end.outcome.stage is Stage.QUALIFIED
    assert end.outcome.next == "agency-brief"
    assert end.verdict is not None
    assert (end.verdict.fit, end.verdict.intent) == (90, 50)
    assert [row.id for row in end.verdict.rows] == ["F1", "F3", "F8", "F12", "I2", "I4", "I7"]


@pytest.mark.parametrize(
    ("traffic", "too_early"),
    [
        (Typed("0"), True),
        (Typed("999"), True),
        (Typed("1000"), False),
        (Typed("1 к"), False),
        (DontKnow(), False),
    ],
    ids=["none", "999", "1000", "1k", "unknown"],
)
def test_automation_waits_for_a_thousand_visits(traffic: Reply, too_early: bool) -> None:
    session, end = play(QUIZ, Chose("b2b"), Chose("automation"), Skip(), traffic)
    if not too_early:
        assert asked(QUIZ, session) == "monthly_budget"
        return
    assert end is not None
    assert end.gate is not None
    assert end.gate.recheck == timedelta(days=90)
    assert end.outcome.stage is Stage.NOT_YET
    for word in ("1000", "не окупится", "Сначала"):
        assert word in end.gate.tell.in_("ru")
    for word in ("1,000", "not pay off", "first"):
        assert word in end.gate.tell.in_("en")


def test_the_same_traffic_does_not_stop_seo() -> None:
    session, end = play(QUIZ, Chose("b2b"), Chose("seo"), Skip(), Typed("300"))
    assert end is None
    assert asked(QUIZ, session) == "monthly_budget"


def test_b2c_is_told_at_the_first_question_and_offered_a_partner() -> None:
    _, end = play(QUIZ, Chose("b2c"))
    assert end is not None
    assert end.outcome.partner == "b2c"
    assert end.outcome.stage is Stage.DISQUALIFIED
    assert "согласия" in end.outcome.tell.in_("ru")
    assert "only if you agree" in end.outcome.tell.in_("en")


def test_no_contact_is_asked_before_consent_and_none_without_it() -> None:
    personal = [s.id for s in BRIEF.steps if s.slot and BRIEF.slots[s.slot].personal != "none"]
    order = [step.id for step in BRIEF.steps]
    assert personal == ["phone", "email"]
    assert order.index("agree") < min(order.index(step) for step in personal)
    assert not [slot for slot in QUIZ.slots.values() if slot.personal != "none"]
    opening = (
        Typed("Больше заявок"),
        Skip(),  # tried
        Skip(),  # supplier
        Skip(),  # deadline
        DontKnow(),  # budget
        Toggled("nobody"),
        DoneChoosing(),
        Skip(),  # motives
        Skip(),  # users
        Skip(),  # company
    )
    session, end = play(BRIEF, *opening, Agreed(False), Continue())
    assert end is not None
    assert end.outcome.stage is Stage.BRIEF
    assert not set(personal) & values_by_slot(BRIEF, session).keys()
    session, end = play(BRIEF, *opening, Agreed(True))
    assert end is None
    assert asked(BRIEF, session) == "phone"


def test_the_consent_says_what_for_and_how_to_take_it_back() -> None:
    step = BRIEF.step_by_id["agree"]
    assert BRIEF.slots["agree"].purpose == "personal_data"
    for locale, words in {
        "ru": ("телефон", "ответить на эту заявку", "без рекламных", "удалим", "/privacy"),
        "en": ("phone", "answer this enquiry", "no advertising", "delete", "/privacy"),
    }.items():
        for word in words:
            assert word in step.text.in_(locale)
    assert step.hint is not None


@pytest.mark.parametrize("text", EVERY_TEXT)
def test_every_text_is_there_in_both_languages(text: Text) -> None:
    for locale in LOCALES:
        shown = text.by_locale[locale]
        assert shown == shown.strip()
        assert "  " not in shown
        assert "\n" not in shown
        assert "<" not in shown
        assert len(shown) < 900
    assert (
        re.search("[а-яё]", text.by_locale["ru"], re.IGNORECASE) or text.by_locale["ru"].isascii()
    )
    assert not re.search("[а-яё]", text.by_locale["en"], re.IGNORECASE)
    assert not FAMILIAR.search(text.by_locale["ru"])


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_buttons_can_be_read_on_a_phone(scenario: Scenario) -> None:
    options = [option for slot in scenario.slots.values() for option in slot.options]
    for locale in LOCALES:
        assert not [option.id for option in options if len(option.label.in_(locale)) > 28]


def test_no_verdict_speaks_of_points() -> None:
    told = [gate.tell for gate in QUIZ.gates] + [outcome.tell for outcome in QUIZ.outcomes]
    for text in told:
        for locale in LOCALES:
            assert not re.search(
                r"балл|очк|скоринг|соответстви|score|points|\bfit\b|intent", text.in_(locale)
            )


EXAMPLES = [
    pytest.param(scenario, step.id, example, id=f"{step.id}-{locale}-{example}")
    for scenario in SCENARIOS.values()
    for step in scenario.steps
    if step.slot
    and step.hint
    and scenario.slots[step.slot].type in (SlotType.INTEGER, SlotType.MONEY)
    for locale in LOCALES
    for example in QUOTED.findall(step.hint.in_(locale))
]


@pytest.mark.parametrize(("scenario", "step_id", "example"), EXAMPLES)
def test_what_a_hint_suggests_is_understood(scenario: Scenario, step_id: str, example: str) -> None:
    step = scenario.step_by_id[step_id]
    assert step.slot is not None
    read = read_answer(Typed(example), step, scenario.slots[step.slot], now=NOW)
    assert not isinstance(read, Rejection), read


def test_hints_do_suggest_something() -> None:
    assert len(EXAMPLES) >= 12
