"""What keeps `prequal run` from starting is said in one sentence, with exit status 2."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PREQUAL = [sys.executable, "-c", "from bot.app.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[2]
GOOD_TOKEN = "123456:AAAA-bbbb_cccc"
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens there


def prequal(place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own."""
    own = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [*PREQUAL, *words],
        cwd=place,
        env={**own, "PYTHONPATH": str(ROOT), "SANDBOX_PORT": "0", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2, no traceback, and a sentence that holds the words."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_an_unknown_setting_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\nBOT_TOKENN=1:a\n", encoding="utf-8")
    refused(prequal(tmp_path, "run"), ".env:2", "BOT_TOKENN", "BOT_TOKEN?")


def test_settings_saved_on_windows_are_read_or_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfLOG_LEVEL=loud\n")
    refused(prequal(tmp_path, "run"), "LOG_LEVEL: Input should be")
    (tmp_path / ".env").write_text("COMPANY_NAME=Ромашка\n", encoding="cp1251")
    refused(prequal(tmp_path, "run"), ".env is not UTF-8")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("BOT_TOKEN", "no token", "BotFather"),
        ("TIMEZONE", "Mars/Base", "Europe/Moscow"),
        ("HTTP_PORT", "99999", "HTTP_PORT"),
        ("SALES_IDS", "@igor", "'@igor': write Telegram ids"),
        ("DIGEST_WEEK_AT", "9", "09:00"),
        ("COMPANY_NAME", "", "at least 1"),
        ("TEAM_FILE", "none.yaml", "TEAM_FILE: none.yaml can't be used: No such file"),
        ("SCENARIOS_DIR", "none", "SCENARIOS_DIR: none can't be used: No such file"),
        ("WEBHOOK_URL", "https://example.org", "WEBHOOK_SECRET"),
        ("SUPPLY_URL", "htps://stock.example", "write an address like https://"),
        ("WORKING_HOURS_START", "20:00", "WORKING_HOURS_START"),
        ("HTTP_HOST", "256.1.1.1", "HTTP_HOST to an address of this machine"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:abc/x", "DATABASE_URL is no"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str, word: str) -> None:
    refused(prequal(tmp_path, "run", **{name: value}), name, word)


def test_a_bot_api_that_is_not_there(tmp_path: Path) -> None:
    done = prequal(tmp_path, "run", BOT_TOKEN=GOOD_TOKEN, BOT_API_URL=NOBODY)
    refused(done, NOBODY, "BOT_API_URL")


def test_a_database_of_another_kind(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", DATABASE_URL="mysql://localhost/x"), "DATABASE_URL")


def test_a_database_from_the_future(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "prequal.db")
    with database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    done = prequal(tmp_path, "run", DATABASE_URL="sqlite+aiosqlite:///prequal.db")
    refused(done, "newer")


def test_a_quiz_that_does_not_exist(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", QUIZ="no-such"), "QUIZ", "agency-quiz")


def test_campaigns_that_are_not_there_or_open_nothing(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", CAMPAIGNS_FILE="none.yaml"), "none.yaml")
    file = tmp_path / "campaigns.yaml"
    file.write_text("expo: {channel: event, name: Expo, quiz: agency}\n", encoding="utf-8")
    refused(prequal(tmp_path, "run", CAMPAIGNS_FILE=str(file)), "'expo'", "'agency'")
    file.write_text("expo: [", encoding="utf-8")
    refused(prequal(tmp_path, "run", CAMPAIGNS_FILE=str(file)), "CAMPAIGNS_FILE", "YAML")


def test_a_plan_that_is_wrong(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", PLAN_FILE="none.yaml"), "none.yaml")
    file = tmp_path / "plan.yaml"
    file.write_text("2026-11: {sale: 5}\n", encoding="utf-8")
    refused(prequal(tmp_path, "run", PLAN_FILE=str(file)), "PLAN_FILE", "2026-11: no key 'sale'")


def test_partners_that_are_wrong_or_that_no_scenario_finds(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", PARTNERS_FILE="none.yaml"), "none.yaml")
    file = tmp_path / "partners.yaml"
    file.write_text("partners:\n  a: {name: А}\n", encoding="utf-8")
    refused(prequal(tmp_path, "run", PARTNERS_FILE=str(file)), "partners.yaml:2:", "'people'")
    file.write_text("partners:\n  a: {name: А, people: [7]}\n", encoding="utf-8")
    refused(prequal(tmp_path, "run", PARTNERS_FILE=str(file)), "agency-quiz", "'b2c'")


def test_rules_after_a_sale_that_are_wrong(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    file.write_text("products:\n  seoo: {survey: {after: 45d}}\n", encoding="utf-8")
    told = ("after.yaml:2:", "'seoo'", "seo")
    refused(prequal(tmp_path, "run", AFTER_SALE_FILE=str(file)), *told)


def test_a_team_that_is_not_there_or_that_nobody_may_be_in(tmp_path: Path) -> None:
    refused(prequal(tmp_path, "run", TEAM_FILE="none.yaml"), "none.yaml")
    file = tmp_path / "team.yaml"
    file.write_text("members: {igor: {telegram: 77}}\n", encoding="utf-8")
    refused(prequal(tmp_path, "run", TEAM_FILE=str(file)), "TEAM_FILE", "'igor'", "SALES_IDS")
    file.write_text("members: [", encoding="utf-8")
    refused(prequal(tmp_path, "run", TEAM_FILE=str(file)), "TEAM_FILE", "YAML")


def test_a_broken_scenario_is_told_with_its_place(tmp_path: Path) -> None:
    shipped = ROOT / "dialogs" / "scenarios"
    for file in shipped.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("traffic < 1000", "trafic < 1000")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    line = next(
        number
        for number, row in enumerate(
            (tmp_path / "agency-quiz.yaml").read_text(encoding="utf-8").splitlines(), start=1
        )
        if "trafic" in row
    )
    assert prequal(tmp_path, "check", str(tmp_path)).returncode == 2
    refused(prequal(tmp_path, "run", SCENARIOS_DIR=str(tmp_path)), f"agency-quiz.yaml:{line}:")


def test_a_scenario_that_loads_but_leads_nowhere_is_refused_too(tmp_path: Path) -> None:
    for file in (ROOT / "dialogs" / "scenarios").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("next: agency-brief", "next: agency-breif")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    refused(
        prequal(tmp_path, "run", SCENARIOS_DIR=str(tmp_path)), "agency-breif", "agency-quiz.yaml:"
    )


def test_check_is_silent_on_the_shipped_scenarios(tmp_path: Path) -> None:
    done = prequal(tmp_path, "check")
    assert done.returncode == 0, done.stdout
    assert "0 errors, 0 warnings" in done.stdout


def test_play_runs_in_the_terminal(tmp_path: Path) -> None:
    answers = "1\n2\n-\n12 000\n150 тысяч рублей\n1\n1\nвсё верно\n"
    done = subprocess.run(
        [*PREQUAL, "play", "agency-quiz"],
        input=answers,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[qualified]" in done.stdout, done.stdout
