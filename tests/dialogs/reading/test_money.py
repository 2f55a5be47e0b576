"""Examples of amounts of money as people type them."""

from decimal import Decimal

import pytest

from dialogs.reading import Money, Reading, Unreadable, read_money

SURE = {
    "5к": ("5000", "RUB"),
    "300 тыс. руб.": ("300000", "RUB"),
    "500тр": ("500000", "RUB"),
    "500 т.р.": ("500000", "RUB"),
    "полмиллиона": ("500000", "RUB"),
    "100 баксов": ("100", "USD"),
    "$5k": ("5000", "USD"),
    "$5,000": ("5000", "USD"),
    "10k EUR": ("10000", "EUR"),
    "20 евро": ("20", "EUR"),
    "100 000 тенге": ("100000", "KZT"),
    "100 сом": ("100", "KGS"),
    "3.04 грн": ("3.04", "UAH"),
    "500 белорусских рублей": ("500", "BYN"),
    "500 руб 50 коп": ("500.5", "RUB"),
    "сто рублей пятьдесят копеек": ("100.5", "RUB"),
    "50 копеек": ("0.5", "RUB"),
    "100 (сто) рублей 00 копеек": ("100", "RUB"),
    "бюджет 300 тысяч рублей в месяц": ("300000", "RUB"),
}

# text: amount, low, high in roubles.
CONFIRMED = {
    "от 200 до 300 тысяч": (250_000, 200_000, 300_000),
    "300-500т.р.": (400_000, 300_000, 500_000),
    "до 500к": (500_000, None, 500_000),
    "не более 1 млн": (1_000_000, None, 1_000_000),
    "от 1 млн": (1_000_000, 1_000_000, None),
    "5 штук": (5000, None, None),
    "20 т": (20_000, None, None),
    "300 000 в год": (300_000, None, None),
    "100 all": (100, None, None),
}

UNREADABLE = {
    "5000 рублей или 50 долларов": "many_currencies",
    "100 usdt": "unknown_currency",
    "-500 руб": "negative",
    "-$5": "negative",
    "минус 500 рублей": "negative",
    "5000 руб за 3 месяца": "too_many_numbers",
    "бесплатно": "not_a_number",
    "₽": "not_a_number",
    "": "empty",
}


@pytest.mark.parametrize(("text", "expected"), SURE.items())
def test_clear_amount_is_read_with_certainty(text: str, expected: tuple[str, str]) -> None:
    amount, currency = expected
    assert read_money(text, "RUB") == Reading(Money(Decimal(amount), currency), sure=True)


@pytest.mark.parametrize(("text", "expected"), CONFIRMED.items())
def test_doubtful_amount_is_confirmed(
    text: str, expected: tuple[int, int | None, int | None]
) -> None:
    value, low, high = (None if end is None else Money(Decimal(end), "RUB") for end in expected)
    assert read_money(text, "RUB") == Reading(value, sure=False, low=low, high=high)


@pytest.mark.parametrize(("text", "code"), UNREADABLE.items())
def test_no_amount_is_made_up(text: str, code: str) -> None:
    assert read_money(text, "RUB") == Unreadable(code)


def test_bare_ruble_is_the_local_one() -> None:
    assert read_money("100 рублей", "byn") == Reading(Money(Decimal(100), "BYN"), sure=True)
    assert read_money("100 ₽", "BYN") == Reading(Money(Decimal(100), "RUB"), sure=True)
    assert read_money("100 RUB", "BYN") == Reading(Money(Decimal(100), "RUB"), sure=True)


def test_adjective_without_its_currency_is_confirmed() -> None:
    found = read_money("100 белорусских", "RUB")
    assert isinstance(found, Reading)
    assert not found.sure
