"""What a machine may or may not have for the tests: Chromium, PostgreSQL, the shared data.

On somebody's machine a missing thing skips its tests with a sentence saying how to get it; in CI
nothing that could run may be skipped, so the same sentence is a failure there. No fixtures here.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ADVICE = (
    "Chromium was not found. On Debian and Ubuntu: apt-get install chromium "
    "fonts-noto-color-emoji fonts-dejavu-core; elsewhere name the program in PREQUAL_CHROMIUM."
)
DATA_ADVICE = "The shared data was not found beside the project; name its folder in PREQUAL_DATA."


def in_ci() -> bool:
    """Whether a skip would hide something: `CI` is set, and not to 0, false or no."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false", "no"}


def missing(reason: str) -> NoReturn:
    """End the running test: skipped with `reason` on somebody's machine, failed with it in CI."""
    if in_ci():
        pytest.fail(f"CI skips nothing that could run. {reason}", pytrace=False)
    pytest.skip(reason)


def find_chromium() -> Path | None:
    """The browser for tests: `PREQUAL_CHROMIUM` when set, else the first known name on PATH."""
    named = os.environ.get("PREQUAL_CHROMIUM")
    for name in (named,) if named else CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None


def find_data() -> Path | None:
    """The folder of shared data: `PREQUAL_DATA` when set, else `shared/data` beside the project."""
    named = os.environ.get("PREQUAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder.resolve() if folder.is_dir() else None


if __name__ == "__main__":
    sys.exit(0 if find_chromium() else CHROMIUM_ADVICE)
