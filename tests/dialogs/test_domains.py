"""Stand-ins cover every region: any answer has the truths of one of them."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from dialogs.conditions import Compare, Condition, Includes, Node, OneOf, evaluate
from dialogs.domains import regions_of
from dialogs.judged import Rejection
from dialogs.kinds.choices import counted
from dialogs.scenario import Option, Slot, SlotType, Text
from dialogs.values import Day, Other, Range, Value

LABEL = Text({"ru": "А", "en": "B"})
OPTIONS = tuple(Option(name, LABEL) for name in "abcd")
TENTHS = st.integers(-50, 50).map(lambda tenths: Decimal(tenths) / 10)
BOUND = st.one_of(st.none(), st.integers(-30, 30))


def truths(conditions: list[Condition], value: Value) -> list[bool | None]:
    return [evaluate(condition, {"x": value}) for condition in conditions]


def conditions(trees: list[Node]) -> list[Condition]:
    return [Condition("", tree) for tree in trees]


@given(
    compares=st.lists(
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(-20, 20)),
        min_size=1,
        max_size=5,
    ),
    bounds=st.tuples(BOUND, BOUND).filter(
        lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1]
    ),
    number=st.integers(-40, 40),
)
def test_numbers(
    compares: list[tuple[str, int]], bounds: tuple[int | None, int | None], number: int
) -> None:
    low, high = bounds
    slot = Slot("x", SlotType.INTEGER, LABEL, minimum=low, maximum=high)
    asked = conditions([Compare("x", sign, constant) for sign, constant in compares])
    stand_ins = regions_of({"x": slot}, asked)["x"]
    assert all(isinstance(one, int) and (low is None or one >= low) for one in stand_ins)
    assert all(isinstance(one, int) and (high is None or one <= high) for one in stand_ins)
    inside = max(number, low) if low is not None else number
    inside = min(inside, high) if high is not None else inside
    assert truths(asked, inside) in [truths(asked, one) for one in stand_ins]
    assert len({tuple(truths(asked, one)) for one in stand_ins}) == len(stand_ins)


@given(
    named=st.lists(st.frozensets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=3),
    choice=st.sampled_from(["a", "b", "c", "d", Other("e")]),
)
def test_choices(named: list[frozenset[str]], choice: str | Other) -> None:
    slot = Slot("x", SlotType.CHOICE, LABEL, options=OPTIONS, other=True)
    asked = conditions([OneOf("x", options) for options in named])
    stand_ins = regions_of({"x": slot}, asked)["x"]
    assert truths(asked, choice) in [truths(asked, one) for one in stand_ins]


@given(
    named=st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True),
    chosen=st.frozensets(st.sampled_from("abcd"), min_size=1),
    least=st.integers(1, 4),
    most=st.integers(1, 4),
)
def test_multiple_choices(named: list[str], chosen: frozenset[str], least: int, most: int) -> None:
    slot = Slot("x", SlotType.CHOICES, LABEL, options=OPTIONS, least=least, most=max(least, most))
    asked = conditions([Includes("x", option) for option in named])
    stand_ins = regions_of({"x": slot}, asked)["x"]
    for one in stand_ins:
        assert isinstance(one, frozenset)
        assert not isinstance(counted(one, slot), Rejection), "nobody can answer that"
    if not isinstance(counted(chosen, slot), Rejection):
        assert truths(asked, chosen) in [truths(asked, one) for one in stand_ins]


@given(
    compares=st.lists(
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), TENTHS),
        min_size=1,
        max_size=4,
    ),
    number=TENTHS,
)
def test_decimals(compares: list[tuple[str, Decimal]], number: Decimal) -> None:
    slot = Slot("x", SlotType.DECIMAL, LABEL, decimals=1)
    asked = conditions([Compare("x", sign, constant) for sign, constant in compares])
    stand_ins = regions_of({"x": slot}, asked)["x"]
    assert truths(asked, number) in [truths(asked, one) for one in stand_ins]


@given(
    compares=st.lists(
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(-9, 9)),
        min_size=1,
        max_size=3,
    ),
    low=st.one_of(st.none(), st.integers(-12, 12)),
    length=st.one_of(st.none(), st.integers(0, 12)),
)
def test_ranges(compares: list[tuple[str, int]], low: int | None, length: int | None) -> None:
    slot = Slot("x", SlotType.RANGE, LABEL)
    asked = conditions([Compare("x", sign, constant) for sign, constant in compares])
    high = None if length is None else (low or 0) + length
    assume(low is not None or high is not None)
    stand_ins = regions_of({"x": slot}, asked)["x"]
    assert truths(asked, Range(low, high)) in [truths(asked, one) for one in stand_ins]


@given(
    compares=st.lists(
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(-9, 9)),
        min_size=1,
        max_size=3,
    ),
    ahead=st.integers(-12, 12),
    future=st.booleans(),
)
def test_days(compares: list[tuple[str, int]], ahead: int, future: bool) -> None:
    slot = Slot("x", SlotType.DATE, LABEL, future=future)
    asked = conditions([Compare("x", sign, constant) for sign, constant in compares])
    assume(ahead >= 0 or not future)
    said = date(2026, 11, 25)
    day = Day(said + timedelta(ahead), said + timedelta(ahead), said)
    stand_ins = regions_of({"x": slot}, asked)["x"]
    assert truths(asked, day) in [truths(asked, one) for one in stand_ins]
