"""Every type of slot stands in the document with an example, and the examples are right."""

import re

import pytest

from dialogs.findings import ScenarioErrors
from dialogs.loader import load_scenario
from dialogs.scenario import SlotType
from dialogs.schema.slot_types import KEYS_OF
from tests.architecture.tree import ROOT

DOCUMENT = (ROOT / "docs" / "scenario-language.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \|.*\| `(\{type: .*\})` \|$", re.MULTILINE)
EXAMPLES = dict(ROW.findall(DOCUMENT))
SCENARIO = """
scenario: {{id: example, version: 1, kind: quiz, title: {{ru: Пример, en: Example}}}}
slots:
  has_site: {{type: boolean, label: {{ru: Сайт, en: Site}}}}
  answer: {example}
steps:
  - {{ask: has_site, text: {{ru: "Есть сайт?", en: "A site?"}}}}
  - {{ask: answer, text: {{ru: "?", en: "?"}}}}
outcomes:
  - {{id: done, else: true, stage: lead, tell: {{ru: Спасибо, en: Thanks}}}}
"""


def load(example: str) -> SlotType:
    labelled = "{label: {ru: Ответ, en: Answer}, " + example.removeprefix("{")
    return load_scenario(SCENARIO.format(example=labelled), name="example").slots["answer"].type


def test_every_type_has_an_example() -> None:
    assert list(EXAMPLES) == [kind.value for kind in SlotType]


@pytest.mark.parametrize("kind", list(SlotType))
def test_the_example_is_right(kind: SlotType) -> None:
    assert load(EXAMPLES[kind.value]) is kind


def test_the_pattern_in_the_text_is_right() -> None:
    (example,) = re.findall(r"`(\{type: text, pattern: .*\})`", DOCUMENT)
    assert load(example) is SlotType.TEXT


@pytest.mark.parametrize("key", sorted({key for keys in KEYS_OF.values() for key in keys}))
def test_every_key_is_explained(key: str) -> None:
    assert re.search(rf"\b{key}\b", DOCUMENT), key


@pytest.mark.parametrize("kind", list(SlotType))
def test_a_key_of_another_type_is_refused(kind: SlotType) -> None:
    foreign = "{type: " + kind.value + ", " + ("scale: 1-5" if kind is not SlotType.RATING else "")
    extra = "purpose: service}" if kind is SlotType.RATING else "}"
    with pytest.raises(ScenarioErrors) as errors:
        load(foreign + extra)
    assert "key-not-for-type" in {finding.code for finding in errors.value.findings}
