"""What is shown of an answer is understood as that answer when it is typed again."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.texts import Texts
from bot.chat.words import rejection_text, show_value
from dialogs.answers import NeedsConfirmation, read_answer
from dialogs.appointments import Grid, free_times
from dialogs.plurals import Unit
from dialogs.reading.places.cities import known_cities
from dialogs.replies import Typed
from dialogs.scenario import Slot, SlotType, Step
from dialogs.values import Attachment, Blank, Day, Other, Range, Value
from tests.dialogs.rich_scenario import NOW, options, said

TEXTS = Texts("ru")
LOCALES = st.sampled_from(["ru", "en"])
TODAY = NOW.date()
GRID = Grid(5, time(10), time(18), timedelta(hours=1))
UNIT = Unit({"ru": ("тонна", "тонны", "тонн"), "en": ("ton", "tons")})
CHOICE = options(seo="SEO-продвижение | SEO", crm="Внедрение CRM | CRM implementation")


SLOTS = {
    SlotType.BOOLEAN: Slot("q", SlotType.BOOLEAN, said("?")),
    SlotType.CHOICE: Slot("q", SlotType.CHOICE, said("?"), options=CHOICE, other=True),
    SlotType.CHOICES: Slot("q", SlotType.CHOICES, said("?"), options=CHOICE, other=True),
    SlotType.INTEGER: Slot("q", SlotType.INTEGER, said("?"), unit=UNIT),
    SlotType.DECIMAL: Slot("q", SlotType.DECIMAL, said("?"), unit=UNIT),
    SlotType.MONEY: Slot("q", SlotType.MONEY, said("?"), currency="RUB"),
    SlotType.PERCENT: Slot("q", SlotType.PERCENT, said("?"), minimum=0, maximum=100),
    SlotType.RANGE: Slot("q", SlotType.RANGE, said("?"), unit=UNIT),
    SlotType.RATING: Slot("q", SlotType.RATING, said("?"), minimum=0, maximum=10),
    SlotType.DATE: Slot("q", SlotType.DATE, said("?")),
    SlotType.PERIOD: Slot("q", SlotType.PERIOD, said("?")),
    SlotType.TIME: Slot("q", SlotType.TIME, said("?")),
    SlotType.APPOINTMENT: Slot("q", SlotType.APPOINTMENT, said("?"), grid=GRID),
    SlotType.CITY: Slot("q", SlotType.CITY, said("?")),
    SlotType.URL: Slot("q", SlotType.URL, said("?")),
    SlotType.DOMAIN: Slot("q", SlotType.DOMAIN, said("?")),
    SlotType.COMPANY: Slot("q", SlotType.COMPANY, said("?")),
    SlotType.FILE: Slot("q", SlotType.FILE, said("?"), accepts=("link",)),
}
DAYS = st.dates(TODAY, TODAY + timedelta(days=300))


def day(first: date, last: date | None = None) -> Day:
    return Day(first, last or first, TODAY)


def again(kind: SlotType, value: Value, locale: str) -> object:
    """What is read when somebody types what was shown of `value`."""
    shown = show_value(TEXTS, SLOTS[kind], value, locale)
    step = Step("q", said("?"), slot="q")
    read = read_answer(Typed(shown), step, SLOTS[kind], now=NOW)
    return read.pending.value if isinstance(read, NeedsConfirmation) else read


@given(st.integers(0, 10**9), LOCALES)
def test_whole_numbers(number: int, locale: str) -> None:
    assert again(SlotType.INTEGER, number, locale) == number
    assert again(SlotType.MONEY, number, locale) == number


@given(st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100), LOCALES)
def test_decimals(number: Decimal, locale: str) -> None:
    assert again(SlotType.DECIMAL, number, locale) == number
    share = number % 100
    assert again(SlotType.PERCENT, share, locale) == share


@given(st.integers(0, 10**6), st.integers(1, 10**6), LOCALES)
def test_ranges(low: int, length: int, locale: str) -> None:
    for span in (Range(low, low + length), Range(low, None), Range(None, low)):
        assert again(SlotType.RANGE, span, locale) == span


@given(st.integers(0, 10), LOCALES)
def test_ratings(grade: int, locale: str) -> None:
    assert again(SlotType.RATING, grade, locale) == grade


@given(DAYS, st.integers(0, 60), LOCALES)
def test_days_and_periods(first: date, length: int, locale: str) -> None:
    last = first + timedelta(days=length)
    assert again(SlotType.DATE, day(first), locale) == day(first)
    assert again(SlotType.PERIOD, day(first, last), locale) == day(first, last)


@given(st.times(), LOCALES)
def test_times(moment: time, locale: str) -> None:
    shown = f"{moment:%H:%M}"
    assert again(SlotType.TIME, shown, locale) == shown


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_appointments(locale: str) -> None:
    for at in free_times(GRID, NOW):
        value = at.isoformat(timespec="minutes")
        assert again(SlotType.APPOINTMENT, value, locale) == value


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_cities(locale: str) -> None:
    wrong = [city for city in known_cities() if again(SlotType.CITY, city, locale) != city]
    assert not wrong


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SlotType.BOOLEAN, True),
        (SlotType.BOOLEAN, False),
        (SlotType.CHOICE, "crm"),
        (SlotType.CHOICE, Other("Пекарня")),
        (SlotType.CHOICES, frozenset({"seo", "crm"})),
        (SlotType.URL, "https://romashka-opt.ru/about"),
        (SlotType.URL, "https://xn--e1afmkfd.xn--p1ai"),
        (SlotType.DOMAIN, "xn--e1afmkfd.xn--p1ai"),
        (SlotType.COMPANY, "ООО «Ромашка», ИНН 7707083893"),
        (SlotType.COMPANY, "7707083893"),
    ],
)
def test_words(kind: SlotType, value: Value, locale: str) -> None:
    assert again(kind, value, locale) == value


def test_what_can_not_be_typed_has_words_too() -> None:
    shown = {
        show_value(TEXTS, SLOTS[SlotType.FILE], Attachment("photo", "id"), "ru"),
        show_value(TEXTS, SLOTS[SlotType.FILE], Attachment("document", "id", "tz.pdf"), "en"),
        show_value(TEXTS, SLOTS[SlotType.FILE], Attachment("link", "https://a.ru/b"), "en"),
        show_value(TEXTS, SLOTS[SlotType.TIME], Blank.DONT_KNOW, "en"),
    }
    assert shown == {"📎 фото", "📎 tz.pdf", "📎 https://a.ru/b", "don't know"}


@pytest.mark.parametrize("code", ["not_a_date", "mismatch", "own_words", "no_words_of_its_own"])
def test_an_example_is_shown_where_it_helps(code: str) -> None:
    question = Slot(
        "q", SlotType.TEXT, said("?"), mismatch=said("Номер вида A-1."), example=said("B-2")
    )
    text = rejection_text(TEXTS, code, "ru", detail="", slot=question)
    assert ("B-2" in text) == (code != "own_words")
    assert ("Номер вида A-1." in text) == (code == "mismatch")


@pytest.mark.parametrize(
    ("kind", "value", "russian", "english"),
    [
        (SlotType.INTEGER, 1, "1 тонна", "1 ton"),
        (SlotType.INTEGER, 22, "22 тонны", "22 tons"),
        (SlotType.INTEGER, 111, "111 тонн", "111 tons"),
        (SlotType.DECIMAL, Decimal("1.00"), "1 тонна", "1 ton"),
        (SlotType.DECIMAL, Decimal("1.5"), "1,5 тонны", "1.5 tons"),
        (SlotType.RANGE, Range(10, 21), "10–21 тонна", "10–21 tons"),
        (SlotType.RANGE, Range(21, None), "от 21 тонны", "from 21 tons"),
        (SlotType.RANGE, Range(None, 2), "до 2 тонн", "up to 2 tons"),
    ],
)
def test_a_unit_goes_with_its_number(
    kind: SlotType, value: Value, russian: str, english: str
) -> None:
    assert show_value(TEXTS, SLOTS[kind], value, "ru") == russian
    assert show_value(TEXTS, SLOTS[kind], value, "en") == english
