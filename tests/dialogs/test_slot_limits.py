"""What a slot may be told to accept, and the mistakes that are met with a place and a fix."""

import pytest

from dialogs.findings import Finding, ScenarioErrors
from dialogs.loader import load_scenario
from dialogs.scenario import Personal, Slot

SCENARIO = """
scenario: {{id: limits, version: 1, kind: quiz, title: {{ru: Пример, en: Example}}}}
slots:
  first: {{type: boolean, label: {{ru: Сайт, en: Site}}}}
  answer: {{label: {{ru: Ответ, en: Answer}}, {slot}}}
  last: {{type: boolean, label: {{ru: Ещё, en: More}}}}
steps:
  - {{ask: first, text: {{ru: "?", en: "?"}}}}
  - {{ask: answer, text: {{ru: "?", en: "?"}}}}
  - {{ask: last, text: {{ru: "?", en: "?"}}}}
outcomes:
  - {{id: done, else: true, stage: lead, tell: {{ru: Спасибо, en: Thanks}}}}
"""
TWO = "a: {ru: А, en: A}, b: {ru: Б, en: B}"
CALENDAR = 'type: appointment, days: 5, from: "10:00", to: "18:00", every: 1h'


def load(slot: str) -> Slot:
    return load_scenario(SCENARIO.format(slot=slot), name="limits").slots["answer"]


def findings(slot: str) -> list[Finding]:
    with pytest.raises(ScenarioErrors) as errors:
        load(slot)
    return list(errors.value.findings)


@pytest.mark.parametrize(
    ("slot", "code", "at"),
    [
        ("type: integer, min: 5, max: 4", "wrong-type", "4"),
        ("type: integer, min: 0.5", "wrong-type", "0.5"),
        ("type: integer, decimals: 1", "key-not-for-type", "1"),
        ("type: decimal, decimals: 9", "wrong-type", "9"),
        ("type: percent, max: -1", "wrong-type", "-1"),
        ("type: rating, scale: 1-7", "unknown-value", "1-7"),
        ("type: rating", "missing-key", "{label"),
        ("type: text, min_length: 9, max_length: 5", "wrong-type", "5"),
        ("type: text, max_length: 5000", "wrong-type", "5000"),
        ('type: text, pattern: "(a"', "missing-key", "{label"),
        ('type: text, mismatch: {ru: "Как AB.", en: "Like AB."}', "missing-key", "{label"),
        ('type: text, pattern: "a(b", mismatch: {ru: "Как.", en: "As."}', "bad-pattern", "(b"),
        (
            'type: text, max_length: 300, pattern: "a+", mismatch: {ru: "Как.", en: "As."}',
            "wrong-type",
            "300",
        ),
        (f"type: choices, min_choices: 3, options: {{{TWO}}}", "wrong-type", "3"),
        (f"type: choices, min_choices: 2, max_choices: 1, options: {{{TWO}}}", "wrong-type", "1"),
        (f"type: choice, max_choices: 1, options: {{{TWO}}}", "key-not-for-type", "1"),
        (
            f"type: choice, options: {{{TWO.replace('}', ', when: first}')}}}",
            "no-lasting-option",
            "{a",
        ),
        (
            "type: choice, options: {a: {ru: А, en: A, when: nowhere}, b: {ru: Б, en: B}}",
            "unknown-slot",
            "nowhere",
        ),
        (CALENDAR.replace("days: 5", "days: 99"), "wrong-type", "99"),
        (CALENDAR.replace("10:00", "ten"), "wrong-type", '"ten'),
        (CALENDAR.replace("18:00", "10:30"), "wrong-type", '"10:30'),
        (CALENDAR.replace("1h", "5m"), "wrong-type", "5m"),
        (f"{CALENDAR}, zone: Moscow", "unknown-value", "Moscow"),
        (CALENDAR.replace(", every: 1h", ""), "missing-key", "{label"),
        ("type: file, accepts: [document, paper]", "unknown-value", "paper"),
        ("type: date, future: maybe", "wrong-type", "maybe"),
        ("type: text, crm: contact.birthday", "bad-crm-field", "contact.birthday"),
        ("type: date, personal: none, crm: contact.birthday", "bad-crm-field", "contact.b"),
        ("type: email, example: anna@example.ru", "missing-language", "anna"),
        (
            "type: integer, unit: {ru: [визит, визитов], en: visits}",
            "plural-forms",
            "[визит, визитов",
        ),
        ("type: integer, unit: {ru: [визит], en: visits}", "plural-forms", "[визит"),
        ("type: integer, unit: {ru: ₽, en: [a, b, c]}", "plural-forms", "[a"),
        ("type: integer, unit: {ru: ₽, en: []}", "plural-forms", "[]"),
        ("type: integer, unit: {ru: ₽, en: [a, [b]]}", "wrong-shape", "[b"),
        ('type: integer, unit: {ru: ₽, en: [a, ""]}', "empty-text", '""'),
        ("type: integer, unit: {ru: [a, b, c]}", "missing-language", "{ru"),
        ("type: integer, unit: м²", "missing-language", "м²"),
    ],
)
def test_a_mistake_has_its_code_and_its_place(slot: str, code: str, at: str) -> None:
    found = {finding.code: finding for finding in findings(slot)}
    assert code in found, found
    line = SCENARIO.format(slot=slot).splitlines()[found[code].line - 1]
    assert line[found[code].column - 1 :].startswith(at)
    assert found[code].fix


def test_what_is_left_out_has_a_value() -> None:
    assert load("type: date, crm: contact.birthday").personal is Personal.CONTACT
    percent = load("type: percent")
    assert (percent.minimum, percent.maximum, percent.decimals) == (0, 100, 2)
    rating = load("type: rating, scale: 1-5")
    assert (rating.minimum, rating.maximum) == (1, 5)
    assert load("type: file").accepts == ("document", "photo")
    text = load("type: text")
    assert (text.min_length, text.max_length) == (1, 1000)
    assert load('type: text, pattern: "a+", mismatch: {ru: "Как.", en: "As."}').max_length == 200
    choices = load(f"type: choices, options: {{{TWO}}}")
    assert (choices.least, choices.most, choices.other) == (1, None, False)
