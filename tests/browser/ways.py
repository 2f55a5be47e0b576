"""Ways through the shipped scenarios that several browser journeys take."""

from __future__ import annotations

from tests.browser.program import Hand


async def up_to_the_summary(anna: Hand) -> None:
    """The quiz to its summary; one tap more and the verdict is `qualified`."""
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.answer("адрес вашего сайта", say="romashka-opt.ru")
    await anna.answer("Сколько визитов", say="12 тысяч")
    await anna.answer("бюджет в месяц", say="150 тысяч рублей")
    await anna.answer("Когда хотите начать", tap="В этом квартале")
    await anna.answer("какова ваша роль", tap="Принимаю решение")
    await anna.sees("Проверьте, пожалуйста")
