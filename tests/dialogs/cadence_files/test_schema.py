"""The JSON Schema of cadences takes what the reader takes, and knows each of its keys."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner

from bot.app.commands import app
from dialogs.cadence_files import keys
from dialogs.cadence_files.folder import SHIPPED
from dialogs.document.cadence_schema import cadence_schema
from dialogs.scenario import LOCALES
from dialogs.schema.keys import Part
from tests.dialogs.test_json_schema import properties

FILES = [*SHIPPED.glob("*.yaml"), Path(__file__).parent / "sound.yaml"]


def mistakes(text: str) -> list[str]:
    file = YAML(typ="safe", pure=True).load(text)
    return [error.json_path for error in Draft7Validator(cadence_schema()).iter_errors(file)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sound_files_are_taken(file: Path) -> None:
    Draft7Validator.check_schema(cadence_schema())
    assert mistakes(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("begins: thinking", "begins: thinkin"),
        ("then: talk", "then: tlak"),
        ("about: price", "about: pricey"),
        ("  title:", "  titel:"),
    ],
)
def test_a_mistake_is_underlined(old: str, new: str) -> None:
    text = FILES[-1].read_text(encoding="utf-8")
    assert mistakes(text.replace(old, new, 1))


def test_every_key_of_the_reader_is_described() -> None:
    parts = [part for part in vars(keys).values() if isinstance(part, Part)]
    known = {name for part in parts for table in (part.required, part.optional) for name in table}
    assert {name for name, _ in properties(cadence_schema())} == known | set(LOCALES)


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(app, ["scenario", "schema", "--cadences"])
    assert json.loads(done.stdout) == json.loads(json.dumps(cadence_schema()))
