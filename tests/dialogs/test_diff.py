"""The differences between two versions, in words that an author knows."""

import re
from dataclasses import replace

import pytest

from dialogs.diff import diff
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.scenario import Scenario
from tests.dialogs.versions import version

NEW_SLOT = (
    "  traffic:\n    type: integer\n",
    '  deadline: {type: text, label: {ru: "Срок", en: "Deadline"}}\n'
    "  traffic:\n    type: integer\n",
)
NEW_STEP = (
    "  - ask: traffic\n",
    '  - ask: deadline\n    text: {ru: "Когда?", en: "When?"}\n  - ask: traffic\n',
)


def told(*changes: tuple[str, str]) -> str:
    return "\n".join(str(change) for change in diff(version(), version(*changes, number=2)))


@pytest.mark.parametrize("scenario", load_folder(SHIPPED_SCENARIOS).values(), ids=lambda s: s.id)
def test_a_scenario_does_not_differ_from_itself(scenario: Scenario) -> None:
    assert diff(scenario, scenario) == ()


def test_layout_comments_and_the_version_are_no_difference() -> None:
    assert told(("slots:", "# what we ask\nslots:"), ('"fit >= 30"', '"fit  >=  30"')) == ""


def test_an_added_question_is_shown_with_its_words() -> None:
    assert told(NEW_SLOT, NEW_STEP) == (
        "slot deadline: added\n"
        "    type: text\n"
        "    label (ru): «Срок»\n"
        "    label (en): «Deadline»\n"
        "step deadline: added\n"
        "    text (ru): «Когда?»\n"
        "    text (en): «When?»\n"
        "    ask: deadline"
    )


def test_a_removed_rule_is_named() -> None:
    lines = ('    - {id: F2, when: "need == seo", add: 20, why: {ru: "SEO", en: "SEO"}}\n', "")
    assert told(lines) == "fit row F2: removed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('"traffic < 100"', '"traffic < 50"'),
            "gate G1: changed\n    when: traffic < 100 → traffic < 50",
        ),
        (("recheck: 90d", "recheck: 2w"), "gate G1: changed\n    recheck: 90d → 14d"),
        (("add: 30", "add: 35"), "fit row F1: changed\n    add: 30 → 35"),
        (("stage: lead", "stage: waiting"), "outcome nurture: changed\n    stage: lead → waiting"),
        (
            ("unsure: true", "optional: true"),
            "step traffic: changed\n    unsure: was yes\n    optional: yes",
        ),
        (("max: 1000000", "max: 2000000"), "slot traffic: changed\n    max: 1000000 → 2000000"),
        (
            ("max: 1000000", "max: 1000000\n    unit: {ru: [визит, визита, визитов], en: visits}"),
            "    unit (ru): «визит», «визита», «визитов»\n    unit (en): «visits»",
        ),
        (("Сколько визитов", "Сколько людей"), "text (ru): «Сколько визитов?» → «Сколько людей?»"),
        (('ru: "Квиз"', 'ru: "Опрос"'), "head: changed\n    title (ru): «Квиз» → «Опрос»"),
        (
            ('      site: {ru: "Сайт", en: "Website"}\n', ""),
            "slot need: changed\n    options in order: seo, crm, site → seo, crm\n"
            "    options site, label (ru): was «Сайт»",
        ),
    ],
)
def test_a_change_is_told_before_and_after(change: tuple[str, str], said: str) -> None:
    assert said in told(change)


def test_only_what_was_moved_is_called_moved() -> None:
    outcome = (
        "  - id: not_yet\n    stage: not_yet\n    by_gate: true\n"
        '    tell: {ru: "Рано.", en: "Early."}\n'
    )
    said = told((outcome, ""), ("outcomes:\n", f"outcomes:\n{outcome}"))
    assert said in (
        "outcome not_yet: moved\n    now: first",
        "outcome qualified: moved\n    now: after not_yet",
    )


def test_nudges_are_told_by_their_place() -> None:
    silence = (
        "slots:\n",
        "silence:\n"
        '  - {after: 30m, nudge: {ru: "Продолжим?", en: "Shall we go on?"}}\n'
        "  - {after: 1d, hand_over: true}\n"
        "slots:\n",
    )
    assert told(silence) == (
        "head: changed\n"
        "    silence 1, after: 30m\n"
        "    silence 1, nudge (ru): «Продолжим?»\n"
        "    silence 1, nudge (en): «Shall we go on?»\n"
        "    silence 2, after: 1d"
    )


@pytest.mark.parametrize("scenario", load_folder(SHIPPED_SCENARIOS).values(), ids=lambda s: s.id)
def test_everything_is_told_in_words_of_the_file(scenario: Scenario) -> None:
    """Against nothing at all, every value of the scenario is named; none looks like Python."""
    empty = replace(scenario, slots={}, steps=(), gates=(), fit=(), intent=(), silence=())
    empty = replace(empty, outcomes=(), personas=(), product_slot=None)
    said = "\n".join(str(change) for change in diff(empty, scenario))
    for step in scenario.steps:
        assert f"step {step.id}: added" in said
    assert not re.search(r"\w\(\w+=|datetime|<.*object|frozenset|None|True|False", said)
