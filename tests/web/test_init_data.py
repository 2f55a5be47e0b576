"""What Telegram signs is believed, and nothing else: forged, old, torn or foreign data."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.mini_app import opened
from bot.web.page.init_data import AHEAD, FRESH, AppUser, signature, signed

TOKEN = "123456:" + "A" * 35
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
USER = '{"id":3001,"first_name":"Мария","language_code":"ru"}'


def data(token: str = TOKEN, at: datetime = NOW, **changes: str) -> str:
    fields = {"auth_date": str(int(at.timestamp())), "query_id": "AAF", "user": USER, **changes}
    fields = {name: value for name, value in fields.items() if value}
    return urlencode({**fields, "hash": signature(fields, token)})


def test_what_telegram_signed_is_believed() -> None:
    assert signed(data(), TOKEN, NOW) == AppUser(3001, "ru")
    assert signed(data(user='{"id":1}'), TOKEN, NOW) == AppUser(1, "")


def test_the_sandbox_signs_by_its_own_code_the_same() -> None:
    url = opened("http://127.0.0.1:1/app", {"id": 3001}, TOKEN, int(NOW.timestamp()))
    told = parse_qs(urlsplit(url).fragment)
    assert signed(told["tgWebAppData"][0], TOKEN, NOW) == AppUser(3001, "")


def test_the_signature_equals_one_made_with_openssl() -> None:
    """openssl dgst -sha256 -mac HMAC of the two lines, under the HMAC of the token."""
    made = "4b6449b69b2251ac6102874b0783c9f66143e1d995b2f64e058b9b59e4d064e7"
    assert signature({"user": "{}", "auth_date": "1"}, "1:a") == made


@pytest.mark.parametrize(
    "age", [FRESH + timedelta(seconds=1), -AHEAD - timedelta(seconds=1), timedelta(days=400)]
)
def test_data_of_another_time_opens_nothing(age: timedelta) -> None:
    assert signed(data(at=NOW - age), TOKEN, NOW) is None


@pytest.mark.parametrize("age", [FRESH, -AHEAD, timedelta(0)])
def test_data_of_this_time_opens(age: timedelta) -> None:
    assert signed(data(at=NOW - age), TOKEN, NOW) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "hash=",
        "nonsense",
        "user=" + "x" * 5000,
        data("1:" + "b" * 35),
        data().replace("3001", "3002"),
        data() + "&is_admin=1",
        data() + "&user=%7B%22id%22%3A1%7D",
        data().partition("&hash")[0],
        data(user="[]"),
        data(user='"3001"'),
        data(user='{"id":"none"}'),
        data(user=""),
        data(auth_date="soon"),
        data(auth_date="9" * 30),
        data().replace("hash=", "hash=%FF"),
    ],
)
def test_anything_else_opens_nothing(wrong: str) -> None:
    assert signed(wrong, TOKEN, NOW) is None


@given(st.text(max_size=200))
def test_no_text_brings_it_down(text: str) -> None:
    assert signed(text, TOKEN, NOW) is None
