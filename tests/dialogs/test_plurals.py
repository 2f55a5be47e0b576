"""The word behind a number: its form by the rules of Unicode CLDR, in both languages."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.findings import ScenarioErrors
from dialogs.loader import SHIPPED_SCENARIOS, load_scenario
from dialogs.plurals import PLURAL_FORMS, Unit, plural_form
from dialogs.scenario import LOCALES, SlotType
from tests.dialogs.test_slot_limits import SCENARIO, load

VISIT = Unit({"ru": ("визит", "визита", "визитов"), "en": ("visit", "visits")})
WHOLE = st.integers(-(10**20), 10**20)


def of_cldr(count: int) -> str:
    """The rules of Russian as CLDR writes them, by the last digits of the number."""
    digits = f"{abs(count):02}"
    if digits[-2] == "1" or digits[-1] in "056789":
        return "many"
    return "one" if digits[-1] == "1" else "few"


@given(WHOLE)
def test_whole_numbers(count: int) -> None:
    assert PLURAL_FORMS["ru"][plural_form(count, "ru")] == of_cldr(count)
    assert PLURAL_FORMS["en"][plural_form(count, "en")] == ("one" if abs(count) == 1 else "other")


@given(WHOLE, st.integers(1, 99))
def test_with_places_behind_the_point(count: int, hundredths: int) -> None:
    value = count + Decimal(hundredths) / 100
    assert VISIT.after(value, "ru") == "визита"
    assert VISIT.after(value, "en") == "visits"


@given(WHOLE, st.sampled_from(LOCALES))
def test_places_that_are_not_shown_change_nothing(count: int, locale: str) -> None:
    assert VISIT.after(Decimal(f"{count}.00"), locale) == VISIT.after(count, locale)


@given(WHOLE, st.sampled_from(LOCALES))
def test_one_word_stays_as_it_is(count: int, locale: str) -> None:
    area = Unit({"ru": ("м²",), "en": ("m²",)})
    assert area.after(count, locale) == area.bounding(count, locale) == area.by_locale[locale][0]


@pytest.mark.parametrize(
    ("bound", "russian", "english"),
    [
        (0, "визитов", "visits"),
        (1, "визита", "visit"),
        (2, "визитов", "visits"),
        (11, "визитов", "visits"),
        (21, "визита", "visits"),
    ],
)
def test_behind_from_and_up_to(bound: int, russian: str, english: str) -> None:
    assert VISIT.bounding(bound, "ru") == russian
    assert VISIT.bounding(bound, "en") == english


def test_every_language_has_forms_and_another_is_shown_in_russian() -> None:
    assert set(PLURAL_FORMS) == set(LOCALES)
    assert VISIT.after(21, "kk") == "визит"


def test_a_unit_is_read_with_forms_in_one_language_and_one_word_in_the_other() -> None:
    unit = load("type: integer, unit: {ru: [визит, визита, визитов], en: vis.}").unit
    assert unit == Unit({"ru": ("визит", "визита", "визитов"), "en": ("vis.",)})


@pytest.mark.parametrize(
    ("locale", "fix"), [("ru", "[визит, визита, визитов]"), ("en", "[visit, visits]")]
)
def test_too_few_forms_are_met_with_the_right_ones(locale: str, fix: str) -> None:
    words = {"ru": "₽", "en": "₽", locale: "[one]"}
    slot = f"type: integer, unit: {{ru: {words['ru']}, en: {words['en']}}}"
    with pytest.raises(ScenarioErrors) as refused:
        load_scenario(SCENARIO.format(slot=slot), name="limits")
    (finding,) = refused.value.findings
    assert finding.code == "plural-forms"
    assert f"write {locale}: {fix}" in finding.fix


@pytest.mark.parametrize(
    "path",
    [*SHIPPED_SCENARIOS.glob("*.yaml"), *(SHIPPED_SCENARIOS.parent / "templates").glob("*/*.yaml")],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_what_shipped_scenarios_count_has_all_its_forms(path: Path) -> None:
    for slot in load_scenario(path.read_text(encoding="utf-8"), name=path.stem).slots.values():
        if slot.unit and slot.type is SlotType.INTEGER:
            forms = {locale: len(slot.unit.by_locale[locale]) for locale in LOCALES}
            assert forms == {"ru": 3, "en": 2}, slot.id
