"""What we write ourselves is read back as the same value, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import wording
from dialogs import shown
from dialogs.reading import (
    Money,
    Period,
    Reading,
    read_city,
    read_company,
    read_date,
    read_decimal,
    read_duration,
    read_integer,
    read_money,
    read_percent,
    read_period,
    read_phone,
    read_time,
    read_url,
    shown_url,
)
from dialogs.reading.places.cities import known_cities

TODAY = date(2026, 11, 25)
locales = st.sampled_from(["ru", "en"])
coming_days = st.dates(TODAY, date(2036, 12, 31))
moments = st.datetimes(
    datetime(2026, 11, 26),  # noqa: DTZ001
    datetime(2027, 2, 20),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(st.integers(0, 10**9), st.sampled_from(["RUB", "USD", "EUR", "GBP", "KZT", "AED", None]))
def test_amounts(whole: int, currency: str | None) -> None:
    found = read_money(shown.amount(whole, currency), currency or "RUB")
    assert isinstance(found, Reading)
    assert found.value == Money(Decimal(whole), currency or "RUB")


@given(st.integers(-(10**6), 10**9))
def test_numbers(whole: int) -> None:
    found = read_integer(shown.number(whole))
    assert isinstance(found, Reading)
    assert found.value == whole


@given(st.decimals(0, 10**5, places=2), locales)
def test_decimals_and_percentages(value: Decimal, locale: str) -> None:
    found = read_decimal(wording.decimal(value, locale))
    assert isinstance(found, Reading)
    assert found.value == value
    share = read_percent(wording.percent(value, locale))
    assert isinstance(share, Reading)
    assert share.value == value


@given(coming_days, locales)
def test_days(day: date, locale: str) -> None:
    sure = day.year <= TODAY.year + 10
    assert read_date(wording.day(day, locale, UTC), TODAY) == Reading(day, sure=sure)


@given(coming_days, st.integers(0, 800), locales)
def test_periods(first: date, length: int, locale: str) -> None:
    last = first + timedelta(days=length)
    found = read_period(wording.period(first, last, locale), TODAY)
    assert isinstance(found, Reading)
    assert found.value == Period(first, last)


@given(moments, locales)
def test_moments(moment: datetime, locale: str) -> None:
    assert read_time(wording.clock(moment, UTC)) == Reading(
        moment.time().replace(second=0, microsecond=0), sure=True
    )
    for written in (
        wording.weekday(moment, locale, UTC),
        wording.moment(moment, locale, UTC),
        wording.appointment(moment, locale),
    ):
        found = read_date(written, TODAY)
        assert isinstance(found, Reading), written
        assert found.value == moment.date()


@given(st.integers(60, 10**7), locales)
def test_durations(seconds: int, locale: str) -> None:
    written = wording.duration(seconds, locale)
    found = read_duration(written)
    assert isinstance(found, Reading), written
    assert wording.duration(found.value.seconds, locale) == written


@given(st.sampled_from(sorted(known_cities())), locales)
def test_cities(city_id: str, locale: str) -> None:
    city = known_cities()[city_id]
    assert read_city(city.name(locale)) == Reading(city, sure=True)


@given(
    st.sampled_from(["ооо ромашка", "Acme LLC", "ИП Иванов", "7707083893", "АО Заря 7707083893"])
)
def test_companies(text: str) -> None:
    found = read_company(text)
    assert isinstance(found, Reading)
    assert read_company(str(found.value)) == found


@given(st.sampled_from(["company.ru", "пример.рф", "http://www.a-b.com:8080/x/y?z=1"]))
def test_sites(text: str) -> None:
    found = read_url(text)
    assert isinstance(found, Reading)
    assert read_url(found.value) == found
    again = read_url(shown_url(found.value))
    assert isinstance(again, Reading)
    assert shown_url(again.value) == shown_url(found.value)


@given(st.sampled_from(["+79123456789", "+442079460958", "+375291112233", "+14155552671"]))
def test_phones(phone: str) -> None:
    assert read_phone(phone) == Reading(phone, sure=True)
