"""Callers have an address, guessers wait, browsers are named, the page speaks every language."""

import re

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.web.address import caller_of
from bot.web.page.device import named
from bot.web.page.guessing import MOST, REMEMBERED, WITHIN, Guesses
from bot.web.page.query import PRESETS
from bot.web.page.rendering import FOLDER, LOCALES, words


def test_what_a_caller_writes_before_our_proxy_is_nobodys_address() -> None:
    headers = [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "2.2.2.2, 3.3.3.3")]
    request = make_mocked_request("GET", "/", headers=CIMultiDict(headers))
    assert caller_of(request, 1) == "3.3.3.3"
    assert caller_of(request, 3) == "1.1.1.1"


def test_whoever_guesses_waits_and_nobody_else() -> None:
    now = 0.0
    guesses = Guesses(lambda: now)
    for _ in range(MOST):
        assert not guesses.too_many("a")
        guesses.wrong("a")
    assert guesses.too_many("a")
    assert not guesses.too_many("b")
    now = WITHIN + 1
    assert not guesses.too_many("a")


def test_memory_of_guesses_is_bounded() -> None:
    guesses = Guesses(lambda: 0.0)
    for number in range(REMEMBERED + 5):
        for _ in range(MOST if number == 0 else 1):
            guesses.wrong(str(number))
    assert not guesses.too_many("0"), "the oldest is forgotten"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/130.0 Mobile", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/132.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 YaBrowser/24", "Yandex Browser, Windows"),
        ("<b>nobody</b>", "?, ?"),
    ],
)
def test_browsers_are_named_in_two_words(agent: str, name: str) -> None:
    assert named(agent) == name


def test_every_word_of_the_templates_is_there_in_every_language() -> None:
    russian, english = (words(locale) for locale in LOCALES)
    assert list(russian) == list(english)
    text = "".join(path.read_text("utf-8") for path in (FOLDER / "templates").iterdir())
    used = set(re.findall(r"\bt\.([a-z_]+)\b", text)) - {"items"}
    assert used <= set(russian)
    assert {f"period_{one}" for one in PRESETS} <= set(russian)
    handlers = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    whys = set(re.findall(r'(?:why=|closed\(request, |_refused\(request, )"([a-z_]+)"', handlers))
    assert {f"closed_{one}" for one in whys} <= set(russian)
    unused = {
        one
        for one in russian
        if one not in used and not re.match("period_|closed_|bad_|cold$|warm$", one)
    }
    assert not unused, "words that nothing says"
