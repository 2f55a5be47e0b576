"""The project's files as the architecture tests see them; no rules live here."""

import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

# Made by tools or by a running bot, never part of the project (.gitignore lists them all).
TOOLS = {"__pycache__", "node_modules"}
AT_THE_ROOT = {"build", "dist", "data", "var", "test-results"}
LEFT_BEHIND = re.compile(r"^\.env$|^\.git$|^\.coverage|\.(db|sqlite3|log)(-shm|-wal)?$|\.pyc$")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, sorted; hidden folders other than .ci and .github are not ours."""
    return tuple(sorted(_walk()))


def _walk() -> Iterator[Path]:
    for folder, inner, names in os.walk(ROOT):
        here = Path(folder)
        inner[:] = [name for name in inner if _ours(here / name)]
        yield from (here / name for name in names if not LEFT_BEHIND.search(name))


def _ours(folder: Path) -> bool:
    if folder.name in TOOLS or (folder.parent == ROOT and folder.name in AT_THE_ROOT):
        return False
    return not folder.name.startswith(".") or folder.name in {".ci", ".github"}


def text(path: Path) -> str | None:
    """The file's text, or None for a picture or another binary file."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def shown(path: Path) -> str:
    """The path as a message shows it: from the project's root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> tuple[str, ...]:
    """The top-level packages that ship."""
    return tuple(pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


def python_files(*folders: str) -> list[Path]:
    """Python files under the named top-level folders, or all of them."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and (not folders or path.relative_to(ROOT).parts[0] in folders)
    ]
