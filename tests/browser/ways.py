"""Ways through the shipped scenarios that several browser journeys take."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.program import Hand

A_DAY = 86_400


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


async def passes(page: Page, seconds: int) -> None:
    """Let so much time pass."""
    jump = page.get_by_test_id(f"clock-{seconds}")
    await jump.click()
    await expect(jump).to_be_enabled()


async def day_by_day(page: Page, hand: Hand, text: str, days: int = 14) -> None:
    """Let days pass until somebody sees `text`: a night makes it two, the holidays a dozen."""
    for _ in range(days):
        await passes(page, A_DAY)
        if await hand.messages.filter(has_text=text).count():
            break
    await hand.sees(text)
