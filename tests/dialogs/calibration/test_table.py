"""The table of chances: bands of equal size, and the fingerprint of the rows it was made for."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dialogs.calibration.table import bands, fingerprint
from dialogs.loader import load_scenario
from dialogs.scenario import Text

SMALL = Path(__file__).parents[1] / "seeded" / "small.yaml"


@given(st.lists(st.integers(-20, 120), min_size=1, max_size=300))
def test_every_deal_is_in_one_band_and_chances_rise(points: list[int]) -> None:
    found = bands([float(one) for one in points], [(one + 20) / 150 for one in points])
    assert sum(band.deals for band in found) == len(points)
    assert found[0].least == 0
    assert len(found) <= max(1, min(10, len(points) // 20))
    pairs = list(pairwise(found))
    assert all(one.chance <= other.chance for one, other in pairs)
    assert all(one.least < other.least for one, other in pairs)


def test_a_band_says_what_its_deals_say() -> None:
    found = bands([1.0] * 30 + [50.7] * 30, [0.1] * 30 + [0.6] * 30)
    assert [(one.least, one.chance, one.deals) for one in found] == [(0, 0.1, 30), (50, 0.6, 30)]


def test_the_fingerprint_is_about_conditions_and_points_only() -> None:
    rows = load_scenario(SMALL.read_text(encoding="utf-8"), name="small").fit
    first, *others = rows
    told = fingerprint(rows)
    assert told == fingerprint([replace(first, why=Text({"ru": "Иначе", "en": "Else"})), *others])
    assert told != fingerprint([replace(first, add=31), *others])
    assert told != fingerprint(others)
