"""`prequal scenario …` refuses what makes no sense, in one sentence that says what to do."""

from pathlib import Path

import pytest

from tests.app.test_start_refused import prequal, refused
from tests.dialogs.versions import words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list"], "prequal run"),
        (["publish", "quiz.yaml"], "prequal run"),
        (["split", "quiz", "1"], "two versions"),
        (["split", "quiz", "1", "2", "3"], "two versions"),
        (["split", "quiz", "1", "2", "--keep", "1"], "--keep"),
        (["split", "quiz", "1", "2", "--share", "100"], "--share"),
        (["publish", "quiz.yaml", "--share", "0"], "--share"),
        (["diff", "a.yaml", "quiz"], "prequal run"),
        (["diff", "a.yaml", "nowhere.yaml"], "nowhere.yaml is not there"),
        (["diff", "a.yaml", "broken.yaml"], "broken.yaml:3:12: error"),
    ],
)
def test_a_mistake_is_explained(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "a.yaml").write_text(words(), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(words(("version: 1", "version: one")), encoding="utf-8")
    refused(prequal(tmp_path, "scenario", *arguments), said)
    assert not (tmp_path / "var").exists(), "a look makes no database and no key"


def test_two_files_are_compared_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(words(), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(words(("add: 30", "add: 25")), encoding="utf-8")
    done = prequal(tmp_path, "scenario", "diff", "a.yaml", "b.yaml")
    assert done.returncode == 0, done.stderr
    assert "fit row F1: changed\n    add: 30 → 25" in done.stdout
    assert "the stored leads were not looked at" in done.stdout
