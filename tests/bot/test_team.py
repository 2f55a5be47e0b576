"""`/away` and its days."""

from datetime import date

import pytest

from bot.chat.team import read_away
from leads.team import Away

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "away"),
    [
        ("", Away(TODAY, None)),
        ("2026-12-30 2027-01-08", Away(date(2026, 12, 30), date(2027, 1, 8))),
        ("2026-12-30..2027-01-08", Away(date(2026, 12, 30), date(2027, 1, 8))),
        ("2026-11-24", Away(TODAY, TODAY)),
        ("2026-11-20 2026-11-24", Away(date(2026, 11, 20), TODAY)),
        ("2026-11-20 2026-11-23", None),
        ("2027-01-08 2026-12-30", None),
        ("2026-12-30 2027-01-02 2027-01-08", None),
        ("2026-13-30", None),
        ("завтра", None),
    ],
)
def test_days_that_are_typed(typed: str, away: Away | None) -> None:
    assert read_away(typed, TODAY) == away
