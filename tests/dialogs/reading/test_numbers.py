"""Examples of numbers as people type them, in Russian and English."""

from decimal import Decimal

import pytest

from dialogs.reading import Reading, Unreadable, read_integer, read_number

SURE = {
    "5 000": 5000,
    "5000": 5000,
    "5000.": 5000,
    "5к": 5000,
    "5К": 5000,
    "5k": 5000,
    "5 тыс.": 5000,
    "5-ти": 5,
    "1,5 млн": 1_500_000,
    "1.5m": 1_500_000,
    "3М": 3_000_000,
    "5кк": 5_000_000,
    "2 ляма": 2_000_000,
    "полторы тысячи": 1500,
    "полтора миллиона": 1_500_000,
    "пять тысяч двести": 5200,
    "пять тыщ": 5000,
    "две с половиной тысячи": 2500,
    "2 с половиной тысячи": 2500,
    "полмиллиона": 500_000,
    "пол-ляма": 500_000,
    "пол миллиона": 500_000,
    "тысяча двести": 1200,
    "1 млн 200 тыс": 1_200_000,
    "5 млн. 300 тыс.": 5_300_000,
    "сто двадцать три тысячи четыреста пятьдесят шесть": 123_456,
    "двух тысяч пятисот": 2500,
    "две целых пять десятых": Decimal("2.5"),
    "5000 (пять тысяч)": 5000,
    "минус пять": -5,
    "-5": -5,
    "трафик - 5000": 5000,
    "у нас 5000 визитов в месяц": 5000,
    "twenty thousand": 20_000,
    "one hundred and five thousand two hundred": 105_200,
    "half a million": 500_000,
    "５０００": 5000,
    "٥٠٠٠": 5000,
    "5\u00a0000": 5000,
    "5\u2009000": 5000,
    "5'000": 5000,
    "5’000": 5000,
    "1.234,56": Decimal("1234.56"),
    "1,234.56": Decimal("1234.56"),
    "1.234.567": 1_234_567,
}

# text: value, low, high; all are confirmed before use.
CONFIRMED = {
    "5.000": (5000, None, None),
    "5,000": (5000, None, None),
    "около пяти тысяч": (5000, None, None),
    "~5000": (5000, None, None),
    "примерно 5к": (5000, None, None),
    "тысяч пять": (5000, None, None),
    "пара тысяч": (2000, None, None),
    "about 5k visits": (5000, None, None),
    "a couple of hundred": (200, None, None),
    "10-20 тыс.": (15_000, 10_000, 20_000),
    "10–20 тыс.": (15_000, 10_000, 20_000),
    "от 10 до 20 тысяч": (15_000, 10_000, 20_000),
    "от 500 тыс. до 1 млн": (750_000, 500_000, 1_000_000),
    "две-три тысячи": (2500, 2000, 3000),
    "больше 1000": (1000, 1000, None),
    "5000+": (5000, 5000, None),
    "свыше миллиона": (1_000_000, 1_000_000, None),
    "до тысячи": (1000, None, 1000),
    "100...150 тыс": (125_000, 100_000, 150_000),
    "1k or less": (1000, None, 1000),
    "5 ООО": (5, None, None),
    "two and a half k": (2500, None, None),
    "не более 5к": (5000, None, 5000),
    "до 20 тыс": (20_000, None, 20_000),
    "больше 5000, но меньше 10000": (7500, 5000, 10_000),
    "не 5000": (5000, None, None),
    "5000?": (5000, None, None),
    "5000 в день": (5000, None, None),
    "05.12": (Decimal("5.12"), None, None),
    "100 200": (100_200, None, None),
    "1 млн 200": (1_200_000, None, None),
    "$5000": (5000, None, None),
    "мы b2b, 500 клиентов": (500, None, None),
    "COVID-19": (19, None, None),
    "1-й вариант": (1, None, None),
    "через 5 минут": (5, None, None),
    "3м": (3_000_000, None, None),
    "трафик -5000": (-5000, None, None),
}

UNREADABLE = {
    "": "empty",
    " \n\t\u200b": "empty",
    "5" * 301: "too_long",
    "5" * 30: "too_large",
    "5 млрд млрд млрд": "too_large",
    "нет": "not_a_number",
    "у нас 1С": "not_a_number",
    "1e5": "not_a_number",
    "x5": "not_a_number",
    "несколько тысяч": "not_a_number",
    "тысячи": "not_a_number",
    "192.168.100.200": "not_a_number",
    "5000 визитов, 200 заявок": "too_many_numbers",
    "5 из 10": "too_many_numbers",
    "10 000 20 000": "too_many_numbers",
    "вчера 5000, а сегодня 6000": "too_many_numbers",
    "12.05.2024": "looks_like_date",
    "12/05/2024": "looks_like_date",
    "10:30": "looks_like_date",
    "5 мая": "looks_like_date",
    "в 2024 году": "looks_like_date",
    "1.2.3": "looks_like_date",
    "89123456789": "looks_like_phone",
    "+7 912 345-67-89": "looks_like_phone",
    "две трети": "fraction",
    "20-10": "ambiguous",
    "900-1 млн": "ambiguous",
    "две тысячи пятый год": "ambiguous",
    "3,5,7": "ambiguous",
}


@pytest.mark.parametrize(("text", "value"), SURE.items())
def test_clear_number_is_read_with_certainty(text: str, value: int | Decimal) -> None:
    assert read_number(text) == Reading(Decimal(value), sure=True)


@pytest.mark.parametrize(("text", "expected"), CONFIRMED.items())
def test_doubtful_number_is_confirmed(
    text: str, expected: tuple[int | Decimal, int | None, int | None]
) -> None:
    found = read_number(text)
    assert isinstance(found, Reading)
    assert not found.sure
    assert (found.value, found.low, found.high) == expected


@pytest.mark.parametrize(("text", "code"), UNREADABLE.items())
def test_no_number_is_made_up(text: str, code: str) -> None:
    assert read_number(text) == Unreadable(code)


def test_integer_refuses_a_fraction() -> None:
    assert read_integer("1,5") == Unreadable("fraction")
    assert read_integer("1,5 тыс.") == Reading(1500, sure=True)


def test_integer_range_shows_a_whole_middle() -> None:
    assert read_integer("5-6") == Reading(5, sure=False, low=5, high=6)


def test_value_has_no_idle_zeros() -> None:
    found = read_number("1.50 млн")
    assert isinstance(found, Reading)
    assert str(found.value) == "1500000"
