"""Conversations about products that can't be sold: the engine alone, every way to name one."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs.effects import Answered, Ask, Effect, Finished, Reject, Unsold, Unsure
from dialogs.engine import advance, on_hand, prompt, start
from dialogs.replies import Back, Chose, Confirmed, Edit, Pressed, Reply, Typed
from dialogs.scenario import Scenario, Slot, SlotType, Step
from dialogs.session import Session
from dialogs.supply.goods import as_supplied
from leads.supply.availability import NOT_SURE, ON_SALE, Availability, Condition, State
from tests.dialogs.rich_scenario import NOW, options, said, scenario_of

GONE = Availability(State.GONE, Condition.SEASON, date(2027, 3, 1))
PRODUCT = Slot(
    "product",
    SlotType.CHOICE,
    said("Товар"),
    options=options(sofa="Диван угловой", chair="Кресло", table="Стол обеденный"),
)
SIZE = Slot("size", SlotType.INTEGER, said("Размер"), minimum=1, maximum=99)
FULL: Scenario = replace(
    scenario_of(
        (PRODUCT, SIZE),
        (Step("product", said("Что?"), slot="product"), Step("size", said("Размер?"), slot="size")),
    ),
    product_slot="product",
)
WITHOUT_SOFA = as_supplied(FULL, {"sofa": GONE})


def say(scenario: Scenario, session: Session, reply: Reply | Pressed) -> tuple[Session, Effect]:
    moved = advance(scenario, session, reply, now=NOW)
    return moved.session, moved.effects[-1]


def begun(scenario: Scenario = FULL) -> Session:
    return start(scenario, now=NOW).session


def test_what_is_gone_is_not_shown() -> None:
    asked = prompt(WITHOUT_SOFA, begun(WITHOUT_SOFA), now=NOW)
    assert asked is not None
    assert asked.slot is not None
    assert [option.id for option in asked.slot.options] == ["chair", "table"]


def test_when_everything_is_gone_it_is_all_shown_and_none_is_taken() -> None:
    nothing = as_supplied(FULL, dict.fromkeys(("sofa", "chair", "table"), GONE))
    asked = prompt(nothing, begun(nothing), now=NOW)
    assert asked is not None
    assert asked.slot is not None
    assert len(asked.slot.options) == 3
    _, told = say(nothing, begun(nothing), Chose("chair"))
    assert isinstance(told, Unsold)


@pytest.mark.parametrize(
    "reply", [Chose("sofa"), Pressed(0, Chose("sofa")), Typed("диван угловой"), Typed("Диван")]
)
def test_named_all_the_same_it_is_offered_to_be_waited_for(reply: Reply | Pressed) -> None:
    session, told = say(WITHOUT_SOFA, begun(), reply)
    assert told == Unsold("sofa", PRODUCT.options[0].label, GONE)
    assert (session.by_step, session.step, session.turn) == ({}, "product", 0)
    after, shown = say(WITHOUT_SOFA, session, Typed("кресло"))
    assert isinstance(shown, Ask)
    assert after.by_step == {"product": "chair"}


def test_places_count_what_is_shown() -> None:
    session, shown = say(WITHOUT_SOFA, begun(), Typed("2"))
    assert session.by_step == {"product": "table"}
    assert isinstance(shown, Ask)


def test_what_means_nothing_is_no_product() -> None:
    _, told = say(WITHOUT_SOFA, begun(), Typed("абракадабра"))
    assert isinstance(told, Reject)


def test_gone_in_the_middle_takes_the_answer_and_halts() -> None:
    session, _ = say(FULL, begun(), Chose("sofa"))
    moved = advance(WITHOUT_SOFA, session, Typed("12"), now=NOW)
    assert isinstance(moved.effects[0], Answered)
    assert isinstance(moved.effects[-1], Unsold)
    assert moved.session.by_step == {"product": "sofa", "size": 12}
    assert isinstance(on_hand(WITHOUT_SOFA, moved.session, now=NOW), Unsold)
    # Nothing answers a question that was not shown; other ways stay open.
    for reply in (Typed("7"), Chose("chair"), Confirmed(yes=True)):
        assert isinstance(say(WITHOUT_SOFA, moved.session, reply)[1], Unsold)
    edited, shown = say(WITHOUT_SOFA, moved.session, Edit("product"))
    assert isinstance(shown, Ask)
    _, ended = say(WITHOUT_SOFA, edited, Chose("table"))
    assert isinstance(ended, Finished)
    back, shown = say(WITHOUT_SOFA, moved.session, Back())
    assert isinstance(shown, Ask)
    assert back.by_step == {"product": "sofa"}
    # It comes back: the answers are all there, and what is left goes on.
    _, ended = say(FULL, moved.session, Typed("что угодно"))
    assert isinstance(ended, Finished)


def test_a_reading_that_was_to_be_confirmed_is_told_too() -> None:
    session, _ = say(FULL, begun(), Chose("sofa"))
    again, _ = say(FULL, session, Edit("product"))
    _, told = say(WITHOUT_SOFA, again, Typed("диван"))
    assert isinstance(told, Unsold)


def test_nobody_knows_is_said_once_and_goes_on() -> None:
    unsure = as_supplied(FULL, {"sofa": NOT_SURE})
    moved = advance(unsure, begun(), Chose("sofa"), now=NOW)
    assert [type(one) for one in moved.effects] == [Answered, Unsure, Ask]
    later = advance(unsure, moved.session, Typed("12"), now=NOW)
    assert not any(isinstance(one, Unsure) for one in later.effects)


def test_supply_changes_neither_the_digest_nor_anything_twice() -> None:
    assert WITHOUT_SOFA.digest == FULL.digest
    assert as_supplied(WITHOUT_SOFA, {"sofa": GONE}) is WITHOUT_SOFA
    assert as_supplied(WITHOUT_SOFA, {}, ON_SALE) == FULL
    assert as_supplied(replace(FULL, product_slot=None), {"sofa": GONE}).slots == FULL.slots
