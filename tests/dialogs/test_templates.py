"""The templates to start from: sound, polite, played, and known to the schema."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from benchmarks.mutants import caught, judge
from bot.app.commands import app
from dialogs.check import check_folder
from dialogs.document.json_schema import json_schema
from dialogs.document.templates import FOLDER, template_files, trades
from dialogs.loader import load_folder, load_scenario, read_file
from dialogs.scenario import ScenarioKind

FAMILIAR = re.compile(r"\b(ты|тебя|тебе|тобой|твой|твоя|твоё|твои)\b", re.IGNORECASE)
OURS = [trade for trade in trades() if (FOLDER / trade).is_dir()]
FILES = [file for trade in trades() for file in template_files(trade).values()]


def new(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["scenario", "new", *arguments])


def test_there_are_five_trades() -> None:
    assert trades() == ("agency", "construction", "equipment", "saas", "wholesale")


@pytest.mark.parametrize("trade", OURS)
def test_the_check_finds_nothing_to_say(trade: str) -> None:
    assert [str(finding) for finding in check_folder(FOLDER / trade)] == []


@pytest.mark.parametrize("trade", trades())
def test_a_quiz_leads_to_its_brief_and_everybody_is_played(trade: str) -> None:
    quiz, brief = (
        load_scenario(read_file(file), name=file.name) for file in template_files(trade).values()
    )
    assert (quiz.kind, brief.kind) == (ScenarioKind.QUIZ, ScenarioKind.BRIEF)
    assert brief.id in {outcome.next for outcome in quiz.outcomes}
    assert len(quiz.personas) >= 9
    assert {persona.expect for persona in quiz.personas} == {one.id for one in quiz.outcomes}
    for scenario in (quiz, brief):
        assert scenario.steps[-1].review
        assert scenario.silence


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_people_are_spoken_to_politely(file: Path) -> None:
    assert not FAMILIAR.search(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_editors_accept_them(file: Path) -> None:
    loaded = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    assert not [error.json_path for error in Draft7Validator(json_schema()).iter_errors(loaded)]


@pytest.mark.slow
@pytest.mark.parametrize("trade", OURS)
def test_personas_notice_changes_of_the_rules(trade: str) -> None:
    fates = list(judge(read_file(template_files(trade)["quiz"]), 200, 1))
    assert [one for one in fates if one.fate == "survived"] == []
    assert caught(fates) == 1.0


@pytest.mark.parametrize("trade", trades())
def test_new_scenarios_are_sound_from_the_start(trade: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    done = new("plant", "--template", trade, "--to", str(folder))
    assert done.exit_code == 0, done.output
    assert set(load_folder(folder)) == {"plant-quiz", "plant-brief"}
    assert check_folder(folder) == []
    first = (folder / "plant-quiz.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./scenario.schema.json"
    assert (folder / "scenario.schema.json").is_file()
    assert "plant-quiz.yaml written" in done.output


def test_nobody_s_work_is_written_over(tmp_path: Path) -> None:
    assert new("plant", "--to", str(tmp_path)).exit_code == 0
    before = (tmp_path / "plant-quiz.yaml").read_bytes()
    done = new("plant", "--template", "saas", "--to", str(tmp_path))
    assert done.exit_code == 2
    assert "plant-quiz.yaml is there already" in done.stderr
    assert (tmp_path / "plant-quiz.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("plant", "--template", "equipmnt"), "did you mean 'equipment'?"),
        (("завод",), "can't begin an id"),
        (("p" * 64,), "can't begin an id"),
    ],
)
def test_a_wrong_wish_is_one_sentence(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = new(*arguments, "--to", str(tmp_path / "mine"))
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "mine").exists()
