"""Loading: the model that comes out, and one clear finding for whatever is not a scenario."""

import re
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.check import check_text
from dialogs.loader import ScenarioErrors, load_folder, load_scenario
from dialogs.plurals import Unit
from dialogs.scenario import Option, Personal, ScenarioKind, SlotType, Text
from leads.stage import Stage

SCENARIOS = Path(__file__).parents[2] / "dialogs" / "scenarios"
SMALL = (Path(__file__).parent / "seeded" / "small.yaml").read_text(encoding="utf-8")


def codes(text: str) -> list[str]:
    with pytest.raises(ScenarioErrors) as refused:
        load_scenario(text, name="x.yaml")
    return [finding.code for finding in refused.value.findings]


def test_the_model() -> None:
    scenario = load_scenario(SMALL, name="small.yaml")
    assert (scenario.id, scenario.version, scenario.kind) == ("small", 3, ScenarioKind.QUIZ)
    assert scenario.title == Text({"ru": "Проверка", "en": "Check"})
    assert scenario.product_slot == "product"
    assert scenario.source == SMALL
    assert scenario.digest == sha256(SMALL.encode()).hexdigest()

    product, traffic, phone = (scenario.slots[name] for name in ("product", "traffic", "phone"))
    assert product.type is SlotType.CHOICE
    assert product.options[0] == Option("seo", Text({"ru": "SEO", "en": "SEO"}))
    assert (traffic.minimum, traffic.maximum) == (0, 1_000_000)
    assert traffic.unit == Unit({"ru": ("визитов в месяц",), "en": ("visits a month",)})
    assert (phone.personal, phone.crm) == (Personal.CONTACT, "contact.phone")
    assert scenario.slots["budget"].currency == "RUB"
    assert scenario.slots["agree"].purpose == "personal_data"

    assert [step.id for step in scenario.steps][:3] == ["hello", "product", "goals"]
    assert scenario.steps[0].slot is None
    asked = scenario.step_by_id["traffic"]
    assert (asked.slot, asked.unsure, asked.optional) == ("traffic", True, False)
    assert asked.when is not None
    assert asked.when.source == "has_site"
    assert asked.hint is not None

    (gate,) = scenario.gates
    assert (gate.id, gate.outcome, gate.recheck) == ("G1", "not_yet", timedelta(days=90))
    assert [(row.id, row.add) for row in scenario.fit] == [("F1", 30), ("F2", 10), ("F3", 20)]
    assert scenario.fit[0].why.in_("en") == "Traffic"
    qualified, not_yet, nurture = scenario.outcomes
    assert qualified.stage is Stage.QUALIFIED
    assert not_yet.only_by_gate
    assert nurture.when is None
    assert not nurture.only_by_gate
    plant = scenario.personas[1]
    assert plant.answers["goals"] == ["leads"]
    assert (plant.answers["traffic"], plant.answers["agree"]) == ("12к", True)
    assert (plant.expect, plant.fit, plant.intent) == ("qualified", 60, 40)


def test_shipped_scenarios_load() -> None:
    scenarios = load_folder(SCENARIOS)
    assert {"agency-quiz", "agency-brief"} <= set(scenarios)
    assert all(scenario.personas for scenario in scenarios.values())


def test_a_phone_is_personal_even_if_nobody_says_so() -> None:
    text = SMALL.replace("personal: contact, ", "")
    assert load_scenario(text, name="x").slots["phone"].personal is Personal.CONTACT


def test_yaml_1_2_words_stay_words() -> None:
    text = SMALL.replace("{ru: Сайт, en: Site}", "{ru: yes, en: no}")
    assert load_scenario(text, name="x").slots["has_site"].label == Text({"ru": "yes", "en": "no"})


def test_line_ends_and_marks_of_other_systems_are_taken(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes(
        b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode("utf-8")
    )
    assert list(load_folder(tmp_path)) == ["small"]


def test_a_file_that_is_not_utf_8_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes(SMALL.encode("cp1251"))
    with pytest.raises(ScenarioErrors) as refused:
        load_folder(tmp_path)
    (finding,) = refused.value.findings
    assert (finding.code, finding.file) == ("encoding", "small.yaml")
    first = next(line for line in SMALL.splitlines() if not line.isascii())
    assert finding.line == SMALL.splitlines().index(first) + 1


def test_every_file_of_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL.replace("kind: quiz", "kind: quizz"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a scenario", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as refused:
        load_folder(tmp_path)
    assert {finding.file for finding in refused.value.findings} == {"a.yaml", "b.yaml"}
    assert "a.yaml:5:9: error unknown-value" in str(refused.value)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("# nothing\n", "empty"),
        ("[" * 5_000, "too-deep"),
        ("{" * 5_000, "too-deep"),
        ("- " * 5_000, "too-deep"),
        ("? " * 5_000, "too-deep"),
        ("a: " + "x" * 1_000_001, "too-large"),
        ("я" * 600_000, "too-large"),
        ("- a\n" * 200_000, "too-large"),
        (BOMB, "alias"),
        ("a: *nowhere", "alias"),
        ("a: !!python/object/apply:os.system [id]", "tag"),
        ("a: !<tag:x> b", "tag"),
        ("---\na: 1\n---\nb: 2\n", "several-documents"),
        ("%YAML 3.0\n---\na: 1\n", "yaml"),
        ('a: "\\U00110000"', "yaml"),
        ("a: \x00", "yaml"),
        ("a: \ud800", "yaml"),
        ("a: 'x", "yaml"),
        ("a: b: c", "yaml"),
        ("a:\n\t- b", "yaml"),
        ("? [a]\n: b", "yaml"),
        ("just words", "wrong-shape"),
        ("- a\n- b", "wrong-shape"),
        ("42", "wrong-shape"),
    ],
    ids=range(25),
)
def test_hostile_text_is_one_finding(text: str, code: str) -> None:
    began = time.thread_time()
    assert codes(text) == [code]
    assert time.thread_time() - began < 5


def test_a_merge_key_is_no_key() -> None:
    assert "unknown-key" in codes(SMALL + "<<: {x: 1}\n")


def test_a_huge_number_is_words() -> None:
    assert codes(SMALL.replace("version: 3", "version: " + "9" * 5_000)) == ["wrong-type"]


def test_only_outcomes_know_the_scores() -> None:
    text = SMALL.replace('"known(phone)"', '"fit >= 10"')
    assert codes(text) == ["unknown-slot"]


@pytest.mark.parametrize("key", ["scenario", "slots", "steps", "outcomes"])
@pytest.mark.parametrize("value", ["", " 5", " []", " {}", " [1, [2]]", " {a: {b: c}}", " text"])
def test_any_part_may_be_nonsense(key: str, value: str) -> None:
    text = re.sub(rf"(?m)^{key}:\n((?:  .*\n)+)", f"{key}:{value}\n", SMALL)
    assert text != SMALL
    assert codes(text)


NOISE = st.sampled_from(
    ["", "x", "5", "null", "true", "[]", "{}", "- a", "'", '"', ":", "{a: b}", "№"]
)
LINES = SMALL.splitlines()


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 60), st.integers(0, 30), NOISE),
        min_size=1,
        max_size=4,
    )
)
def test_a_damaged_file_is_checked_and_never_crashes(
    edits: list[tuple[int, int, int, str]],
) -> None:
    lines = list(LINES)
    for line, start, length, noise in edits:
        lines[line] = lines[line][:start] + noise + lines[line][start + length :]
    text = "\n".join(lines)
    for finding in check_text(text, name="x.yaml"):
        assert 1 <= finding.line <= len(lines) + 1
        assert finding.column >= 1
        assert finding.message


@given(text=st.text(max_size=300))
def test_any_text_is_a_scenario_or_findings(text: str) -> None:
    assert check_text(text, name="x.yaml")
