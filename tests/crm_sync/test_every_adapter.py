"""An adapter that is registered has passed the contract suite, and says what it is."""

import importlib
from pathlib import Path

from crm_sync.adapters import ADAPTERS, adapter_class
from crm_sync.adapters.webhook import WebhookCrm
from crm_sync.capabilities import Capability
from tests.architecture.tree import ROOT
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.matrix import MATRIX, MEANINGS, matrix

TESTED = ROOT / "tests" / "crm_sync" / "adapters"


def proven(folder: Path) -> set[str]:
    """The adapters for which a test file of the folder subclasses the suite."""
    for path in folder.glob("test_*.py"):
        importlib.import_module(f"tests.crm_sync.adapters.{path.stem}")
    return {suite.kind.name for suite in CrmAdapterContract.__subclasses__()}


def test_every_registered_adapter_is_proven() -> None:
    unproven = set(ADAPTERS) - proven(TESTED)
    assert not unproven, f"subclass CrmAdapterContract in tests/crm_sync/adapters: {unproven}"


def test_a_file_without_the_suite_proves_nothing(tmp_path: Path) -> None:
    class Untested(WebhookCrm):
        name = "untested"

    assert Untested.name not in proven(TESTED)
    assert proven(tmp_path) == proven(TESTED)


def test_an_adapter_is_registered_by_its_own_name() -> None:
    for name in ADAPTERS:
        kind = adapter_class(name)
        assert kind.name == name
        assert kind.title
        assert len({option.name for option in kind.options}) == len(kind.options)


def test_the_matrix_is_current() -> None:
    assert MATRIX.read_text(encoding="utf-8") == matrix(), "python -m tests.crm_sync.matrix"
    assert set(MEANINGS) == set(Capability)


def test_the_guide_speaks_of_every_adapter() -> None:
    guide = (ROOT / "docs" / "crm.md").read_text(encoding="utf-8")
    before = guide.partition("## Who is there already")[2].partition("\n## ")[0]
    hooks = guide.partition("### By webhook")[2].partition("\n### ")[0]
    for name in ADAPTERS:
        kind = adapter_class(name)
        if name == "memory":
            continue
        title = kind.title.removeprefix("Signed ")
        assert f"(crm/{name}.yaml)" in guide, title
        if Capability.RECOGNISE in kind.capabilities:
            assert f"| {title} |" in before, title
        if Capability.WEBHOOKS in kind.capabilities:
            assert f"| {title}" in hooks or f"| signed {title}" in hooks, title
