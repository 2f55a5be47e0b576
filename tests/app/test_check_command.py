"""`prequal check`: a folder or a file, three formats, and an exit status that CI can trust."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.commands import app
from dialogs.loader import SHIPPED_SCENARIOS

BROKEN = ("stage: qualified", "stage: qualifed")
WEAK = ("When would you like to begin?", "Когда хотите начать?")


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped scenarios, seen from the folder above it."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(SHIPPED_SCENARIOS, tmp_path / "scenarios")).relative_to(tmp_path)


def plant(file: Path, change: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), encoding="utf-8")


def line_of(file: Path, word: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if word in line)


def test_sound_scenarios_give_status_zero(folder: Path) -> None:
    done = check(str(folder))
    assert (done.exit_code, done.stdout) == (0, "0 errors, 0 warnings\n")


def test_an_error_gives_another_status_and_a_place_to_open(folder: Path) -> None:
    file = folder / "agency-quiz.yaml"
    plant(file, BROKEN)
    done = check(str(folder))
    assert done.exit_code == 2
    place = f"{file.as_posix()}:{line_of(file, 'qualifed')}:12"
    assert f"{place}: error unknown-value: 'qualifed' is not a stage (did you mean" in done.stdout


def test_warnings_alone_do_not_stop_anybody(folder: Path) -> None:
    plant(folder / "agency-quiz.yaml", WEAK)
    done = check(str(folder))
    assert done.exit_code == 0
    assert "warning not-translated" in done.stdout


def test_cadences_beside_the_scenarios_are_checked_with_them(folder: Path) -> None:
    own = folder / "cadences"
    own.mkdir()
    rules = own / "rules.yaml"
    rules.write_text("rules:\n  cycles: {automation: 60d}\n", encoding="utf-8")
    assert check(str(folder)).exit_code == 0
    plant(rules, ("automation", "automatoin"))
    for path in (folder, own, rules):
        done = check(str(path))
        assert done.exit_code == 2
        assert f"{rules.as_posix()}:2:12: error unknown-product" in done.stdout
        assert "did you mean 'automation'" in done.stdout


def test_one_file_is_checked_alone(folder: Path) -> None:
    plant(folder / "agency-brief.yaml", ("stage: brief", "stage: breif"))
    assert check(str(folder / "agency-quiz.yaml")).exit_code == 0
    assert check(str(folder / "agency-brief.yaml")).exit_code == 2


def test_machines_get_json(folder: Path) -> None:
    file = folder / "agency-quiz.yaml"
    plant(file, BROKEN)
    found = json.loads(check(str(folder), "--format", "json").stdout)
    assert found["errors"] == len(found["findings"])
    first = found["findings"][0]
    assert set(first) == {"code", "severity", "file", "line", "column", "message", "fix"}
    assert (first["file"], first["line"]) == (file.as_posix(), line_of(file, "qualifed"))


def test_github_gets_annotations(folder: Path) -> None:
    file = folder / "agency-quiz.yaml"
    plant(file, WEAK)
    plant(file, BROKEN)
    lines = check(str(folder), "--format", "github").stdout.splitlines()
    place = f"file={file.as_posix()},line={line_of(file, 'qualifed')},col=12"
    assert lines[0].startswith(f"::error {place},title=unknown-value::'qualifed' is not a stage")


def test_github_reads_back_what_was_written(folder: Path) -> None:
    odd = folder / "a,b:100%.yaml"
    odd.write_text("scenario: [", encoding="utf-8")
    line = next(
        line
        for line in check(str(folder), "--format", "github").stdout.splitlines()
        if "a%2Cb%3A100%25.yaml" in line
    )
    assert line.startswith(f"::error file={folder.name}/a%2Cb%3A100%25.yaml,line=1,col=")


def test_a_wrong_path_is_one_sentence() -> None:
    done = check("no-such-folder")
    assert done.exit_code == 2
    assert "no-such-folder is not there" in done.stderr
