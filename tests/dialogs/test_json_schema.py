"""The JSON Schema for editors: it takes what the loader takes, and knows each of its keys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner

from bot.app.commands import app
from dialogs.document.json_schema import json_schema
from dialogs.loader import SHIPPED_SCENARIOS
from dialogs.scenario import LOCALES, SlotType
from dialogs.schema import keys
from dialogs.schema.keys import Part

SMALL = (Path(__file__).parent / "seeded" / "small.yaml").read_text(encoding="utf-8")
DOCUMENT = Path(__file__).parents[2] / "docs" / "scenario-language.md"
SOUND = {
    **{path.stem: path.read_text(encoding="utf-8") for path in SHIPPED_SCENARIOS.glob("*.yaml")},
    "small": SMALL,
    "every kind": (Path(__file__).parent / "every_kind.yaml").read_text(encoding="utf-8"),
    "documented": DOCUMENT.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0],
}


def mistakes(text: str) -> list[str]:
    file = YAML(typ="safe", pure=True).load(text)
    return [error.json_path for error in Draft7Validator(json_schema()).iter_errors(file)]


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every property that the schema describes, by name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for inner in schema.values():
            yield from properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner)


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", SOUND)
def test_sound_scenarios_are_taken(name: str) -> None:
    assert mistakes(SOUND[name]) == []


def test_every_key_of_the_loader_is_described() -> None:
    parts = [part for part in vars(keys).values() if isinstance(part, Part)]
    tables = [table for part in parts for table in (part.required, part.optional)]
    known = {name for table in [*tables, keys.SLOT_BY_TYPE, keys.OPTION] for name in table}
    described = {name for name, inner in properties(json_schema()) if inner is not False}
    assert described == known | set(LOCALES)
    silent = [
        name
        for name, inner in properties(json_schema())
        if inner and "const" not in str(inner)
        if "description" not in inner
    ]
    assert not silent


def test_every_type_of_slot_is_known() -> None:
    slot = json_schema()["definitions"]["slot"]
    assert slot["properties"]["type"]["enum"] == [one.value for one in SlotType]
    assert len(slot["allOf"]) == len(SlotType)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("has_site: {type: boolean", "has_site: {typ: boolean", "$.slots.has_site"),
        ("type: integer", "type: intger", "$.slots.traffic.type"),
        ("{ru: Сайт, en: Site}", "{ru: Сайт}", "$.slots.has_site.label"),
        ("max: 1_000_000", "max: много", "$.slots.traffic.max"),
        ("ru: визитов в месяц", "ru: [визит, визитов]", "$.slots.traffic.unit.ru"),
        ("stage: not_yet", "stage: notyet", "$.outcomes[1].stage"),
        ("currency: RUB, ", "", "$.slots.budget"),
        ("type: money, currency", "type: url, currency", "$.slots.budget"),
        ("recheck: 90d", "recheck: 3 months", "$.gates[0].recheck"),
        ("{say: hello,", "{say: hello, ask: goals,", "$.steps[0]"),
        ("add: 30, why", "add: many, why", "$.score.fit[0].add"),
    ],
)
def test_mistakes_are_underlined_where_they_are(old: str, new: str, place: str) -> None:
    assert old in SMALL
    assert place in mistakes(SMALL.replace(old, new, 1))


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(app, ["scenario", "schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json_schema()
