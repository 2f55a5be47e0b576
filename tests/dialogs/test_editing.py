"""Changing an earlier answer: what is asked again, what is set aside, what comes back."""

import json
from dataclasses import replace

import pytest

from dialogs.effects import Advance, Answered, Ask, Finished, Prompt, Reject, Reviewed, Stale
from dialogs.engine import advance, prompt, start, values_by_slot
from dialogs.qualification import replay
from dialogs.replies import (
    Agreed,
    Back,
    Chose,
    Confirmed,
    Continue,
    Done,
    Edit,
    Pressed,
    Reply,
    Restart,
    RestartConfirmed,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from dialogs.scenario import Step
from dialogs.session import Answer, Pending, Session, session_from_json, session_to_json
from dialogs.signals.circumstances import Circumstances
from tests.dialogs.rich_scenario import NOW, RICH, STEPS, said

SUMMARY = Step("summary", said("Всё верно?", "All correct?"), review=True)
REVIEWED = replace(RICH, steps=(*STEPS, SUMMARY))
TO_THE_SUMMARY: tuple[Reply, ...] = (
    Continue(),
    Chose("b2b"),
    Toggled("seo"),
    Done(),
    Agreed(yes=True),
    Typed("example.ru"),
    Typed("20 000"),
    Typed("150 тыс руб"),
    Agreed(yes=True),
    Typed("Анна"),
    SharedContact("+79123456789", own=True),
)


def say(session: Session, *replies: Reply | Pressed) -> Advance:
    moved = Advance(session, ())
    for reply in replies:
        moved = advance(REVIEWED, moved.session, reply, now=NOW)
    return moved


def at_the_summary() -> Session:
    return say(start(REVIEWED, now=NOW).session, *TO_THE_SUMMARY).session


def shown(session: Session) -> Prompt:
    on_hand = prompt(REVIEWED, session)
    assert on_hand is not None
    return on_hand


def aside(session: Session) -> dict[str, object]:
    return {answer.step: answer.value for answer in session.aside}


def test_the_summary_lists_every_answer_in_order() -> None:
    on_hand = shown(at_the_summary())
    assert on_hand.step is SUMMARY
    assert [one.step.id for one in on_hand.review] == [
        *("market", "goals", "has_site", "site", "traffic", "budget", "agreed", "name", "phone")
    ]
    assert on_hand.review[0] == Reviewed(STEPS[1], RICH.slots["market"], "b2b")
    assert shown(start(REVIEWED, now=NOW).session).review == ()


def test_the_summary_ends_the_scenario_when_all_is_well() -> None:
    for word in (Continue(), Typed("Всё верно"), Typed("да"), Typed("All correct")):
        effects = say(at_the_summary(), word).effects
        assert isinstance(effects[-1], Finished)
        assert effects[-1].outcome.id == "qualified"


def test_a_changed_answer_leads_straight_back_to_the_summary() -> None:
    before = at_the_summary()
    editing = say(before, Edit("budget"))
    assert editing.session.editing == "budget"
    assert editing.session.turn == before.turn + 1
    asked = shown(editing.session)
    assert (asked.step.id, asked.editing, asked.answers["budget"]) == ("budget", True, 150_000)
    assert (asked.number, asked.total) == (6, 9)
    moved = say(editing.session, Typed("90 тыс руб"))
    assert isinstance(moved.effects[0], Answered)
    assert isinstance(moved.effects[1], Ask)
    assert shown(moved.session).step is SUMMARY
    assert values_by_slot(REVIEWED, moved.session)["budget"] == 90_000
    assert [one.step for one in moved.session.answers] == [one.step for one in before.answers]


def test_what_a_change_makes_irrelevant_is_set_aside_and_comes_back() -> None:
    without = say(at_the_summary(), Edit("has_site"), Agreed(yes=False)).session
    assert aside(without) == {"site": "https://example.ru", "traffic": 20_000}
    assert "traffic" not in values_by_slot(REVIEWED, without)
    assert shown(without).step is SUMMARY
    back = say(without, Edit("has_site"), Agreed(yes=True)).session
    assert back.aside == ()
    assert back.answers == at_the_summary().answers
    assert shown(back).step is SUMMARY


def test_a_change_that_opens_questions_asks_them_first() -> None:
    asked = say(at_the_summary(), Edit("agreed"), Agreed(yes=False)).session
    assert aside(asked) == {"name": "Анна", "phone": "+79123456789"}
    opened = say(asked, Edit("budget"), Typed("не знаю")).session
    assert shown(opened).step.id == "task"
    closed = say(opened, Skip()).session
    assert shown(closed).step is SUMMARY


@pytest.mark.parametrize("turn", [0, -1, 3, 99])
def test_the_button_of_any_turn_counts(turn: int) -> None:
    moved = say(at_the_summary(), Pressed(turn, Edit("market")))
    assert shown(moved.session).step.id == "market"


@pytest.mark.parametrize("step", ["email", "welcome", "summary", "nonsense", ""])
def test_only_a_live_answer_can_be_changed(step: str) -> None:
    before = at_the_summary()
    assert say(before, Edit(step)) == Advance(before, (Stale(shown(before)),))


def test_an_answer_set_aside_can_not_be_changed() -> None:
    without = say(at_the_summary(), Edit("has_site"), Agreed(yes=False)).session
    assert isinstance(say(without, Edit("traffic")).effects[0], Stale)


def test_back_leaves_the_answer_as_it_is_and_then_undoes_one() -> None:
    before = at_the_summary()
    back = say(before, Edit("market"), Back())
    assert back.session.answers == before.answers
    assert back.session.editing is None
    assert shown(back.session).step is SUMMARY
    assert back.session.turn == before.turn + 2
    undone = say(back.session, Back()).session
    assert undone.answers == before.answers[:-1]
    assert shown(undone).step.id == "phone"


@pytest.mark.parametrize("words", ["не менять", "Отмена", "назад", "leave it", "back"])
def test_words_that_leave_it_as_it_is(words: str) -> None:
    before = at_the_summary()
    assert say(before, Edit("market"), Typed(words)).session.answers == before.answers


def test_back_takes_the_unfinished_first() -> None:
    doubtful = say(at_the_summary(), Edit("budget"), Typed("50-70 тыс руб")).session
    assert doubtful.pending is not None
    plain = say(doubtful, Back()).session
    assert (plain.pending, plain.editing) == (None, "budget")
    assert say(plain, Back()).session.editing is None


def test_a_doubtful_change_is_confirmed_before_it_counts() -> None:
    doubtful = say(at_the_summary(), Edit("budget"), Typed("50-70 тыс руб")).session
    assert values_by_slot(REVIEWED, doubtful)["budget"] == 150_000
    sure = say(doubtful, Confirmed(yes=True)).session
    assert values_by_slot(REVIEWED, sure)["budget"] == 60_000


def test_editing_clears_what_waits_for_an_answer() -> None:
    session = say(start(REVIEWED, now=NOW).session, *TO_THE_SUMMARY[:6]).session
    doubtful = say(session, Typed("5-7 тыс")).session
    assert doubtful.pending == Pending(6_000)
    moved = say(doubtful, Edit("market")).session
    assert moved.pending is None
    asked = say(session, Restart(), Edit("market")).session
    assert not asked.asked_restart
    ticked = say(start(REVIEWED, now=NOW).session, *TO_THE_SUMMARY[:3]).session
    assert say(ticked, Edit("market")).session.draft == frozenset()


def test_a_multiple_choice_comes_back_ticked() -> None:
    session = say(at_the_summary(), Edit("goals")).session
    assert shown(session).selected == frozenset({"seo"})
    moved = say(session, Toggled("crm"), Done()).session
    assert values_by_slot(REVIEWED, moved)["goals"] == frozenset({"seo", "crm"})


def test_one_change_may_turn_to_another_answer() -> None:
    session = say(at_the_summary(), Edit("goals"), Edit("market"), Chose("both")).session
    assert values_by_slot(REVIEWED, session)["market"] == "both"
    assert values_by_slot(REVIEWED, session)["goals"] == frozenset({"seo"})


def test_a_bad_answer_keeps_the_old_one() -> None:
    moved = say(at_the_summary(), Edit("budget"), Typed("дорого"))
    assert isinstance(moved.effects[0], Reject)
    assert values_by_slot(REVIEWED, moved.session)["budget"] == 150_000


def test_a_change_that_fires_a_gate_ends_there_and_loses_nothing() -> None:
    moved = say(at_the_summary(), Edit("traffic"), Typed("500"))
    end = moved.effects[-1]
    assert isinstance(end, Finished)
    assert (end.gate and end.gate.id, end.outcome.id) == ("small", "not_yet")
    assert moved.session.answers[-1] == Answer("traffic", 500)
    assert aside(moved.session).keys() == {"budget", "agreed", "name", "phone"}
    again = replay(
        REVIEWED, moved.session.answers, beside=Circumstances(price_first=moved.session.price_first)
    )
    assert again is not None
    assert (again.gate, again.verdict) == (end.gate, end.verdict)


def test_the_earliest_gate_of_the_path_counts() -> None:
    session = say(at_the_summary(), Edit("has_site"), Agreed(yes=False)).session
    end = say(session, Edit("market"), Chose("b2c")).effects[-1]
    assert isinstance(end, Finished)
    assert end.gate is not None
    assert end.gate.id == "retail"


def test_a_restart_gives_up_everything() -> None:
    session = say(at_the_summary(), Edit("has_site"), Agreed(yes=False), Edit("market")).session
    fresh = say(session, Restart(), RestartConfirmed(yes=True)).session
    assert (fresh.answers, fresh.aside, fresh.editing) == ((), (), None)


def test_a_summary_read_before_the_change_is_shown_again() -> None:
    early = replace(REVIEWED, steps=(*STEPS[:3], SUMMARY, *STEPS[3:]))
    session = start(early, now=NOW).session
    for reply in (*TO_THE_SUMMARY[:4], Continue(), Agreed(yes=True)):
        session = advance(early, session, reply, now=NOW).session
    assert session.step == "site"
    kept = advance(early, session, Edit("has_site"), now=NOW).session
    assert advance(early, kept, Agreed(yes=True), now=NOW).session.step == "site"
    changed = advance(early, session, Edit("market"), now=NOW).session
    changed = advance(early, changed, Chose("both"), now=NOW).session
    assert changed.step == "summary"
    assert changed.aside == (Answer("has_site", value=True),)
    assert advance(early, changed, Continue(), now=NOW).session.step == "site"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("изменить трафик", "traffic"),
        ("Трафик", "traffic"),
        ("5", "traffic"),
        ("change 2", "goals"),
        ("поменять сайт", None),
    ],
)
def test_an_answer_is_named_in_words(words: str, step: str | None) -> None:
    # «Сайт» and «Адрес сайта» are two labels, and the first is named exactly.
    session = say(at_the_summary(), Typed(words)).session
    assert session.editing == (step or "has_site")


def test_words_that_name_nothing_are_no_answer() -> None:
    (effect,) = say(at_the_summary(), Typed("хочу скидку")).effects
    assert isinstance(effect, Reject)
    assert effect.code == "press_continue"


def test_the_database_keeps_it_and_knows_older_sessions() -> None:
    session = say(at_the_summary(), Edit("has_site"), Agreed(yes=False), Edit("market")).session
    stored = json.loads(json.dumps(session_to_json(session)))
    assert session_from_json(stored) == session
    del stored["editing"], stored["aside"]
    older = session_from_json(stored)
    assert (older.editing, older.aside, older.answers) == (None, (), session.answers)
