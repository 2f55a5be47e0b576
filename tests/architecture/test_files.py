"""What every file of the project keeps to: size, a docstring, and nothing of one machine."""

import ast
import re

import pytest

from tests.architecture.tree import ROOT, files, packages, python_files, shown, text

LONGEST = 300

ONE_MACHINE = re.compile(r"(?<![\w.:/}$)-])/(?:work|root|home|Users)/[\w.-]+")
INDEX_HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.org|deb\.debian\.org|golang\.org")


def test_files_are_of_a_size_to_read() -> None:
    lengths = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*packages())
    }
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert not long, f"split by domain: {long}"


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(path)
        for path in python_files()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("pattern", [ONE_MACHINE, INDEX_HOSTS], ids=["paths", "hosts"])
def test_nothing_belongs_to_one_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{shown(path)}:{number}: {match.group()}"
        for path in files()
        for number, line in enumerate((text(path) or "").splitlines(), 1)
        if (match := pattern.search(line))
    ]
    assert not found


@pytest.mark.parametrize(
    ("pattern", "line", "bites"),
    [
        (ONE_MACHINE, 'open("/home/' + 'anna/leads.csv")', True),
        (ONE_MACHINE, "cd /work/" + "main", True),
        (ONE_MACHINE, "https://example.com/home/page", False),
        (ONE_MACHINE, "$(ROOT)/work/dir", False),
        (INDEX_HOSTS, "https://pypi" + ".org/simple", True),
        (INDEX_HOSTS, "pip install prequal", False),
    ],
)
def test_the_patterns_bite(pattern: re.Pattern[str], line: str, bites: bool) -> None:
    assert bool(pattern.search(line)) is bites


def test_no_file_is_left_from_a_merge() -> None:
    marks = re.compile(r"^(<{7}|>{7}|={7})( |$)", re.MULTILINE)
    assert not [shown(path) for path in files() if marks.search(text(path) or "")]


def test_scripts_start_everywhere() -> None:
    scripts = [path for path in files() if path.read_bytes()[:2] == b"#!"]
    assert (ROOT / ".ci" / "run") in scripts
    assert not [shown(path) for path in scripts if not path.stat().st_mode & 0o100]
