"""The samples in docs/crm are files that the program takes, and each CRM has what they name."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import pytest

from bot.app.crm.connecting import Planned, load_crms
from bot.app.files import load_funnels
from crm_sync.accounts import secret_name
from crm_sync.adapters import ADAPTERS, adapter_class
from crm_sync.mapping.check import missing
from tests.architecture.tree import ROOT
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.rig import Rig

SAMPLES = sorted((ROOT / "docs" / "crm").glob("*.yaml"))
FUNNELS = load_funnels()
LINE = re.compile(r"^---\n", re.MULTILINE)


@asynccontextmanager
async def stand_in(name: str) -> AsyncIterator[Rig]:
    """The stand-in of the CRM of that name, from its adapter's suite."""
    import_module(f"tests.crm_sync.adapters.test_{name}")
    suites = CrmAdapterContract.__subclasses__()
    rig = next(suite().make_rig() for suite in suites if suite.kind.name == name)
    await rig.start()
    try:
        yield rig
    finally:
        await rig.close()


def planned(sample: Path, folder: Path) -> Planned:
    """The sample as somebody would use it: cut in two, with every secret in the environment."""
    account, mapping = LINE.split(sample.read_text(encoding="utf-8"))
    (folder / "crm.yaml").write_text(account, encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    options = adapter_class(sample.stem).options
    secrets = {secret_name("main", one.name): "secret" for one in options if one.secret}
    (found,) = load_crms(str(folder / "crm.yaml"), secrets, FUNNELS)
    return found


def test_there_is_a_sample_for_every_adapter() -> None:
    assert {sample.stem for sample in SAMPLES} == set(ADAPTERS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
async def test_the_crm_has_what_the_sample_names(sample: Path, tmp_path: Path) -> None:
    found = planned(sample, tmp_path)
    assert found.entry.account.crm == sample.stem
    assert set(found.plan.funnels) == set(FUNNELS)
    async with stand_in(sample.stem) as rig:
        crm = rig.adapter()
        wanted = [one.field for one in await missing(crm, found.plan) if one.field is not None]
        assert not [one.name for one in wanted if one.label == one.name], "nothing to be created"
        made = [await crm.make_field(one) for one in wanted]
        assert [one.name for one in made] == [one.name for one in wanted]
        assert not [one.said for one in await missing(rig.adapter(), found.plan)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_the_sample_names_every_option(sample: Path) -> None:
    account, _ = LINE.split(sample.read_text(encoding="utf-8"))
    for option in adapter_class(sample.stem).options:
        said = secret_name("main", option.name) if option.secret else f"{option.name}:"
        assert said in account
