"""The files in the Russian set-up guide are files that the program takes."""

import re
from pathlib import Path

import pytest

from bot.app.crm.connecting import load_crms
from bot.app.files import load_funnels
from crm_sync.adapters import adapter_class
from tests.architecture.tree import ROOT

GUIDE = (ROOT / "docs" / "crm-setup.ru.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
SECRETS = {"CRM_MAIN_WEBHOOK": "https://company.bitrix24.ru/rest/1/abc/", "CRM_MAIN_TOKEN": "t"}


@pytest.mark.parametrize("place", [0, 2], ids=["bitrix24", "amocrm"])
def test_the_files_of_the_guide_are_taken(place: int, tmp_path: Path) -> None:
    assert len(BLOCKS) == 4
    (tmp_path / "crm.yaml").write_text(BLOCKS[place], encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(BLOCKS[place + 1], encoding="utf-8")
    (planned,) = load_crms(str(tmp_path / "crm.yaml"), SECRETS, load_funnels())
    assert planned.told.name == "main"
    assert planned.plan.fields


def test_the_guide_names_settings_that_there_are() -> None:
    named = set(re.findall(r"CRM_MAIN_([A-Z_]+)", GUIDE))
    options = {
        option.name.upper()
        for name in ("bitrix24", "amocrm")
        for option in adapter_class(name).options
        if option.secret
    }
    assert named <= options
