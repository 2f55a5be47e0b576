"""The dependency rule holds, covers every room there is, and bites when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, packages, pyproject, python_files, shown

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_dependency_rule_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("where", "statement", "contract"),
    [
        ("leads", "import storage", "Rooms depend downwards only"),
        ("dialogs", "import crm_sync", "Rooms depend downwards only"),
        ("storage", "import bot.chat", "Rooms depend downwards only"),
        ("bot/chat", "import bot.app", "Rooms depend downwards only"),
        ("bot/sandbox", "import storage", "Rooms depend downwards only"),
        ("leads", "import jinja2", "The domain does no input or output"),
        ("bot/app", "import sqlalchemy", "Only storage speaks SQL"),
        ("bot/app", "import apscheduler", "Only scheduler knows APScheduler"),
        ("reports", "import jinja2", "Only bot knows Telegram and templates"),
        ("scheduler", "import aiogram", "Only bot knows Telegram and templates"),
        ("dialogs", "import aiohttp", "Only bot and crm_sync speak HTTP"),
        ("dialogs", "import numpy", "Only dialogs.calibration computes"),
        ("bot/app", "import sklearn", "Only dialogs.calibration computes"),
    ],
)
def test_a_forbidden_import_is_caught(
    where: str, statement: str, contract: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in python_files(*packages()):
        if path.name == "__init__.py":  # the skeleton is enough, and quicker
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text('"""A room."""\n')
    (tmp_path / where / "planted.py").write_text(f"{statement}\n")
    done = lint_imports(tmp_path)
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line for line in broken if line.startswith(contract)], done.stdout


def test_every_package_is_shipped_and_under_the_rule() -> None:
    on_disk = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert on_disk == set(packages())
    assert on_disk == set(pyproject()["tool"]["importlinter"]["root_packages"])


def test_every_face_of_the_bot_is_a_layer() -> None:
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    named = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    faces = {f"bot.{path.parent.name}" for path in (ROOT / "bot").glob("*/__init__.py")}
    assert faces <= named


def test_every_folder_of_a_package_can_be_imported() -> None:
    folders = {path.parent for path in python_files(*packages())}
    lacking = [shown(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()]
    assert not lacking, f"no __init__.py, so neither wheel nor contracts see it: {lacking}"


def test_test_folders_are_not_packages() -> None:
    # tests/dialogs/__init__.py would hide dialogs from the tests.
    assert not [shown(path) for path in python_files("tests") if path.name == "__init__.py"]
