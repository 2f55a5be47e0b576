"""Birthdays: the day before is worked, once a year, and nobody's year is kept."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.birthdays import read_birthday
from leads.birthday import Birthday, birthday_from, born_on
from leads.consent import Purpose
from leads.contact import Contact
from leads.facts import ContactGiven, Paid
from leads.lead import Lead
from leads.policy import Policy
from leads.reactions import react
from leads.repeat.birthdays import BIRTHDAY_EVE, birthday_eve
from leads.stage import Stage

MOSCOW = ZoneInfo("Europe/Moscow")
POLICY = Policy(MOSCOW)
LEAD = Lead(7, 1)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANNA = Contact(1, 42, birthday=Birthday(3, 9))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("29.02", Birthday(2, 29)),
        ("29 февраля 1984", Birthday(2, 29)),
        ("5 марта", Birthday(3, 5)),
        ("March 5, 1985", Birthday(3, 5)),
        ("31.12", Birthday(12, 31)),
        ("1985-01-01", Birthday(1, 1)),
        ("30.02", None),
        ("29.02.1985", None),
        ("завтра", None),
        ("через 10 дней", None),
        ("весной", None),
        ("-", None),
    ],
)
def test_a_birthday_is_read_as_people_write_it(written: str, read: Birthday | None) -> None:
    assert read_birthday(written) == read


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_birthday_is_kept_without_its_year(born: date) -> None:
    birthday = born_on(born)
    assert birthday_from(str(birthday)) == birthday
    assert read_birthday(f"{born:%d.%m}") == birthday
    assert str(born.year) not in str(birthday)


@given(st.dates(date(2024, 1, 1), date(2036, 1, 1)), st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_every_eve_lies_ahead_on_a_worked_day_and_a_year_is_never_left_out(
    today: date, born: date
) -> None:
    now = datetime.combine(today, time(12), UTC)
    birthday = born_on(born)
    days = []
    for _ in range(5):
        touch = birthday_eve(birthday, LEAD, POLICY, now)
        local, day = touch.due_at.astimezone(MOSCOW), date.fromisoformat(str(touch.payload["day"]))
        assert touch.due_at > now and local.date() < day
        assert POLICY.calendar.works(local.date(), POLICY.working_days)
        assert (day.month, day.day) in ((born.month, born.day), (2, 28))
        days.append(day)
        now = touch.due_at
    assert [day.year for day in days] == list(range(days[0].year, days[0].year + 5))
    assert days[0] - today < timedelta(days=366 + 20)


def test_whoever_was_born_on_a_leap_day_is_congratulated_every_year() -> None:
    days = [Birthday(2, 29).of(year) for year in (2027, 2028)]
    assert days == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_day_that_is_told_or_corrected_replaces_what_was_planned() -> None:
    told = ContactGiven(at=NOW, contact_id=1, lead_id=7, what="birthday")
    caused = react(told, LEAD, POLICY, NOW, contact=ANNA)
    assert [touch.payload["day"] for touch in caused.touches] == ["2027-03-09"]
    assert caused.touches[0].due_at == datetime(2027, 3, 8, 7, tzinfo=UTC), "Monday at ten"
    assert {"birthday_eve:1:", "birthday:1:"} <= {*caused.cancel_touches}


def test_a_payment_plans_it_too_and_whoever_told_no_day_has_none() -> None:
    paid = Paid(
        at=NOW, contact_id=1, lead_id=7, amount=1, discount=0, currency="RUB", was=Stage.CONTRACT
    )
    kinds = [touch.kind for touch in react(paid, LEAD, POLICY, NOW, contact=ANNA).touches]
    assert BIRTHDAY_EVE in kinds
    stranger = Contact(1, 42)
    kinds = [touch.kind for touch in react(paid, LEAD, POLICY, NOW, contact=stranger).touches]
    assert BIRTHDAY_EVE not in kinds


def test_the_word_to_staff_needs_no_consent_of_the_person() -> None:
    assert birthday_eve(Birthday(3, 9), LEAD, POLICY, NOW).purpose is Purpose.SERVICE


@pytest.mark.parametrize(("ahead", "year"), [(0, 2027), (1, 2026), (2, 2026), (20, 2026)])
def test_a_birthday_that_is_told_in_time_is_kept_this_year(ahead: int, year: int) -> None:
    born = born_on(NOW.date() + timedelta(days=ahead))
    touch = birthday_eve(born, LEAD, POLICY, NOW, told=True)
    assert str(touch.payload["day"]).startswith(str(year))
    assert touch.due_at >= NOW
    assert (touch.due_at == NOW) is (ahead == 1), "the working day before is today"
    if ahead == 1:
        later = birthday_eve(born, LEAD, POLICY, NOW)
        assert str(later.payload["day"]).startswith("2027"), "it was spoken of already"
