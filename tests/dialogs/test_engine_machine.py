"""Arbitrary replies against the engine: it never raises, and its promises hold after every one."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dialogs.effects import Advance, Answered, Ask, Finished, Prompt, Reject, Restarted, Stale
from dialogs.engine import advance, prompt, start, values_by_slot
from dialogs.loader import load_folder, load_scenario
from dialogs.path import walk
from dialogs.qualification import decide, replay
from dialogs.replies import (
    Agreed,
    Attached,
    Back,
    Chose,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Edit,
    Leafed,
    Pressed,
    Reply,
    Restart,
    RestartConfirmed,
    SharedContact,
    Skip,
    Toggled,
    Typed,
)
from dialogs.rules import Ending
from dialogs.scenario import OWN_WORDS, Scenario, ScenarioKind
from dialogs.session import Session, SessionStatus, session_from_json, session_to_json
from dialogs.signals.circumstances import Circumstances
from dialogs.signals.price import first_words
from leads.verdict import Verdict
from tests.architecture.tree import ROOT
from tests.dialogs.random_kinds import fitting
from tests.dialogs.rich_scenario import NOW, RICH
from tests.dialogs.test_editing import REVIEWED
from tests.dialogs.test_shortest import SECTOR, SIZE, URGENT, quiz

SHOWCASE = ROOT / "tests" / "dialogs" / "every_kind.yaml"
WORDS = st.sampled_from(
    [
        *("да", "нет", "да нет", "наверное да", "назад", "не знаю", "заново", "готово", "дальше"),
        *("пропустить", "-", "2", "1 и 3", "seo, crm", "все", "сео", "5000", "5-7 тыс", "$5k"),
        *("около 20 тысяч", "300 тыс. руб.", "0", "-7", "10" * 40, "example.ru", "нет сайта"),
        *("anna@gmial.com", "anna@example.ru", "8 912 345-67-89", "<b>Анна</b>", "\x00\ud800", ""),
        *("back", "skip", "i don't know", "start over", "yes", "no", "all", "companies"),
    ]
)
OPTIONS = st.sampled_from(
    ["b2b", "b2c", "both", "seo", "crm", "ads", "automation", "now", "x", OWN_WORDS]
)
REPLIES: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Chose, OPTIONS),
    st.builds(Toggled, OPTIONS),
    st.builds(Typed, WORDS),
    st.builds(Typed, st.text(max_size=80)),
    st.builds(Typed, st.text(alphabet="0123456789 .,-кккруб$", max_size=20)),
    st.builds(
        SharedContact, st.sampled_from(["+79123456789", "79123456789", "1", ""]), st.booleans()
    ),
    st.builds(Attached, st.sampled_from(["photo", "voice"]), st.sampled_from(["", "id"])),
    st.builds(Leafed, st.integers(-3, 30)),
    st.builds(Agreed, st.booleans()),
    st.builds(Confirmed, st.booleans()),
    st.builds(RestartConfirmed, st.booleans()),
    st.builds(Edit, OPTIONS),
    st.sampled_from([Done(), Continue(), Back(), Skip(), DontKnow(), Restart()]),
)


class Conversation(RuleBasedStateMachine):
    """One chat with one scenario; subclasses say which."""

    scenario: Scenario = RICH

    @initialize()
    def begin(self) -> None:
        begun = start(self.scenario, now=NOW)
        self.session: Session = begun.session
        self.shown: Prompt | None = None
        self.verdict: Verdict | None = None
        self.look(begun)

    @rule(reply=REPLIES)
    def say(self, reply: Reply) -> None:
        self.turn(reply)

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        assume(self.shown is not None)
        assert self.shown is not None
        self.turn(Pressed(self.session.turn, data.draw(fitting(self.shown))))

    @rule()
    def confirm(self) -> None:
        assume(self.session.pending is not None)
        self.turn(Confirmed(yes=True))

    @rule(reply=REPLIES, late=st.integers(-5, 5).filter(bool))
    def press_stale(self, reply: Reply, late: int) -> None:
        before = self.session
        if isinstance(reply, Edit):
            self.turn(Pressed(before.turn + late, reply))
            return
        result = advance(self.scenario, before, Pressed(before.turn + late, reply), now=NOW)
        assert result.session == before
        assert result.effects == (() if self.shown is None else (Stale(self.shown),))

    @rule()
    def go_back(self) -> None:
        before, shown = self.session, self.shown
        self.turn(Back())
        if shown is None:
            assert self.session == before
        elif before.asked_restart:
            assert self.session.pending == before.pending
            assert not self.session.asked_restart
            assert self.session.answers == before.answers
        elif before.pending is not None:
            assert self.session.pending is None
            assert self.session.answers == before.answers
        elif before.editing is not None:
            assert self.session.editing is None
            assert self.session.answers == before.answers
        elif before.answers:
            assert self.session.answers == before.answers[:-1]
            assert self.session.step == before.answers[-1].step
            assert self.session.turn == before.turn + 1
            assert self.session.pending is None
            assert not self.session.draft
        else:
            assert self.session == before

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        assume(self.shown is not None and self.shown.answers)
        before = self.session
        live = [
            one.step
            for one in before.answers
            if self.scenario.step_by_id[one.step].slot is not None
        ]
        step = data.draw(st.sampled_from(live))
        self.turn(Edit(step))
        assert self.session.editing == self.session.step == step
        assert (self.session.answers, self.session.aside) == (before.answers, before.aside)
        assert self.shown is not None
        assert self.shown.editing

    def turn(self, reply: Reply | Pressed) -> None:
        before, shown = self.session, self.shown
        result = advance(self.scenario, before, reply, now=NOW)
        assert advance(self.scenario, before, reply, now=NOW) == result
        assert result.session.price_first is self.learnt(before, reply)
        self.session = result.session
        if shown is None:
            assert result == Advance(before, ())
            return
        self.look(result)
        accepted = [effect for effect in result.effects if isinstance(effect, Answered)]
        if accepted:
            assert [one.step for one in accepted] == [shown.step]
            assert self.session.turn > before.turn
            self.nothing_is_lost(before, shown, accepted[0])
            if before.editing is None and not before.aside:
                assert self.session.answers[:-1] == before.answers
                assert self.session.answers[-1].value == accepted[0].value
        elif Restarted() in result.effects:
            assert not self.session.answers
            assert self.session.turn > before.turn
        else:
            assert self.session.answers in (before.answers, before.answers[:-1])
            assert self.session.aside == before.aside
        changed = before.editing is not None or self.session.editing is not None
        gone = len(self.session.answers) < len(before.answers)
        if self.shown is not None and not changed and not gone:
            assert self.shown.total <= shown.total
            if shown.slot is not None:
                # Before something that is only read it is the number of a question to come,
                # which the shortest quiz may find needless once it gets there.
                assert self.shown.number >= shown.number

    def learnt(self, before: Session, reply: Reply | Pressed) -> bool | None:
        """What the turn may tell of the first words: learnt once from typed ones, then kept."""
        unknown = before.price_first is None and self.shown is not None
        if unknown and isinstance(reply, Typed):
            return first_words(reply.text)
        return before.price_first

    def nothing_is_lost(self, before: Session, shown: Prompt, accepted: Answered) -> None:
        """Every answer is still there: the new one, and all others live or set aside."""
        kept = {**before.by_step, shown.step.id: accepted.value}
        for step, value in kept.items():
            if step not in self.session.by_step:
                assert self.scenario.step_by_id[step].review
                assert before.editing is not None
            else:
                assert self.session.by_step[step] == value

    def look(self, result: Advance) -> None:
        """Remember what the last effect shows, and hold every effect to its promise."""
        match result.effects[-1]:
            case Ask(shown) | Reject(_, shown, _) | Stale(shown):
                self.shown = replace(shown, page=0)  # pages are leafed and not remembered
                assert self.shown == prompt(self.scenario, result.session, now=NOW)
                assert result.session.step == shown.step.id
            case Finished(outcome, gate, verdict):
                self.shown = None
                self.verdict = verdict
                assert prompt(self.scenario, result.session) is None
                assert result.session.outcome == outcome.id
                assert (verdict is not None) == (self.scenario.kind is ScenarioKind.QUIZ)
                path = walk(self.scenario, result.session.by_step)
                beside = Circumstances(price_first=result.session.price_first)
                again = replay(self.scenario, result.session.answers, beside=beside)
                assert again is not None
                assert (again.outcome, again.gate) == (outcome, gate)
                if path.certain is None:
                    values = values_by_slot(self.scenario, result.session)
                    decided = decide(self.scenario, values, gate=gate, beside=beside)
                    assert decided.verdict == again.verdict
                else:
                    assert path.certain == Ending(outcome.id, gate.id if gate else None)
                assert verdict in (None, again.verdict)
                stored = json.loads(json.dumps(again.verdict.to_json()))
                assert Verdict.from_json(stored) == again.verdict
            case other:
                pytest.fail(f"a turn ended with {other}")

    @invariant()
    def every_answer_is_on_the_live_path(self) -> None:
        assert walk(self.scenario, self.session.by_step).answers == self.session.answers

    @invariant()
    def the_session_survives_the_database(self) -> None:
        stored = json.loads(json.dumps(session_to_json(self.session)))
        assert session_from_json(stored) == self.session

    @invariant()
    def progress_counts_what_it_says(self) -> None:
        if self.shown is None:
            assert self.session.status is SessionStatus.FINISHED
            return
        asked = sum(
            self.scenario.step_by_id[one.step].slot is not None for one in self.session.answers
        )
        if not self.shown.editing:
            assert self.shown.number == min(asked + 1, self.shown.total)
        assert 1 <= self.shown.number <= self.shown.total


class Reviewed(Conversation):
    """A quiz that ends in a summary."""

    scenario = REVIEWED


class LeavingOut(Conversation):
    """A quiz that knows its end before the last question, whose every answer gives points."""

    scenario = quiz(
        [SECTOR, replace(SIZE, unsure=False), URGENT], {"sector == a": 20, "known(size)": 10}
    )


class EveryKind(Conversation):
    """A brief with a question of every kind."""

    scenario = load_scenario(SHOWCASE.read_text(encoding="utf-8"), name=SHOWCASE.name)


class Brief(Conversation):
    """The same chat about a brief, which ends without a verdict."""

    scenario = replace(REVIEWED, kind=ScenarioKind.BRIEF)


SETTINGS = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestConversation = Conversation.TestCase
TestConversation.settings = SETTINGS
TestReviewed = Reviewed.TestCase
TestReviewed.settings = SETTINGS
TestLeavingOut = LeavingOut.TestCase
TestLeavingOut.settings = settings(SETTINGS, max_examples=20)
TestEveryKind = EveryKind.TestCase
TestEveryKind.settings = settings(SETTINGS, stateful_step_count=60)
TestBrief = Brief.TestCase
TestBrief.settings = settings(SETTINGS, max_examples=20)

SHIPPED = load_folder(ROOT / "dialogs" / "scenarios")


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_scenarios(name: str) -> None:
    shipped = type("Shipped", (Conversation,), {"scenario": SHIPPED[name]})
    run_state_machine_as_test(shipped, settings=SETTINGS)
