"""The lock files pin everything with hashes, agree with pyproject.toml and name no index."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import ROOT, pyproject

LOCKS = ("requirements.lock", "requirements-run.lock")


def blocks(name: str) -> list[str]:
    """The lock's entries, each with the hashes that follow it."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    return [entry for entry in entries if not entry.startswith("#")]


def pins(name: str) -> dict[str, Version]:
    found = (re.match(r"([\w.-]+)==(\S+)", entry) for entry in blocks(name))
    return {canonicalize_name(pin[1]): Version(pin[2]) for pin in found if pin}


def wanted(*groups: str) -> list[Requirement]:
    """The base and the named extras or dependency groups, included groups too."""
    project, named = pyproject()["project"], pyproject()["dependency-groups"]
    found = list(project["dependencies"])
    for group in groups:
        for item in [*named.get(group, ()), *project["optional-dependencies"].get(group, ())]:
            if isinstance(item, str):
                found.append(item)
            else:
                found += map(str, wanted(item["include-group"]))
    return [Requirement(item) for item in found]


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_pinned_with_a_hash(name: str) -> None:
    loose = [
        entry.splitlines()[0]
        for entry in blocks(name)
        if not re.match(r"[\w.-]+==\S+", entry) or "--hash=sha256:" not in entry
    ]
    assert not loose


@pytest.mark.parametrize("name", LOCKS)
def test_no_index_and_no_path_is_named(name: str) -> None:
    content = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"^\s*-(?!-hash=sha256:).*$", content, re.MULTILINE)
    assert not re.findall(r"\S*(?:://|file:| @ |\.whl|\.tar\.gz)\S*", content)


@pytest.mark.parametrize(
    ("name", "groups"),
    [("requirements.lock", ("postgres", "dev")), ("requirements-run.lock", ("build",))],
)
def test_the_lock_is_what_pyproject_asks_for(name: str, groups: tuple[str, ...]) -> None:
    pinned = pins(name)
    stale = [
        str(requirement)
        for requirement in wanted(*groups)
        if not requirement.specifier.contains(
            pinned.get(canonicalize_name(requirement.name), Version("0"))
        )
    ]
    assert not stale, "run `make lock`"


def test_both_locks_agree() -> None:
    everything, base = pins(LOCKS[0]), pins(LOCKS[1])
    assert base.items() <= everything.items()
    assert not {"asyncpg", "playwright", "pytest", "mypy"} & set(base), "the base install is small"
