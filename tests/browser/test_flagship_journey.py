"""The shipped program in a real browser: a prospect plays, sales take the card, a manager looks."""

import re
import sys
import time

import pytest
from playwright.async_api import Page, expect

from tests.browser.program import Hand
from tests.browser.ways import A_DAY, day_by_day, passes, up_to_the_summary

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def brief(anna: Hand, page: Page) -> None:
    await anna.answer("Чего вы хотите добиться", say="Дилеры должны заказывать сами")
    await anna.answer("Что уже пробовали", say="Excel-прайс на почту")
    await anna.answer("Кто занимается этой задачей", tap="Подрядчик")
    await anna.answer("До какого времени", say="до конца года")
    await anna.answer("Что удерживает от перемен", tap="Перенос данных")
    await anna.tap("Готово")
    await anna.answer("К какому сроку", say="через два месяца")
    await anna.answer("Бюджет на это", tap="Утверждён")
    await anna.answer("Кто ещё участвует", tap="Собственник")
    await anna.tap("ИТ и безопасность")
    await anna.tap("Готово")
    await anna.answer("важнее всего", tap="Окупаемость")
    await anna.tap("Готово")
    await anna.answer("Кто будет пользоваться", tap="Пропустить")
    await anna.answer("Как называется ваша компания", say="ООО «Ромашка»")
    await anna.answer("Разрешаете обработать", tap="Согласен")
    await anna.sees("По какому номеру")
    await anna.pane.get_by_test_id("reply-button").first.click()
    await page.get_by_test_id("confirm-ok").click()
    await anna.answer("На какой e-mail", say="anna@romashka-opt.ru")
    await anna.answer("Когда вам удобнее", tap="Утром")
    await anna.answer("Вот с чем специалист", tap="Всё верно")
    await anna.sees("Спасибо, этого достаточно!")


async def test_from_start_to_the_figures(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    anna = Hand(page.get_by_test_id("pane-prospect"))
    igor = Hand(page.get_by_test_id("pane-sales"))
    maria = Hand(page.get_by_test_id("pane-manager"))
    card = igor.messages.filter(has_text="Лид № 1").or_(igor.messages.filter(has_text="лид № 1"))

    await up_to_the_summary(anna)
    await expect(card).to_have_count(0)
    tapped = time.perf_counter()
    await anna.tap("Всё верно")
    await expect(card).to_be_visible()
    delay = time.perf_counter() - tapped
    with capsys.disabled():
        sys.stdout.write(f"\nFIGURE card.delay_seconds {delay:.3f}\n")
    await expect(card).to_contain_text("соответствие 90")
    await expect(card).to_contain_text("Бюджет в месяц: 150 000 ₽")

    await igor.tap("Беру")
    await expect(card).to_contain_text("Взял(а): Игорь Петров")
    await expect(igor.pane.get_by_test_id("inline-button").filter(has_text="Беру")).to_have_count(0)

    await brief(anna, page)
    await expect(card).to_contain_text("+79161234567")
    await expect(card).to_contain_text("anna@romashka-opt.ru")
    await expect(card).to_contain_text("ООО «Ромашка»")

    await maria.start()
    await maria.say("/status")
    await maria.sees("Заявки")
    status = maria.messages.filter(has_text="Заявки").last
    await expect(status).to_contain_text(re.compile("квалифицирован", re.IGNORECASE))
    await maria.say("/lead 1")
    await maria.sees("Взят в работу")


async def test_after_three_months_the_bot_keeps_its_word(page: Page) -> None:
    anna = Hand(page.get_by_test_id("pane-prospect"))
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.answer("адрес вашего сайта", tap="Пропустить")
    await anna.answer("Сколько визитов", say="300")
    await anna.answer("пока не окупится", tap="Да, напомните")
    await anna.sees("Договорились: напишем")

    now = page.get_by_test_id("clock-now")
    before = await now.inner_text()
    await passes(page, 90 * A_DAY)
    assert await now.inner_text() != before
    await day_by_day(page, anna, "договорились вернуться")
