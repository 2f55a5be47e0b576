"""Small changes of the flagship's rules are noticed: by `check`, by its personas, or they change
nothing. The long run is `make bench-mutants`.
"""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.equivalence import Original
from benchmarks.mutants import BRIEF, FLAGSHIP, SEED, caught, judge
from benchmarks.mutation import WAYS, mutants
from dialogs.loader import load_scenario
from dialogs.scenario import Scenario

SMALL = (Path(__file__).parent / "seeded" / "small.yaml").read_text(encoding="utf-8")
TEXT = FLAGSHIP.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped() -> Original:
    """The flagship, which many are compared with."""
    return Original(flagship())


def flagship(*changes: tuple[str, str]) -> Scenario:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return load_scenario(text, name="changed")


@pytest.mark.parametrize(("file", "count"), [(FLAGSHIP, 50), (BRIEF, 30)], ids=["quiz", "brief"])
def test_no_mutant_of_the_flagship_would_go_live_unnoticed(file: Path, count: int) -> None:
    fates = list(judge(file.read_text(encoding="utf-8"), count, SEED))
    assert len(fates) == count
    assert [one for one in fates if one.fate == "survived"] == []
    assert caught(fates) == 1.0
    assert {"check", "personas"} <= {one.fate for one in fates}


def test_mutants_are_different_from_each_other_and_the_same_every_time() -> None:
    made = list(mutants(TEXT, 300, 7))
    assert len({mutant.text for mutant in made}) == 300
    assert made == list(mutants(TEXT, 300, 7))
    ways = Counter(mutant.way for mutant in made)
    assert set(ways) == {way.__name__.replace("_", "-") for way in WAYS}


def test_weak_personas_let_mutants_live() -> None:
    weak = TEXT.partition("\npersonas:")[0]
    fates = list(judge(weak, 30, SEED))
    assert caught(fates) < 0.8
    survivor = next(one for one in fates if one.fate == "survived")
    assert survivor.difference is not None
    assert survivor.difference.original != survivor.difference.mutant


def test_a_scenario_equals_itself_and_a_harmless_change(shipped: Original) -> None:
    assert shipped.difference(flagship()) is None
    assert shipped.difference(flagship(("traffic < 1000", "traffic <= 999"))) is None
    # Points come in fives.
    assert shipped.difference(flagship(("fit >= 50 and", "fit >= 46 and"))) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("fit >= 50 and", "fit >= 51 and", "nurture"),
        ("traffic < 1000", "traffic <= 1000", "gate G2"),
        ("add: 15", "add: 16", "fit"),
        ('    when: "product in [portal, crm]"\n', "", "ask project_budget"),
        ("    next: agency-brief\n", "", "next None"),
    ],
)
def test_the_slightest_difference_is_found(
    shipped: Original, old: str, new: str, told: str
) -> None:
    found = shipped.difference(flagship((old, new)))
    assert found is not None
    assert told in found.mutant
    assert found.mutant != found.original


def test_any_scenario_can_be_mutated() -> None:
    assert len(list(judge(SMALL, 40, 1))) == 40
