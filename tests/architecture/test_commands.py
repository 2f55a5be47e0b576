"""What the documents tell people to type exists, and what exists is documented."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, shown

READMES = ("README.md", "README.ru.md")
DOCUMENTS = [path for path in files() if path.suffix == ".md"]


def code(path: Path) -> list[str]:
    """The document's code: the lines of fenced blocks and the inline spans."""
    content = path.read_text(encoding="utf-8")
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", content, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", content, flags=re.MULTILINE | re.DOTALL)
    return [*"\n".join(fenced).splitlines(), *re.findall(r"`([^`\n]+)`", prose)]


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))


@cache
def commands(*group: str) -> set[str]:
    """The commands of `prequal`, or of a group of them, as its own help lists them."""
    done = subprocess.run(
        [sys.executable, "-c", "from bot.app.cli import main; main()", *group, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"},
    )
    listed = done.stdout.partition("Commands")[2]
    return set(re.findall(r"^\W*([a-z][a-z-]+)  ", listed, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    named = {
        word
        for line in code(document)
        for word in re.findall(r"(?:^|[\s;&$])make ([a-z][a-z-]*)", line)
    }
    assert named <= targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_prequal_command_in_a_document_exists(document: Path) -> None:
    named = {
        word
        for line in code(document)
        for word in re.findall(r"(?:^|[\s;&$/])prequal ([a-z][a-z-]*)", line)
    }
    assert not named or named <= commands()


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_scenario_command_in_a_document_exists(document: Path) -> None:
    named = {
        word
        for line in code(document)
        for word in re.findall(r"(?:^|[\s;&$/])prequal scenario ([a-z][a-z-]*)", line)
    }
    assert not named or named <= commands("scenario")


def test_every_scenario_command_is_documented() -> None:
    lines = "\n".join(line for path in DOCUMENTS for line in code(path))
    found = commands("scenario")
    assert {"publish", "list", "diff", "rollback", "split"} <= found
    assert not {name for name in found if f"prequal scenario {name}" not in lines}


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_what_a_newcomer_types(readme: str) -> None:
    lines = "\n".join(code(ROOT / readme))
    for command in ("make run", "make test", "make check"):
        assert command in lines
    undocumented = {name for name in commands() if f"prequal {name}" not in lines}
    assert not undocumented


def test_both_readmes_tell_the_same_commands() -> None:
    english, russian = (
        [line for line in code(ROOT / name) if re.match(r"(?:\$ )?(?:make|prequal) ", line)]
        for name in READMES
    )
    assert english == russian


def test_every_target_for_people_has_a_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE))
    assert targets() - explained == {"chromium"}  # only ever a step of another target
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets()


def test_ci_runs_what_the_makefile_offers() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make ([a-z-]+)$", script, re.MULTILINE) == ["check", "test", "test-slow"]
