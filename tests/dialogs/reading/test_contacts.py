"""Examples of phones, e-mail addresses and site addresses."""

import subprocess
import sys

import pytest

from dialogs.reading import (
    Reading,
    Unreadable,
    read_domain,
    read_email,
    read_phone,
    read_url,
    shown_url,
)


@pytest.mark.parametrize(
    "text",
    [
        "89123456789",
        "8 (912) 345-67-89",
        "+7(912)3456789",
        "+7 912 345‑67‑89",
        "тел. 8-912-345-67-89",
        "9123456789",
        "79123456789",
        "٨٩١٢٣٤٥٦٧٨٩",
    ],
)
def test_phone_in_any_notation(text: str) -> None:
    assert read_phone(text) == Reading("+79123456789", sure=True)


def test_phone_of_a_neighbour_country_without_plus() -> None:
    assert read_phone("375291234567") == Reading("+375291234567", sure=True)
    assert read_phone("650-701-8887", "us") == Reading("+16507018887", sure=True)


@pytest.mark.parametrize("text", ["+7 912 345-67-89 доб. 12", "мой номер 89123456789"])
def test_phone_with_something_left_out_is_confirmed(text: str) -> None:
    assert read_phone(text) == Reading("+79123456789", sure=False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("12345", "not_a_phone"),
        ("112", "not_a_phone"),
        ("нет", "not_a_phone"),
        ("89123456789 или 89123456780", "ambiguous"),
        ("8" * 301, "too_long"),
    ],
)
def test_no_phone_is_made_up(text: str, code: str) -> None:
    found = read_phone(text)
    assert isinstance(found, Unreadable)
    assert found.code == code


def test_phone_in_an_unknown_region_needs_its_country_code() -> None:
    assert isinstance(read_phone("89123456789", "??"), Unreadable | Reading)
    assert read_phone("+79123456789", "??") == Reading("+79123456789", sure=True)


def test_email_domain_is_lower_case() -> None:
    assert read_email("Alice@exAmple.io.") == Reading("Alice@example.io", sure=True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("name@gmial.com", "name@gmail.com"),
        ("name@gmail.con", "name@gmail.com"),
        ("name@gmail.ru", "name@gmail.com"),
        ("name@yandx.ru", "name@yandex.ru"),
        ("name@mial.ru", "name@mail.ru"),
    ],
)
def test_mistyped_domain_is_pointed_out(text: str, meant: str) -> None:
    assert read_email(text) == Reading(text, sure=False, suggestion=meant)


@pytest.mark.parametrize("domain", ["mail.ru", "ya.ru", "mail.com", "bk.ru", "firma.ru"])
def test_real_domain_is_left_alone(domain: str) -> None:
    assert read_email(f"name@{domain}") == Reading(f"name@{domain}", sure=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hey@6", Unreadable("not_an_email")),
        ("ivan.mail.ru", Unreadable("not_an_email")),
        ("name@gmail", Unreadable("not_an_email", suggestion="name@gmail.com")),
        ("a@b.com, c@d.com", Unreadable("ambiguous")),
        ("", Unreadable("empty")),
    ],
)
def test_no_email_is_made_up(text: str, expected: Unreadable) -> None:
    assert read_email(text) == expected


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("example.ru", "https://example.ru"),
        ("HTTP://Example.COM:80/A?b=c#d", "http://example.com/A?b=c"),
        ("www.пример.рф/путь", "https://www.xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
        ("example.ru:8080", "https://example.ru:8080"),
        ("«example.ru».", "https://example.ru"),
    ],
)
def test_url_is_normalised(text: str, url: str) -> None:
    assert read_url(text) == Reading(url, sure=True)


@pytest.mark.parametrize(
    "text",
    [
        "https://user:secret@example.com",
        "localhost",
        "http://127.0.0.1",
        "10.0.0.1",
        "http://[::1]/",
        "ftp://example.ru",
        "javascript:alert(1)",
        "a@b.ru",
        "example",
        "a..ru",
        "http://[",
        "https://example.ru:99999",
        "https://example.ru\\@evil.ru",
    ],
)
def test_unsafe_or_broken_url_is_refused(text: str) -> None:
    assert read_url(text) == Unreadable("not_a_url")


def test_heavy_libraries_wait_for_their_first_use() -> None:
    code = (
        "import sys, dialogs.reading;"
        "sys.exit(bool({'phonenumbers', 'email_validator', 'idna'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


REPAIRED_URLS = {
    "htpp://company.ru": "http://company.ru",
    "https:/company.ru": "https://company.ru",
    "http//company.ru": "http://company.ru",
    "www.company,ru": "https://www.company.ru",
    "company . ru": "https://company.ru",
    "наш сайт company.ru": "https://company.ru",
    "company.ru, но он старый": "https://company.ru",
}


@pytest.mark.parametrize(("text", "expected"), REPAIRED_URLS.items())
def test_a_url_put_right_or_picked_out_is_confirmed(text: str, expected: str) -> None:
    assert read_url(text) == Reading(expected, sure=False)


def test_two_sites_are_asked_about() -> None:
    assert read_url("a.ru и b.ru") == Unreadable("ambiguous")


DOMAINS = {
    "https://www.Company.ru/about?x=1": ("company.ru", True),
    "company.ru": ("company.ru", True),
    "Пример.РФ": ("xn--e1afmkfd.xn--p1ai", True),
    "xn--e1afmkfd.xn--p1ai": ("xn--e1afmkfd.xn--p1ai", True),
    "anna@company.ru": ("company.ru", False),
    "www.ru": ("www.ru", True),
}


@pytest.mark.parametrize(("text", "expected"), DOMAINS.items())
def test_domain(text: str, expected: tuple[str, bool]) -> None:
    assert read_domain(text) == Reading(expected[0], sure=expected[1])


def test_a_national_domain_is_shown_in_its_own_letters() -> None:
    for text in ("пример.рф", "https://xn--e1afmkfd.xn--p1ai/"):
        reading = read_url(text)
        assert isinstance(reading, Reading)
        assert shown_url(reading.value) == "пример.рф"
    assert shown_url("https://company.ru:8080/a/?b=1") == "company.ru:8080/a?b=1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0044 20 7946 0958", "+442079460958"),
        ("8 10 49 170 1234567", "+491701234567"),
        ("+971 50 123 4567", "+971501234567"),
        ("+998 90 123-45-67", "+998901234567"),
    ],
)
def test_phones_of_other_countries(text: str, expected: str) -> None:
    assert read_phone(text) == Reading(expected, sure=True)
