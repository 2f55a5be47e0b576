"""What is written into a card that is there already."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crm_sync.mapping.modes import first_values, must_read, next_values, same
from crm_sync.mapping.plan import FieldRule, Mode

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def written(mode: Mode, ours: Any, sent: Any, stands: Any) -> Any:
    rules = [FieldRule("F", "x", mode=mode)]
    found = next_values(rules, {"x": ours}, {"F": sent}, {"F": stands})
    return found.get("F", "nothing")


@pytest.mark.parametrize(
    ("mode", "ours", "sent", "stands", "expected"),
    [
        (Mode.ALWAYS, "new", "old", "by hand", "new"),
        (Mode.ALWAYS, "old", "old", "by hand", "nothing"),
        (Mode.ALWAYS, None, "old", "old", None),
        (Mode.IF_NEW, "new", "old", None, "nothing"),
        (Mode.IF_EMPTY, "new", "old", "", "new"),
        (Mode.IF_EMPTY, "new", "old", "by hand", "nothing"),
        (Mode.IF_EMPTY, None, "old", None, "nothing"),
        (Mode.NEVER_AFTER_HUMAN, "new", "old", "old", "new"),
        (Mode.NEVER_AFTER_HUMAN, "new", "old", "by hand", "nothing"),
        (Mode.NEVER_AFTER_HUMAN, "new", None, None, "new"),
        (Mode.NEVER_AFTER_HUMAN, "new", None, "by hand", "nothing"),
        (Mode.APPEND, "b", "a", "a", "a\nb"),
        (Mode.APPEND, "b", "a", "a, b", "nothing"),
        (Mode.APPEND, "b", None, None, "b"),
        (Mode.APPEND, ("+7 2",), None, ("+7 1",), ("+7 1", "+7 2")),
        (Mode.APPEND, "+7 1", None, ("+7 1",), "nothing"),
        (Mode.APPEND, None, "a", "a", "nothing"),
    ],
)
def test_each_mode(mode: Mode, ours: Any, sent: Any, stands: Any, expected: Any) -> None:
    assert written(mode, ours, sent, stands) == expected


def test_a_second_phone_is_no_line_of_the_first() -> None:
    rules = [FieldRule("F", "phone", mode=Mode.APPEND), FieldRule("G", "email", mode=Mode.APPEND)]
    ours, stands = {"phone": "+7 2", "email": "a@b.c"}, {"F": "+7 1", "G": "a@b.c"}
    assert next_values(rules, ours, {}, stands) == {"F": ("+7 1", "+7 2")}


def test_a_new_card_gets_all_that_is_known() -> None:
    rules = [FieldRule("A", "a"), FieldRule("B", "b", mode=Mode.IF_NEW), FieldRule("C", value=0)]
    assert first_values(rules, {"a": "", "b": "x"}) == {"B": "x", "C": 0}


def test_reading_is_needed_only_for_what_changed() -> None:
    rules = [FieldRule("A", "a"), FieldRule("B", "b", mode=Mode.APPEND)]
    assert not must_read(rules, {"a": 2, "b": 1}, {"A": 1, "B": 1})
    assert must_read(rules, {"a": 1, "b": 2}, {"A": 1, "B": 1})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (None, "", True),
        (None, (), True),
        (0, None, False),
        (150_000, "150000", True),
        (150_000.0, 150_000, True),
        (True, "1", True),
        (False, None, False),
        (("b", "a"), ("a", "b"), True),
        ("a", ("a",), True),
        ("a  b", "a b", True),
        (DAY, str(DAY), True),
        (DAY, DAY, True),
        ("a", "b", False),
    ],
)
def test_the_same_in_whatever_form_it_comes_back(one: Any, other: Any, alike: bool) -> None:
    assert same(one, other) is alike
    assert same(other, one) is alike
