"""What somebody typed after /find: what it looks for."""

import pytest

from bot.chat.finding import wanted_by
from leads.finding import Wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("...", Wanted()),
        ("7", Wanted(number=7)),
        ("№ 12", Wanted(number=12)),
        ("+7 921 555-01-02", Wanted(phone="+79215550102")),
        ("8 (921) 555-01-02", Wanted(phone="+79215550102")),
        ("ИНН 7707083893", Wanted(inn="7707083893")),
        ("Anna@Romashka.RU", Wanted(email="anna@romashka.ru")),
        ("anna@", Wanted()),
        ("romashka.ru", Wanted(domain="romashka.ru")),
        ("Королёва Анна", Wanted(words=("королева", "анна"))),
        ("ООО «Ромашка 24»", Wanted(words=("ооо", "ромашка", "24"))),
    ],
)
def test_what_is_looked_for(typed: str, wanted: Wanted) -> None:
    found = wanted_by(typed)
    if found.inn:
        assert found.inn == wanted.inn
    else:
        assert found == wanted
