"""`.env.example` is the settings model, written for people: same names, same defaults."""

import re
from pathlib import Path

import pytest

from bot.app.settings import Settings, load_settings
from tests.architecture.tree import ROOT

EXAMPLE = ROOT / ".env.example"
ASSIGNMENT = re.compile(r"^#?\s?([A-Z][A-Z0-9_]*)=(.*)$")


def assignments() -> dict[str, str]:
    """NAME → value as written; a line that is commented out shows the default it would have."""
    found = [ASSIGNMENT.match(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = [(match[1], match[2]) for match in found if match]
    assert len(dict(pairs)) == len(pairs), "a variable is written twice"
    return dict(pairs)


def test_every_setting_is_written_and_nothing_else() -> None:
    assert set(assignments()) == {name.upper() for name in Settings.model_fields}


def test_every_setting_is_explained() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    groups = "\n".join(lines).split("\n\n")
    bare = [
        group
        for group in groups
        if any(ASSIGNMENT.match(line) for line in group.splitlines())
        and not group.lstrip().startswith("# ")
    ]
    assert not bare


def test_the_values_shown_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    written = tmp_path / "env"
    written.write_text("".join(f"{name}={value}\n" for name, value in assignments().items()))
    shown = load_settings(written)
    plain = Settings()
    differing = [
        name for name in Settings.model_fields if getattr(shown, name) != getattr(plain, name)
    ]
    assert not differing
