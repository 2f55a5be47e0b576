"""What can be sold: stock less what is reserved, seasons, sellers' marks, and age."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.supply.availability import (
    NOT_SURE,
    ON_SALE,
    Availability,
    Condition,
    Item,
    Mark,
    Season,
    State,
    Supply,
)

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2027, 2, 10, 9, tzinfo=UTC)
SPRING = Season(date(2027, 3, 1), date(2027, 5, 31))
DAY = timedelta(days=1)
NO_STOCK = Availability(State.GONE, Condition.STOCK)
BEFORE_SPRING = Availability(State.GONE, Condition.SEASON, date(2027, 3, 1))


def supply(
    *items: Item, marks: tuple[Mark, ...] = (), age: timedelta | None = timedelta()
) -> Supply:
    return Supply(
        MOSCOW,
        stale_after=DAY,
        expected=True,
        items={item.product: item for item in items},
        marks={mark.product: mark for mark in marks},
        read_at=None if age is None else NOON - age,
    )


@pytest.mark.parametrize(
    ("item", "here"),
    [
        (Item("portal"), ON_SALE),
        (Item("portal", 1), ON_SALE),
        (Item("portal", 0), NO_STOCK),
        (Item("portal", -2), NO_STOCK),
        (Item("portal", 3, 2.5), ON_SALE),
        (Item("portal", 3, 3), NO_STOCK),
        (Item("portal", 3, 5), NO_STOCK),
        (Item("portal", 3, season=SPRING), BEFORE_SPRING),
        (Item("portal", 0, season=SPRING), NO_STOCK),
    ],
)
def test_an_item_tells_its_availability(item: Item, here: Availability) -> None:
    assert supply(item).of("portal", NOON) == here


def test_what_nobody_tells_of_is_on_sale_once_the_source_has_answered() -> None:
    assert supply().of("seo", NOON) == ON_SALE
    assert supply(age=None).of("seo", NOON) == NOT_SURE
    assert Supply(MOSCOW, DAY).of("seo", NOON) == ON_SALE


@pytest.mark.parametrize("item", [Item("portal", 0), Item("portal", 9)])
def test_old_data_say_nothing_either_way(item: Item) -> None:
    assert supply(item, age=DAY).of("portal", NOON).state is not State.UNSURE
    old = supply(item, age=DAY + timedelta(seconds=1))
    assert old.of("portal", NOON) == NOT_SURE
    assert old.limited(NOON) == {"portal": NOT_SURE}


def test_a_mark_stands_above_the_source_and_does_not_age() -> None:
    off = Mark("portal", None, 1, NOON)
    gone = Availability(State.GONE, Condition.SEASON)
    assert supply(Item("portal", 9), marks=(off,)).of("portal", NOON) == gone
    assert supply(Item("portal", 9), marks=(off,), age=3 * DAY).of("portal", NOON) == gone
    open_now = Mark("portal", Season(date(2027, 2, 1), date(2027, 2, 28)), 1, NOON)
    assert supply(Item("portal", 9, season=SPRING), marks=(open_now,)).of("portal", NOON) == ON_SALE
    assert supply(Item("portal", 0), marks=(open_now,)).of("portal", NOON) == NO_STOCK


def test_a_season_begins_and_ends_with_the_company_s_own_days() -> None:
    spring = supply(Item("portal", season=SPRING), age=None)
    at = Supply(MOSCOW, timedelta(days=999), True, spring.items, {}, NOON)
    midnight = datetime(2027, 3, 1, tzinfo=MOSCOW)
    assert at.of("portal", midnight - timedelta(seconds=1)) == BEFORE_SPRING
    assert at.of("portal", midnight) == ON_SALE
    end = datetime(2027, 6, 1, tzinfo=MOSCOW)
    assert at.of("portal", end - timedelta(seconds=1)) == ON_SALE
    assert at.of("portal", end) == Availability(State.GONE, Condition.SEASON)


def test_a_season_turned_round_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Season(SPRING.last, SPRING.first)


@given(
    quantity=st.none() | st.floats(-5, 5),
    reserved=st.floats(0, 5),
    days=st.integers(-400, 400),
    hours=st.integers(0, 60),
)
def test_never_promised_and_never_hidden_by_old_data(
    quantity: float | None, reserved: float, days: int, hours: int
) -> None:
    season = Season(NOON.date() + days * DAY, NOON.date() + (days + 90) * DAY)
    item = Item("portal", quantity, reserved, season)
    here = supply(item, age=timedelta(hours=hours)).of("portal", NOON)
    if hours > 24:
        assert here.state is State.UNSURE
    else:
        there = item.in_stock and season.holds(NOON.astimezone(MOSCOW).date())
        assert (here.state is State.SOLD) == there
        assert here.returns is None or here.returns > NOON.date()
