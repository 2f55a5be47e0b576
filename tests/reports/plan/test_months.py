"""A plan is read from plain data; what is wrong is told with its month."""

import pytest

from reports.plan.months import BadPlan, read_plan

NOVEMBER = 2026 * 12 + 10


def test_a_plan_is_read_by_month() -> None:
    plan = read_plan({"2026-12": {"sales": 0}, "2026-11": {"A": 10, "revenue": 900_000}})
    assert plan == {NOVEMBER: {"A": 10, "revenue": 900_000}, NOVEMBER + 1: {"sales": 0}}
    assert list(plan) == [NOVEMBER, NOVEMBER + 1]
    assert read_plan(None) == {}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (["2026-11"], "mapping from months"),
        ({"2026-13": {"A": 1}}, "'2026-13' is no month"),
        ({2026: {"A": 1}}, "'2026' is no month"),
        ({"2026-11": {}}, "2026-11 needs at least one of A, B, C, qualified"),
        ({"2026-11": 5}, "2026-11 needs at least one"),
        ({"2026-11": {"D": 1}}, "2026-11: no key 'D'; there are A, B"),
        ({"2026-11": {"A": -1}}, "2026-11: A has to be a whole number"),
        ({"2026-11": {"A": True}}, "2026-11: A has to be a whole number"),
        ({"2026-11": {"sales": "8"}}, "2026-11: sales has to be a whole number"),
    ],
)
def test_what_is_wrong_is_told(raw: object, words: str) -> None:
    with pytest.raises(BadPlan, match=words):
        read_plan(raw)
