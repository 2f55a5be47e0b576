"""What ships is what lies in the packages: no template, scenario or migration is forgotten."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture.tree import ROOT, files, packages, pyproject, shown


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {shown(path) for path in files() if path.relative_to(ROOT).parts[0] in packages()}
    assert shipped == ours


def test_the_command_is_named_after_the_product() -> None:
    assert pyproject()["project"]["scripts"] == {"prequal": "bot.app.cli:main"}
