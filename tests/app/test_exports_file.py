"""The file of exports: what it says, and every mistake with its place."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.app.exports_file import load_exports
from bot.app.settings import SettingsError
from dialogs.reading.dates import Period
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.exports.files import Format
from reports.exports.schedule import Every, Schedule, Scheduled
from tests.reports.charts.samples import TODAY

REPORTS, MANAGERS = ("funnel", "abc", "leads"), (3001, 3002)
ASKED = {"seo": Asked(filters=Filters(product="seo")), "march": Asked(Period(TODAY, TODAY))}
GOOD = """
exports:
  weekly:
    report: funnel
    every: week
    at: "09:00"
    only: seo
    folder: exports
  leads:
    report: leads
    every: month
    at: "7:30"
    format: csv
    to: [3001]
"""


def load(tmp_path: Path, text: str) -> tuple[Scheduled, ...]:
    file = tmp_path / "exports.yaml"
    file.write_text(text, encoding="utf-8")
    understood = ASKED.get
    return load_exports(
        str(file), REPORTS, MANAGERS, lambda words: understood(words) or f"what is {words}?"
    )


def test_what_the_file_says(tmp_path: Path) -> None:
    weekly = Schedule(Every.WEEK, time(9))
    monthly = Schedule(Every.MONTH, time(7, 30))
    assert load(tmp_path, GOOD) == (
        Scheduled("weekly", "funnel", weekly, Format.XLSX, Filters(product="seo"), "exports"),
        Scheduled("leads", "leads", monthly, Format.CSV, to=(3001,)),
    )
    assert load_exports("", REPORTS, MANAGERS, lambda _: "") == ()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("report: funnel", "report: funel", "no report|not a report"),
        ("every: week", "every: year", "day, week or month"),
        ('"09:00"', '"25:00"', "is no time"),
        ("only: seo", "only: maize", "what is maize"),
        ("only: seo", "only: march", "names a period"),
        ("    folder: exports\n", "", "goes nowhere"),
        ("[3001]", "[2001]", "is no manager"),
        ("    every: week\n", "", "needs 'every'"),
        ("weekly:", "недельный:", "no name"),
        ("format: csv", "formats: csv", "no key 'formats'"),
    ],
)
def test_every_mistake_is_told(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in GOOD
    with pytest.raises(SettingsError, match=message) as refused:
        load(tmp_path, GOOD.replace(before, after, 1))
    assert str(refused.value).startswith("EXPORTS_FILE: ")
    assert "exports.yaml:" in str(refused.value)
