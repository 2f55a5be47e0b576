"""Cities and time zones as people type them; the list itself is checked for its zones."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import Reading, Unreadable, find_city, read_city
from dialogs.reading.places.cities import known_cities

SURE = {
    "Москва": "moscow",
    "мск": "moscow",
    "г. Москва": "moscow",
    "Россия, Москва": "moscow",
    "в Москве": "moscow",
    "Питер": "saint-petersburg",
    "спб": "saint-petersburg",
    "санкт петербург": "saint-petersburg",
    "St. Petersburg": "saint-petersburg",
    "Екб": "yekaterinburg",
    "Я в Екатеринбурге": "yekaterinburg",
    "мы из Нижнего Новгорода": "nizhny-novgorod",
    "в Ростове-на-Дону": "rostov-on-don",
    "Наб. Челны": "naberezhnye-chelny",
    "в Великих Луках": "velikiye-luki",
    "из Твери": "tver",
    "в Уфе": "ufa",
    "в Сочи": "sochi",
    "Улан Удэ": "ulan-ude",
    "Казань, Татарстан": "kazan",
    "Алма-Ата": "almaty",
    "Минск, Беларусь": "minsk",
    "мы в Дубае": "dubai",
    "New York": "new-york-city",
    "Berlin, Germany": "berlin",
    "Ош": "osh",
    "Московская область, Химки": "khimki",
}
CONFIRMED = {
    "Масква": "moscow",
    "екатеринбруг": "yekaterinburg",
    "Новосебирск": "novosibirsk",
    "Крастнодар": "krasnodar",
    "Владимира": "vladimir",
    "Подмосковье": "moscow",
    "Крым": "simferopol",
    "Москва, ул. Ленина": "moscow",
}
OFFSETS = {
    "UTC+5": ("utc+5", "Etc/GMT-5", 5),
    "utc -3": ("utc-3", "Etc/GMT+3", -3),
    "GMT": ("utc+0", "Etc/UTC", 0),
    "плюс 2 к Москве": ("utc+5", "Etc/GMT-5", 5),
    "UTC+5:30": ("utc+5:30", "Asia/Kolkata", 5.5),
    "МСК+2": ("utc+5", "Etc/GMT-5", 5),
    "мск -1": ("utc+2", "Etc/GMT-2", 2),
    "+3 к Москве": ("utc+6", "Etc/GMT-6", 6),
    "+4 часа от мск": ("utc+7", "Etc/GMT-7", 7),
}
UNREAD = {
    "": "empty",
    "+3": "ambiguous",
    "Железногорск": "ambiguous",
    "Новгород": "ambiguous",
    "Москва и Питер": "ambiguous",
    "удалённо": "not_a_city",
    "вся Россия": "not_a_city",
    "Кимры": "not_a_city",
    "Московский": "not_a_city",
    "UTC+20": "not_a_city",
    "123": "not_a_city",
    "не Москва": "ambiguous",
    "на 2 часа больше Москвы": "ambiguous",
}


@pytest.mark.parametrize(("text", "city_id"), SURE.items())
def test_sure(text: str, city_id: str) -> None:
    assert read_city(text) == Reading(find_city(city_id), sure=True)


@pytest.mark.parametrize(("text", "city_id"), CONFIRMED.items())
def test_confirmed(text: str, city_id: str) -> None:
    assert read_city(text) == Reading(find_city(city_id), sure=False)


@pytest.mark.parametrize(("text", "offset"), OFFSETS.items())
def test_offset(text: str, offset: tuple[str, str, float]) -> None:
    found = read_city(text)
    assert isinstance(found, Reading)
    city_id, zone, _hours = offset
    assert (found.value.id, found.value.zone, found.sure) == (city_id, zone, True)
    assert find_city(city_id) == found.value


@pytest.mark.parametrize(("text", "code"), UNREAD.items())
def test_unread(text: str, code: str) -> None:
    assert read_city(text) == Unreadable(code)


def test_every_city_has_a_zone_and_is_read_by_both_of_its_names() -> None:
    assert len(known_cities()) > 400
    for city in known_cities().values():
        ZoneInfo(city.zone)
        for locale in ("ru", "en"):
            assert read_city(city.name(locale)) == Reading(city, sure=True), city


@given(st.sampled_from(sorted(known_cities())), st.integers(0, 30))
def test_a_letter_left_out_is_never_sure(city_id: str, at: int) -> None:
    city = known_cities()[city_id]
    typed = city.ru[:at] + city.ru[at + 1 :]
    found = read_city(typed)
    # «мск» is no slip of Омск.
    if len(typed) > 3 and isinstance(found, Reading) and found.value != city:
        # Another city by its full name (Орск for Томорск) is what was typed.
        assert not found.sure or typed.lower() in {found.value.ru.lower(), found.value.en.lower()}


@given(st.one_of(st.text(max_size=310), st.text("мскutcгмт+-0123456789: в", max_size=12)))
def test_nothing_is_raised(text: str) -> None:
    found = read_city(text)
    assert isinstance(found, Reading | Unreadable)
    if isinstance(found, Reading):
        ZoneInfo(found.value.zone)
