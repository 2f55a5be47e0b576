"""Which answers are a person's own data, by the scenario that asked for them."""

from dataclasses import replace

from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.personal_data import rests_on_consent, without_personal, without_refused
from dialogs.session import Answer, Session, SessionStatus

BRIEF = load_folder(SHIPPED_SCENARIOS)["agency-brief"]
GOAL, PHONE = Answer("goal", "Больше заявок"), Answer("phone", "+79120000000")
YES, NO = Answer("agree", True), Answer("agree", False)


def session(*answers: Answer, aside: tuple[Answer, ...] = ()) -> Session:
    return Session("agency-brief", 1, BRIEF.digest, "email", answers=answers, aside=aside)


def test_a_conversation_rests_on_a_consent_that_was_given_in_it() -> None:
    assert rests_on_consent(BRIEF, session(GOAL, YES))
    assert not rests_on_consent(BRIEF, session(GOAL, NO))
    assert not rests_on_consent(BRIEF, session(GOAL))


def test_contacts_go_the_rest_stays_and_the_conversation_is_over() -> None:
    left = without_personal(BRIEF, session(GOAL, YES, PHONE, aside=(PHONE,)))
    assert left.answers == (GOAL, YES)
    assert left.aside == ()
    assert (left.status, left.step) == (SessionStatus.ABANDONED, None)


def test_an_ending_is_not_rewritten() -> None:
    over = replace(session(GOAL, YES, PHONE), status=SessionStatus.FINISHED, step=None)
    assert without_personal(BRIEF, over).status is SessionStatus.FINISHED


def test_when_nobody_can_tell_which_answers_are_personal_all_go() -> None:
    assert without_personal(None, session(GOAL, YES, PHONE)).answers == ()


def test_contacts_that_were_set_aside_go_with_a_refusal_only() -> None:
    refused = session(GOAL, NO, aside=(PHONE,))
    assert without_refused(BRIEF, refused).aside == ()
    agreed = session(GOAL, YES, aside=(PHONE, GOAL))
    assert without_refused(BRIEF, agreed) is agreed
