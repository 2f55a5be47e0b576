"""Commands that name a lead by its number."""

import pytest

from bot.chat.by_number import read_number, read_numbered


@pytest.mark.parametrize(
    ("args", "read"),
    [
        ("7 Олегу, просил клиент", (7, "Олегу, просил клиент")),
        (" № 7\nзавтра\nв 12 ", (7, "завтра\nв 12")),
        ("#7 -", (7, "-")),
        ("7", None),
        ("Олегу 7", None),
        ("7Олегу", None),
        ("1234567890123456789 Олегу", None),
        ("", None),
    ],
)
def test_the_number_comes_first_and_words_follow(args: str, read: tuple[int, str] | None) -> None:
    assert read_numbered(args) == read


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("7", 7),
        (" № 7 ", 7),
        ("#\u00a07", 7),
        (str(2**63), None),
        ("7 8", None),
        ("№", None),
        ("7-й", None),
    ],
)
def test_a_number_stands_alone_with_or_without_its_sign(word: str, read: int | None) -> None:
    assert read_number(word) == read
