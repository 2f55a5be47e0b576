"""Files of cadences: what a sound one gives, and every mistake with its place and its remedy."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from dialogs.cadence_files.folder import SHIPPED, check_cadences, load_cadences, missing_cases
from dialogs.findings import ScenarioErrors
from leads.cadences.cadence import Cap, Moment, Stop, Then
from leads.company import Grade
from leads.consent import Purpose
from tests.dialogs.seeded.defects import Defect

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
RULES = """\
rules:
  caps:
    - {purpose: reminder, most: 2, within: 7d}
    - {most: 1, within: 20h}
  cycle: 30d
  cycles: {crm: 45d}
  grades: {A: 1.5, B: 1}
"""

DEFECTS = [
    Defect("unknown-key", "begins: thinking", "begin: thinking", "begin:"),
    Defect("unknown-value", "begins: thinking", "begins: thinkin", "thinkin"),
    Defect("unknown-value", "purpose: reminder", "purpose: remainder", "remainder"),
    Defect("unknown-value", "purpose: reminder", "purpose: reply", "reply"),
    Defect("unknown-value", "then: talk", "then: tlak", "tlak"),
    Defect("unknown-value", "[moved, wrote]", "[moved, wrot]", "wrot"),
    Defect("unknown-value", "about: price", "about: pricey", "pricey"),
    Defect("missing-key", "  purpose: reminder\n", "", "id: thinking", at="  id: thinking"),
    Defect("missing-key", "  - id: first\n    after: 2d\n", "  - id: first\n", "id: first"),
    Defect("missing-language", "Думает, en: Thinking}", "Думает}", "{ru: Думает", at="title:"),
    Defect("wrong-type", 'at: "11:00"', 'at: "25:00"', '"25:00"'),
    Defect("wrong-type", 'until: "18:00"', 'until: "10:00"', '"10:00"'),
    Defect("wrong-type", "after: 2d", "after: 2", "2\n"),
    Defect("wrong-type", "counts: false", "counts: maybe", "maybe"),
    Defect("step-order", "after: 1w", "after: 1d", "1d"),
    Defect(
        "step-words",
        '    text: {ru: "Есть',
        '    variants: []\n    text: {ru: "Есть',
        "id: first",
        at="  - id: first",
    ),
    Defect(
        "repeated-text",
        "{ru: Случай, en: A case}",
        "{ru: Случай, en: 'Any  questions, {name|friend}?'}",
        "id: second",
        at="  - id: second",
    ),
    Defect(
        "only-objections",
        "{id: case, text",
        "{id: case, about: other, text",
        "- {id: case",
        at="      - {id: case",
    ),
    Defect("duplicate-id", "- id: second", "- id: first", "first", at="- id: first\n    after: 1w"),
    Defect("duplicate-id", "id: price, about", "id: case, about", "case, about"),
    Defect("duplicate-id", "id: thanks", "id: ready", "ready, then: thanks"),
    Defect("bad-id", "id: thinking", "id: a_very_long_name_of_mine", "a_very_long"),
    Defect("unknown-slot", '{name|друг}?", en: "Any', '{nmae|друг}?", en: "Any', "{nmae"),
    Defect(
        "placeholder-without-fallback",
        '{name|friend}?"}\n\nanswers',
        '{name}?"}\n\nanswers',
        "{name}",
    ),
    Defect("label-too-long", "ru: Готовы обсудить", "ru: " + "Готовы обсудить " * 5, "Готовы"),
]
RULE_DEFECTS = [
    Defect("unknown-value", "purpose: reminder", "purpose: remind", "remind"),
    Defect("wrong-type", "most: 2", "most: 0", "0"),
    Defect("wrong-type", "within: 7d", "within: week", "week"),
    Defect("missing-key", "{most: 1, within: 20h}", "{most: 1}", "{most: 1}"),
    Defect("unknown-product", "{crm: 45d}", "{crn: 45d}", "crn"),
    Defect("wrong-type", "crm: 45d", "crm: long", "long"),
    Defect("wrong-type", "A: 1.5", "A: 9", "9"),
    Defect("unknown-key", "B: 1}", "D: 1}", "D: 1"),
]
TOLD = """\
cases:
  - id: dealers
    products: [crm]
    text: {ru: "У дилера {company|мы} …", en: "A dealer of {company|ours} …"}
  - {id: any, text: {ru: Другой случай, en: Another case}}
"""
CASE_DEFECTS = [
    Defect("unknown-product", "[crm]", "[crn]", "crn"),
    Defect("unknown-key", "products:", "product:", "product:"),
    Defect("wrong-shape", "[crm]", "[[crm]]", "[crm]"),
    Defect("missing-language", "en: Another case}", "}", "{ru: Другой", at="  - {id: any"),
    Defect("duplicate-id", "{id: any", "{id: dealers", "dealers, text"),
    Defect("unknown-slot", 'ru: "У дилера {company|', 'ru: "У дилера {site|', "{site"),
]
CASES = [
    *((TOLD, defect) for defect in CASE_DEFECTS),
    *((SOUND, defect) for defect in DEFECTS),
    *((RULES, defect) for defect in RULE_DEFECTS),
]


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_ships_is_sound() -> None:
    assert check_cadences(SHIPPED, None) == []


def test_a_sound_file_says_everything(tmp_path: Path) -> None:
    own = folder(tmp_path, mine=SOUND, rules=RULES)
    assert check_cadences(own, ["crm"]) == []
    read = load_cadences(own, ["crm"])
    cadence = read.by_id["thinking"]
    assert set(cadence.begins) == {Moment.THINKING}
    assert cadence.purpose is Purpose.REMINDER
    assert (cadence.at, cadence.until) == (time(11), time(18))
    assert cadence.stops == {Stop.MOVED, Stop.WROTE}
    assert [one.after for one in cadence.steps] == [timedelta(days=2), timedelta(weeks=1)]
    assert [(one.id, one.about) for one in cadence.steps[1].variants] == [
        ("case", None),
        ("price", "price"),
    ]
    assert [(one.then, one.counts) for one in cadence.answers] == [
        (Then.TALK, True),
        (Then.THANKS, False),
    ]
    assert read.rules.caps == (
        Cap(2, timedelta(days=7), Purpose.REMINDER),
        Cap(1, timedelta(hours=20)),
    )
    assert read.rules.cycles == {"crm": timedelta(days=45)}
    assert read.rules.grades == {Grade.A: 1.5, Grade.B: 1.0}


@pytest.mark.parametrize(
    ("text", "defect"),
    CASES,
    ids=[f"{number}-{defect.code}" for number, (_, defect) in enumerate(CASES)],
)
def test_a_seeded_defect_is_found_at_its_place_with_a_fix(
    text: str, defect: Defect, tmp_path: Path
) -> None:
    broken, line = defect.plant(text)
    own = folder(tmp_path, mine=broken)
    findings = check_cadences(own, ["crm"])
    found = [one for one in findings if (one.code, one.line) == (defect.code, line)]
    assert found, findings
    places = [broken.splitlines(keepends=True)[line - 1][one.column - 1 :] for one in found]
    assert any(place.startswith(defect.token) for place in places), places
    assert all(one.file == "mine.yaml" and one.message and one.fix for one in found)
    assert len(findings) == 1, findings
    with pytest.raises(ScenarioErrors):
        load_cadences(own, ["crm"])


def test_a_misspelt_word_gets_the_right_one(tmp_path: Path) -> None:
    own = folder(tmp_path, mine=SOUND.replace("then: talk", "then: tlak"))
    assert check_cadences(own, None)[0].fix == "did you mean 'talk'?"


def test_seven_messages_are_too_many(tmp_path: Path) -> None:
    more = "".join(
        f"\n  - {{id: s{n}, after: {n + 2}w, text: {{ru: Слова {n}, en: Words {n}}}}}"
        for n in range(5)
    )
    (found,) = check_cadences(folder(tmp_path, mine=SOUND.rstrip() + more), None)
    assert found.code == "too-many-steps"
    assert "id: s4" in (SOUND.rstrip() + more).splitlines()[found.line - 1]


def test_one_id_in_two_files(tmp_path: Path) -> None:
    (found,) = check_cadences(folder(tmp_path, a=SOUND, b=SOUND), None)
    assert (found.code, found.file) == ("duplicate-id", "b.yaml")
    assert "a.yaml" in found.message


def test_a_file_without_a_head_says_so(tmp_path: Path) -> None:
    (found,) = check_cadences(folder(tmp_path, a="steps: []\n"), None)
    assert (found.code, found.line) == ("missing-key", 1)


def test_what_nobody_ships_can_not_be_done_without(tmp_path: Path) -> None:
    own = folder(tmp_path, a="cadence: {id: thinkng, off: true}\n")
    assert [one.code for one in check_cadences(own, None)] == ["unknown-cadence"]


def test_cases_are_told_by_the_steps_that_ask_for_one(tmp_path: Path) -> None:
    read = load_cadences(folder(tmp_path, cases=TOLD), ["crm", "seo"])
    assert [one.id for one in read.by_id["thinking"].steps if one.case] == [
        "preparation",
        "changed",
    ]
    first = read.case("crm", ())
    assert first is not None and first.id == "case:dealers"
    second = read.case("crm", {first.id})
    assert second is not None and second.id == "case:any", "those of the product come first"
    assert read.case("crm", {first.id, second.id}) is None
    assert read.case("seo", ()) == second


def test_a_product_without_a_case_is_named(tmp_path: Path) -> None:
    own = folder(tmp_path, cases=TOLD.partition("  - {id: any")[0])
    (found,) = missing_cases(own, ["crm", "seo"])
    assert (found.code, found.file) == ("no-case", "cases.yaml")
    assert "no case for seo: proposal, thinking send" in found.message
    off = "cadence: {id: %s, off: true}\n"
    folder(tmp_path, a=off % "thinking", b=off % "proposal")
    assert missing_cases(own, ["crm", "seo"]) == [], "nobody would tell one"


def test_no_case_ships() -> None:
    assert load_cadences(None, ["crm"]).cases == ()
