"""«Question 3 of 7» against counting every path by brute force."""

from collections.abc import Iterator
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.conditions import parse_condition
from dialogs.path import walk
from dialogs.progress import progress
from dialogs.scenario import Scenario, Slot, SlotType, Step
from dialogs.session import Blank, Value
from tests.dialogs.rich_scenario import RICH, conditions, options, said, scenario_of

SLOTS = (
    Slot("a", SlotType.BOOLEAN, said("?")),
    Slot("b", SlotType.CHOICE, said("?"), options=options(x="x", y="y", z="z")),
    Slot("c", SlotType.INTEGER, said("?"), minimum=0, maximum=20),
    Slot("d", SlotType.CHOICES, said("?"), options=options(p="p", q="q", r="r")),
    Slot("e", SlotType.TEXT, said("?")),
)
# Every value that matters to the conditions below, with neighbours that should not matter.
VALUES: dict[str, tuple[Value, ...]] = {
    "a": (True, False),
    "b": ("x", "y", "z"),
    "c": (0, 4, 5, 6, 9, 10, 11, 20),
    "d": tuple(frozenset(one) for one in ("p", "q", "r", "pq", "pr", "qr", "pqr")),
    "e": ("слово",),
}
ATOMS = {
    "a": ("a", "known(a)"),
    "b": ("b == x", "b in [y, z]", "b != z", "known(b)"),
    "c": ("c < 5", "c > 5", "c < 10", "c == 10", "c >= 10", "known(c)"),
    "d": ("p in d", "q in d"),
    "e": ("known(e)",),
}
NAMES = conditions(SLOTS)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    asked: list[str] = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=2, max_size=4))
    steps = []
    for index, slot in enumerate(asked):
        # Mostly about what was asked before; now and then about what never was.
        about = asked[:index] or sorted(VALUES)
        atom = st.sampled_from([atom for name in about for atom in ATOMS[name]])
        literal = st.one_of(atom, atom.map("not ({})".format))
        pair = st.tuples(literal, st.sampled_from(["and", "or"]), literal).map(" ".join)
        source = draw(st.one_of(st.none(), literal, pair))
        steps.append(
            Step(
                f"s{index}",
                said("?"),
                slot=None if draw(st.integers(0, 9)) == 9 else slot,
                when=None if source is None else parse_condition(source, NAMES),
                unsure=draw(st.booleans()),
            )
        )
    return scenario_of(SLOTS, steps)


def possible(step: Step) -> tuple[Value, ...]:
    if step.slot is None:
        return (True,)
    return (*VALUES[step.slot], Blank.DONT_KNOW) if step.unsure else VALUES[step.slot]


def every_place(
    scenario: Scenario, by_step: dict[str, Value], above: int
) -> Iterator[tuple[int, int, int]]:
    """Of every place in every passage: total shown, total shown before, longest true length.

    The place itself comes last, so that whoever goes one up can read its length.
    """
    path = walk(scenario, by_step)
    total = progress(scenario, path).total
    longest = path.asked
    for value in possible(path.step) if path.step else ():
        assert path.step is not None
        below = 0
        for place in every_place(scenario, {**by_step, path.step.id: value}, total):
            yield place
            below = place[2]
        longest = max(longest, below)
    yield total, above, longest


@given(scenarios())
@settings(max_examples=200, deadline=None)
def test_the_total_is_the_longest_path_and_never_grows(scenario: Scenario) -> None:
    for total, before, longest in every_place(scenario, {}, 99):
        assert total == max(longest, 1)
        assert total <= before


@given(scenarios())
@settings(max_examples=200, deadline=None)
def test_with_too_many_regions_the_total_is_a_bound_that_never_grows(scenario: Scenario) -> None:
    with patch("dialogs.progress._MOST_STATES", 0):
        for total, before, longest in every_place(scenario, {}, 99):
            assert max(longest, 1) <= total <= before


def test_branches_that_exclude_each_other_are_not_added_up() -> None:
    steps = [
        Step("a", said("?"), slot="a"),
        *(
            Step(f"{slot}_{sign}", said("?"), slot=slot, when=parse_condition(source, NAMES))
            for slot in ("b", "c", "e")
            for sign, source in (("yes", "a"), ("no", "not a"))
        ),
    ]
    scenario = scenario_of(SLOTS, steps)
    at_start = progress(scenario, walk(scenario, {}))
    assert (at_start.number, at_start.total) == (1, 4)


def test_many_named_options_fall_back_to_the_bound() -> None:
    letters = "abcdefghijkl"
    many = Slot("d", SlotType.CHOICES, said("?"), options=options(**{x: x for x in letters}))
    slots = (many, SLOTS[4])
    names = conditions(slots)
    steps = [
        Step("d", said("?"), slot="d"),
        *(
            Step(f"e_{letter}", said("?"), slot="e", when=parse_condition(f"{letter} in d", names))
            for letter in letters
        ),
    ]
    scenario = scenario_of(slots, steps)
    assert progress(scenario, walk(scenario, {})).total == 13
    chosen = walk(scenario, {"d": frozenset("ab")})
    assert (progress(scenario, chosen).number, progress(scenario, chosen).total) == (2, 3)


def test_information_is_not_counted() -> None:
    start = walk(RICH, {})
    after = walk(RICH, {"welcome": True})
    assert progress(RICH, start) == progress(RICH, after)
    assert progress(RICH, start).number == 1


def test_a_region_between_two_constants_is_tried() -> None:
    between = parse_condition("c > 5 and c < 10", NAMES)
    steps = [Step("c", said("?"), slot="c"), Step("e", said("?"), slot="e", when=between)]
    assert progress(scenario_of(SLOTS, steps), walk(scenario_of(SLOTS, steps), {})).total == 2
