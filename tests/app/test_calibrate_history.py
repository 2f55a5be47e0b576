"""`prequal calibrate --history`: from the program's own leads to a version for review."""

import asyncio
import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from bot.app import calibration_commands
from bot.app.commands import app
from bot.app.grades import stored_grades
from bot.app.settings import Settings
from bot.app.shelving import open_shelf
from dialogs.conditions import slots_of
from dialogs.loader import load_scenario
from dialogs.values import Blank, Value
from leads.clock import SystemClock
from leads.stage import Stage
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.leads.samples import TERMS
from tests.storage.histories import SMALL, Lived, live
from tests.storage.samples import HandClock

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def history(leads: int, *, signal: bool = True) -> list[Lived]:
    """Leads of a year: a site and a budget sell, «seo» without a site is turned away."""
    chance = random.Random(7)
    found = []
    budgets: list[Value] = [50_000, 150_000, Blank.DONT_KNOW]
    traffics: list[Value] = [100, 20_000, Blank.DONT_KNOW]
    for at in range(leads):
        site, budget = chance.random() < 0.6, chance.choice(budgets)
        answers: dict[str, Value] = {
            "product": chance.choice(["seo", "crm", "portal"]),
            "goals": frozenset({"leads"}),
            "has_site": site,
            "traffic": chance.choice(traffics),
            "budget": budget,
            "agree": False,
        }
        good = site + (budget == 150_000) if signal else 1
        won = chance.random() < 0.08 + 0.3 * good
        judged = NOW - timedelta(days=400) + timedelta(days=380 * at / leads)
        stage = Stage.PAYMENT if won else Stage.LOST
        if answers["product"] == "seo" and not site:
            stage = Stage.NOT_YET
        met = won and stage is Stage.PAYMENT
        found.append(Lived(answers, judged, stage, days=chance.randint(3, 50), met=met))
    return found


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(
        bot_token=SecretStr(""),
        database_url=database_url,
        encryption_key_file=tmp_path / "keys" / "prequal.key",
        quiz="small",
    )
    monkeypatch.setattr(calibration_commands, "load_settings", lambda: made)
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    monkeypatch.chdir(tmp_path)
    return made


def keep(settings: Settings, leads: Iterable[Lived]) -> None:
    async def work() -> None:
        keys = KeyRing.from_file(settings.encryption_key_file)
        database = await open_database(settings.database_url, keys=keys, clock=HandClock())
        await open_shelf(database, [SMALL])
        await live(database, SMALL, leads)
        await stored_grades(database, TERMS, HandClock())
        await database.close()

    asyncio.run(work())


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["calibrate", "--history", *map(str, words)])


def test_from_own_leads_to_a_version_for_review(settings: Settings, tmp_path: Path) -> None:
    keep(settings, history(240))
    done = run("--precision", 0.5, "--capacity", 1, "--language", "en")
    assert done.exit_code == 0, done.output
    pattern = r"decided by points: (\d+) ended .* Younger than (\d+) days: (\d+);"
    told = re.search(pattern, done.output)
    gated = re.search(r"Decided by a gate: (\d+);", done.output)
    assert told
    assert gated
    ended, days, young = map(int, told.groups())
    assert ended + young + int(gated[1]) == 240
    assert 40 <= days <= 50  # nine of ten ended by then
    assert young > 0
    assert f"Closed deals: {ended}" in done.output
    assert "Companies: A from 1,000,000 RUB, B from 300,000, as set; only 0 paid" in done.output
    assert "-  version: 3" in done.output
    assert "+  version: 4" in done.output
    assert "--- small@3" in done.output
    new = load_scenario((tmp_path / "small.yaml.v4").read_text(encoding="utf-8"), name="new")
    assert {slot for row in new.fit for slot in slots_of(row.when)} >= {"has_site", "budget"}
    assert new.calibration is not None
    assert new.calibration.settles == timedelta(days=days)
    assert sum(band.deals for band in new.calibration.bands) == ended


def test_the_key_stage_can_be_what_counts(settings: Settings, tmp_path: Path) -> None:
    keep(settings, history(250))
    done = run("--target", "key_stage", "--drop", "traffic,product", "--scenario", "small")
    assert done.exit_code == 0, done.output
    new = load_scenario((tmp_path / "small.yaml.v4").read_text(encoding="utf-8"), name="new")
    assert new.calibration is not None
    assert new.calibration.target is Stage.KEY_STAGE
    asked = {slot for row in new.fit for slot in slots_of(row.when)}
    assert asked == {"budget", "has_site"}


def test_too_few_and_no_signal_are_said(settings: Settings, tmp_path: Path) -> None:
    keep(settings, history(30))
    done = run("--language", "en")
    assert done.exit_code == 0, done.output
    assert "Too little data: " in done.output
    assert "lies within" in done.output
    keep(settings, history(200, signal=False))
    done = run("--language", "en")
    assert "No signal: AUC" in done.output
    assert not list(tmp_path.glob("*.v4"))


def test_bad_words_are_one_sentence(settings: Settings) -> None:
    keep(settings, [])
    for words, sentence in (
        (["table.csv"], "needs no table"),
        (["--map", "a=b"], "needs no table"),
        (["--target", "brief"], "--target is payment or key_stage"),
        (["--scenario", "nothing"], "No scenario 'nothing' is published"),
        (["--drop", "nothing"], "--drop: small has no slot 'nothing'"),
    ):
        done = run(*words)
        assert done.exit_code == 2, (words, done.output)
        assert sentence in done.stderr
    done = CliRunner().invoke(app, ["calibrate"])
    assert done.exit_code == 2
    assert "or --history" in done.stderr
