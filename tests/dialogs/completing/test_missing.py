"""Only what is missing is asked: whatever is known, no question of it comes, and all others do."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dialogs.completing.missing import judged_by, missing, told_besides
from dialogs.effects import Ask, Completing, Finished
from dialogs.endings import with_traits
from dialogs.engine import advance, prompt
from dialogs.loader import load_scenario
from dialogs.replies import Chose, Continue, Typed
from dialogs.session import SessionStatus
from dialogs.values import Blank, Value
from leads.contact import Contact
from leads.lead import Lead
from leads.verdict import Verdict

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PATH = Path(__file__).parents[3] / "dialogs" / "scenarios" / "agency-quiz.yaml"
QUIZ = load_scenario(PATH.read_text(encoding="utf-8"), name=PATH.name)
ANSWERS: dict[str, Value] = {
    "market": "b2b",
    "product": "automation",
    "site": "https://romashka.example",
    "traffic": 12_000,
    "monthly_budget": 150_000,
    "start": "quarter",
    "role": "approver",
}
BLANKS = st.sampled_from([Blank.DONT_KNOW, Blank.SKIPPED])


def asked_and_judged(known: dict[str, Value]) -> tuple[list[str], Verdict | None]:
    """The slots that are asked for with these answers known, and the verdict at the end."""
    step = missing(QUIZ, known, now=NOW)
    asked: list[str] = []
    if step is None:
        return asked, None
    assert isinstance(step.effects[0], Completing) and isinstance(step.effects[1], Ask)
    while (shown := prompt(QUIZ, step.session)) is not None:
        slot = shown.slot
        if slot is None:
            step = advance(QUIZ, step.session, Continue(), now=NOW)
            continue
        asked.append(slot.id)
        value = ANSWERS[slot.id]
        reply = Chose(str(value)) if slot.options else Typed(str(value))
        step = advance(QUIZ, step.session, reply, now=NOW)
    ends = [one.verdict for one in step.effects if isinstance(one, Finished)]
    assert step.session.status is SessionStatus.FINISHED and step.session.completing
    return asked, ends[0]


WHOLE = asked_and_judged({})[1]


@given(
    st.sets(st.sampled_from(sorted(ANSWERS))),
    st.dictionaries(st.sampled_from(sorted(ANSWERS)), BLANKS),
)
def test_what_is_known_is_not_asked_and_everything_else_is(
    known: set[str], blanks: dict[str, Blank]
) -> None:
    told = {**blanks, **{slot: ANSWERS[slot] for slot in known}}
    asked, verdict = asked_and_judged(told)
    assert asked == [slot for slot in ANSWERS if slot not in known]
    if len(known) == len(ANSWERS):
        assert verdict is None
        return
    assert verdict is not None and WHOLE is not None
    # The first words told whether they asked for a price; of who only tapped nobody knows.
    assert replace(verdict, circumstances=WHOLE.circumstances) == WHOLE


def test_a_verdict_gives_its_answers_back_and_a_lead_what_it_is_known_by() -> None:
    assert WHOLE is not None
    assert judged_by(QUIZ, WHOLE, QUIZ).keys() == ANSWERS.keys()
    assert judged_by(QUIZ, None, None) == {}
    lead, anna = Lead(7, 1, product="portal"), Contact(1, 42, role="user", phone="+79051234567")
    assert told_besides(QUIZ, lead, anna) == {"product": "portal", "role": "user"}
    assert told_besides(QUIZ, Lead(7, 1, product="gone"), Contact(1, 42)) == {}


def test_where_a_gate_closes_nothing_is_asked() -> None:
    assert missing(QUIZ, {"market": "b2c"}, now=NOW) is None


def test_a_lead_keeps_the_choices_made_and_nothing_else() -> None:
    before = Lead(7, 1, traits=("region.msk", "market.b2c"))
    lead = with_traits(before, QUIZ, {**ANSWERS, "start": Blank.SKIPPED})
    assert lead.traits == ("region.msk", "market.b2b", "product.automation", "role.approver")
