"""The engine move by move: what each kind of reply does to a session, and what it says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.effects import (
    Advance,
    Answered,
    Ask,
    Effect,
    Finished,
    Prompt,
    Reject,
    Restarted,
    Stale,
)
from dialogs.engine import advance, prompt, start, values_by_slot
from dialogs.replies import (
    Agreed,
    Attached,
    Back,
    Chose,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Pressed,
    Reply,
    Restart,
    RestartConfirmed,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from dialogs.scenario import Scenario, ScenarioKind, Slot, SlotType, Step
from dialogs.session import Answer, Blank, Pending, Session, SessionStatus
from leads.stage import Stage
from tests.dialogs.rich_scenario import NOW, RICH, SLOTS, said, scenario_of, when

SEO = frozenset({"seo"})


class Chat:
    """Replies in a row; keeps the session and what the last turn brought about."""

    def __init__(self, scenario: Scenario = RICH) -> None:
        self.scenario = scenario
        self.last = start(scenario, now=NOW)

    @property
    def session(self) -> Session:
        return self.last.session

    @property
    def shown(self) -> Prompt:
        on_hand = prompt(self.scenario, self.session)
        assert on_hand is not None
        return on_hand

    def say(self, *replies: Reply | Pressed) -> tuple[Effect, ...]:
        for reply in replies:
            self.last = advance(self.scenario, self.session, reply, now=NOW)
        return self.last.effects

    def at(self) -> str | None:
        return self.session.step


TO_TRAFFIC = (Continue(), Chose("b2b"), Toggled("seo"), Done(), Agreed(yes=True), Skip())
TO_CONSENT = (*TO_TRAFFIC, Typed("20 000"), Typed("150 тыс"))
TO_THE_END = (*TO_CONSENT, Agreed(yes=True), Typed("Анна"), SharedContact("79123456789", own=True))


def at_traffic() -> Chat:
    chat = Chat()
    chat.say(*TO_TRAFFIC)
    assert chat.at() == "traffic"
    return chat


def test_a_start_asks_the_first_step() -> None:
    begun = start(RICH, now=NOW, turn=7)
    assert begun.session.started_at == NOW
    assert begun.session.digest == RICH.digest
    (effect,) = begun.effects
    assert isinstance(effect, Ask)
    assert effect.prompt == prompt(RICH, begun.session)
    assert (effect.prompt.step.id, effect.prompt.slot, effect.prompt.turn) == ("welcome", None, 7)
    assert not effect.prompt.can_back


def test_a_whole_quiz_ends_in_its_verdict() -> None:
    chat = Chat()
    effects = chat.say(*TO_THE_END)
    answered, finished = effects
    assert answered == Answered(RICH.step_by_id["phone"], RICH.slots["phone"], "+79123456789")
    assert isinstance(finished, Finished)
    assert (finished.outcome.id, finished.gate) == ("qualified", None)
    assert finished.verdict is not None
    assert finished.verdict.stage is Stage.QUALIFIED
    assert chat.session.status is SessionStatus.FINISHED
    assert (chat.session.step, chat.session.outcome) == (None, "qualified")
    assert prompt(RICH, chat.session) is None
    assert values_by_slot(RICH, chat.session) == {
        "market": "b2b",
        "goals": SEO,
        "has_site": True,
        "site": Blank.SKIPPED,
        "traffic": 20_000,
        "budget": 150_000,
        "agreed": True,
        "name": "Анна",
        "phone": "+79123456789",
    }


def test_a_brief_ends_without_a_verdict() -> None:
    chat = Chat(replace(RICH, kind=ScenarioKind.BRIEF))
    finished = chat.say(*TO_THE_END)[-1]
    assert isinstance(finished, Finished)
    assert (finished.outcome.id, finished.verdict) == ("qualified", None)


@pytest.mark.parametrize("reply", [Typed("ещё"), Back(), Restart(), Pressed(3, Skip())])
def test_nothing_moves_a_session_that_is_over(reply: Reply | Pressed) -> None:
    chat = Chat()
    chat.say(*TO_THE_END)
    over = chat.session
    assert advance(RICH, over, reply, now=NOW) == Advance(over, ())
    given_up = replace(Chat().session, status=SessionStatus.ABANDONED)
    assert advance(RICH, given_up, reply, now=NOW) == Advance(given_up, ())


def test_a_gate_ends_the_quiz_at_once_with_its_reason() -> None:
    chat = at_traffic()
    answered, finished = chat.say(Typed("800"))
    assert isinstance(answered, Answered)
    assert isinstance(finished, Finished)
    assert finished.gate is RICH.gates[0]
    assert finished.outcome.id == "not_yet"
    assert finished.verdict is not None
    assert finished.verdict.gate == "small"
    assert finished.verdict.recheck_days == 90
    assert finished.verdict.reason == {"ru": "Пока рано", "en": "Too early"}


def test_the_first_gate_of_the_file_wins() -> None:
    both = scenario_of(
        SLOTS,
        [Step("traffic", said("?"), slot="traffic")],
        gates=[
            replace(RICH.gates[1], id="second", when=when("traffic < 10")),
            replace(RICH.gates[0], when=when("traffic < 100")),
        ],
        outcomes=RICH.outcomes,
    )
    finished = Chat(both).say(Typed("5"))[-1]
    assert isinstance(finished, Finished)
    assert finished.gate is not None
    assert finished.gate.id == "second"


def test_unknown_fires_no_gate_and_asks_no_conditional_step() -> None:
    chat = at_traffic()
    chat.say(DontKnow())
    assert chat.session.answers[-1] == Answer("traffic", Blank.DONT_KNOW)
    assert chat.at() == "budget"  # and not the praise for a large site


def test_steps_follow_the_answers() -> None:
    chat = Chat()
    chat.say(Continue(), Chose("b2c"), DontKnow(), Agreed(yes=True), Typed("example.ru"))
    assert chat.at() == "task"  # no traffic without goals, no budget for retail


def test_a_doubtful_number_counts_once_confirmed() -> None:
    chat = at_traffic()
    before = chat.session
    (effect,) = chat.say(Typed("5-7 тыс"))
    assert isinstance(effect, Ask)
    assert effect.prompt.pending == Pending(6_000)
    assert chat.session.answers == before.answers
    chat.say(Confirmed(yes=True))
    assert chat.session.answers[-1] == Answer("traffic", 6_000)
    assert chat.session.pending is None


def test_a_reading_waved_off_is_asked_again() -> None:
    chat = at_traffic()
    (effect,) = chat.say(Typed("5-7 тыс"), Confirmed(yes=False))
    assert isinstance(effect, Ask)
    assert (effect.prompt.step.id, effect.prompt.pending) == ("traffic", None)


@pytest.mark.parametrize(
    ("text", "value"), [("да", 6_000), ("верно", 6_000), ("нет, 20000", None), ("7000", 7_000)]
)
def test_a_confirmation_may_be_typed_or_overruled(text: str, value: int | None) -> None:
    chat = at_traffic()
    chat.say(Typed("5-7 тыс"), Typed(text))
    if value is None:  # read anew: doubtful, or taken
        assert chat.session.pending != Pending(6_000)
    else:
        assert chat.session.answers[-1] == Answer("traffic", value)


def test_a_yes_under_an_older_reading_does_not_confirm_the_newer() -> None:
    chat = at_traffic()
    chat.say(Typed("5-7 тыс"))
    yes = Pressed(chat.session.turn, Confirmed(yes=True))
    chat.say(Typed("10-20 тыс"))
    (effect,) = chat.say(yes)
    assert isinstance(effect, Stale)
    assert chat.session.pending == Pending(15_000)


def test_a_confirmation_nobody_asked_for_is_stale() -> None:
    chat = at_traffic()
    before = chat.session
    for reply in (Confirmed(yes=True), RestartConfirmed(yes=True)):
        assert chat.say(reply) == (Stale(chat.shown),)
        assert chat.session == before


def test_a_rejection_keeps_the_session() -> None:
    chat = at_traffic()
    before = chat.session
    assert chat.say(Attached("photo")) == (Reject("attachment_not_expected", chat.shown, "photo"),)
    assert chat.say(Typed("2 000 000"))[0] == Reject(
        "above_maximum", chat.shown, "1\u202f000\u202f000"
    )
    assert chat.session == replace(before, price_first=False), "only the first words are learnt"


@pytest.mark.parametrize("turn", [-1, 0, 99])
def test_a_stale_button_changes_nothing(turn: int) -> None:
    chat = at_traffic()
    before = chat.session
    assert chat.say(Pressed(turn, DontKnow())) == (Stale(chat.shown),)
    assert chat.session == before


def test_a_double_tap_answers_once() -> None:
    chat = Chat()
    chat.say(Continue())
    tap = Pressed(chat.session.turn, Chose("b2b"))
    chat.say(tap)
    (effect,) = chat.say(tap)
    assert isinstance(effect, Stale)
    assert chat.at() == "goals"


def test_options_are_ticked_in_one_turn() -> None:
    chat = Chat()
    chat.say(Continue(), Chose("b2b"))
    turn = chat.session.turn
    (effect,) = chat.say(*(Pressed(turn, Toggled(one)) for one in ("seo", "crm", "seo")))
    assert isinstance(effect, Ask)
    assert effect.prompt.selected == frozenset({"crm"})
    chat.say(Pressed(turn, Done()))
    assert chat.session.answers[-1] == Answer("goals", frozenset({"crm"}))
    assert not chat.session.draft


def test_ticking_what_is_not_there() -> None:
    chat = Chat()
    chat.say(Continue())
    assert chat.say(Toggled("b2b")) == (Reject("not_expected", chat.shown),)
    chat.say(Chose("b2b"))
    assert chat.say(Toggled("gone")) == (Reject("no_such_option", chat.shown),)
    assert chat.say(Done()) == (Reject("nothing_chosen", chat.shown),)


def test_back_undoes_one_answer_and_asks_it_again() -> None:
    chat = at_traffic()
    before = chat.session
    (effect,) = chat.say(Back())
    assert isinstance(effect, Ask)
    assert effect.prompt.step.id == "site"
    assert chat.session.answers == before.answers[:-1]
    chat.say(Typed("назад"), Pressed(chat.session.turn, Back()))
    assert chat.at() == "has_site"


def test_a_changed_answer_leads_elsewhere() -> None:
    chat = at_traffic()
    chat.say(Back(), Back(), Agreed(yes=False))
    assert chat.at() == "budget"
    assert "site" not in values_by_slot(RICH, chat.session)


def test_back_over_information() -> None:
    chat = Chat()
    chat.say(Continue(), Back())
    assert (chat.at(), chat.session.answers) == ("welcome", ())
    assert chat.say(Back()) == (Reject("nothing_before", chat.shown),)


def test_back_first_cancels_what_is_unfinished() -> None:
    chat = at_traffic()
    answers = chat.session.answers
    chat.say(Typed("5-7 тыс"), Restart())
    assert chat.shown.asked_restart
    chat.say(Back())
    assert (chat.session.asked_restart, chat.session.pending is None) == (False, False)
    chat.say(Back())
    assert (chat.session.pending, chat.session.answers) == (None, answers)
    chat.say(Back())
    assert chat.session.answers == answers[:-1]


def test_back_drops_the_ticked_options() -> None:
    chat = Chat()
    chat.say(Continue(), Chose("b2b"), Toggled("seo"), Back())
    assert (chat.at(), chat.session.draft) == ("market", frozenset())


def test_answers_off_the_live_path_count_for_nothing() -> None:
    chat = at_traffic()
    stray = Answer("praise", value=True)
    session = replace(chat.session, answers=(stray, *chat.session.answers))
    moved = advance(RICH, session, Typed("20 000"), now=NOW).session
    assert moved.answers == (*chat.session.answers, Answer("traffic", 20_000))
    assert advance(RICH, session, Back(), now=NOW).session.answers == chat.session.answers[:-1]


@pytest.mark.parametrize(
    ("reply", "code"), [(Skip(), "skip_not_allowed"), (Typed("пропустить"), "skip_not_allowed")]
)
def test_what_must_be_answered_is_not_skipped(reply: Reply, code: str) -> None:
    chat = at_traffic()
    assert chat.say(reply) == (Reject(code, chat.shown),)


def test_restart_is_confirmed_first() -> None:
    chat = at_traffic()
    before = chat.session
    (effect,) = chat.say(Restart())
    assert isinstance(effect, Ask)
    assert effect.prompt.asked_restart
    chat.say(RestartConfirmed(yes=False))
    assert chat.session == before
    restarted, asked = chat.say(Typed("заново"), Typed("да"))
    assert restarted == Restarted()
    assert isinstance(asked, Ask)
    assert chat.session.answers == ()
    assert chat.session.turn > before.turn  # buttons of the first attempt stay stale
    assert chat.session.started_at == NOW


def test_an_answer_waves_off_the_restart() -> None:
    chat = at_traffic()
    chat.say(Restart(), Typed("20 000"))
    assert chat.session.answers[-1] == Answer("traffic", 20_000)
    assert not chat.session.asked_restart
    chat.say(Restart())
    (effect,) = chat.say(Typed("что?"))
    assert isinstance(effect, Reject)
    assert not effect.prompt.asked_restart


def test_time_is_what_the_caller_says() -> None:
    later = NOW + timedelta(minutes=5)
    moved = advance(RICH, Chat().session, Continue(), now=later).session
    assert (moved.started_at, moved.answered_at) == (NOW, later)


def test_a_scenario_without_steps_ends_at_once() -> None:
    empty = scenario_of([], [])
    (effect,) = start(empty, now=NOW).effects
    assert isinstance(effect, Finished)
    assert effect.outcome.id == "done"


def test_one_slot_asked_in_two_ways() -> None:
    slots = [
        Slot("has_site", SlotType.BOOLEAN, said("Сайт")),
        Slot("task", SlotType.TEXT, said("Задача")),
    ]
    twice = scenario_of(
        slots,
        [
            Step("has_site", said("?"), slot="has_site"),
            Step("with_site", said("Что на сайте?"), slot="task", when=when("has_site")),
            Step("without", said("Что продаёте?"), slot="task", when=when("not has_site")),
        ],
    )
    chat = Chat(twice)
    chat.say(Agreed(yes=False), Typed("Станки"))
    assert values_by_slot(twice, chat.session) == {"has_site": False, "task": "Станки"}
