"""What is taken for something said to a human, and what stays an answer, however badly given."""

from datetime import UTC, datetime

import pytest

from dialogs.engine import advance, prompt, start
from dialogs.interruptions import calls_human, is_for_a_human, is_question
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.replies import Agreed, Attached, Chose, Reply, SharedContact, Typed
from dialogs.session import Session

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
QUIZ = load_folder(SHIPPED_SCENARIOS)["agency-quiz"]


def at(step: str) -> Session:
    """The quiz in front of that step."""
    session = start(QUIZ, now=NOW).session
    replies: list[Reply] = [Chose("b2b"), Chose("automation"), Typed("romashka-opt.ru")]
    for reply in replies:
        if session.step == step:
            return session
        session = advance(QUIZ, session, reply, now=NOW).session
    assert session.step == step, session.step
    return session


def passed_on(step: str, reply: Reply) -> bool:
    session = at(step)
    asked = prompt(QUIZ, session)
    assert asked
    return is_for_a_human(reply, advance(QUIZ, session, reply, now=NOW), asked.slot)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("traffic", "А вы работаете с Казахстаном?"),
        ("traffic", "How much does it cost?"),
        ("traffic", "мы пока не считали, сайт недавно запустили и всё"),
        ("product", "Можно сначала узнать ваши цены?"),
        ("product", "А вы делаете SEO для маленьких сайтов?"),
    ],
)
def test_questions_and_sentences_that_answer_nothing(step: str, text: str) -> None:
    assert passed_on(step, Typed(text))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("traffic", "много"),
        ("traffic", "5 тысяч?"),
        ("traffic", "примерно 5 тысяч, точно не скажу, давно не смотрел"),
        ("traffic", "?"),
        ("traffic", "-5"),
        ("product", "сео"),
        ("product", "SEO?"),
        ("product", "не то и не другое"),
        ("site", "romashka"),
    ],
)
def test_bad_answers_stay_answers(step: str, text: str) -> None:
    assert not passed_on(step, Typed(text))


@pytest.mark.parametrize("kind", ["voice", "photo", "document", "video"])
def test_what_is_no_text_is_passed_on(kind: str) -> None:
    assert passed_on("traffic", Attached(kind))


@pytest.mark.parametrize("reply", [Attached("sticker"), SharedContact("+79161234567", own=True)])
def test_gestures_and_contacts_are_not(reply: Reply) -> None:
    assert not passed_on("traffic", reply)


def test_a_tap_never_is() -> None:
    assert not passed_on("product", Agreed(yes=True))


@pytest.mark.parametrize(
    "text",
    ["Позвать человека", "позовите человека!", "ОПЕРАТОР", "Talk to a person", "human, please"],
)
def test_a_human_is_called_in_words(text: str) -> None:
    assert calls_human(text)


@pytest.mark.parametrize("text", ["в отделе один человек", "нужен", "", "менеджер по закупкам"])
def test_other_words_call_nobody(text: str) -> None:
    assert not calls_human(text)


def test_questions_say_more_than_one_word() -> None:
    assert is_question("Сколько стоит?")
    assert is_question("Сколько стоит? )")
    assert not is_question("Сколько?")
    assert not is_question("Сколько стоит")
