"""The file of forms: proven with the place of every mistake, by the start and by `check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.forms_file import BadForms, check_forms, load_forms
from bot.app.sandbox import SANDBOX_FORMS
from dialogs.loader import SHIPPED_SCENARIOS, load_folder

SCENARIOS = load_folder(SHIPPED_SCENARIOS)
GOOD = """\
forms:
  main:
    key: main-form
    name: Main
    origins: ["https://romashka.example"]
    answers: {need: product}
"""


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "forms.yaml"
    file.write_text(text, encoding="utf-8")
    found = check_forms(file, SCENARIOS, "agency-quiz", {})[1]
    return [f"{one.line}: {one.message}" for one in found]


def test_the_sandbox_forms_are_right() -> None:
    forms = load_forms(str(SANDBOX_FORMS), SCENARIOS, "agency-quiz", {})
    assert [one.form.id for one in forms.entrances] == ["demo"]
    assert forms.campaigns["demo"].quiz == "agency-quiz"
    assert load_forms("", SCENARIOS, "agency-quiz", {}).entrances == ()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("need: product", "need: produkt", "6: scenario agency-quiz has no slot 'produkt'"),
        ("need: product", "need: product, more: product", "6: 'product' is filled by two fields"),
        ("need: product", "_once: product", "6: '_once' is a name of ours"),
        ("answers: {need: product}", "quiz: nothing", "6: there is no scenario 'nothing'"),
        ("answers: {need: product}", "product: tea", "6: 'tea' is not a product of agency-quiz"),
        ("answers: {need", "quiz: agency-brief\n    answers: {need", "7: scenario agency-brief"),
        ("answers: {need: product}", "required: [phone]", "6: the form has no field 'phone'"),
        ("answers: {need: product}", "person: {x: fax}", "6: a form tells nothing of a person"),
        ("answers: {need: product}", "person: {p: phone}", "3: form main asks for personal data"),
        ('"https://romashka.example"', "romashka.example", "5: 'romashka.example' is no origin"),
        ('["https://romashka.example"]', "[]", "5: no site may send the form"),
        ('origins: ["https://romashka.example"]', "trap: x", "3: form main is sent by pages or"),
        ('origins: ["https://romashka.example"]', "secret: SHOP", "5: FORM_SHOP is not set"),
        ("key: main-form", "key: a b", "3: 'a b' can't be key"),
        ("  main:", "  1x:", "2: '1x' is no id for a form"),
        ("name: Main", "nam: Main", "4: form main has no key 'nam'"),
    ],
)
def test_every_mistake_has_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    found = told(tmp_path, GOOD.replace(old, new))
    assert any(one.startswith(place) for one in found), found


def test_types_that_no_form_fills_are_told(tmp_path: Path) -> None:
    brief = GOOD.replace("answers: {need: product}", "quiz: agency-brief\n    answers: {a: agree}")
    assert told(tmp_path, brief) == ["7: a form can't fill 'agree': it is of type consent"]


def test_a_bad_file_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "forms.yaml"
    file.write_text(GOOD.replace("product", "produkt"), encoding="utf-8")
    with pytest.raises(BadForms, match=r"INTAKE_FILE: .*forms\.yaml:6:"):
        load_forms(str(file), SCENARIOS, "agency-quiz", {})
