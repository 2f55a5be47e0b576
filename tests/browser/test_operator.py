"""A call that an operator answers, the link, and the chat that goes on: in a real browser."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.program import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_from_a_call_to_the_card(page: Page) -> None:
    maria = Hand(page.get_by_test_id("pane-manager"))
    await maria.start()
    await maria.say("/call Ольга")
    await maria.sees("Звонок: Ольга")
    await maria.answer("Кому вы продаёте", tap="Компаниям")
    await maria.answer("С какой задачей", tap="Автоматизация")
    await maria.answer("адрес вашего сайта", say="lutik.example")
    await maria.sees("Сколько визитов")
    await maria.say("/hangup")
    ended = maria.messages.filter(has_text="Звонок окончен")
    await expect(ended).to_be_visible()
    link = re.search(r"http\S+\?start=[\w-]+", await ended.inner_text())
    assert link is not None

    await page.goto(link[0])
    anna = Hand(page.get_by_test_id("pane-prospect"))
    await anna.answer("Сколько визитов", say="12 тысяч")
    await anna.answer("Какой бюджет в месяц", say="150 тысяч")
    await anna.answer("Когда хотите начать", tap="В этом квартале")
    await anna.answer("какова ваша роль", tap="Принимаю решение")
    await anna.answer("Проверьте, пожалуйста", tap="Всё верно")
    igor = Hand(page.get_by_test_id("pane-sales"))
    card = igor.messages.filter(has_text="Новый лид № 1")
    await expect(card).to_be_visible()
    await expect(card).to_contain_text("Звонок")
    maria = Hand(page.get_by_test_id("pane-manager"))
    await maria.say("/path 1")
    told = maria.messages.filter(has_text="Путь лида № 1")
    await expect(told).to_contain_text("Звонок")
    await expect(told).to_contain_text("Личная ссылка")
