"""Sentences of a stored verdict are filled when they are shown, never with personal answers."""

from dataclasses import replace

from bot.chat.texts import Texts
from bot.chat.words import fill_stored
from dialogs.values import Blank, value_to_json
from tests.dialogs.rich_scenario import RICH

SENTENCE = {"ru": "{traffic|мало} визитов на {site|сайте}", "en": "{traffic|few} visits"}
TEXTS = Texts("ru")


def test_the_verdicts_answers_are_put_in() -> None:
    inputs = {"traffic": 12_000, "site": value_to_json(Blank.DONT_KNOW)}
    shown = fill_stored(TEXTS, SENTENCE, RICH, inputs, "ru")
    assert shown.startswith("12\u202f000")
    assert shown.endswith("на сайте")
    assert "{" not in fill_stored(TEXTS, SENTENCE, RICH, inputs, "en")


def test_the_fallback_stands_without_the_answer_or_the_scenario() -> None:
    assert fill_stored(TEXTS, SENTENCE, RICH, {}, "ru") == "мало визитов на сайте"
    assert fill_stored(TEXTS, SENTENCE, None, {"traffic": 5}, "ru") == "мало визитов на сайте"
    nothing = replace(RICH, slots={})
    assert fill_stored(TEXTS, SENTENCE, nothing, {"traffic": 5}, "en") == "few visits"
