"""Examples of yes and no, and of typed answers to a choice."""

import pytest

from dialogs.reading import Reading, Unreadable, match_option, read_yes_no

LABELS = {
    "seo": "SEO-продвижение",
    "ads": "Контекстная реклама",
    "crm": "Внедрение CRM",
    "other": "Другое",
}


@pytest.mark.parametrize(
    "text", ["да", "Да!", "ага", "yes", "+", "конечно", "да, конечно", "👍🏻", "yes please"]
)
def test_yes(text: str) -> None:
    assert read_yes_no(text) == Reading(value=True, sure=True)


@pytest.mark.parametrize(
    "text", ["нет", "NO", "неа", "не", "-", "нет, спасибо", "не согласен", "конечно нет", "👎"]
)
def test_no(text: str) -> None:
    assert read_yes_no(text) == Reading(value=False, sure=True)


@pytest.mark.parametrize(("text", "value"), [("да нет", False), ("да, у нас есть сайт", True)])
def test_yes_or_no_with_more_to_it_is_confirmed(text: str, value: bool) -> None:
    assert read_yes_no(text) == Reading(value=value, sure=False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("да, но не сейчас", "ambiguous"),
        ("не знаю", "not_yes_or_no"),
        ("не против", "not_yes_or_no"),
        ("может быть", "not_yes_or_no"),
        ("", "empty"),
        ("...", "empty"),
        ("да" * 200, "too_long"),
    ],
)
def test_unclear_yes_or_no(text: str, code: str) -> None:
    assert read_yes_no(text) == Unreadable(code)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("2", "ads"),
        ("№3", "crm"),
        ("3)", "crm"),
        ("вариант 2", "ads"),
        ("второй", "ads"),
        ("first", "seo"),
        ("последний", "other"),
        ("SEO", "seo"),
        ("seo продвижение", "seo"),
        ("контекстная", "ads"),
        ("реклама", "ads"),
        ("crm", "crm"),
        ("другое.", "other"),
    ],
)
def test_option_is_recognised(text: str, option: str) -> None:
    assert match_option(text, LABELS) == Reading(option, sure=True)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("контекстная реклма", "ads"),
        ("дрогое", "other"),
        ("внедрение црм", "crm"),
        ("нужна реклама", "ads"),
        ("CRM внедрение", "crm"),
    ],
)
def test_option_with_a_mistake_is_confirmed(text: str, option: str) -> None:
    assert match_option(text, LABELS) == Reading(option, sure=False)


@pytest.mark.parametrize("text", ["5", "0", "1 и 2", "не seo", "хз", "а", "", "2.5"])
def test_no_option_is_made_up(text: str) -> None:
    assert isinstance(match_option(text, LABELS), Unreadable)


def test_common_beginning_is_ambiguous() -> None:
    labels = {"site": "Сайт компании", "shop": "Сайт магазина"}
    assert match_option("сайт", labels) == Unreadable("ambiguous")


def test_number_that_is_also_in_a_label_is_confirmed() -> None:
    labels = {"few": "больше 2", "many": "до 100"}
    assert match_option("2", labels) == Reading("many", sure=False)


def test_no_options_at_all() -> None:
    assert match_option("1", {}) == Unreadable("no_such_option")
    assert match_option("да", {}) == Unreadable("no_such_option")
