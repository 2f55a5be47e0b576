"""The Russian set-up guide speaks of what there is."""

import re

from crm_sync.adapters import adapter_class
from tests.architecture.tree import ROOT

GUIDE = (ROOT / "docs" / "crm-setup.ru.md").read_text(encoding="utf-8")


def test_the_guide_names_settings_that_there_are() -> None:
    named = set(re.findall(r"CRM_MAIN_([A-Z_]+)", GUIDE))
    options = {
        option.name.upper()
        for name in ("bitrix24", "amocrm")
        for option in adapter_class(name).options
        if option.secret
    }
    assert named
    assert named <= options
