"""The shortest quiz: what is left out changes nobody's ending, and everything else is asked."""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from unittest.mock import patch

import pytest

from dialogs import shortest
from dialogs.bounds import explore
from dialogs.check import check_text
from dialogs.checks.personas import play
from dialogs.conditions import Condition, parse_condition
from dialogs.effects import Ask, Finished, Prompt
from dialogs.engine import advance, prompt, start
from dialogs.path import Path, walk
from dialogs.qualification import decide, replay, replay_slots
from dialogs.replies import Agreed, Back, Chose, Continue, DontKnow, Edit, Reply, Skip, Typed
from dialogs.rules import Ending
from dialogs.scenario import Gate, Outcome, Scenario, ScoreRow, Slot, SlotType, Step
from dialogs.session import Answer, Session, Value
from dialogs.signals.circumstances import NOTHING_KNOWN, Circumstances
from leads.company import Grade
from leads.stage import Stage
from tests.dialogs.rich_scenario import NOW, conditions, options, said, scenario_of
from tests.dialogs.test_flagship import QUIZ, every_way_through

ALWAYS = {"site", "role"}  # what sales want to know of everybody
BY_ANSWERS = replace(  # the flagship without what signals and grades decide
    QUIZ,
    signals=(),
    outcomes=tuple(one for one in QUIZ.outcomes if one.stage is not Stage.SELF_SERVICE),
    personas=tuple(one for one in QUIZ.personas if one.expect != "self_service"),
)
SMALL = (FilePath(__file__).parent / "seeded" / "small.yaml").read_text("utf-8")
SLOTS = (
    Slot("sector", SlotType.CHOICE, said("Отрасль"), options=options(a="а", b="б", c="в")),
    Slot("size", SlotType.INTEGER, said("Размер"), minimum=0, maximum=1_000),
    Slot("urgent", SlotType.BOOLEAN, said("Срочно")),
    Slot("city", SlotType.TEXT, said("Город")),
)
NAMES = conditions(SLOTS)


def when(source: str) -> Condition:
    return parse_condition(source, NAMES)


SECTOR = Step("sector", said("Отрасль?"), slot="sector")
SIZE = Step("size", said("Размер?"), slot="size", unsure=True)
URGENT = Step("urgent", said("Срочно?"), slot="urgent", unsure=True)
CITY = Step("city", said("Город?"), slot="city", optional=True)
YES = Outcome("yes", Stage.QUALIFIED, said("Да"), when=when("fit >= 30"))
NO = Outcome("no", Stage.LEAD, said("Нет"))
EARLY = Outcome("early", Stage.NOT_YET, said("Рано"), only_by_gate=True)


def quiz(
    steps: Iterable[Step],
    fit: Mapping[str, int],
    *,
    gates: Iterable[Gate] = (),
    outcomes: Iterable[Outcome] = (YES, EARLY, NO),
) -> Scenario:
    """A shortest quiz; `fit` gives points by condition."""
    rows = [ScoreRow(f"F{n}", when(one), add, said("")) for n, (one, add) in enumerate(fit.items())]
    whole = scenario_of(SLOTS, steps, fit=rows, gates=gates, outcomes=outcomes)
    return replace(whole, shortest=True)


def say(scenario: Scenario, *replies: Reply) -> Session:
    session = start(scenario, now=NOW).session
    for reply in replies:
        session = advance(scenario, session, reply, now=NOW).session
    return session


def asked(scenario: Scenario, *replies: Reply) -> Prompt | None:
    return prompt(scenario, say(scenario, *replies))


def shortened(scenario: Scenario, always: Collection[str]) -> Scenario:
    """The quiz, asking everybody only what is wanted `always`."""
    steps = tuple(replace(step, always=step.id in always) for step in scenario.steps)
    return replace(scenario, shortest=True, steps=steps)


def passage(scenario: Scenario, answers: Mapping[str, Value]) -> Path:
    """The path of somebody who has these answers by slot, when they are asked."""
    by_step: dict[str, Value] = {}
    while (path := walk(scenario, by_step)).step is not None:
        by_step[path.step.id] = True if path.step.slot is None else answers[path.step.slot]
    return path


def ending(scenario: Scenario, path: Path, beside: Circumstances = NOTHING_KNOWN) -> Ending:
    decision = decide(scenario, path.values, gate=path.gate, certain=path.certain, beside=beside)
    return Ending(decision.outcome.id, decision.gate.id if decision.gate else None)


SHORT = shortened(BY_ANSWERS, ALWAYS)

# ------------------------------------------------------------------------------- the flagship


def test_nobody_gets_another_ending_for_being_asked_less() -> None:
    saved = 0
    for answers in every_way_through():
        short, full = passage(SHORT, answers), passage(BY_ANSWERS, answers)
        assert ending(SHORT, short) == ending(BY_ANSWERS, full), answers
        assert {one.step for one in short.answers} <= {one.step for one in full.answers}
        assert ALWAYS & short.values.keys() == ALWAYS & full.values.keys()
        saved += full.asked - short.asked
    assert saved > 1_000, "questions that nobody had to answer"


def test_nobody_does_whatever_is_noticed_beside_the_answers() -> None:
    """Whoever may still be left to choose is asked on; the others get what the answers give."""
    scenario = shortened(QUIZ, {"site"})
    noticed = [
        Circumstances(price_first=known, renamed=known, grade=grade)
        for known in (None, True)
        for grade in (None, Grade.A, Grade.C)
    ]
    saved = 0
    for answers in every_way_through():
        short, full = passage(scenario, answers), passage(QUIZ, answers)
        for beside in noticed if short.asked < full.asked else ():
            assert ending(scenario, short, beside) == ending(QUIZ, full, beside), answers
        saved += full.asked - short.asked
    assert saved > 100, "questions that nobody had to answer"


def test_personas_end_as_they_do_in_the_full_quiz() -> None:
    for whole, less in ((BY_ANSWERS, SHORT), (QUIZ, shortened(QUIZ, {"site"}))):
        for persona in whole.personas:
            short, full = play(less, persona).finished, play(whole, persona).finished
            assert (short.outcome, short.gate) == (full.outcome, full.gate), persona.id


def test_an_answer_that_is_there_counts_needed_or_not() -> None:
    """Stored answers of a full quiz give the verdict that they always gave."""
    for answers in every_way_through():
        assert replay_slots(SHORT, answers) == replay_slots(BY_ANSWERS, answers)


def test_the_person_sees_the_progress_jump() -> None:
    before = (Chose("both"), Chose("crm"), Typed("torg.example"))
    shown = asked(SHORT, *before)
    assert shown is not None
    assert (shown.step.id, shown.number, shown.total) == ("project_budget", 4, 6)
    shown = asked(SHORT, *before, Typed("100 000"))
    assert shown is not None
    assert (shown.step.id, shown.number, shown.total) == ("role", 5, 5)
    richer = asked(SHORT, *before, Typed("300 000"))
    assert richer is not None
    assert (richer.step.id, richer.number, richer.total) == ("start", 5, 6)


def test_a_better_answer_in_the_summary_opens_what_was_left_out() -> None:
    low = (Chose("both"), Chose("crm"), Skip(), Typed("100 000"), Chose("decision_maker"))
    session = say(SHORT, *low)
    assert session.step == "summary"
    better = say(SHORT, *low, Edit("project_budget"), Typed("2 000 000"))
    assert better.step == "start"
    done = say(SHORT, *low, Edit("project_budget"), Typed("2 000 000"), Chose("now"))
    assert done.step == "summary"
    assert [answer.step for answer in done.answers] == [
        *("market", "product", "site", "project_budget", "start", "role")
    ]
    worse = say(
        SHORT, *low, Edit("project_budget"), Typed("2 000 000"), Chose("now"),
        Edit("project_budget"), Typed("1 000"),
    )  # fmt: skip
    assert worse.step == "summary"
    assert "start" in worse.by_step, "what was said is kept, and counts"


# --------------------------------------------------------------------------- what is decided


def test_points_that_are_out_of_reach_are_not_asked_for() -> None:
    scenario = quiz([SECTOR, SIZE, URGENT], {"sector == a": 20, "size > 10": 10, "urgent": 5})
    assert say(scenario, Chose("a"), Typed("5")).outcome == "no"
    assert asked(scenario, Chose("a")) is not None
    assert say(scenario, Chose("b")).outcome == "no"
    assert say(scenario, Chose("a"), Typed("11")).outcome == "yes"


def test_points_that_can_be_taken_away_are_still_asked_for() -> None:
    scenario = quiz([SECTOR, SIZE, URGENT], {"sector == a": 30, "size > 10": 10, "urgent": -20})
    session = say(scenario, Chose("a"), Typed("11"))
    assert session.step == "urgent"


def test_not_being_asked_is_not_not_knowing() -> None:
    """Unasked, size is unknown, and a condition may look at that: the full quiz decides."""
    scenario = quiz([SECTOR, SIZE], {"sector == a": 30, "not known(size)": -5})
    asks = replace(SIZE, unsure=False)
    certain = quiz([SECTOR, asks], {"sector == a": 30, "not known(size)": -5})
    assert say(scenario, Chose("a")).step == "size"
    session = say(certain, Chose("a"))
    assert session.outcome == "yes", "everybody who is asked has a size"
    again = replay(certain, session.answers)
    assert again is not None
    assert (again.outcome.id, again.verdict.fit) == ("yes", 25)


def test_a_gate_that_may_fire_keeps_the_questions() -> None:
    gate = Gate("G", when("size < 10"), "early", said("Мало"))
    scenario = quiz([SECTOR, SIZE], {"sector == a": 50}, gates=[gate])
    assert say(scenario, Chose("b")).step == "size"


def test_a_gate_that_nobody_can_avert_fires_at_once() -> None:
    sized = replace(SIZE, unsure=False)
    gate = Gate("G", when("sector == b and known(size)"), "early", said("Рано"))
    scenario = quiz([SECTOR, sized, replace(CITY, always=True)], {"size > 5": 30}, gates=[gate])
    moved = advance(scenario, say(scenario), Chose("b"), now=NOW)
    finished = moved.effects[-1]
    assert isinstance(finished, Finished)
    assert finished.gate is gate
    assert (moved.session.outcome, moved.session.step) == ("early", None)
    again = replay(scenario, moved.session.answers)
    assert again is not None
    assert again.verdict == finished.verdict


def test_what_is_wanted_always_is_asked_and_its_condition_with_it() -> None:
    town = replace(CITY, always=True, when=when("size > 10"))
    scenario = quiz([SECTOR, URGENT, SIZE, town], {"sector == a": 30})
    session = say(scenario, Chose("b"))
    assert session.step == "size", "city hangs on it; whether it is urgent nobody needs to know"
    assert say(scenario, Chose("b"), Typed("11")).step == "city"
    assert say(scenario, Chose("b"), Typed("9")).outcome == "no"


def test_a_conversation_begins_with_a_question() -> None:
    constant = quiz([SECTOR, SIZE], {"sector == a": 10})
    assert say(constant).step == "sector"
    assert say(constant, Chose("a")).outcome == "no"


def test_information_and_the_summary_are_shown_all_the_same() -> None:
    told = Step("thanks", said("Спасибо!"))
    summary = Step("summary", said("Верно?"), review=True)
    scenario = quiz([SECTOR, SIZE, told, summary], {"sector == a": 30})
    assert say(scenario, Chose("b")).step == "thanks"
    assert say(scenario, Chose("b"), Continue()).step == "summary"
    assert say(scenario, Chose("b"), Continue(), Continue()).outcome == "no"


def test_back_returns_to_the_answer_before_what_was_left_out() -> None:
    scenario = quiz([SECTOR, SIZE, replace(CITY, always=True)], {"sector == a": 30})
    session = say(scenario, Chose("b"))
    assert session.step == "city"
    back = advance(scenario, session, Back(), now=NOW).session
    assert (back.step, back.answers) == ("sector", ())


def test_a_gate_that_only_the_gap_would_fire_does_not() -> None:
    """Once everything is certain, no rule looks at the questions that were left out."""
    gate = Gate("G", when("not known(size) and known(city)"), "early", said("Рано"))
    sized = replace(SIZE, unsure=False)
    town = replace(CITY, always=True)
    scenario = quiz([SECTOR, sized, town], {"sector == a": 30}, gates=[gate])
    assert say(scenario, Chose("b"), Typed("Пермь")).outcome == "no"


def test_where_too_much_would_have_to_be_tried_everything_is_asked() -> None:
    scenario = quiz([SECTOR, SIZE, URGENT], {"sector == a": 20, "size > 10": 10})
    with patch.object(shortest, "MOST_STATES", 1):
        assert say(scenario, Chose("b")).step == "size"
    # The scenario is another object, so that nothing remembers the decision above.
    assert say(replace(scenario), Chose("b")).outcome == "no"


def test_many_named_options_are_too_wide() -> None:
    letters = "abcdefghijkl"
    many = Slot("many", SlotType.CHOICES, said("?"), options=options(**{x: x for x in letters}))
    names = conditions((*SLOTS, many))
    rows = [ScoreRow(f"F{x}", parse_condition(f"{x} in many", names), 1, said("")) for x in letters]
    steps = [SECTOR, Step("many", said("?"), slot="many")]
    scenario = replace(scenario_of((*SLOTS, many), steps, fit=rows), shortest=True)
    assert say(scenario, Chose("a")).step == "many"


def test_a_decision_does_not_depend_on_those_before_it() -> None:
    """Another process gives up at the same point, whatever it decided before."""
    rows = {"sector == a": 10, "size > 10": 10, "size > 100": 10, "urgent": 5}
    ways = [{"sector": s, "size": n} for s in "abc" for n in (1, 50, 500)]
    for most in (1, 2, 3, 5, 8):
        with patch.object(shortest, "MOST_STATES", most):
            alone = [walk(quiz([SECTOR, SIZE, URGENT, CITY], rows), way).certain for way in ways]
            shuffled = list(enumerate(ways))
            random.Random(most).shuffle(shuffled)
            together = quiz([SECTOR, SIZE, URGENT, CITY], rows)
            found = {place: walk(together, way).certain for place, way in shuffled}
        assert [found[place] for place in range(len(ways))] == alone


def test_what_is_explored_short_is_what_verdicts_say() -> None:
    explored = explore(SHORT, shortened=True)
    assert explored.ends == explore(SHORT).ends
    seen = set()
    for answers in every_way_through():
        path = passage(SHORT, answers)
        verdict = decide(SHORT, path.values, gate=path.gate, certain=path.certain).verdict
        seen.add((verdict.fit, verdict.intent))
    assert seen <= explored.verdicts


def test_only_what_is_shortest_leaves_out() -> None:
    full = replace(quiz([SECTOR, SIZE], {"sector == a": 30}), shortest=False)
    assert say(full, Chose("b")).step == "size"
    effects = advance(full, say(full, Chose("b")), DontKnow(), now=NOW).effects
    assert not [effect for effect in effects if isinstance(effect, Ask)]


def test_two_endings_of_one_outcome_are_two() -> None:
    """A gate tells a reason: that it leads to the same outcome does not make it the same."""
    gate = Gate("G", when("not urgent"), "no", said("Нет"))
    scenario = quiz([SECTOR, URGENT], {"sector == a": 30}, gates=[gate])
    assert say(scenario, Chose("b")).step == "urgent"
    assert say(scenario, Chose("b"), Agreed(yes=False)).answers[-1] == Answer("urgent", value=False)


# ------------------------------------------------------------------------------------ the file


def codes(text: str) -> list[str]:
    return [finding.code for finding in check_text(text, name="small.yaml")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{say: hello,", "{say: hello, always: true,", "key-not-for-type"),
        ("  kind: quiz\n", "  kind: brief\n  shortest: true\n", "key-not-for-type"),
        ("{ask: has_site,", "{ask: has_site, always: true,", "always-needless"),
        ("  kind: quiz\n", "  kind: quiz\n  shortest: true\n", "unreachable-step"),
    ],
)
def test_where_a_key_means_nothing_or_a_question_is_never_asked(
    old: str, new: str, code: str
) -> None:
    assert codes(SMALL) == []
    assert SMALL.count(old) == 1
    assert code in codes(SMALL.replace(old, new))
