"""A brief with a question of every kind, answered in a chat in either language.

What is not understood is told why, and what is doubtful is asked back; at the end every answer
stands in the summary and on the card of the salespeople.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.journeys.place import ANNA, IGOR, JOHN, Place, Someone, opened

SHOWCASE = Path(__file__).parents[1] / "dialogs" / "every_kind.yaml"
PDF = base64.b64encode(b"%PDF-1.4" + b"\0" * 64).decode()


@pytest_asyncio.fixture
async def showcase(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program at work on a Tuesday at eleven with the showcase as its first scenario."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / SHOWCASE.name).write_text(SHOWCASE.read_text(encoding="utf-8"), encoding="utf-8")
    settings = {"scenarios_dir": str(folder), "quiz": "every-kind", "campaigns_file": ""}
    async with opened(tmp_path, sqlite_url, "polling", **settings) as place:
        yield place


async def talk(place: Place, someone: Someone, lines: list[tuple[str, ...]]) -> None:
    """Each line is what is heard, then what is said; `[label]` is a tap, `+kind` an attachment."""
    for heard, *said in lines:
        await someone.hears(heard)
        for one in said:
            if one.startswith("["):
                await someone.tap(one.strip("[]"))
            elif one.startswith("+"):
                kind, _, name = one[1:].partition(" ")
                await someone.does(
                    "upload", kind=kind, name=name, mime="application/pdf", content=PDF
                )
            else:
                await someone.say(one)
            await place.settle()


async def test_in_russian(showcase: Place) -> None:
    anna, igor = showcase.someone(ANNA), showcase.in_group(IGOR)
    await anna.start()
    await talk(
        showcase,
        anna,
        [
            ("Поговорим о вашей задаче", "[Продолжить]"),
            ("В какой вы отрасли?", "[›]"),
            ("В какой вы отрасли?", "[Медицина]"),
            ("✔ Отрасль: Медицина", "[Больше заявок]"),
            ("Чего хотите добиться?", "[Другое…]"),
            ("Напишите, пожалуйста, свой вариант", "Закрыть сезон"),
            ("✔ Цели: Больше заявок, Закрыть сезон", "ага"),
            ("Какой у него адрес?", "пример.рф"),
            ("Сколько у вас сотрудников?", "много"),
            ("Например: около 200", "250"),
            ("✔ Сотрудников: 250 чел.", "[изменить]"),
            ("Сколько у вас сотрудников?", "300"),
            ("✔ Сотрудников: 300 чел.", "0,1"),
            ("число начинается от 0,5", "12,5"),
            ("✔ Отгрузка: 12,5 тонны в день", "полтора миллиона"),
            ("✔ Бюджет: 1 500 000 ₽", "высокая"),
            ("Здесь нужен процент", "150"),
            ("может быть до 100", "15,5 %"),
            ("✔ Маржа: 15,5 %", "по-разному"),
            ("Здесь нужен промежуток", "от 20 до 50"),
            ("✔ Заказов в месяц: 20–50 заказов", "[4]"),
            ("✔ Оценка подрядчика: 4 из 10", "2"),
            ("✔ Сложность перехода: 2 из 5", "вчера"),
            ("Этот день уже прошёл", "через 30 дней"),
            ("✔ Конец договора: 24 декабря 2026", "в марте"),
            ("✔ Запуск: 1–31 марта 2027", "в половине третьего дня"),
            ("✔ Звонить: 14:30", "ИНН 7707083894"),
            ("контрольн", "ооо ромашка, инн 7707083893"),
            ("✔ Компания: ООО «Ромашка», ИНН 7707083893", "в питере"),
            ("✔ Город: Санкт-Петербург", "anna@romashka-opt.ru"),
            ("romashka-opt.ru", "[Да, верно]"),
            ("✔ Домен почты: romashka-opt.ru", "сейчас пришлю"),
            ("Подойдёт: файл, фото, ссылка", "+document tz.pdf"),
            ("✔ Техническое задание: 📎 tz.pdf", "тендер 5"),
            ("Номер выглядит так: AB-1234.", "ab-1234"),
            ("✔ Номер тендера: ab-1234", "шум"),
            ("Слишком коротко", "Хотим больше дилеров"),
            ("Согласны на обработку", "[Согласен]"),
            ("Ваш телефон?", "8 916 123-45-67"),
            ("Ваша почта?", "[Пропустить]"),
            ("Когда встретимся?", "вчера в 15:00"),
            ("В это время встретиться не получится. Ближайшее свободное: 24.11", "завтра"),
            ("Во сколько вам удобно? Свободно: 25.11 10:00", "завтра в 15:00"),
            ("✔ Встреча: ср 25 ноя, 15:00", "[✎ Отрасль]"),
            ("В какой вы отрасли?", "пекарня"),
            ("✔ Отрасль: пекарня", "[Всё верно]"),
            ("Спасибо, до встречи",),
        ],
    )
    await anna.say("/mydata")
    await anna.hears("Собираю всё")
    assert "Europe/Moscow" in await anna.downloads("my-data.html")
    await igor.say("/lead 1")
    card = await igor.hears("История")
    for answer in (
        "ООО «Ромашка»",
        "Санкт-Петербург",
        "пекарня",
        "📎 tz.pdf",
        "20–50 заказов",
        "4 из 10",
        "ср 25 ноя, 15:00",
    ):
        assert answer in card, card


async def test_in_english(showcase: Place) -> None:
    john = showcase.someone(JOHN)
    await john.start()
    await talk(
        showcase,
        john,
        [
            ("Let us talk about your task", "[Continue]"),
            ("What industry are you in?", "manufacturing"),
            ("What do you want to achieve?", "[More leads]"),
            ("What do you want to achieve?", "[Grow dealers]"),
            ("What do you want to achieve?", "[Go abroad]"),
            ("What do you want to achieve?", "[Fill the plant]"),
            ("You can tick 3 at most here", "[Go abroad]"),
            ("What do you want to achieve?", "[Fill the plant]"),
            ("What do you want to achieve?", "[Done]"),
            ("✔ Goals: More leads, Grow dealers, Fill the plant", "[No]"),
            ("How many people work with you?", "about 200"),
            ("Did I get it right: 200 people", "[Yes, that's right]"),
            ("✔ Employees: 200 people", "1.5"),
            ("✔ Shipments: 1.5 tons a day", "[Don't know]"),
            ("What is the margin?", "10%"),
            ("✔ Margin: 10%", "up to 20"),
            ("✔ Orders a month: up to 20 orders", "[10]"),
            ("✔ Grade of the supplier: 10 of 10", "5 March 2027"),
            ("✔ Contract ends: 5 March 2027", "3 pm"),
            ("✔ Call at: 15:00", "Acme Ltd"),
            ("✔ Company: Acme Ltd", "London"),
            ("✔ City: London", "[Skip]"),
            ("Send your terms of reference", "+voice note.ogg"),
            ("passed", "https://example.ru/tz.pdf"),
            ("✔ Terms of reference: 📎 https://example.ru/tz.pdf", "[Skip]"),
            ("May we process your data?", "[Not now]"),
            ("When shall we meet?", "tomorrow at 11 am"),
            ("✔ Meeting: Wed 25 Nov, 11:00", "[All correct]"),
            ("Thank you, see you",),
        ],
    )
