"""Whatever the CRM does and whenever the worker dies: each card is there once, and says what is so.

`make test` runs a short storm, the slow ones carry ten thousand leads through an hour of outage.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crm_sync.chaos.oracle import shown
from tests.crm_sync.chaos.storm import Plan, Run, storm

QUICK = Plan(
    "bitrix24", leads=160, speed=60, lives=(0.5, 2.0), kills=3, outage=timedelta(minutes=1)
)


@pytest.mark.parametrize("crm", ["bitrix24", "amocrm"])
async def test_a_short_storm(tmp_path: Path, sqlite_url: str, crm: str) -> None:
    run = await storm(tmp_path, sqlite_url, replace(QUICK, crm=crm))
    tell(run)
    assert not run.amiss, shown(run.amiss)


def tell(run: Run) -> None:
    sys.stdout.write(f"\n{run}\n")
