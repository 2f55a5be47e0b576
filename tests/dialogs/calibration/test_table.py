"""The table of chances: bands of equal size, and the fingerprint of the rows it was made for."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dialogs.calibration.table import bands, fingerprint
from dialogs.loader import load_scenario
from dialogs.qualification import recompute, replay_slots
from dialogs.scenario import Text
from dialogs.values import Value
from leads.verdict import Verdict
from leads.winning import WinBand

SMALL = Path(__file__).parents[1] / "seeded" / "small.yaml"
GOOD: dict[str, Value] = {
    "goals": frozenset({"leads"}),
    "has_site": True,
    "budget": 150_000,
    "agree": False,
}


@given(st.lists(st.integers(-20, 120), min_size=1, max_size=300))
def test_every_deal_is_in_one_band_and_chances_rise(points: list[int]) -> None:
    found = bands([float(one) for one in points], [(one + 20) / 150 for one in points])
    assert sum(band.deals for band in found) == len(points)
    assert found[0].least == 0
    assert len(found) <= max(1, min(10, len(points) // 20))
    pairs = list(pairwise(found))
    assert all(other.chance - one.chance >= 0.029 for one, other in pairs)
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


def test_a_verdict_keeps_the_chance_of_its_score_and_comes_back_with_it() -> None:
    scenario = load_scenario(SMALL.read_text(encoding="utf-8"), name="small")
    plant, shop = (
        {**GOOD, "traffic": 12_000, "product": "crm"},
        {**GOOD, "has_site": False, "product": "seo"},
    )
    decision, turned_away = replay_slots(scenario, plant), replay_slots(scenario, shop)
    assert decision is not None
    assert turned_away is not None
    verdict = decision.verdict
    assert (verdict.fit, verdict.chance) == (60, WinBand(40, 0.48, 60))
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict
    assert recompute(scenario, verdict) == verdict
    assert turned_away.verdict.gate == "G1"
    assert turned_away.verdict.chance is None
    about_meetings = SMALL.read_text(encoding="utf-8").replace(
        "target: payment", "target: key_stage"
    )
    met = replay_slots(load_scenario(about_meetings, name="small"), plant)
    assert met is not None
    assert met.verdict.chance is None, "a chance to meet is no chance to win"
