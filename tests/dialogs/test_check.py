"""`check` finds every seeded defect on its line, with a fix, and is silent on sound scenarios."""

import re
from collections import Counter
from pathlib import Path

import pytest

from dialogs.check import check, check_file, check_folder, check_text
from dialogs.findings import Severity
from dialogs.loader import load_scenario
from tests.dialogs.seeded.defects import BRIEF, FLAGSHIP, SMALL, Defect

SCENARIOS = Path(__file__).parents[2] / "dialogs" / "scenarios"
QUIZ = SCENARIOS / "agency-quiz.yaml"
NEED = SCENARIOS / "agency-brief.yaml"
SMALL_FILE = Path(__file__).parent / "seeded" / "small.yaml"

CASES = [
    *((QUIZ, defect) for defect in FLAGSHIP),
    *((NEED, defect) for defect in BRIEF),
    *((SMALL_FILE, defect) for defect in SMALL),
]


@pytest.mark.parametrize("file", [QUIZ, NEED, SMALL_FILE], ids=lambda path: path.name)
def test_silence_on_sound_scenarios(file: Path) -> None:
    assert check_text(file.read_text(encoding="utf-8"), name=file.name) == []


def test_silence_on_the_shipped_folder() -> None:
    assert check_folder(SCENARIOS) == []


@pytest.mark.parametrize(
    ("file", "defect"),
    CASES,
    ids=[f"{file.stem}-{number}-{defect.code}" for number, (file, defect) in enumerate(CASES)],
)
def test_a_seeded_defect_is_found_at_its_place_with_a_fix(file: Path, defect: Defect) -> None:
    broken, line = defect.plant(file.read_text(encoding="utf-8"))
    findings = check_text(broken, name=file.name)
    assert (defect.code, line) in {(one.code, one.line) for one in findings}, findings
    severity = Severity.WARNING if defect.warning else Severity.ERROR
    found = next(one for one in findings if (one.code, one.line) == (defect.code, line))
    assert found.severity is severity
    assert found.file == file.name
    place = broken.splitlines()[line - 1][found.column - 1 :]
    assert place.startswith(defect.token), f"column {found.column} is at {place!r}"
    assert found.message
    assert found.fix


@pytest.mark.parametrize(
    ("file", "defect"),
    [case for case in CASES if not case[1].warning],
    ids=lambda value: value.code if isinstance(value, Defect) else value.stem,
)
def test_one_mistake_does_not_bury_the_author(file: Path, defect: Defect) -> None:
    broken, _ = defect.plant(file.read_text(encoding="utf-8"))
    lines = Counter(one.line for one in check_text(broken, name=file.name))
    assert len(lines) <= 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: integer", "type: intger"),
        ("label: {ru: Трафик, en: Traffic}", "label: {ru: Трафик}"),
        ("seo: {ru: SEO, en: SEO}", "seo: {ru: SEO}"),
        ("stage: not_yet, tell", "stage: notyet, tell"),
    ],
)
def test_a_thing_with_a_mistake_causes_no_second_one_where_it_is_used(old: str, new: str) -> None:
    text = SMALL_FILE.read_text(encoding="utf-8")
    assert old in text
    assert len(check_text(text.replace(old, new, 1), name="small.yaml")) == 1


def test_enough_kinds_of_defects_are_seeded() -> None:
    assert len(CASES) >= 75
    assert len({defect.code for _, defect in CASES}) >= 60
    assert len({defect.code for defect in FLAGSHIP if not defect.warning}) >= 15


def test_all_mistakes_come_at_once() -> None:
    text = QUIZ.read_text(encoding="utf-8")
    planted = [
        defect
        for defect in FLAGSHIP
        if defect.code in {"unknown-option", "wrong-type", "label-too-long", "bad-crm-field"}
    ]
    for defect in planted:
        text, _ = defect.plant(text)
    codes = Counter(finding.code for finding in check_text(text, name="broken.yaml"))
    assert codes >= Counter(defect.code for defect in planted)


def test_a_threshold_is_explained_with_numbers() -> None:
    text = QUIZ.read_text(encoding="utf-8").replace("fit >= 50", "fit >= 95")
    warning = next(
        one for one in check_text(text, name="q.yaml") if one.code == "threshold-unreachable"
    )
    assert "fit >= 95" in warning.message
    assert "0 to 90" in warning.message


def test_the_column_points_into_the_condition() -> None:
    text = QUIZ.read_text(encoding="utf-8").replace(
        '"fit >= 50 and intent >= 40"', '"fit >= 50 and intnt >= 40"'
    )
    (finding,) = (one for one in check_text(text, name="q.yaml") if one.code == "unknown-slot")
    line = text.splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith("intnt")
    assert finding.fix == "did you mean 'intent'?"


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("маржинальный товар", "маржинальный"),  # the fourth line of a folded text
        ("Автоматизация маркетинга пока", "Автоматизация"),  # the first one
        ("Брать?", "Брать?"),  # a text in quotes that goes on in the next line
    ],
)
def test_the_place_within_a_text_of_several_lines(before: str, word: str) -> None:
    text = QUIZ.read_text(encoding="utf-8").replace(
        'ru: "Когда хотите начать?"',
        'ru: "Когда хотите начать?\n        Или пока не начинать? Брать?"',
    )
    planted = text.replace(before, before.replace(word, "{sitte|сайт}"), 1)
    (finding,) = (one for one in check_text(planted, name="q.yaml") if one.code == "unknown-slot")
    line = planted.splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith("{sitte|сайт}")


def test_a_loaded_scenario_is_checked_by_its_source() -> None:
    text = SMALL_FILE.read_text(encoding="utf-8").replace("fit: 60", "fit: 61")
    (finding,) = check(load_scenario(text, name="small.yaml"), file="small.yaml")
    assert (finding.code, finding.file) == ("persona-failed", "small.yaml")
    assert finding.line == text.splitlines().index("    fit: 61") + 1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("gate: G2", "gate G1 instead of G2"),
        ("asks: [product, has_site]", "instead of [product, has_site]"),
        ("stage: qualified", "stage not_yet instead of qualified"),
        ("next: brief", "next None instead of brief"),
    ],
)
def test_a_persona_may_expect_more_than_its_outcome(written: str, told: str) -> None:
    text = SMALL_FILE.read_text(encoding="utf-8")
    asks = "asks: [hello, product, goals, has_site]"
    more = f"    expect: not_yet\n    gate: G1\n    {asks}\n    stage: not_yet"
    sound = text.replace("    expect: not_yet", more, 1)
    assert check_text(sound, name="small.yaml") == []
    line = f"    {written}"
    key = line.partition(":")[0]
    kept = "\n".join(one for one in more.splitlines() if not one.startswith(key))
    broken = text.replace("    expect: not_yet", f"{kept}\n{line}", 1)
    (finding,) = check_text(broken, name="small.yaml")
    assert finding.code == "persona-failed"
    assert told in finding.message
    assert broken.splitlines()[finding.line - 1] == line


def test_a_persona_answering_a_step_that_nobody_reaches_repeats_no_finding() -> None:
    text = SMALL_FILE.read_text(encoding="utf-8")
    unreached = text.replace('ask: phone, when: "agree"', 'ask: phone, when: "agree and not agree"')
    assert "persona-failed" not in {one.code for one in check_text(unreached, name="small.yaml")}
    shy_too = unreached.replace("    fit: 20", "    fit: 21")
    found = [one for one in check_text(shy_too, name="small.yaml") if one.code == "persona-failed"]
    assert [one.message.split()[1] for one in found] == ["shy"]


def test_a_persona_that_types_a_command_is_stuck_not_endless() -> None:
    text = SMALL_FILE.read_text(encoding="utf-8").replace('budget: "150 тысяч"', 'budget: "назад"')
    assert [one.code for one in check_text(text, name="small.yaml")] == ["persona-stuck"]


def test_scenarios_must_lead_to_scenarios_that_exist(tmp_path: Path) -> None:
    text = QUIZ.read_text(encoding="utf-8").replace("next: agency-brief", "next: agency-breif")
    (tmp_path / "quiz.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "brief.yaml").write_text(NEED.read_text(encoding="utf-8"), encoding="utf-8")
    (finding,) = check_folder(tmp_path)
    assert (finding.code, finding.file) == ("unknown-scenario", "quiz.yaml")
    assert "agency-breif" in text.splitlines()[finding.line - 1]
    assert finding.fix == "did you mean 'agency-brief'?"


def test_scenarios_must_not_lead_in_circles(tmp_path: Path) -> None:
    (tmp_path / "quiz.yaml").write_text(QUIZ.read_text(encoding="utf-8"), encoding="utf-8")
    back = NEED.read_text(encoding="utf-8").replace(
        "stage: brief", "stage: brief\n    next: agency-quiz"
    )
    (tmp_path / "brief.yaml").write_text(back, encoding="utf-8")
    assert {one.code for one in check_folder(tmp_path)} == {"scenario-cycle"}


def test_a_file_is_checked_with_what_lies_beside_it(tmp_path: Path) -> None:
    quiz = tmp_path / "quiz.yaml"
    quiz.write_text(QUIZ.read_text(encoding="utf-8"), encoding="utf-8")
    assert [one.code for one in check_file(quiz)] == ["unknown-scenario"]
    (tmp_path / "brief.yaml").write_text(NEED.read_text(encoding="utf-8"), encoding="utf-8")
    assert check_file(quiz) == []
    (tmp_path / "brief.yaml").write_text("nothing", encoding="utf-8")
    assert check_file(quiz) == [], "the mistakes of another file are not this one's"


def test_a_file_of_any_name_can_be_checked(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes("scenario: привет".encode("cp1251"))
    assert [one.code for one in check_file(draft)] == ["encoding"]


def test_two_files_of_one_scenario_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SMALL_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    (finding,) = check_folder(tmp_path)
    assert (finding.code, finding.file) == ("duplicate-id", "b.yaml")


def test_too_many_combinations_are_admitted() -> None:
    slots = "\n".join(f"  n{i}: {{type: integer, label: {{ru: А, en: B}}}}" for i in range(16))
    steps = "\n".join(f"  - {{ask: n{i}, text: {{ru: А, en: B}}}}" for i in range(16))
    every = " and ".join(f"n{i} > 5" for i in range(16))
    text = f"""
scenario: {{id: wide, version: 1, kind: brief, title: {{ru: А, en: B}}}}
slots:
{slots}
steps:
{steps}
outcomes:
  - {{id: rare, when: "{every}", stage: lead, tell: {{ru: А, en: B}}}}
  - {{id: rest, else: true, stage: lead, tell: {{ru: А, en: B}}}}
"""
    codes = {one.code for one in check_text(text, name="wide.yaml")}
    assert codes == {"too-wide", "outcome-without-persona"}


def test_every_code_is_documented_and_no_other() -> None:
    root = Path(__file__).parents[2]
    document = (root / "docs" / "scenario-language.md").read_text(encoding="utf-8")
    tables = "\n".join(re.findall(r"(?m)^\| (`.*?) \|", document.partition("## What is proven")[2]))
    documented = set(re.findall(r"`([a-z-]+)`", tables))
    assert {defect.code for _, defect in CASES} <= documented
    sources = [*root.glob("dialogs/*.py"), *root.glob("dialogs/checks/*.py")]
    sources += root.glob("dialogs/schema/*.py")
    text = "\n".join(path.read_text("utf-8") for path in sources)
    place = r"(?:name|self\.name|mark|event|[\w.]+\([^()]*\)), "
    reported = set(
        re.findall(rf'(?:\.error|\.warning|Finding|refuse)\(\s*(?:{place})*"([a-z-]+)"', text)
    )
    by_conditions = {"unknown-name": "unknown-slot"}
    reported |= {by_conditions.get(code, code) for code in re.findall(r'code="([a-z-]+)"', text)}
    assert len(reported) > 50
    assert reported <= documented, "found, but documented nowhere"
    quoted = set(re.findall(r'"([a-z-]+)"', text))
    assert documented <= quoted, "documented, but nothing finds it"


def test_the_example_of_the_document_is_sound() -> None:
    document = Path(__file__).parents[2] / "docs" / "scenario-language.md"
    example = document.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert check_text(example, name="example.yaml") == []
