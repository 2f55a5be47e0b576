"""Whatever the CRM does and whenever the worker dies: each card is there once, and says what is so.

`make test` runs short storms, the slow ones carry ten thousand leads through an hour of outage.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crm_sync.chaos.oracle import shown
from tests.crm_sync.chaos.stands import CRMS, CRMS_EACH_TIME
from tests.crm_sync.chaos.storm import Plan, Run, storm

QUICK = Plan(
    "bitrix24", leads=40, speed=120, lives=(0.3, 1.5), kills=3, outage=timedelta(minutes=1)
)
LONG = Plan(
    "bitrix24",
    leads=10_000,
    speed=60,
    lives=(1.0, 8.0),
    kills=25,
    outage=timedelta(hours=1),
    patience=1_800,
)
SMALL = replace(LONG, leads=1_000, workers=2, kills=10)
SHORTER = replace(LONG, speed=120, lives=(1.0, 4.0), kills=4)
"""For CRMs that are not the first ones: an hour of outage, too, and a minute and a half in all."""


@CRMS_EACH_TIME
async def test_a_short_storm(tmp_path: Path, sqlite_url: str, crm: str) -> None:
    passed(await storm(tmp_path, sqlite_url, replace(QUICK, crm=crm)))


@pytest.mark.slow
async def test_without_looking_up_a_storm_leaves_doubles(tmp_path: Path, sqlite_url: str) -> None:
    plan = replace(QUICK, outage=timedelta(), share=0.0, lost=3, blind=True)
    run = await storm(tmp_path, sqlite_url, plan)
    doubles = [one for one in run.amiss if re.search(r": ([2-9]|\d\d+) times", one)]
    assert doubles, "the proof itself is proven"


@pytest.mark.slow
@pytest.mark.timeout(3_700)
@pytest.mark.parametrize("crm", ["bitrix24", "amocrm"])
async def test_ten_thousand_leads_through_an_hour_of_outage(
    tmp_path: Path, sqlite_url: str, crm: str
) -> None:
    passed(await storm(tmp_path, sqlite_url, replace(LONG, crm=crm)))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("crm", "leads"), [("hubspot", 200), ("espocrm", 200), ("odoo", 80)])
async def test_hundreds_of_leads_through_an_hour_of_outage(
    tmp_path: Path, sqlite_url: str, crm: str, leads: int
) -> None:
    passed(await storm(tmp_path, sqlite_url, replace(SHORTER, crm=crm, leads=leads)))


@pytest.mark.slow
@pytest.mark.timeout(2_700)
@CRMS
async def test_two_workers_share_a_storm(tmp_path: Path, postgres_url: str, crm: str) -> None:
    passed(await storm(tmp_path, postgres_url, replace(SMALL, crm=crm)))


def passed(run: Run) -> None:
    sys.stdout.write(f"\n{run}\n")
    assert not run.amiss, shown(run.amiss)
    assert run.kills > run.plan.kills
    if run.plan.outage >= timedelta(hours=1):
        assert run.weather.met["outage"], "the outage was met"
