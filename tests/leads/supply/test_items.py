"""Rows of any source: read exactly, or refused with their place; nothing else happens."""

from hypothesis import given
from hypothesis import strategies as st

from leads.supply.items import FIELDS, BadSupply, read_items

WORDS = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans()
ROWS = st.dictionaries(st.sampled_from([*FIELDS, "colour"]), WORDS) | WORDS


@given(st.lists(ROWS, max_size=5))
def test_whatever_rows_say_they_are_read_or_refused_by_place(rows: list[object]) -> None:
    placed = [(f"row {number}", row) for number, row in enumerate(rows)]
    try:
        items = read_items(placed)
    except BadSupply as error:
        assert all(line.startswith("row ") for line in str(error).splitlines() if line)
    else:
        assert len(items) == len(rows)
        assert len({item.product for item in items}) == len(items)
        assert all(item.reserved >= 0 for item in items)


@given(st.integers(-999, 999), st.integers(0, 999))
def test_numbers_come_through(quantity: int, reserved: int) -> None:
    (item,) = read_items([("1", {"product": "a", "quantity": quantity, "reserved": str(reserved)})])
    assert (item.quantity, item.reserved) == (quantity, reserved)
