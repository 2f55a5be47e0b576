"""Turns a conversation takes, in a real browser: a change of mind, silence, a human, a language."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.program import Hand
from tests.browser.ways import day_by_day, up_to_the_summary

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_an_early_answer_is_changed_in_the_summary(page: Page) -> None:
    anna, igor = (Hand(page.get_by_test_id(f"pane-{role}")) for role in ("prospect", "sales"))
    await up_to_the_summary(anna)
    summary = anna.messages.filter(has_text="Проверьте, пожалуйста").last
    await expect(summary).to_contain_text("Автоматизация маркетинга")
    await anna.tap("Задача")
    await anna.answer("С какой задачей", tap="Внедрение CRM")
    await anna.answer("бюджет проекта", say="1,5 млн")
    await anna.sees("Проверьте, пожалуйста")
    summary = anna.messages.filter(has_text="Проверьте, пожалуйста").last
    await expect(summary).to_contain_text("Внедрение CRM")
    await expect(summary).not_to_contain_text("Трафик")
    await anna.tap("Задача")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.sees("Проверьте, пожалуйста")
    summary = anna.messages.filter(has_text="Проверьте, пожалуйста").last
    await expect(summary).to_contain_text("12 000 визитов в месяц")
    await anna.tap("Всё верно")
    await igor.sees("Автоматизация маркетинга")


async def test_silence_nudge_and_a_half_finished_card(page: Page) -> None:
    anna, igor = (Hand(page.get_by_test_id(f"pane-{role}")) for role in ("prospect", "sales"))
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.sees("адрес вашего сайта")
    await day_by_day(page, anna, "Осталось совсем немного")
    await day_by_day(page, anna, "Если сейчас не до опроса")
    await day_by_day(page, igor, "Не закончил опрос: остановился на вопросе 3 из 7")
    await expect(igor.pane.get_by_test_id("inline-button").filter(has_text="Беру")).to_be_visible()


async def test_the_language_is_switched_in_the_middle(page: Page) -> None:
    anna = Hand(page.get_by_test_id("pane-prospect"))
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.sees("С какой задачей")
    await anna.say("/settings")
    await anna.tap("English")
    await anna.sees("What do you need help with?")
    await anna.tap("Marketing automation")
    await anna.sees("What is the address of your website?")


async def test_a_human_takes_over_with_a_photo_each_way(page: Page, tmp_path: Path) -> None:
    anna, igor = (Hand(page.get_by_test_id(f"pane-{role}")) for role in ("prospect", "sales"))
    await anna.start()
    await anna.answer("Кому вы продаёте", tap="Компаниям")
    await anna.answer("С какой задачей", tap="Автоматизация")
    await anna.sees("адрес вашего сайта")
    await anna.tap("Позвать человека")
    await anna.sees("можно продолжить с того же места")
    topics = igor.pane.get_by_test_id("topics")
    await topics.get_by_role("button", name="Анна").click()
    await igor.sees("просит человека")

    await page.screenshot(
        path=tmp_path / "portal.png", clip={"x": 0, "y": 0, "width": 90, "height": 60}
    )
    await igor.say("Анна, вот пример портала")
    await igor.sends_photo(tmp_path / "portal.png")
    await anna.sees("Анна, вот пример портала")
    await expect(anna.pane.locator("a.photo img")).to_have_count(1)
    await anna.sends_photo(tmp_path / "portal.png")
    await anna.say("Похоже на наш склад")
    await igor.sees("Похоже на наш склад")
    await expect(igor.pane.locator("a.photo img")).to_have_count(2)

    await igor.say("/bot on")
    await igor.sees("Бот снова отвечает")
    await anna.answer("адрес вашего сайта", say="romashka-opt.ru")
    await anna.sees("Сколько визитов")
